"""What must be true afterwards, read from ledgers, paper, central's pages and the journal itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from demo.cabinet import Cabinet, codes_on
from demo.draw import Draw, draw
from demo.journal import Journal
from demo.leaks import leaks
from demo.officer import Office
from demo.pictures import ink_of, likeness, opened
from demo.story import COVER_SLIP, ORIGINAL, RESULT, Happened
from kiosk.devices.simulators.papers.scene import Scene, sheet_of

COLLECTED = 10
_SURELY_THE_SAME, _SURELY_ANOTHER = 0.9, 0.7
DEPOSIT_TOUCHES, COLLECT_TOUCHES = 25, 6
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
    "staff.granted/1": 2,
    "round.ended/1": 2,
    "slip.intended/1": 4,
    "slip.printed/1": 4,
    "door.intended/1": 4,
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


@dataclass(frozen=True)
class Evidence:
    """Everything that can be looked at."""

    drawn: Draw
    happened: Happened
    cabinet: Cabinet
    office: Office
    journal: Journal
    world: Path
    out: Path
    touches: dict[str, int]
    digits: dict[str, int]


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at, and what was wrong with it."""

    what: str
    wrong: list[str]


def check_all(evidence: Evidence) -> list[Checked]:
    """Look at everything."""
    checks: dict[str, Callable[[Evidence], Iterator[str]]] = {
        "the dossier at central is the papers drawn": _dossier,
        "the dossier is finished at central": _status,
        "the journal holds each fact once and in order": _journal,
        "the journal's chain and checkpoints are whole": _chain,
        "doors opened as the journal says, and only so": _doors,
        "the compartments are as they were left": _compartments,
        "the slips carry this deposit's code": _slips,
        "no name and no number of a person lies in the clear": _leaks,
        "few touches are enough": _touches,
    }
    return [Checked(what, list(look(evidence))) for what, look in checks.items()]


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
    if purposes != ["deposit", "round", "round", "collect"]:
        yield f"doors were opened for {purposes}"
    if e.happened.deposit_compartment != e.drawn.compartment:
        yield f"compartment {e.happened.deposit_compartment} was used, not {e.drawn.compartment} as drawn"
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
    for kind, slip in (("cover", e.happened.cover_slip), ("deposit", e.happened.deposit_slip)):
        read = codes_on(slip) if slip else []
        if len(read) != 1 or not read[0].startswith(f"DSK1:{kind}:{code}:"):
            yield f"the {kind} slip does not carry the code {code}"
        secrets += [each.rpartition(":")[2] for each in read]
    if len(set(secrets)) != len(secrets):
        yield "the cover slip, which stays in the cabinet, carries the citizen's secret"
    staged = e.journal.events("deposit.staged/2")
    if [event["data"]["deposit_code"] for event in staged] != [code]:
        yield "the journal knows another deposit code than the slip"
    for slip in e.happened.handover_lists:
        if codes_on(slip):
            yield "a handover list carries a code"


def _leaks(e: Evidence) -> Iterator[str]:
    person = e.drawn.person
    secrets = {"name": person.name, "ID number": person.number, "phone": person.phone.replace(" ", "")}
    yield from leaks(secrets, e.happened.deposit_code, e.world, e.cabinet)


def _touches(e: Evidence) -> Iterator[str]:
    deposit = e.touches.get("deposit", 0) + e.digits.get("deposit", 0)
    collect = e.touches.get("collect", 0)
    if deposit > DEPOSIT_TOUCHES:
        yield f"a deposit of two pages took {deposit} touches, more than {DEPOSIT_TOUCHES}"
    if collect > COLLECT_TOUCHES:
        yield f"collecting took {collect} touches besides the code, more than {COLLECT_TOUCHES}"
