"""Events of the staff: grants and rounds. A person is the card's staff id, a role, never a name."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.journal.events import Event


class StaffGranted(Event):
    """A staff card proved itself to the engine."""

    name: ClassVar[str] = "staff.granted/1"
    grant: str
    person: str
    role: Literal["officer", "attendant", "technician"]
    seat: int


class StaffRefused(Event):
    """A staff card was refused."""

    name: ClassVar[str] = "staff.refused/1"
    error_id: str


class RoundEnded(Event):
    """The officer's round is over: what was loaded is collectable from now on."""

    name: ClassVar[str] = "round.ended/1"
    grant: str
