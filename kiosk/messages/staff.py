"""Between the session and the engine: staff cards, grants, and the officer's round."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from kiosk.dossier.text import Text
from kiosk.messages.seat import Part
from kiosk.messages.wire import Message

StaffRole = Literal["officer", "attendant", "technician"]
RoundTask = Literal["take", "load", "undo", "count"]


class AskChallenge(Message):
    """Ask for a nonce that a staff card is to sign."""

    kind: ClassVar[str] = "seat.ask-challenge"


class Challenge(Message):
    """A nonce (32 bytes, hex), good for one signature within a minute."""

    kind: ClassVar[str] = "seat.challenge"
    nonce: str


class StaffProof(Message):
    """The staff card's certificate (DER, hex) and its ECDSA-SHA256 signature over the nonce (DER, hex)."""

    kind: ClassVar[str] = "seat.staff-proof"
    nonce: str
    certificate: str
    signature: str


class Granted(Message):
    """The engine's grant to a person of the staff."""

    kind: ClassVar[str] = "seat.granted"
    grant: str
    person: str
    role: StaffRole


class ReadRound(Message):
    """Ask what this officer's round has to do."""

    kind: ClassVar[str] = "seat.read-round"
    grant: str


class RoundStop(Part):
    """One door of the round."""

    compartment: int
    act: Literal["take", "load", "check"]
    code: str = ""
    about: str = ""
    done: bool = False


class RoundPlan(Message):
    """The stops in order; an open door comes first."""

    kind: ClassVar[str] = "seat.round"
    stops: list[RoundStop]
    free: list[int]
    loadable: int
    taken: int
    loaded: int


class OpenForRound(Message):
    """Open one compartment of the round for a task (only one stands open at a time)."""

    kind: ClassVar[str] = "seat.open-round"
    grant: str
    compartment: int
    task: RoundTask


class TellRound(Message):
    """What the officer found or did at a compartment; `code` is what was scanned (cover slip, result)."""

    kind: ClassVar[str] = "seat.tell-round"
    grant: str
    compartment: int
    act: Literal["taken", "empty", "missing", "foreign", "loaded", "counted-empty", "counted-full", "undo"]
    code: str = ""


class PlaceResult(Message):
    """Ask which compartment a scanned result's code goes into."""

    kind: ClassVar[str] = "seat.place-result"
    grant: str
    code: str


class ResultPlace(Message):
    """The compartment chosen for the claim that the code belongs to; `more` things of it come after this."""

    kind: ClassVar[str] = "seat.result-place"
    compartment: int
    about: str
    name: Text
    more: int


class TakeList(Message):
    """Central's signed handover list, as it was read from paper or a stick, stands beside the message."""

    kind: ClassVar[str] = "seat.take-list"
    grant: str


class ListTaken(Message):
    """The list was verified and is believed; `claims` of it were new here. `made_at` as central wrote it."""

    kind: ClassVar[str] = "seat.list-taken"
    made_at: datetime
    claims: int


class EndRound(Message):
    """The visit is over: what was loaded becomes collectable, and messages go out."""

    kind: ClassVar[str] = "seat.end-round"
    grant: str
