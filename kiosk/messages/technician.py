"""Between the technician's front end (session or terminal) and the engine: the visit, tests, readiness.

The engine runs what it owns (printer, locker, disk, clock, network); the front end runs what needs its own
devices or a person (card reader, camera, screen, how a ticket looks) and tells the result. Figures are
numbers: `*_ms` milliseconds, `*_s` seconds, `*_mb` megabytes, all else counts or ratios.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kiosk.dossier.text import Text
from kiosk.messages.seat import DeviceReport, Part
from kiosk.messages.wire import Message

EngineTest = Literal["printer", "board", "disk", "clock", "network"]
OwnTest = Literal["card_reader", "camera", "screen", "print"]
TestName = Literal[
    "card_reader", "camera", "printer", "print", "board", "door", "screen", "disk", "clock", "network"
]
Outcome = Literal["passed", "failed"]
Figure = Annotated[float, Field(allow_inf_nan=False)]
Figures = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,23}$")], Figure], Field(max_length=8)]


class TestResult(Part):
    """How a test went, when, and by whom."""

    __test__ = False

    test: TestName
    compartment: int | None = None
    outcome: Outcome
    error_id: str | None = None
    figures: Figures = {}
    at: datetime | None = None
    person: str = ""


class DeviceFault(Part):
    """The last fault of a device, also one that is over."""

    device: str
    error_id: str
    at: datetime


class TestDoor(Part):
    """Whether a compartment may be opened for a test; `error_id` says why not."""

    __test__ = False

    compartment: int
    testable: bool
    error_id: str | None = None


class Counter(Part):
    """How often something was used: since the installation, and since the last visit ended."""

    name: str
    installed: int
    serviced: int


class Reason(Part):
    """Why a machine is not ready, or what wants attention. Without an error id: never tested."""

    test: TestName
    compartment: int | None = None
    error_id: str | None = None


class TerminalSeated(Message):
    """Event: the machine is this terminal's until its connection ends; the glass says so meanwhile.

    `texts`: what the config says instead of the product's own phrases.
    """

    kind: ClassVar[str] = "technician.seated"
    kiosk: str
    build: str
    texts: dict[str, Text] = {}


class TerminalRefused(Message):
    """Event: the terminal does not get the machine, or loses it (an error id); its connection ends."""

    kind: ClassVar[str] = "technician.refused"
    error_id: str


class BeginVisit(Message):
    """Begin the visit; refused with DIA-002 while a citizen is served. Answered by `MachineState`."""

    kind: ClassVar[str] = "technician.begin"
    grant: str


class ReadMachine(Message):
    """Ask how the machine stands; answered by `MachineState`."""

    kind: ClassVar[str] = "technician.read"
    grant: str


class MachineState(Message):
    """Devices as they are now, their last faults, the last results, doors, wear, readiness.

    `out_of_service`: the error id for which the engine serves nobody. Then nothing of the visit is
    journalled, the journal's part of this (faults, doors, wear) is empty, and `testable` has no doors.
    """

    kind: ClassVar[str] = "technician.machine"
    build: str
    devices: list[DeviceReport]
    faults: list[DeviceFault]
    results: list[TestResult]
    doors: list[TestDoor]
    counters: list[Counter]
    serviced_at: datetime | None
    ready: bool
    reasons: list[Reason]
    attention: list[Reason]
    testable: list[TestName]
    out_of_service: str | None = None


class RunTest(Message):
    """Run one of the engine's own tests; `TestEnded` follows."""

    kind: ClassVar[str] = "technician.run"
    grant: str
    test: EngineTest


class TestBegun(Message):
    """The test runs."""

    __test__ = False

    kind: ClassVar[str] = "technician.begun"
    run: str


class OpenForTest(Message):
    """Open a compartment that surely holds nothing (DIA-001 otherwise); `TestEnded` follows its closing."""

    kind: ClassVar[str] = "technician.open"
    grant: str
    compartment: int


class TestEnded(Message):
    """Event: one of the engine's tests is over; `run` is its id, for a door the order's."""

    __test__ = False

    kind: ClassVar[str] = "technician.ended"
    run: str
    result: TestResult


class RecordTest(Message):
    """The result of a test that the front end made."""

    kind: ClassVar[str] = "technician.record"
    grant: str
    test: OwnTest
    error_id: str | None = None
    figures: Figures = {}


class StoreReport(Message):
    """Keep the readiness report (a PDF, beside the message)."""

    kind: ClassVar[str] = "technician.report"
    grant: str


class ReportStored(Message):
    """The report is durable under this file name, with this SHA-256 in the journal."""

    kind: ClassVar[str] = "technician.report-stored"
    file: str
    digest: str


class EndVisit(Message):
    """End the visit; answered by `VisitEnded`."""

    kind: ClassVar[str] = "technician.end"
    grant: str


class VisitEnded(Message):
    """Whether the machine serves again, and why not; `out_of_service` as in `MachineState`."""

    kind: ClassVar[str] = "technician.visit-ended"
    ready: bool
    reasons: list[Reason]
    attention: list[Reason]
    out_of_service: str | None = None
