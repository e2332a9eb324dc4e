"""Events of the machine itself: starts, seats, devices, what comes from central."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.dossier.progress import Progress
from kiosk.journal.events import Event


class EngineStarted(Event):
    """The engine started; every door's state is unknown until the sensors are read."""

    name: ClassVar[str] = "engine.started/1"
    build: str
    k_claim_guard: Literal["tpm", "file"]


class EngineStopped(Event):
    """The engine was stopped in order."""

    name: ClassVar[str] = "engine.stopped/1"


class SeatGiven(Event):
    """A session got the seat; `seat` counts up."""

    name: ClassVar[str] = "seat.given/1"
    seat: int


class SeatLeft(Event):
    """The session that had the seat is gone."""

    name: ClassVar[str] = "seat.left/1"
    seat: int


class SeatUsed(Event):
    """How often the session's own devices were used by whoever sat there."""

    name: ClassVar[str] = "seat.used/1"
    seat: int
    cards: int
    pictures: int


class HelpCalled(Event):
    """A person at the screen asked for help at this step."""

    name: ClassVar[str] = "help.called/1"
    step: str


class DeviceStateChanged(Event):
    """A device changed between working and not working (states of XFS4IoT)."""

    name: ClassVar[str] = "device.state-changed/1"
    device: str
    state: str
    error_id: str | None


class DirectiveTaken(Event):
    """A signed directive of central was verified and carried out."""

    name: ClassVar[str] = "directive.taken/1"
    number: int
    kind: str
    id: str


class DirectiveRefused(Event):
    """A directive was not carried out: bad signature, out of order, expired, or impossible here."""

    name: ClassVar[str] = "directive.refused/1"
    number: int
    error_id: str


class DossierDecided(Event):
    """Central's status of a dossier that was deposited here (national portal, 1 to 10)."""

    name: ClassVar[str] = "dossier.decided/1"
    deposit_code: str
    dossier_code: str | None
    status: int
    due_date: str | None


class DossierReported(Event):
    """Central says how far a dossier is that may be asked for here; no personal data, only tags."""

    name: ClassVar[str] = "dossier.reported/1"
    progress: Progress
