"""Events of claims: what waits for whom, and how it was collected."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.dossier.claims import Claim
from kiosk.journal.events import Event


class ClaimOffered(Event):
    """Central says that something may be collected here; no personal data, only tags."""

    name: ClassVar[str] = "claim.offered/1"
    claim: Claim
    deposit_code: str | None


class HandoverListTaken(Event):
    """Central's signed list, brought by hand, was verified; `claims` of it were new here."""

    name: ClassVar[str] = "handover-list.taken/1"
    digest: str
    made_at: str
    claims: int


class HandoverListRefused(Event):
    """A list in the spool was not central's for this kiosk, was damaged, or older than the last one."""

    name: ClassVar[str] = "handover-list.refused/1"
    digest: str
    error_id: str


class ClaimsLeased(Event):
    """Central has answered: for so many seconds from now doors may open on claims without hearing from it.

    On the claims named, which a handover list brought; None: on every claim that is here, or comes.
    """

    name: ClassVar[str] = "claims.leased/1"
    seconds: int
    claims: list[str] | None


class ClaimWithdrawn(Event):
    """Central took the claim back."""

    name: ClassVar[str] = "claim.withdrawn/1"
    claim_id: str


class ItemLoaded(Event):
    """An officer put an item into a compartment; collectable once the round is closed."""

    name: ClassVar[str] = "item.loaded/1"
    claim_id: str
    item_id: str
    compartment: int
    grant: str


class ItemUnloaded(Event):
    """An officer took a loaded item back out during the same round."""

    name: ClassVar[str] = "item.unloaded/1"
    claim_id: str
    item_id: str
    grant: str


class ClaimTried(Event):
    """A claim code was entered; written before the answer is shown."""

    name: ClassVar[str] = "claim.tried/1"
    claim_id: str
    right: bool


class ClaimLocked(Event):
    """The last of the tries that a claim's code has in its life was wrong: an officer has to help."""

    name: ClassVar[str] = "claim.locked/1"
    claim_id: str


class ClaimProven(Event):
    """The right to collect was proven in this seat."""

    name: ClassVar[str] = "claim.proven/1"
    claim_id: str
    seat: int
    by: Literal["chip", "card-and-code", "slip-and-code"]


class ItemCollected(Event):
    """The collector said that all is there: handed over (status 10)."""

    name: ClassVar[str] = "item.collected/1"
    claim_id: str
    item_id: str


class ItemDisputed(Event):
    """The collector said otherwise, or walked away; the compartment is frozen."""

    name: ClassVar[str] = "item.disputed/1"
    claim_id: str
    item_id: str
    outcome: Literal["empty", "not-mine", "incomplete", "unconfirmed"]
