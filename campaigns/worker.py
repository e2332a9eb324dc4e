"""The victim: an engine core on a real bus, with people before it, until it is killed."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import queue
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from campaigns import counterpart
from campaigns.counterpart import Counterpart
from campaigns.people import K_CLAIM, Keys, People, Setting, UnexpectedError
from kiosk.data import data_folder
from kiosk.devices.contract import Command, DeviceState, Status
from kiosk.devices.locker.bus import LockerBus
from kiosk.devices.locker.doors import DoorSeen
from kiosk.devices.profiles import LockerProfile, load_profile
from kiosk.engine import doors
from kiosk.engine.engine import Engine
from kiosk.engine.ports import Core, EngineKeys, Facts
from kiosk.engine.state import State
from kiosk.journal.clock import SystemClock
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.store import Journal
from kiosk.messages.wire import Message
from kiosk.vault.store import BlobStore
from tests.engine.plan import KIOSK, UNIT, cabinet_plan
from tests.engine.source import config_source

ANSWER_S = 10.0
ERRANDS = ("deposit", "deposit", "collect", "round", "sync")
# What somebody goes home with.
RELIED_ON = {"staged", "accepted", "collected", "loaded", "received"}
# This board's bolts take hundredths of a second. With the product's eight seconds most lives would end while
# a door of an earlier life is still waited for, and nothing else would be tried.
doors.OPEN_DEADLINE_S = 0.5


class Ledger:
    """Lines that survive a kill: one write each, appended."""

    def __init__(self, path: Path) -> None:
        """Open for appending."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, **facts: Any) -> None:
        """Append one line."""
        os.write(self._file, json.dumps({"at": time.monotonic(), **facts}).encode() + b"\n")


class LedgerPrinter:
    """A printer that notes each slip in its own ledger."""

    def __init__(self, ledger: counterpart.Ledger) -> None:
        """`ledger` is the paper."""
        self._ledger = ledger

    def print(self, slip: bytes) -> Command[Any]:
        """Print at once."""
        self._ledger.add(printed=hashlib.sha256(slip).hexdigest())
        command: Command[Any] = Command("print", lambda _: None, 5)
        command.execute()
        return command

    def status(self) -> Status:
        """Ready."""
        return Status(DeviceState.ONLINE, {"paper": "full"})


def engine_keys(keys: Keys) -> EngineKeys:
    """The campaign's keys as the engine holds them."""
    return EngineKeys(
        k_claim=lambda message: hmac.new(K_CLAIM, message, hashlib.sha256).digest(),
        k_claim_guard="file",
        directives=keys.directives.public_key(),
        receipts=keys.receipts.public_key(),
        staff_ca=keys.authority.certificate,
    )


def quick_profile() -> LockerProfile:
    """The default board's profile with a shortened delay table."""
    profile = load_profile(data_folder("firmware_profiles") / "locker.xor8a-24.toml")
    assert isinstance(profile, LockerProfile)
    timing = profile.timing_ms.model_copy(
        update={
            "inter_frame_gap": 1,
            "min_gap_between_opens": 5,
            "after_open_settle": 10,
            "reconnect_first": 10,
        }
    )
    poll = profile.poll.model_copy(update={"idle_ms": 20, "door_watch_ms": 8})
    return profile.model_copy(update={"timing_ms": timing, "poll": poll})


class Told(Ledger):
    """What people were told. Some lives end the moment somebody was told something."""

    def __init__(self, path: Path, tells_left: int) -> None:
        """The process kills itself with that many facts, never when it is negative."""
        super().__init__(path)
        self._tells_left = tells_left

    def add(self, **facts: Any) -> None:
        """Append one line."""
        super().add(**facts)
        if facts["fact"] in RELIED_ON:
            self._tells_left -= 1
            if self._tells_left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Victim:
    """One life of the engine."""

    def __init__(
        self, state: Path, ledgers: Path, port: Path, setting: Setting, seed: int,
        errands: tuple[str, ...] = ERRANDS,
    ) -> None:  # fmt: skip
        """Start on what an earlier life left in `state`; `ledgers` keep what happened around it."""
        keys, self._errands = setting.keys, errands
        self._chance = random.Random(seed)
        tells_left = self._chance.randint(1, 4) if self._chance.random() < 0.4 else -1
        self._told = Told(ledgers / "told.jsonl", tells_left)
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        bus = LockerBus("locker", quick_profile(), str(port), lambda *_: None, self._sensed)
        printer = LedgerPrinter(Ledger(ledgers / "paper.jsonl"))
        journal = Journal(state / "journal.db", CATALOGUE, SystemClock(), keys.signer, State.from_bytes)
        core = Core(
            journal=journal,
            vault=BlobStore(state / "vault"),
            clock=SystemClock(),
            spool=state / "spool",
            source=config_source(
                state / "config", cabinet_plan(24), lambda _: (bus, printer), setting.published.root
            ),
            keys=engine_keys(keys),
            facts=Facts(kiosk=KIOSK, number=1, unit=UNIT, hotline="0", build="campaign"),
            tell=lambda _: None,
            post=self._posted.put,
        )
        self._core = core
        self._engine = Engine(core, setting.catalogue)
        central = Counterpart(
            self._engine.outbox, keys.directives, keys.receipts, Ledger(ledgers / "central.jsonl")
        )
        self._people = People(self, central, setting, self._told, self._chance)
        bus.start()

    @property
    def state(self) -> State:
        """What is true now."""
        return self._core.state

    def live(self) -> None:
        """Serve people until killed."""
        try:
            self._live()
        except UnexpectedError as unexpected:
            self._told.add(fact="unexpected", what=str(unexpected))
            os._exit(3)

    def _live(self) -> None:
        started = time.monotonic()
        self.until(lambda: all(self.state.compartment(n).door != "unknown" for n in range(1, 25)))
        self._told.add(fact="doors-known", seconds=time.monotonic() - started)
        while True:
            self._people.run(self._chance.choice(self._errands))

    def sit(self) -> None:
        """Somebody takes the seat."""
        self._engine.seat_taken()

    def leave(self) -> None:
        """The seat is empty again."""
        self._engine.seat_left()

    def ask(self, request: Message, raw: bytes = b"") -> Message:
        """One request of the seated session."""
        return self._engine.handle(request, raw)

    def settle(self) -> None:
        """Take in what devices have said by now."""
        self._drain(0.0)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let devices and time go on until it holds."""
        deadline = time.monotonic() + ANSWER_S
        while not condition():
            if time.monotonic() > deadline:
                raise UnexpectedError("waited too long")
            self._drain(0.005)
            self._engine.tick()

    def _sensed(self, channel: int, seen: DoorSeen) -> None:
        self._posted.put(lambda: self._engine.sensed(channel, seen))

    def _drain(self, wait: float) -> None:
        while True:
            try:
                self._posted.get(timeout=wait)() if wait else self._posted.get_nowait()()
            except queue.Empty:
                return
            wait = 0.0


def killed_after(seconds: float, begin: Callable[[], Victim], errors: Path) -> bool:
    """A worker lives so long in a process of its own and is killed; False when it ended by itself.

    What it says goes into `errors`.
    """
    pid = os.fork()
    if pid == 0:
        said = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(said, 1)
        os.dup2(said, 2)
        try:
            begin().live()
        finally:
            traceback.print_exception(sys.exc_info()[1])
            os._exit(4)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)
