"""The tests of what the engine itself owns: printer, lock board, disk, clock, queue.

Each ends once, on the engine's thread, with what the driver or the measurement said. None opens a door, and
none needs the journal: they run out of service too.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.devices.contract import Command, Completion
from kiosk.devices.locker.doors import DoorSeen
from kiosk.diagnostics.machine import Measured, measure_clock, measure_disk, measure_queue
from kiosk.engine.outbox import Outbox
from kiosk.engine.ports import Core, run_beside
from kiosk.engine.printing import Printing
from kiosk.journal.clock import Clock
from kiosk.messages.technician import EngineTest, Outcome, TestName, TestResult

Found = Callable[[str, TestResult], None]
Printed = Callable[[Completion[Any]], None]


@dataclass(frozen=True)
class Instruments:
    """What the tests are made with.

    `read_board` asks the board for every door; `print_ticket(run, done)` prints a test ticket and tells how
    it ended, on the engine's thread. Of the journal come `last_written`, its newest moment, and `queue`,
    which measures what waits to be sent.
    """

    clock: Clock
    database: Path
    read_board: Callable[[], Command[Mapping[int, DoorSeen]]]
    print_ticket: Callable[[str, Printed], None]
    post: Callable[[Callable[[], None]], None]
    beside: Callable[[Callable[[], None]], None] = run_beside
    last_written: Callable[[], datetime | None] = lambda: None
    queue: Callable[[], Callable[[], Measured]] | None = None

    @classmethod
    def of(cls, core: Core, printing: Printing, outbox: Outbox) -> Instruments:
        """Those of an engine that serves."""
        journal = core.journal

        def last_written() -> datetime | None:
            return next((recorded.wall for recorded in journal.read(max(0, journal.seq - 1))), None)

        def queue() -> Callable[[], Measured]:
            now, oldest, up = core.clock.wall(), outbox.oldest_unsent(), outbox.link_up
            return lambda: measure_queue(now, oldest, link_up=up)

        return cls(
            clock=core.clock,
            database=journal.path,
            read_board=lambda: core.bus.read(),
            print_ticket=printing.trial,
            post=core.post,
            beside=core.beside,
            last_written=last_written,
            queue=queue,
        )


class Bench:
    """Runs tests and tells `found(run, result)`."""

    def __init__(self, instruments: Instruments) -> None:
        """Nothing runs."""
        self._with = instruments
        self._running: set[str] = set()
        self.found: Found = lambda run, result: None

    def run(self, test: EngineTest) -> str:
        """Begin a test; its id."""
        run, tools = uuid.uuid4().hex, self._with
        self._running.add(run)
        match test:
            case "printer":
                self._print(run)
            case "board":
                self._read_board(run)
            case "disk":
                database = tools.database
                self._measure(run, "disk", lambda: measure_disk(database.parent, database))
            case "clock":
                now, last, synced = tools.clock.wall(), tools.last_written(), tools.clock.synced()
                self._measure(run, "clock", lambda: measure_clock(now, last, synced=synced))
            case "network":
                assert tools.queue is not None, "nobody knows what waits"
                self._measure(run, "network", tools.queue())
        return run

    def forget(self) -> None:
        """Nobody waits for these any more: how they end is nobody's result."""
        self._running.clear()

    def _tell(self, run: str, found: TestResult) -> None:
        if run in self._running:
            self._running.discard(run)
            self.found(run, found)

    def _read_board(self, run: str) -> None:
        began = self._with.clock.monotonic()

        def ended(done: Completion[Mapping[int, DoorSeen]]) -> None:
            figures = {"answer_ms": round((self._with.clock.monotonic() - began) * 1000)}
            if done.value is not None:
                figures["doors"] = len(done.value)
                figures["open"] = sum(seen.door == "open" for seen in done.value.values())
            self._tell(run, result("board", Measured(done.error_id, dict(figures))))

        self._with.read_board().on_done(lambda done: self._with.post(lambda: ended(done)))

    def _print(self, run: str) -> None:
        began = self._with.clock.monotonic()

        def ended(done: Completion[Any]) -> None:
            figures = {"completed_s": round(self._with.clock.monotonic() - began, 1)}
            if done.ok and done.value is not None:
                figures["mm"] = done.value.mm
            self._tell(run, result("printer", Measured(done.error_id, dict(figures))))

        self._with.print_ticket(run, ended)

    def _measure(self, run: str, test: TestName, measure: Callable[[], Measured]) -> None:
        def work() -> None:
            measured = measure()
            self._with.post(lambda: self._tell(run, result(test, measured)))

        self._with.beside(work)


def result(test: TestName, measured: Measured) -> TestResult:
    """How a test went, by what was measured."""
    outcome: Outcome = "passed" if measured.error_id is None else "failed"
    return TestResult(test=test, outcome=outcome, error_id=measured.error_id, figures=measured.figures)
