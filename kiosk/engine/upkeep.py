"""What the journal says of the machine itself: devices, tests, wear, and whether it may serve."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from kiosk.journal.events import Event, Recorded
from kiosk.journal.facts.diagnostics import (
    DiagnosticsBegun,
    DiagnosticsEnded,
    DiagnosticsTested,
    Outcome,
    TestName,
)
from kiosk.journal.facts.doors import DoorSeen
from kiosk.journal.facts.kiosk import DeviceStateChanged, SeatUsed
from kiosk.journal.facts.slips import SlipPrinted


class DeviceMemory(BaseModel):
    """A device's state, and the last fault it had (error id and time), also when it is long gone."""

    state: str
    since: datetime
    fault: str | None = None
    fault_at: datetime | None = None


class TestMemory(BaseModel):
    """How a test went the last time it was made."""

    __test__ = False

    test: TestName
    compartment: int | None
    outcome: Outcome
    error_id: str | None
    figures: dict[str, float]
    at: datetime
    person: str


class Upkeep(BaseModel):
    """Counters run from the installation on; `at_service` is how they stood when the last visit ended."""

    devices: dict[str, DeviceMemory] = Field(default_factory=dict)
    results: dict[str, TestMemory] = Field(default_factory=dict)
    counters: dict[str, int] = Field(default_factory=dict)
    at_service: dict[str, int] = Field(default_factory=dict)
    serviced_at: datetime | None = None
    visit: tuple[str, str] | None = None
    resting: list[str] = Field(default_factory=list)

    def apply(self, at: Recorded) -> None:
        """Take one event in."""
        self._count(at.event)
        match at.event:
            case DeviceStateChanged() as event:
                self._note_device(event, at.wall)
            case DiagnosticsBegun() as event:
                self.visit = (event.grant, event.person)
            case DiagnosticsTested() as event:
                self.results[result_key(event.test, event.compartment)] = TestMemory(
                    **event.model_dump(exclude={"grant"}), at=at.wall
                )
            case DiagnosticsEnded() as event:
                self.visit, self.resting = None, [] if event.ready else list(event.reasons)
                self.at_service, self.serviced_at = dict(self.counters), at.wall

    def _note_device(self, event: DeviceStateChanged, wall: datetime) -> None:
        before = self.devices.get(event.device)
        fault, fault_at = (before.fault, before.fault_at) if before is not None else (None, None)
        if event.error_id is not None:
            fault, fault_at = event.error_id, wall
        self.devices[event.device] = DeviceMemory(
            state=event.state, since=wall, fault=fault, fault_at=fault_at
        )

    def _count(self, event: Event) -> None:
        match event:
            case DoorSeen(door="open"):
                self._add(f"door/{event.compartment}", 1)
            case SlipPrinted():
                self._add("slips", 1)
            case SeatUsed():
                self._add("cards", event.cards)
                self._add("pictures", event.pictures)

    def _add(self, name: str, count: int) -> None:
        self.counters[name] = self.counters.get(name, 0) + count


def result_key(test: str, compartment: int | None) -> str:
    """Under which name a result is remembered: `camera`, `door/7`."""
    return test if compartment is None else f"{test}/{compartment}"
