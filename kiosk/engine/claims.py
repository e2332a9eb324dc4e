"""Claims: found by a tag, proven by a code, collected item by item."""

from __future__ import annotations

import math
from typing import Literal

from kiosk.dossier.codes import CodeError, SlipQr, parse_claim_code
from kiosk.dossier.text import Text
from kiosk.engine.doors import DoorRequest, Doors
from kiosk.engine.leases import leased
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.slip_codes import is_cover_slip, is_slip_of
from kiosk.engine.state import ClaimState, Item
from kiosk.errors import error
from kiosk.journal.clock import surely_passed
from kiosk.journal.events import Event
from kiosk.journal.facts.claims import ClaimLocked, ClaimProven, ClaimTried, ItemCollected, ItemDisputed
from kiosk.journal.facts.doors import CompartmentFrozen
from kiosk.messages.collect import FindClaims, FinishCollection, ProveClaim, WaitingClaim, WaitingItem
from kiosk.texts import phrase

# Nothing was heard from central for so long that the claim may have been taken back.
LEASE_OVER = "ENG-025"
# Wrong codes in the whole life of a claim's code; then only an officer's new code helps.
TRIES = 5
# After the second wrong one, doubled after each further one: the first is a slip of the finger.
FIRST_PAUSE_S = 15


class Claims:
    """Who may collect what, in this seat."""

    def __init__(self, core: Core, doors: Doors) -> None:
        """Nothing is proven at first; a proof lasts as long as its seat."""
        self._core = core
        self._doors = doors
        self._found: set[str] = set()
        self._proven: set[str] = set()

    def seat_left(self) -> None:
        """Forget the proofs; what was taken out without a last word is for an officer to look at."""
        self._found.clear()
        self._proven.clear()
        self.settle_at_rest()

    def proven(self, claim_id: str) -> bool:
        """Whether the right to collect was proven in this seat."""
        return claim_id in self._proven

    def find(self, request: FindClaims) -> list[WaitingClaim]:
        """The claims of this card or slip, with what hinders collecting them here. ENG-019: a cover slip."""
        _refuse_cover_slip(request)
        key = request.owner_hash or request.slip_payload
        matching = {
            claim_id: claim
            for claim_id, claim in self._core.state.claims.items()
            if self._names(claim, request)
        }
        if key:
            self._found |= set(matching)
        return [self._waiting(claim) for claim in matching.values() if _unended(claim)]

    def prove(self, request: ProveClaim, seat: int) -> None:
        """Count the try durably, then answer. Refusals: ENG-006, 009 wrong, 010 wait, 019, 022 none left."""
        _refuse_cover_slip(request)
        claim = self._core.state.claims.get(request.claim_id)
        unknown = claim is None or claim.withdrawn or request.claim_id not in self._found
        if claim is None or unknown or not self._names(claim, request):
            raise RefusalError("ENG-006")
        if request.claim_id in self._proven:
            return
        self._check_tries(claim)
        try:
            code = parse_claim_code(request.code)
            right = claim.claim.matches_code(self._core.keys.k_claim, code)
        except CodeError:
            right = False
        events: list[Event] = [ClaimTried(claim_id=request.claim_id, right=right)]
        if right:
            by: Literal["card-and-code", "slip-and-code"]
            by = "card-and-code" if request.owner_hash else "slip-and-code"
            events.append(ClaimProven(claim_id=request.claim_id, seat=seat, by=by))
        elif claim.wrong_tries + 1 >= TRIES:
            events.append(ClaimLocked(claim_id=request.claim_id))
        self._core.journal.append(*events)
        if not right:
            raise self._wrong(claim)
        self._proven.add(request.claim_id)

    def open(self, claim_id: str, item_id: str) -> tuple[str, int]:
        """Open the compartment of an item of a proven claim. Refusals: ENG-006, 011, 012, 025."""
        item = self._item(claim_id, item_id)
        claim = self._core.state.claims[claim_id]
        if claim_id not in self._proven or claim.withdrawn:
            raise RefusalError("ENG-012")
        if not leased(self._core, claim):
            raise RefusalError(LEASE_OVER)
        if item.ended is not None or item.compartment is None or self._obstacle(claim, item_id) is not None:
            raise RefusalError("ENG-011")
        about = f"{claim_id}/{item_id}"
        order = self._doors.order(DoorRequest(item.compartment, "collect", about, again=item.ordered > 0))
        return order, item.compartment

    def finish(self, request: FinishCollection) -> None:
        """Only `received` ends the claim's item; anything else freezes the compartment."""
        if request.claim_id not in self._proven:
            raise RefusalError("ENG-012")
        self._end(request)

    def _end(self, request: FinishCollection) -> None:
        item = self._item(request.claim_id, request.item_id)
        if item.ended is not None:
            return
        if item.compartment is None or not item.openings:
            raise RefusalError("ENG-007")
        if self._core.state.compartment(item.compartment).in_use:
            raise RefusalError("ENG-003")
        if request.outcome == "received":
            self._core.journal.append(ItemCollected(claim_id=request.claim_id, item_id=request.item_id))
            return
        reason: Literal["unconfirmed", "disputed"]
        reason = "unconfirmed" if request.outcome == "unconfirmed" else "disputed"
        self._core.journal.append(
            ItemDisputed(claim_id=request.claim_id, item_id=request.item_id, outcome=request.outcome),
            CompartmentFrozen(compartment=item.compartment, reason=reason),
        )

    def settle_at_rest(self) -> None:
        """With nobody in the seat: close collections whose door has come to rest."""
        for claim_id, claim in self._core.state.claims.items():
            for item_id, item in claim.items.items():
                if item.openings and item.ended is None and item.compartment is not None:
                    bay = self._core.state.compartment(item.compartment)
                    if bay.door == "closed" and bay.order is None:
                        self._end(FinishCollection(claim_id=claim_id, item_id=item_id, outcome="unconfirmed"))

    def _names(self, claim: ClaimState, request: FindClaims | ProveClaim) -> bool:
        key = self._core.keys.k_claim
        if request.owner_hash:
            return claim.claim.names_collector(key, bytes.fromhex(request.owner_hash))
        try:
            slip = SlipQr.parse(request.slip_payload)
        except CodeError:
            return False
        if claim.claim.matches_qr(key, slip.secret):
            return True
        own = claim.deposit_code
        return own is not None and is_slip_of(key, "deposit", own, request.slip_payload)

    def _waiting(self, claim: ClaimState) -> WaitingClaim:
        items = [
            WaitingItem(
                item_id=item.item_id,
                kind=item.kind,
                name=item.name,
                compartment=claim.items[item.item_id].compartment,
                obstacle=self._obstacle(claim, item.item_id),
            )
            for item in claim.claim.items
            if claim.items[item.item_id].ended is None
        ]
        deposit_id = self._core.state.deposit_by_code(claim.deposit_code or "")
        procedure = self._core.state.deposits[deposit_id].procedure if deposit_id else ""
        return WaitingClaim(
            claim_id=claim.claim.claim_id,
            dossier_code=claim.claim.dossier_code,
            procedure=procedure,
            items=items,
            needs_code=True,
        )

    def _obstacle(self, claim: ClaimState, item_id: str) -> Text | None:
        item = claim.items[item_id]
        if claim.claim.obstacles:
            return claim.claim.obstacles[0].where
        if claim.claim.expired_on(self._core.clock.wall().date()) and self._core.clock.synced():
            return phrase("slips.obstacle.expired")
        if _locked(claim):
            return phrase("slips.obstacle.locked")
        if item.compartment is None or not item.collectable:
            return phrase("slips.obstacle.not-loaded")
        bay = self._core.state.compartment(item.compartment)
        if bay.frozen is not None or bay.holds != f"{claim.claim.claim_id}/{item_id}":
            return phrase("slips.obstacle.frozen")
        return None if leased(self._core, claim) else error(LEASE_OVER).citizen

    def _item(self, claim_id: str, item_id: str) -> Item:
        claim = self._core.state.claims.get(claim_id)
        if claim is None or item_id not in claim.items:
            raise RefusalError("ENG-006")
        return claim.items[item_id]

    def _check_tries(self, claim: ClaimState) -> None:
        if _locked(claim):
            raise RefusalError("ENG-022", tries_left=0)
        if claim.tried_at is None:
            return
        left = _pause_s(claim.wrong_tries) - surely_passed(self._core.clock, *claim.tried_at)
        if left > 0:
            raise RefusalError("ENG-010", wait_s=math.ceil(left), tries_left=TRIES - claim.wrong_tries)

    def _wrong(self, claim: ClaimState) -> RefusalError:
        left = TRIES - claim.wrong_tries
        if left == 0:
            return RefusalError("ENG-022", tries_left=0)
        return RefusalError("ENG-009", tries_left=left, wait_s=_pause_s(claim.wrong_tries))


def _refuse_cover_slip(request: FindClaims | ProveClaim) -> None:
    """It lies in the compartment, for whoever opens that to see: it shows and collects nothing."""
    if is_cover_slip(request.slip_payload):
        raise RefusalError("ENG-019")


def _pause_s(wrong_tries: int) -> int:
    return FIRST_PAUSE_S * 2 ** (wrong_tries - 2) if wrong_tries > 1 else 0


def _locked(claim: ClaimState) -> bool:
    return claim.wrong_tries >= TRIES


def _unended(claim: ClaimState) -> bool:
    return not claim.withdrawn and any(item.ended is None for item in claim.items.values())
