"""How what happens to claims changes the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.engine import state as states
from kiosk.journal.events import Recorded
from kiosk.journal.facts import claims

if TYPE_CHECKING:
    from kiosk.engine.state import State


def _offered(state: State, event: claims.ClaimOffered, at: Recorded) -> None:
    known = state.claims.get(event.claim.claim_id)
    before = known.items if known is not None else {}
    items = {item.item_id: before.get(item.item_id, states.Item()) for item in event.claim.items}
    # what is not offered any more and lies here is an officer's to take out
    items |= {
        item_id: item.model_copy(update={"ended": item.ended or "withdrawn"})
        for item_id, item in before.items()
        if item_id not in items and _lies_here(state, f"{event.claim.claim_id}/{item_id}", item)
    }
    offered = states.ClaimState(claim=event.claim, deposit_code=event.deposit_code, items=items)
    offered.lease = known.lease if known is not None else None
    # Only a new code, which an officer has made, has its tries anew.
    if known is not None and known.claim.code_tag == event.claim.code_tag:
        offered.wrong_tries, offered.tried_at = known.wrong_tries, known.tried_at
    state.claims[event.claim.claim_id] = offered


def _lies_here(state: State, about: str, item: states.Item) -> bool:
    return item.compartment is not None and state.compartment(item.compartment).holds == about


def _list_taken(state: State, event: claims.HandoverListTaken, at: Recorded) -> None:
    state.last_list = event.made_at


def _leased(state: State, event: claims.ClaimsLeased, at: Recorded) -> None:
    lease = states.Lease(boot=at.boot, mono=at.mono, at=at.wall, synced=at.synced, seconds=event.seconds)
    if event.claims is None:
        state.lease = lease
    for claim_id in event.claims or ():
        if claim_id in state.claims:
            state.claims[claim_id].lease = lease


def _withdrawn(state: State, event: claims.ClaimWithdrawn, at: Recorded) -> None:
    if event.claim_id in state.claims:
        state.claims[event.claim_id].withdrawn = True


def item_of(state: State, about: str) -> states.Item:
    """The item that `claim/item` names."""
    claim_id, _, item_id = about.partition("/")
    return state.claims[claim_id].items[item_id]


def _loaded(state: State, event: claims.ItemLoaded, at: Recorded) -> None:
    about = f"{event.claim_id}/{event.item_id}"
    item = item_of(state, about)
    item.compartment, item.loaded_in = event.compartment, event.grant
    state.compartment(event.compartment).holds = about
    state.rounds.setdefault(event.grant, []).append(about)


def _unloaded(state: State, event: claims.ItemUnloaded, at: Recorded) -> None:
    about = f"{event.claim_id}/{event.item_id}"
    item = item_of(state, about)
    if item.compartment is not None:
        state.compartment(item.compartment).holds = None
    item.compartment, item.loaded_in = None, None
    state.rounds.get(event.grant, [about]).remove(about)


def _tried(state: State, event: claims.ClaimTried, at: Recorded) -> None:
    claim = state.claims[event.claim_id]
    claim.wrong_tries += not event.right
    claim.tried_at = None if event.right else (at.boot, at.mono)


def _collected(state: State, event: claims.ItemCollected, at: Recorded) -> None:
    item = item_of(state, f"{event.claim_id}/{event.item_id}")
    item.ended = "collected"
    if item.compartment is not None:
        state.compartment(item.compartment).holds = None


def _disputed(state: State, event: claims.ItemDisputed, at: Recorded) -> None:
    item_of(state, f"{event.claim_id}/{event.item_id}").ended = "disputed"


CLAIM_FOLDS: dict[type, Callable[[State, Any, Recorded], None]] = {
    claims.ClaimOffered: _offered,
    claims.HandoverListTaken: _list_taken,
    claims.ClaimsLeased: _leased,
    claims.ClaimWithdrawn: _withdrawn,
    claims.ItemLoaded: _loaded,
    claims.ItemUnloaded: _unloaded,
    claims.ClaimTried: _tried,
    claims.ItemCollected: _collected,
    claims.ItemDisputed: _disputed,
}
