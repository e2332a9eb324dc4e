"""Between the session and the engine: how far somebody's dossiers are."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

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
