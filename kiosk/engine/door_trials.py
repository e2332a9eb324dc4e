"""Doors opened for a test: each ends with what the sensors said from the order on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.engine.ports import Core
from kiosk.messages.technician import TestResult

NOT_OPENED, DOOR_UNKNOWN = "LCK-010", "LCK-013"


@dataclass
class _Trial:
    compartment: int
    began: float
    opened_s: float | None = None


class DoorTrials:
    """Follows door orders and tells `found(order, result)` when each has ended."""

    def __init__(self, core: Core) -> None:
        """No door is followed."""
        self._core = core
        self._trials: dict[str, _Trial] = {}
        self.found: Callable[[str, TestResult], None] = lambda order, result: None

    def follow(self, order: str, compartment: int) -> None:
        """A door was ordered for a test."""
        self._trials[order] = _Trial(compartment, self._core.clock.monotonic())

    def look(self) -> None:
        """Call after whatever may have moved a door."""
        for order, trial in list(self._trials.items()):
            under_way = self._core.state.orders.get(order)
            since = round(self._core.clock.monotonic() - trial.began, 2)
            if under_way is None:
                del self._trials[order]
                self.found(order, self._result(trial, since))
            elif under_way.opened and trial.opened_s is None:
                trial.opened_s = since

    def forget(self) -> None:
        """Nobody waits for these any more."""
        self._trials.clear()

    def _result(self, trial: _Trial, since: float) -> TestResult:
        if trial.opened_s is not None:
            figures = {"opened_s": trial.opened_s, "closed_s": since}
            return TestResult(test="door", compartment=trial.compartment, outcome="passed", figures=figures)
        seen = self._core.state.compartment(trial.compartment).door
        error_id = NOT_OPENED if seen == "closed" else DOOR_UNKNOWN
        return TestResult(test="door", compartment=trial.compartment, outcome="failed", error_id=error_id)
