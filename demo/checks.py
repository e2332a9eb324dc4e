"""What must be true afterwards, read from ledgers, paper, central's pages and the journal itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from PIL import Image

from demo import checks_config, checks_visits
from demo.cabinet import codes_on
from demo.day import COVER_SLIP, ORIGINAL, RESULT
from demo.draw import draw
from demo.evidence import Checked, Evidence
from demo.leaks import leaks
from demo.pictures import ink_of, likeness, opened
from kiosk.devices.simulators.papers.scene import Scene, sheet_of

COLLECTED = 10
_SURELY_THE_SAME, _SURELY_ANOTHER = 0.9, 0.7
DEPOSIT_TOUCHES, COLLECT_TOUCHES = 25, 6
# from what was looked up one touch leads on to the deposit
LEADS_ON = 1
# what the journal must hold, and how often
_COUNTS = {
    "deposit.begun/1": 1,
    "deposit.staged/2": 1,
    "deposit.accepted/1": 1,
    "receipt.recorded/1": 1,
    "originals.taken/1": 1,
    "claim.offered/1": 1,
    "claim.tried/1": 1,
    "claim.proven/1": 1,
    "item.loaded/1": 1,
    "item.collected/1": 1,
    "staff.granted/1": 3,
    "diagnostics.begun/1": 1,
    "diagnostics.reported/1": 1,
    "diagnostics.ended/1": 1,
    "ticket.issued/1": 1,
    "round.ended/1": 2,
    "slip.intended/1": 8,
    "slip.printed/1": 8,
    "door.intended/1": 5,
    "slip.failed/1": 0,
    "staff.refused/1": 0,
    "door.not-opened/1": 0,
    "door.alarm/1": 0,
    "compartment.frozen/1": 0,
    "deposit.dropped/1": 0,
    "dossier.parked/1": 0,
    "directive.refused/1": 0,
    "item.disputed/1": 0,
    "help.called/1": 0,
}


def check_all(evidence: Evidence) -> list[Checked]:
    """Look at everything."""
    checks: dict[str, Callable[[Evidence], Iterator[str]]] = {
        "the dossier at central is the papers drawn": _dossier,
        "the dossier is finished at central": _status,
        "the journal holds each fact once and in order": _journal,
        "doors opened as the journal says, and only so": _doors,
        "the compartments are as they were left": _compartments,
        "the slips carry this deposit's code": _slips,
        "no name and no number of a person lies in the clear": _leaks,
        "few touches are enough": _touches,
        "the queue number is the same on glass and paper, and it was called": checks_visits.ticket,
        "the printed list names the papers that were handed in": checks_visits.paper_list,
        "the machine was tested, and ticket and PDF say that it is ready": checks_visits.readiness,
        "the config that renames a tile and closes compartments was taken and kept": checks_config.good,
        "the config that the cabinet cannot have was refused, and says why": checks_config.impossible,
        "the config that broke the printer's settings was undone by itself": checks_config.undone,
    }
    # the chain is verified by a process of its own, meanwhile
    with ThreadPoolExecutor(max_workers=1) as beside:
        chain = beside.submit(lambda: list(_chain(evidence)))
        found = {what: list(look(evidence)) for what, look in checks.items()}
        found["the journal's chain and checkpoints are whole"] = chain.result()
    return [Checked(what, wrong) for what, wrong in found.items()]


def _dossier(e: Evidence) -> Iterator[str]:
    folder = e.out / "dossier"
    folder.mkdir(parents=True, exist_ok=True)
    inks = {code: ink_of(_sheet(scene)) for code, scene in e.drawn.papers.items()}
    stranger = draw(e.drawn.seed + 1).person
    for code, scene in e.drawn.papers.items():
        page = e.office.picture(code, 1)
        if page is None:
            yield f"central has no page of {code}"
            continue
        if e.office.picture(code, 2) is not None:
            yield f"central has more pages of {code} than were laid under the camera"
        (folder / f"{code}-1.jpg").write_bytes(page[1])
        seen = ink_of(opened(page[1]))
        own = likeness(seen, inks[code])
        others = max(likeness(seen, inks[other]) for other in inks if other != code)
        strange = likeness(seen, ink_of(_sheet(replace(scene, person=stranger))))
        if own < _SURELY_THE_SAME or others > _SURELY_ANOTHER:
            yield f"page {code} is like its paper by {own:.2f}, like the other one by {others:.2f}"
        if strange >= own:
            yield f"page {code} is as like somebody else's paper ({strange:.3f}) as like its own ({own:.3f})"


def _sheet(scene: Scene) -> Image.Image:
    sheet = sheet_of(scene)
    assert sheet is not None
    return sheet.image


def _status(e: Evidence) -> Iterator[str]:
    status = e.office.status()
    if status != COLLECTED:
        yield f"its status is {status}, not {COLLECTED}"
    words = e.office.page().words
    if e.drawn.person.name not in words or e.drawn.person.number not in words:
        yield "central's page does not name the person who deposited"


def _journal(e: Evidence) -> Iterator[str]:
    events = e.journal.events()
    names = [event["name"] for event in events]
    for name, wanted in _COUNTS.items():
        if (count := names.count(name)) != wanted:
            yield f"{name} stands there {count} times, not {wanted}"
    data = {event["name"]: event["data"] for event in events}
    expected: dict[str, dict[str, object]] = {
        "deposit.begun/1": {"deposit_code": e.happened.deposit_code},
        "deposit.accepted/1": {"originals": "placed"},
        "originals.taken/1": {"outcome": "taken", "scanned": True},
        "claim.tried/1": {"right": True},
        "claim.proven/1": {"by": "card-and-code"},
    }
    for name, facts in expected.items():
        for key, value in facts.items():
            if data.get(name, {}).get(key) != value:
                yield f"{name} says {key} {data.get(name, {}).get(key)}, not {value}"
    order = [name for name in names if name in _ORDER]
    if order != list(_ORDER):
        yield "the facts stand in another order: " + ", ".join(order)


_ORDER = (
    "deposit.begun/1",
    "deposit.staged/2",
    "deposit.accepted/1",
    "originals.taken/1",
    "claim.offered/1",
    "item.loaded/1",
    "claim.proven/1",
    "item.collected/1",
)


def _chain(e: Evidence) -> Iterator[str]:
    settings = str(e.world / "settings.toml")
    command = [sys.executable, "-m", "kiosk", "journal", "verify", "--settings", settings]
    verified = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, check=False
    )
    if verified.returncode != 0:
        yield (verified.stderr.strip().splitlines() or ["it cannot be verified"])[-1]


def _doors(e: Evidence) -> Iterator[str]:
    intended = [event["data"] for event in e.journal.events("door.intended/1")]
    channels = [order["channel"] for order in intended]
    ledger = e.cabinet.ledger("locker")
    for happening in ("pulse", "opened", "closed"):
        physical = [entry["door"] for entry in ledger if entry["event"] == happening]
        if physical != channels:
            yield f"{happening}: the cabinet recorded {physical}, the journal intended {channels}"
    purposes = [order["purpose"] for order in intended]
    if purposes != ["diagnostics", "deposit", "round", "round", "collect"]:
        yield f"doors were opened for {purposes}"
    if any(entry["event"] == "forced" for entry in ledger):
        yield "a door was forced"


def _compartments(e: Evidence) -> Iterator[str]:
    for number, door in e.cabinet.doors().items():
        if door["open"]:
            yield f"door {number} stands open"
        if door["things"]:
            yield f"compartment {number} still holds {door['things']}"
    moved = [(n["event"], n["thing"]) for n in e.cabinet.ledger("locker") if n["event"] in ("put", "taken")]
    both = (COVER_SLIP, ORIGINAL)
    wanted = [("put", each) for each in both] + [("taken", each) for each in both]
    if moved != [*wanted, ("put", RESULT), ("taken", RESULT)]:
        yield f"things moved otherwise: {moved}"


def _slips(e: Evidence) -> Iterator[str]:
    slips = e.cabinet.slips()
    if len(slips) != len(e.journal.events("slip.printed/1")):
        yield f"the printer cut {len(slips)} slips"
    code, secrets = e.happened.deposit_code, []
    for kind in ("cover", "deposit"):
        read = codes_on(e.happened.slips[f"{kind}-slip"])
        if len(read) != 1 or not read[0].startswith(f"DSK1:{kind}:{code}:"):
            yield f"the {kind} slip does not carry the code {code}"
        secrets += [each.rpartition(":")[2] for each in read]
    if len(set(secrets)) != len(secrets):
        yield "the cover slip, which stays in the cabinet, carries the citizen's secret"
    staged = e.journal.events("deposit.staged/2")
    if [event["data"]["deposit_code"] for event in staged] != [code]:
        yield "the journal knows another deposit code than the slip"
    for name in ("handover-list-1", "handover-list-2", "list", "ticket", "readiness"):
        if codes_on(e.happened.slips[name]):
            yield f"the {name} carries a code"


def _leaks(e: Evidence) -> Iterator[str]:
    person = e.drawn.person
    secrets = {"name": person.name, "ID number": person.number, "phone": person.phone.replace(" ", "")}
    yield from leaks(secrets, e.happened.deposit_code, e.world, e.cabinet)


def _touches(e: Evidence) -> Iterator[str]:
    glass = e.day.glass
    deposit = (
        sum(glass.touches[scene] for scene in ("look up", "deposit")) + glass.digits["deposit"] - LEADS_ON
    )
    collect = glass.touches["collect"]
    if deposit > DEPOSIT_TOUCHES:
        yield f"a deposit of two pages took {deposit} touches, more than {DEPOSIT_TOUCHES}"
    if collect > COLLECT_TOUCHES:
        yield f"collecting took {collect} touches besides the code, more than {COLLECT_TOUCHES}"
