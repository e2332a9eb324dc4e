"""How each event changes the state. Events without an entry tell a story but change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.engine import state as states
from kiosk.engine.claim_folds import CLAIM_FOLDS, item_of
from kiosk.engine.config_folds import CONFIG_FOLDS
from kiosk.engine.restoring_folds import RESTORING_FOLDS
from kiosk.engine.retention_folds import RETENTION_FOLDS
from kiosk.journal.events import Recorded
from kiosk.journal.facts import deposits, diagnostics, doors, kiosk, slips, staff, tickets

if TYPE_CHECKING:
    from kiosk.engine.state import State


def _engine_started(state: State, event: kiosk.EngineStarted, at: Recorded) -> None:
    for bay in state.compartments.values():
        bay.door, bay.item = "unknown", "unknown"
    state.config.starts += 1


def _seat_given(state: State, event: kiosk.SeatGiven, at: Recorded) -> None:
    state.seat = event.seat


def _directive(state: State, event: kiosk.DirectiveTaken | kiosk.DirectiveRefused, at: Recorded) -> None:
    state.last_directive = max(state.last_directive, event.number)
    state.last_directive_id = event.id if isinstance(event, kiosk.DirectiveTaken) else ""


def _decided(state: State, event: kiosk.DossierDecided, at: Recorded) -> None:
    dossier_id = state.deposit_by_code(event.deposit_code)
    if dossier_id is None:
        return
    deposit = state.deposits[dossier_id]
    deposit.status, deposit.due_date = event.status, event.due_date
    deposit.dossier_code = event.dossier_code or deposit.dossier_code


def _reported(state: State, event: kiosk.DossierReported, at: Recorded) -> None:
    state.reported[event.progress.dossier_id] = states.Reported(progress=event.progress, told_at=at.wall)


def _intended(state: State, event: doors.DoorIntended, at: Recorded) -> None:
    state.orders[event.order] = states.Order(
        compartment=event.compartment, purpose=event.purpose, about=event.about, mono=at.mono, boot=at.boot
    )
    state.compartment(event.compartment).order = event.order
    if event.again:
        state.reopenings = [*state.reopenings[-31:], (event.purpose, at.boot, at.mono)]
    if (used := _used(state, event.purpose, event.about)) is not None:
        used.ordered += 1
        used.openings += 1


def _used(state: State, purpose: doors.Purpose, about: str) -> states.Deposit | states.Item | None:
    """What a citizen's door was ordered for."""
    if about in state.deposits:
        return state.deposits[about]
    return item_of(state, about) if purpose == "collect" else None


def _pulsed(state: State, event: doors.DoorPulsed, at: Recorded) -> None:
    order = state.orders.get(event.order)
    if order is not None:
        order.pulsed, order.boot, order.mono = True, at.boot, at.mono


def _seen(state: State, event: doors.DoorSeen, at: Recorded) -> None:
    bay = state.compartment(event.compartment)
    bay.door, bay.item = event.door, event.item
    order = state.orders.get(event.order or "")
    waiting = state.deposits.get(bay.holds or "")
    if event.door == "open" and waiting is not None and (order is None or order.about != bay.holds):
        # not for it, and papers may have gone in all the same
        waiting.openings += 1
    if order is None:
        return
    if event.door == "open":
        order.opened = True
        _deposit_step(state, order.about, "door-opened")
    elif event.door == "closed" and order.opened:
        _deposit_step(state, order.about, "door-closed")
        _end_order(state, event.order or "")


def _deposit_step(state: State, about: str, step: states.Step) -> None:
    deposit = state.deposits.get(about)
    if deposit is not None and deposit.step != "accepted":
        deposit.step = step


def _not_opened(state: State, event: doors.DoorNotOpened, at: Recorded) -> None:
    order = state.orders.get(event.order)
    if order is not None and event.watched:
        used = _used(state, order.purpose, order.about)
        if used is not None:
            used.openings -= 1
    _end_order(state, event.order)


def _end_order(state: State, order: str) -> None:
    ended = state.orders.pop(order, None)
    if ended is not None and state.compartment(ended.compartment).order == order:
        state.compartment(ended.compartment).order = None


def _paused(state: State, event: doors.DoorsPaused, at: Recorded) -> None:
    state.pauses[event.opening] = (at.boot, at.mono, event.wait_s)


def _frozen(state: State, event: doors.CompartmentFrozen, at: Recorded) -> None:
    state.compartment(event.compartment).frozen = event.reason


def _alarmed(state: State, event: doors.DoorAlarm, at: Recorded) -> None:
    if state.compartment(event.compartment).order is None:
        state.compartment(event.compartment).unsure = True


def _tested(state: State, event: diagnostics.DiagnosticsTested, at: Recorded) -> None:
    if event.test == "door" and event.compartment is not None:
        state.compartment(event.compartment).faulty = event.outcome == "failed"


def _counted(state: State, event: doors.CompartmentCounted, at: Recorded) -> None:
    bay = state.compartment(event.compartment)
    if event.found == "empty":
        bay.holds = None
    # what lies where nothing should stays listed until it is out
    bay.frozen, bay.unsure = None, event.found == "full" and bay.holds is None


def _begun(state: State, event: deposits.DepositBegun, at: Recorded) -> None:
    state.begun[event.dossier_id] = event.deposit_code
    state.day, state.counter = event.day, event.counter


def _dropped(state: State, event: deposits.DepositDropped, at: Recorded) -> None:
    code = state.begun.pop(event.dossier_id, None)
    if code is not None and event.reason != "left":
        state.cut_short[event.dossier_id] = code


def _seat_left(state: State, event: kiosk.SeatLeft, at: Recorded) -> None:
    # The session that just ended has shown them on its home page.
    state.cut_short.clear()


def _staged(state: State, event: deposits.DepositStaged, at: Recorded) -> None:
    state.begun.pop(event.dossier_id, None)
    fields = event.model_dump(include=set(states.Deposit.model_fields))
    state.deposits[event.dossier_id] = states.Deposit(**fields, staged_at=at.wall, synced=at.synced)
    if event.compartment is not None:
        state.compartment(event.compartment).holds = event.dossier_id


def _moved(state: State, event: deposits.DepositMoved, at: Recorded) -> None:
    deposit = state.deposits[event.dossier_id]
    if deposit.compartment is not None:
        state.compartment(deposit.compartment).holds = None
    deposit.compartment, deposit.step = event.compartment, "staged"
    deposit.ordered = deposit.openings = 0
    state.compartment(event.compartment).holds = event.dossier_id


def _accepted(state: State, event: deposits.DepositAccepted, at: Recorded) -> None:
    deposit = state.deposits[event.dossier_id]
    deposit.step, deposit.outcome = "accepted", event.originals
    if event.originals in {"not-left", "none"} and deposit.compartment is not None:
        state.compartment(deposit.compartment).holds = None


def _settled(state: State, event: deposits.DepositSettled, at: Recorded) -> None:
    state.deposits[event.dossier_id].settled = True


def _receipt(state: State, event: deposits.ReceiptRecorded, at: Recorded) -> None:
    deposit = state.deposits[event.dossier_id]
    deposit.receipt, deposit.receipt_seq, deposit.receipt_at = True, event.central_seq, at.wall
    deposit.parked = None


def _parked(state: State, event: deposits.DossierParked, at: Recorded) -> None:
    state.deposits[event.dossier_id].parked = event.reason


def _retried(state: State, event: deposits.DossierRetried, at: Recorded) -> None:
    if event.dossier_id in state.deposits:
        state.deposits[event.dossier_id].parked = None


def _asked_again(state: State, event: deposits.DossierAskedAgain, at: Recorded) -> None:
    deposit = state.deposits.get(event.dossier_id)
    if deposit is not None and not deposit.removed:
        deposit.receipt, deposit.receipt_seq, deposit.receipt_at = False, 0, None


def _originals_taken(state: State, event: deposits.OriginalsTaken, at: Recorded) -> None:
    deposit = state.deposits.get(event.dossier_id)
    if deposit is not None:
        deposit.taken = True
    bay = state.compartment(event.compartment)
    bay.holds, bay.unsure = None, False


def _slip_intended(state: State, event: slips.SlipIntended, at: Recorded) -> None:
    state.slips[event.slip] = states.SlipState(kind=event.kind, about=event.about)
    key = f"{event.kind}/{event.about}"
    state.copies[key] = state.copies.get(key, 0) + 1


def _slip_printed(state: State, event: slips.SlipPrinted, at: Recorded) -> None:
    slip = state.slips.pop(event.slip, None)
    if slip is not None and slip.kind == "deposit" and slip.about in state.deposits:
        state.deposits[slip.about].slips += 1


def _slip_failed(state: State, event: slips.SlipFailed, at: Recorded) -> None:
    state.slips.pop(event.slip, None)


def _round_ended(state: State, event: staff.RoundEnded, at: Recorded) -> None:
    for about in state.rounds.pop(event.grant, []):
        item_of(state, about).collectable = True


def _ticket_issued(state: State, event: tickets.TicketIssued, at: Recorded) -> None:
    before = [] if event.count == 1 else state.tickets.given
    ticket = states.Ticket(
        **event.model_dump(exclude={"day", "count"}),
        seq=at.seq,
        boot=at.boot,
        mono=at.mono,
        at=at.wall,
        synced=at.synced,
    )
    state.tickets = states.TicketSeries(day=event.day, count=event.count, given=[*before, ticket])


FOLDS: dict[type, Callable[[State, Any, Recorded], None]] = {
    kiosk.EngineStarted: _engine_started,
    kiosk.SeatGiven: _seat_given,
    kiosk.SeatLeft: _seat_left,
    kiosk.DirectiveTaken: _directive,
    kiosk.DirectiveRefused: _directive,
    kiosk.DossierDecided: _decided,
    kiosk.DossierReported: _reported,
    doors.DoorIntended: _intended,
    doors.DoorPulsed: _pulsed,
    doors.DoorSeen: _seen,
    doors.DoorNotOpened: _not_opened,
    doors.DoorsPaused: _paused,
    doors.CompartmentFrozen: _frozen,
    doors.CompartmentCounted: _counted,
    doors.DoorAlarm: _alarmed,
    diagnostics.DiagnosticsTested: _tested,
    deposits.DepositBegun: _begun,
    deposits.DepositDropped: _dropped,
    deposits.DepositStaged: _staged,
    deposits.DepositStagedWithTitle: _staged,
    deposits.DepositMoved: _moved,
    deposits.DepositAccepted: _accepted,
    deposits.DepositSettled: _settled,
    deposits.ReceiptRecorded: _receipt,
    deposits.DossierParked: _parked,
    deposits.DossierRetried: _retried,
    deposits.DossierAskedAgain: _asked_again,
    deposits.OriginalsTaken: _originals_taken,
    slips.SlipIntended: _slip_intended,
    slips.SlipPrinted: _slip_printed,
    slips.SlipFailed: _slip_failed,
    staff.RoundEnded: _round_ended,
    tickets.TicketIssued: _ticket_issued,
    **CLAIM_FOLDS,
    **CONFIG_FOLDS,
    **RETENTION_FOLDS,
    **RESTORING_FOLDS,
}
