"""Events of the technician: visits, tests and their results, reports. A person is the card's staff id."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.journal.events import Event

TestName = Literal[
    "card_reader", "camera", "printer", "print", "board", "door", "screen", "disk", "clock", "network"
]
Outcome = Literal["passed", "failed"]


class DiagnosticsBegun(Event):
    """A technician's visit began; nobody else is served until it ends."""

    name: ClassVar[str] = "diagnostics.begun/1"
    grant: str
    person: str


class DiagnosticsTested(Event):
    """The result of one test; `compartment` for a door. Figures are numbers, named by what they measure."""

    name: ClassVar[str] = "diagnostics.tested/1"
    grant: str
    person: str
    test: TestName
    compartment: int | None
    outcome: Outcome
    error_id: str | None
    figures: dict[str, float]


class DiagnosticsReported(Event):
    """A readiness report was stored under its SHA-256."""

    name: ClassVar[str] = "diagnostics.reported/1"
    grant: str
    person: str
    ready: bool
    digest: str


class DiagnosticsEnded(Event):
    """The visit is over. Not ready: citizens are not served until a later visit ends ready."""

    name: ClassVar[str] = "diagnostics.ended/1"
    grant: str
    person: str
    ready: bool
    reasons: list[str]
