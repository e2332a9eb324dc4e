"""Between the session and the engine: how far somebody's dossiers are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from kiosk.messages.seat import Hash, Part
from kiosk.messages.wire import Message


class FindDossiers(Message):
    """Look for dossiers by the hash of a card's ID number, by a slip's QR payload, or by typed digits.

    Digits are those of a deposit code or a dossier code. They say nothing of who asks, so the answer to them
    holds status and dates alone; tries are counted.
    """

    kind: ClassVar[str] = "seat.find-dossiers"
    owner_hash: Hash | Literal[""] = ""
    slip_payload: str = ""
    digits: str = ""


class KnownDossier(Part):
    """One dossier. Empty where only the digits of its code were typed: `key`, codes, procedure, `asked`.

    `in_machine`: it has not reached central yet. `told_at`: when the kiosk learned what stands here.
    """

    key: str = ""
    deposit_code: str = ""
    dossier_code: str = ""
    procedure: str = ""
    rule_version: str = ""
    status: int
    told_at: datetime
    due_date: str = ""
    asked: list[str] = []
    asked_more: bool = False
    in_machine: bool = False


class FoundDossiers(Message):
    """Answer to `FindDossiers`, the newest first; `tries_left` where digits were typed."""

    kind: ClassVar[str] = "seat.found-dossiers"
    dossiers: list[KnownDossier]
    tries_left: int | None = None


class AskPersonal(Message):
    """Ask central what it may tell the person here of a dossier that this seat has shown a right to.

    `public_key`: X25519, made for this one answer (hex).
    """

    kind: ClassVar[str] = "seat.ask-personal"
    dossier_id: str
    public_key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class PersonalAsked(Message):
    """It is on its way; `PersonalCame` with this request follows, within ten seconds."""

    kind: ClassVar[str] = "seat.personal-asked"
    request: str


class PersonalCame(Message):
    """Event: central's answer, sealed to the key of the enquiry (base64), or why there is none.

    `copies`: how often the dossier's acceptance slip was ordered here already.
    """

    kind: ClassVar[str] = "seat.personal-came"
    request: str
    sealed: str = ""
    copies: int = 0
    error_id: str | None = None


class PrintAcceptance(Message):
    """Print the acceptance slip that the session made: a sealed memory file beside the message."""

    kind: ClassVar[str] = "seat.print-acceptance"
    with_descriptor: ClassVar[bool] = True
    dossier_id: str
