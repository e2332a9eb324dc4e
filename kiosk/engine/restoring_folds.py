"""How a cabinet stands after a new computer took it over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.engine import state as states
from kiosk.journal.events import Recorded
from kiosk.journal.facts.restoring import DossierLost, DossierRecovered, KioskRestored

if TYPE_CHECKING:
    from kiosk.engine.state import State

# More deposits than any kiosk takes in a day: no code of the lost computer's last day is given out again.
CODES_LEFT_OUT = 5000


def _restored(state: State, event: KioskRestored, at: Recorded) -> None:
    state.orders.clear()
    for number in {*event.compartments, *state.compartments}:
        bay = state.compartment(number)
        bay.door, bay.item, bay.order, bay.frozen = "unknown", "unknown", None, "restored"
    used = state.counter if state.day >= event.day else 0
    state.day, state.counter = max(state.day, event.day), used + CODES_LEFT_OUT


def _lost(state: State, event: DossierLost, at: Recorded) -> None:
    deposit = state.deposits[event.dossier_id]
    deposit.lost = deposit.removed = True
    deposit.blobs, deposit.proofs = [], {}


def _recovered(state: State, event: DossierRecovered, at: Recorded) -> None:
    state.deposits[event.dossier_id] = states.Deposit(
        **event.model_dump(exclude={"dossier_id"}),
        owner_tags=[],
        language="vi",
        seat=0,
        staged_at=at.wall,
        synced=False,
        step="accepted",
        outcome="unconfirmed" if event.compartment is not None else "none",
        settled=True,
    )
    if event.compartment is not None:
        state.compartment(event.compartment).holds = event.dossier_id


RESTORING_FOLDS: dict[type, Callable[[State, Any, Recorded], None]] = {
    KioskRestored: _restored,
    DossierLost: _lost,
    DossierRecovered: _recovered,
}
