"""A whole world whose processes may be killed: workspace, supervisor, what is true in it."""

from __future__ import annotations

import base64
import collections
import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pysqlite3

from campaigns.citizen import Waiting
from campaigns.glass import Glass
from campaigns.ledgers import cut_short, doubled_openings, orders_under_way
from campaigns.officer import Officer, offers
from campaigns.planted import HERE
from kiosk.config.enrolment import load_engine
from kiosk.development import world
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.control import CabinetControl
from kiosk.devices.simulators.workspace import Workspace
from kiosk.engine.keys import signing_key
from kiosk.journal.reading import JournalFile
from kiosk.messages.officer_pages import Round
from kiosk.messages.pages import Home
from tests.session.screen_person import PersonAtScreen

NUMBER = "099301000017"
PIN = "246810"
LOADED_AT_ONCE = 6


def at_central(folder: Path, *words: str) -> str:
    """One question to central's own side; `folder` is its data."""
    command = [sys.executable, "-m", "campaigns.central_side", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
    return done.stdout.strip()


def stored_pages(folder: Path) -> list[bytes]:
    """The pages that central holds and can open."""
    packed: list[str] = json.loads(at_central(folder, "pages"))
    return [base64.b64decode(page) for page in packed]


class WorldDidNotStartError(Exception):
    """The kiosk did not come up."""


class KillableWorld:
    """Runs until the `with` ends; processes come back by themselves."""

    build = "work-tree"

    def __init__(self, folder: Path, *, screens: bool = False) -> None:
        """Nothing runs yet. With `screens` the real ones take the seat, on the display of the environment."""
        self.folder = folder
        self._screens = screens
        self._workspace = Workspace(folder)
        self._ready: list[Waiting] = []
        self._made = 0

    @property
    def engine_socket(self) -> Path:
        """Where the engine listens."""
        return self.folder / "run" / "engine.sock"

    def __enter__(self) -> KillableWorld:
        """Make the world and start it; returns when every door is known."""
        self._workspace.make()
        self._supervisor = world(self.folder, with_central=True, screens=self._screens)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, daemon=True)
        self._thread.start()
        try:
            self.control = CabinetControl(self.folder / "cabinet", wait_s=60)
            deadline = time.monotonic() + 60
            while not self.doors_known():
                if time.monotonic() > deadline:
                    raise WorldDidNotStartError("not every door was known within a minute")
                time.sleep(0.1)
        except BaseException:
            # whoever gives up or is interrupted meanwhile leaves no world behind
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End every process."""
        self.control.close()
        self._end()

    def _end(self) -> None:
        self._stopping.set()
        self._thread.join(20)

    def pids(self) -> dict[str, int]:
        """Processes by name."""
        return self._supervisor.pids()

    def switch(self, *names: str, on: bool) -> None:
        """Switch processes off, or on again."""
        for name in names:
            if on:
                self._supervisor.release(name)
            else:
                self._supervisor.hold(name)

    def seated_session(self) -> int:
        """The session that is not waiting."""
        pids = [pid for name, pid in self.pids().items() if name.startswith("session")]
        # The waiting one has its connection to the engine; the seated one has screen and card reader too.
        return max(pids, key=_sockets)

    def events(self) -> list[dict[str, Any]]:
        """Every journalled event."""
        try:
            rows = JournalFile(self.folder / "state" / "journal.db").rows()
        except pysqlite3.OperationalError:
            return []  # the engine is just making it
        return [json.loads(row.body) for row in rows]

    def facts(self) -> set[str]:
        """Ids of what was staged, accepted, loaded and collected so far."""
        return {_fact(event) for event in self.events()} - {""}

    def starts(self) -> int:
        """How often the engine has started."""
        return sum(event["name"] == "engine.started/1" for event in self.events())

    def doors_known(self) -> bool:
        """Whether the journal knows every door since the engine's last start."""
        since: dict[int, str] = {}
        for event in self.events():
            if event["name"] == "engine.started/1":
                since.clear()
            elif event["name"] == "door.seen/1":
                since[event["data"]["compartment"]] = event["data"]["door"]
        return len(since) == 24 and "unknown" not in since.values()

    def at_rest(self) -> bool:
        """Close what stands open; whether everything is closed and nothing is going to open."""
        self.close_doors()
        return not self.control.open_doors() and not orders_under_way(self.events())

    def close_doors(self) -> None:
        """The person who stood there closes what stands open."""
        for door in self.control.open_doors():
            self.control.order("locker", "act", verb="close", door=door)

    def make_claim(self) -> Waiting:
        """A result that lies in a compartment; a batch is loaded when none is left."""
        if not self._ready:
            made = self.release_results(LOADED_AT_ONCE)
            self._load(made)
            self._ready = made
        return self._ready.pop(0)

    def faults(self, before: list[dict[str, Any]], person: PersonAtScreen) -> list[str]:
        """What must hold after any kill, and what the next session's home page must say.

        `before` is what the journal held when the visit began.
        """
        home = person.sees(Home)
        events = self.events()
        facts = collections.Counter(_fact(event) for event in events)
        wrong = [f"twice: {fact}" for fact, count in facts.items() if fact and count > 1]
        if events[: len(before)] != before:
            wrong.append("events that were in the journal before the kill are gone")
        staged = {fact.partition(" ")[2] for fact in facts if fact.startswith("staged")}
        accepted = {fact.partition(" ")[2] for fact in facts if fact.startswith("accepted")}
        wrong += [f"staged and never finished: {dossier}" for dossier in staged - accepted]
        said = home.notice.vi if home.notice is not None else ""
        wrong += [
            f"deposit {code} was cut short, and the home page says: {said or 'nothing'}"
            for code in cut_short(events[len(before) :])
            if code not in said
        ]
        return wrong

    def final_faults(self) -> list[str]:
        """Pulses against intents, the chain, and central's set against the kiosk's."""
        events = self.events()
        intents = collections.Counter(e["data"]["channel"] for e in events if e["name"] == "door.intended/1")
        ledger = (self.folder / "cabinet" / "ledgers" / "locker.jsonl").read_text().splitlines()
        pulses = collections.Counter(
            entry["door"] for entry in map(json.loads, ledger) if entry["event"] == "pulse"
        )
        wrong = [
            f"door {door} pulsed {count} times, intended {intents[door]} times"
            for door, count in pulses.items()
            if count > intents[door]
        ]
        key = signing_key(load_engine(self.folder / "state" / "identity" / "engine")).public_key()
        JournalFile(self.folder / "state" / "journal.db").verify(key)
        return wrong + doubled_openings(events) + self._undelivered()

    def _undelivered(self) -> list[str]:
        deadline = time.monotonic() + 60
        while True:
            facts = self.facts()
            staged = {fact.partition(" ")[2] for fact in facts if fact.startswith("staged")}
            receipts = {fact.partition(" ")[2] for fact in facts if fact.startswith("receipt")}
            if staged <= receipts or time.monotonic() > deadline:
                return [f"no receipt for {dossier}" for dossier in staged - receipts]
            time.sleep(0.5)

    def _supervise(self) -> None:
        while not self._stopping.wait(0.1):
            self._supervisor.look()
        self._supervisor.end()

    def _release(self) -> Waiting:
        self._made += 1
        code = f"H29.251-261120-{self._made:04}"
        return Waiting(code, at_central(self.folder / "central", "release", code, NUMBER))

    def _load(self, results: list[Waiting]) -> None:
        glass = Glass(self.engine_socket, self.build)
        person = glass.person()
        officer = Officer(self.control, person)
        try:
            officer.logs_in(self.staff_card(), PIN)
            officer.begins("load")
            for result in results:
                officer.types_code(result.dossier)
                officer.fills_open_door(result.dossier)
                person.sees(Round, like=offers("undo-last"), updated=True)
            officer.stops()
            officer.ends()
            time.sleep(1.0)
        finally:
            person.vanishes()
            glass.end()

    def staff_card(self) -> Mapping[str, Any]:
        """The card of an officer of this office."""
        return spec.staff(self.folder / "staff" / "officer")

    def release_results(self, count: int) -> list[Waiting]:
        """Results that central released and that this kiosk may load."""
        released = [self._release() for _ in range(count)]
        self._await_offers()
        return released

    def receipts(self) -> list[str]:
        """Dossiers whose receipt the kiosk recorded, once for each recording."""
        return [e["data"]["dossier_id"] for e in self.events() if e["name"] == "receipt.recorded/1"]

    def dossiers_at_central(self) -> int:
        """How many dossiers central took in from kiosks."""
        return int(at_central(self.folder / "central", "dossiers"))

    def _await_offers(self) -> None:
        deadline = time.monotonic() + 60
        while self._offered() < self._made and time.monotonic() < deadline:
            time.sleep(0.2)

    def _offered(self) -> int:
        return sum(event["name"] == "claim.offered/1" for event in self.events())


def _fact(event: dict[str, Any]) -> str:
    data = event["data"]
    match event["name"]:
        case "deposit.staged/2":
            return f"staged {data['dossier_id']}"
        case "deposit.accepted/1":
            return f"accepted {data['dossier_id']}"
        case "receipt.recorded/1":
            return f"receipt {data['dossier_id']}"
        case "item.loaded/1":
            return f"loaded {data['claim_id']}/{data['item_id']}"
        case "item.collected/1":
            return f"collected {data['claim_id']}/{data['item_id']}"
        case _:
            return ""


def _sockets(pid: int) -> int:
    links = Path(f"/proc/{pid}/fd").iterdir()
    return sum(str(link.readlink()).startswith("socket:") for link in links if link.is_symlink())
