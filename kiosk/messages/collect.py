"""Between the session and the engine: claims, and collecting what waits."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.dossier.text import Text
from kiosk.messages.seat import Hash, Part, Unfinished
from kiosk.messages.wire import Message


class OpenForClaim(Message):
    """Open the compartment of an item of a proven claim."""

    kind: ClassVar[str] = "seat.open-claim"
    claim_id: str
    item_id: str


class FindClaims(Message):
    """Look for claims by the hash of a card's ID number, or by a slip's QR payload."""

    kind: ClassVar[str] = "seat.find-claims"
    owner_hash: Hash | Literal[""] = ""
    slip_payload: str = ""


class WaitingItem(Part):
    """One thing that waits; `obstacle` says in plain words why not here and where instead."""

    item_id: str
    kind: Literal["result", "returned_original", "supplement_request", "refusal"]
    name: Text
    compartment: int | None
    obstacle: Text | None = None


class WaitingClaim(Part):
    """A claim as the session may know it."""

    claim_id: str
    dossier_code: str
    procedure: str
    items: list[WaitingItem]
    needs_code: bool


class Claims(Message):
    """Answer to `FindClaims`: what waits, and what this person left unfinished here."""

    kind: ClassVar[str] = "seat.claims"
    claims: list[WaitingClaim]
    unfinished: list[Unfinished] = []


class ProveClaim(Message):
    """Prove the right to collect with the claim code; the try is counted durably before the answer."""

    kind: ClassVar[str] = "seat.prove"
    claim_id: str
    owner_hash: Hash | Literal[""] = ""
    slip_payload: str = ""
    code: str


class FinishCollection(Message):
    """What the person says after the door closed; only `received` ends the claim."""

    kind: ClassVar[str] = "seat.finish-collection"
    claim_id: str
    item_id: str
    outcome: Literal["received", "empty", "not-mine", "incomplete", "unconfirmed"]
