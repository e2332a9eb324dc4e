"""Whether the machine is ready to serve: every device as it is now, every test as it last went.

What takes away only a part is told as attention: a door that failed is given to nobody until it passes;
without the network or a checked clock people are served all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.engine.state import State
from kiosk.engine.upkeep import TestMemory
from kiosk.messages.seat import DeviceReport
from kiosk.messages.technician import (
    Counter,
    DeviceFault,
    MachineState,
    Reason,
    TestDoor,
    TestName,
    TestResult,
)

TEST_OF: dict[str, TestName] = {
    "card_reader": "card_reader",
    "document_camera": "camera",
    "printer": "printer",
    "locker": "board",
}
EVERY_TEST: tuple[TestName, ...] = (
    "card_reader", "camera", "printer", "print", "board", "screen", "disk", "clock", "network",
)  # fmt: skip
# What waits to be sent stands in the journal, and whether central is reached only sync finds out, by sending.
WITHOUT_JOURNAL = tuple(test for test in EVERY_TEST if test != "network")
WITHOUT = frozenset({"door", "clock", "network"})
_WORKING = {"online", "deviceBusy", "starting"}


@dataclass(frozen=True)
class Verdict:
    """No reasons: ready. `attention` stands in nobody's way."""

    reasons: list[Reason]
    attention: list[Reason]


def judge(state: State, reports: list[DeviceReport]) -> Verdict:
    """By the devices' present words and the last result of each test."""
    found = [*_devices(reports), *_failed(state)]
    seen: set[TestName] = set()
    reasons = []
    for reason in found:
        if reason.test not in WITHOUT and reason.test not in seen:
            seen.add(reason.test)
            reasons.append(reason)
    doors = {number for number, bay in state.compartments.items() if bay.faulty}
    if doors and doors == set(state.compartments):
        reasons.append(Reason(test="door", error_id="LCK-010"))
    attention = [reason for reason in found if reason.test in WITHOUT]
    untested = [Reason(test=test) for test in EVERY_TEST if test not in state.upkeep.results]
    low = [
        Reason(test=TEST_OF[report.device], error_id=report.error_id)
        for report in reports
        if report.device in TEST_OF and _works(report) and report.error_id is not None
    ]
    return Verdict(reasons, [*low, *attention, *untested])


def machine_state(
    build: str, state: State, reports: list[DeviceReport], doors: list[TestDoor],
    out_of_service: str | None = None,
) -> MachineState:  # fmt: skip
    """Everything a technician wants to see; out of service what can be known without the journal."""
    upkeep, verdict = state.upkeep, judge(state, reports)
    return MachineState(
        build=build,
        devices=reports,
        faults=[
            DeviceFault(device=name, error_id=memory.fault, at=memory.fault_at)
            for name, memory in upkeep.devices.items()
            if memory.fault is not None and memory.fault_at is not None
        ],
        results=[TestResult(**memory.model_dump()) for memory in upkeep.results.values()],
        doors=doors,
        counters=[
            Counter(name=name, installed=count, serviced=count - upkeep.at_service.get(name, 0))
            for name, count in sorted(upkeep.counters.items())
        ],
        serviced_at=upkeep.serviced_at,
        ready=not verdict.reasons and out_of_service is None,
        reasons=verdict.reasons,
        attention=verdict.attention,
        testable=list(EVERY_TEST if out_of_service is None else WITHOUT_JOURNAL),
        out_of_service=out_of_service,
    )


def _devices(reports: list[DeviceReport]) -> list[Reason]:
    return [
        Reason(test=TEST_OF[report.device], error_id=report.error_id or "DEV-003")
        for report in reports
        if report.device in TEST_OF and not _works(report)
    ]


def _works(report: DeviceReport) -> bool:
    """A device that is only released, without a fault, works."""
    return report.state in _WORKING or (report.state == "offline" and report.error_id is None)


def _failed(state: State) -> list[Reason]:
    def reason(memory: TestMemory) -> Reason:
        return Reason(test=memory.test, compartment=memory.compartment, error_id=memory.error_id)

    return [reason(memory) for memory in state.upkeep.results.values() if memory.outcome == "failed"]
