"""The tests of what the engine itself owns: printer, lock board, doors, disk, clock, queue.

Each ends once, on the engine's thread, with what the driver or the measurement said.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.devices.contract import Completion
from kiosk.devices.locker.doors import DoorSeen
from kiosk.diagnostics.machine import Measured, measure_clock, measure_disk, measure_queue
from kiosk.engine.outbox import Outbox
from kiosk.engine.ports import Core
from kiosk.engine.printing import Printing
from kiosk.messages.technician import EngineTest, Outcome, TestName, TestResult

NOT_OPENED, DOOR_UNKNOWN = "LCK-010", "LCK-013"
Found = Callable[[str, TestResult], None]


@dataclass
class _DoorTest:
    compartment: int
    began: float
    opened_s: float | None = None


class Bench:
    """Runs tests and tells `found(run, result)`."""

    def __init__(self, core: Core, printing: Printing, outbox: Outbox) -> None:
        """Nothing runs."""
        self._core = core
        self._printing = printing
        self._outbox = outbox
        self.found: Found = lambda run, result: None
        self._doors: dict[str, _DoorTest] = {}
        self._prints: dict[str, tuple[str, float]] = {}
        printing.tells(self._printed)

    def run(self, test: EngineTest) -> str:
        """Begin a test; its id."""
        run = uuid.uuid4().hex
        match test:
            case "printer":
                self._prints[self._printing.trial(run)] = (run, self._core.clock.monotonic())
            case "board":
                self._read_board(run)
            case "disk":
                journal = self._core.journal.path
                self._measure(run, "disk", lambda: measure_disk(journal.parent, journal))
            case "clock":
                now, last, synced = self._core.clock.wall(), self._last_written(), self._core.clock.synced()
                self._measure(run, "clock", lambda: measure_clock(now, last, synced=synced))
            case "network":
                now, oldest, up = self._core.clock.wall(), self._outbox.oldest_unsent(), self._outbox.link_up
                self._measure(run, "network", lambda: measure_queue(now, oldest, link_up=up))
        return run

    def follow(self, order: str, compartment: int) -> None:
        """A door was ordered for a test: its result comes from what the sensors say until the order ends."""
        self._doors[order] = _DoorTest(compartment, self._core.clock.monotonic())

    def look(self) -> None:
        """Call after whatever may have moved a door."""
        for order, test in list(self._doors.items()):
            under_way = self._core.state.orders.get(order)
            since = round(self._core.clock.monotonic() - test.began, 2)
            if under_way is None:
                del self._doors[order]
                self.found(order, self._door_result(test, since))
            elif under_way.opened and test.opened_s is None:
                test.opened_s = since

    def forget(self) -> None:
        """Nobody waits for these any more."""
        self._doors.clear()
        self._prints.clear()

    def _door_result(self, test: _DoorTest, since: float) -> TestResult:
        if test.opened_s is not None:
            figures = {"opened_s": test.opened_s, "closed_s": since}
            return TestResult(test="door", compartment=test.compartment, outcome="passed", figures=figures)
        seen = self._core.state.compartment(test.compartment).door
        error_id = NOT_OPENED if seen == "closed" else DOOR_UNKNOWN
        return TestResult(test="door", compartment=test.compartment, outcome="failed", error_id=error_id)

    def _read_board(self, run: str) -> None:
        began = self._core.clock.monotonic()

        def ended(done: Completion[Mapping[int, DoorSeen]]) -> None:
            figures = {"answer_ms": round((self._core.clock.monotonic() - began) * 1000)}
            if done.value is not None:
                figures["doors"] = len(done.value)
                figures["open"] = sum(seen.door == "open" for seen in done.value.values())
            self.found(run, _result("board", Measured(done.error_id, dict(figures))))

        self._core.bus.read().on_done(lambda done: self._core.post(lambda: ended(done)))

    def _printed(self, slip: str, done: Completion[Any]) -> None:
        if slip not in self._prints:
            return
        run, began = self._prints.pop(slip)
        figures = {"completed_s": round(self._core.clock.monotonic() - began, 1)}
        if done.ok and done.value is not None:
            figures["mm"] = done.value.mm
        self.found(run, _result("printer", Measured(done.error_id, dict(figures))))

    def _measure(self, run: str, test: TestName, measure: Callable[[], Measured]) -> None:
        def work() -> None:
            measured = measure()
            self._core.post(lambda: self.found(run, _result(test, measured)))

        self._core.beside(work)

    def _last_written(self) -> datetime | None:
        journal = self._core.journal
        return next((recorded.wall for recorded in journal.read(max(0, journal.seq - 1))), None)


def _result(test: TestName, measured: Measured) -> TestResult:
    outcome: Outcome = "passed" if measured.error_id is None else "failed"
    return TestResult(test=test, outcome=outcome, error_id=measured.error_id, figures=measured.figures)
