"""An engine core on one thread, whose steps are the same each time: lives, people, a cabinet without wires.

What happens outside it goes into four ledgers; it may die or its disk may fail at any of its calls.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from campaigns.counterpart import Counterpart, Ledger
from campaigns.ledgers import NAMES, Ledgers
from campaigns.people import People, Setting, UnexpectedError
from campaigns.worker import LedgerPrinter, engine_keys
from kiosk.devices.contract import Command
from kiosk.devices.locker.doors import DoorSeen, Pulse
from kiosk.engine.engine import Engine
from kiosk.engine.lives import Lives, Post
from kiosk.engine.ports import Core, Facts
from kiosk.engine.state import State
from kiosk.journal import store
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.store import Journal
from kiosk.messages import outbox
from kiosk.messages.wire import Message
from kiosk.vault.store import BlobStore
from tests.engine.doubles import DoorBusDouble, TestClock
from tests.engine.plan import KIOSK, UNIT, cabinet_plan
from tests.engine.source import config_source

DOORS = 12
# A Wednesday morning, so that numbers are given out.
MORNING = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
STEP_S = 0.1
MOST_STEPS = 200


# In this order each finds what it needs; "start" is switching on, and nothing else.
ERRANDS = (
    "start", "deposit", "leave", "number", "sync", "configure", "round", "collect", "clear", "stop",
)  # fmt: skip
MONTHS_S = 120 * 86400.0
# Every journal of these campaigns should meet its checkpoints.
store.CHECKPOINT_EVERY = 20

T = TypeVar("T")


class OutOfServiceError(Exception):
    """Whoever stood there sees the page of that name: the engine's life ended before it answered."""


@dataclass(frozen=True)
class Outside:
    """Where the board, the paper, people and central note what happened."""

    board: Ledger
    paper: Ledger
    told: Ledger
    central: Ledger


class Noted:
    """The four ledgers in memory."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self._lists = {name: _List() for name in NAMES}

    def outside(self) -> Outside:
        """As a machine notes them."""
        return Outside(**self._lists)

    def add(self, name: str, facts: dict[str, Any]) -> None:
        """A line for one of them."""
        self._lists[name].append(facts)

    def ledgers(self) -> Ledgers:
        """As they are compared."""
        return Ledgers(**self._lists)

    def copy(self) -> Noted:
        """What happened so far, for another machine to go on from."""
        made = Noted()
        for name, lines in self._lists.items():
            made._lists[name] += lines
        return made


class _List(list[dict[str, Any]]):
    def add(self, **facts: Any) -> None:
        self.append(facts)


class NotedBus(DoorBusDouble):
    """Doors that obey and that a person closes; each pulse is noted outside when it goes out."""

    def __init__(self, ledger: Ledger, clock: TestClock, doors: int) -> None:
        """`ledger` is what physically happened."""
        super().__init__(doors, obey=False)
        self._ledger, self._clock = ledger, clock
        self._opened: list[int] = []

    def open(self, channel: int) -> Command[Pulse]:
        """Pulse; the door opens when its bolt has moved."""
        self._ledger.add(event="pulse", door=channel, mono=self._clock.monotonic())
        self._opened.append(channel)
        return super().open(channel)

    def move(self) -> bool:
        """Let one door open, and a person close it; whether there was one."""
        if not self._opened:
            return False
        channel = self._opened.pop(0)
        for seen in ("open", "closed"):
            self.on_seen(channel, DoorSeen(seen, "unknown"))
        return True


class Steady:
    """One machine. Nothing happens on its own: `look` begins its life."""

    def __init__(
        self, folder: Path, setting: Setting, outside: Outside, clock: TestClock, doors: int = DOORS
    ) -> None:
        """`folder` is its state."""
        self.folder = folder
        self._setting = setting
        self._posted: list[Callable[[], None]] = []
        self.clock = clock
        self._bus, self._printer = NotedBus(outside.board, clock, doors), LedgerPrinter(outside.paper)
        self._core: Core | None = None
        self.lives = Lives(
            folder, self._open_journal, self._begin, lambda: None, self._posted.append, clock.monotonic
        )
        keys = setting.keys
        self.central = Counterpart(self, keys.directives, keys.receipts, outside.central)
        self.people = People(self, self.central, setting, outside.told, random.Random(1))

    def _open_journal(self) -> Journal[State]:
        return Journal(
            self.folder / "journal.db", CATALOGUE, self.clock, self._setting.keys.signer, State.from_bytes
        )

    def _begin(self, journal: Journal[State], post: Post) -> Engine:
        root = self._setting.published.root
        core = Core(
            journal=journal,
            vault=BlobStore(self.folder / "vault"),
            clock=self.clock,
            spool=self.folder / "spool",
            source=config_source(
                self.folder / "config",
                cabinet_plan(self._bus.channels),
                lambda _: (self._bus, self._printer),
                root,
            ),
            keys=engine_keys(self._setting.keys),
            facts=Facts(kiosk=KIOSK, number=1, unit=UNIT, hotline="0", build="campaign"),
            tell=lambda _: None,
            post=post,
            beside=lambda work: work(),
        )
        engine = Engine(core, self._setting.catalogue)
        self._core = core
        self._bus.on_seen = lambda channel, seen: post(lambda: engine.sensed(channel, seen))
        for channel in range(1, self._bus.channels + 1):
            engine.sensed(channel, DoorSeen("closed", "unknown"))
        return engine

    # what people and central meet

    @property
    def state(self) -> State:
        """What is true now."""
        assert self._core is not None
        return self._core.state

    def sit(self) -> None:
        """Somebody takes the seat."""
        self.act(Engine.seat_taken)

    def leave(self) -> None:
        """The seat is empty again."""
        self.act(Engine.seat_left)

    def ask(self, request: Message, raw: bytes = b"") -> Message:
        """One request of the seated session."""
        return self._served(lambda engine: engine.handle(request, raw))

    def handle(self, request: Message, raw: bytes) -> Message:
        """One request of sync."""
        return self._served(lambda engine: engine.outbox.handle(request, raw))

    def read_blob(self, request: outbox.ReadBlob) -> tuple[outbox.BlobPart, bytes]:
        """One request of sync."""
        return self._served(lambda engine: engine.outbox.read_blob(request))

    def read_checkpoint(self, request: outbox.ReadCheckpoint) -> tuple[outbox.CheckpointPart, bytes]:
        """One request of sync."""
        return self._served(lambda engine: engine.outbox.read_checkpoint(request))

    def settle(self) -> None:
        """Let devices answer."""
        while self._posted or self._bus.move():
            self._posted.pop(0)()
        self._in_service()

    def until(self, condition: Callable[[], bool]) -> None:
        """Let devices and time go on until it holds."""
        for _ in range(MOST_STEPS):
            self.settle()
            if condition():
                return
            self.tick()
        raise UnexpectedError("waited too long")

    def tick(self) -> None:
        """Half a second goes by."""
        self.clock.pass_time(0.5)
        self.act(lambda engine: engine.tick())

    def act(self, act: Callable[[Engine], object]) -> None:
        """Let the engine do something; raises `OutOfServiceError` when its life ends by it."""
        self.lives.act(act)
        self._in_service()

    def _served(self, ask: Callable[[Engine], T]) -> T:
        answers: list[T] = []
        self.act(lambda engine: answers.append(ask(engine)))
        self.clock.pass_time(STEP_S)
        return answers[0]

    def _in_service(self) -> None:
        if self.lives.engine is None:
            raise OutOfServiceError(self.lives.out_of_service)

    # a life, and what happens in it

    def begin(self) -> None:
        """Switch on."""
        self.lives.look()
        self._in_service()

    def run(self, errand: str) -> None:
        """One of `ERRANDS`."""
        own = {"start": self.begin, "clear": self._clear, "stop": self._stop}
        if errand in own:
            own[errand]()
            return
        for _ in range(3 if errand == "sync" else 1):  # the first receipt gets lost
            self.people.run(errand)

    def _clear(self) -> None:
        """Months later: what central has signed for goes."""
        self.clock.pass_time(MONTHS_S)
        self.tick()

    def _stop(self) -> None:
        """Ended in order, and switched on again."""
        self.lives.stop()
        self.begin()


def clock_at(passed_s: float) -> TestClock:
    """A clock so many seconds after the campaign's morning."""
    clock = TestClock()
    clock.now = MORNING
    clock.pass_time(passed_s)
    return clock
