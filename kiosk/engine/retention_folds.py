"""How what leaves the kiosk for good changes the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.engine import state as states
from kiosk.journal.events import Recorded
from kiosk.journal.facts.retention import (
    CheckpointReceipted,
    FinishedForgotten,
    JournalShortened,
    PartsRemoved,
)

if TYPE_CHECKING:
    from kiosk.engine.state import State


def _parts_removed(state: State, event: PartsRemoved, at: Recorded) -> None:
    deposit = state.deposits[event.dossier_id]
    deposit.removed = True
    deposit.blobs, deposit.proofs = [], {}


def _receipted(state: State, event: CheckpointReceipted, at: Recorded) -> None:
    state.held.append(states.Held(seq=event.seq, hash=event.hash, at=at.wall, synced=at.synced))


def _shortened(state: State, event: JournalShortened, at: Recorded) -> None:
    state.held = [held for held in state.held if held.seq > event.up_to]
    state.shortened = event.up_to


def _forgotten(state: State, event: FinishedForgotten, at: Recorded) -> None:
    gone = {*event.dossiers, *event.claims}
    for known in (state.deposits, state.reported, state.claims):
        for key in gone & known.keys():
            del known[key]
    state.copies = {key: copies for key, copies in state.copies.items() if key.partition("/")[2] not in gone}


RETENTION_FOLDS: dict[type, Callable[[State, Any, Recorded], None]] = {
    PartsRemoved: _parts_removed,
    CheckpointReceipted: _receipted,
    JournalShortened: _shortened,
    FinishedForgotten: _forgotten,
}
