"""What follows from kiosks' events. The rows are stored and acknowledged before; this may fail and run again.

An event whose dossier or claim is not here yet stays unprojected and is taken up when that arrives. Every
effect is written so that doing it twice does it once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from central.dossiers.claims import withdrawal_taken
from central.dossiers.custody import By, record_custody
from central.dossiers.models import Dossier, Original, Place, WaitingItem
from central.dossiers.services import hand_over_when_collected
from central.fleet.directives import issue, taken
from central.fleet.models import Alarm, CompartmentState, Kiosk, KioskEvent
from central.hall.arrivals import ticket_issued

_log = structlog.get_logger()
_State = WaitingItem.State
BATCH = 200


@dataclass(frozen=True)
class Told:
    """One event as read from its row; `synced`: the kiosk's clock was known to be right at `at`."""

    kiosk: Kiosk
    seq: int
    id: str
    name: str
    at: datetime
    synced: bool
    data: dict[str, Any]


class NotYetError(Exception):
    """What the event is about has not arrived here."""


def project(kiosk: Kiosk) -> None:
    """Let follow what can follow from the kiosk's rows that nothing followed from yet, in order."""
    waiting = KioskEvent.objects.filter(kiosk=kiosk, projected=False)
    waiting.exclude(name__in=_HANDLERS).update(projected=True)
    _project_rows(waiting)


def project_about(kiosk: Kiosk, about: str) -> None:
    """The same for the rows about one dossier or claim that arrived just now."""
    _project_rows(KioskEvent.objects.filter(kiosk=kiosk, projected=False, about=about))


def project_again(name: str) -> int:
    """Mark all rows of one event name as unprojected, for a build that newly understands them."""
    return KioskEvent.objects.filter(name=name).update(projected=False)


def _project_rows(rows: QuerySet[KioskEvent]) -> None:
    # each commit is an fsync: many rows share one, and a row that fails takes back only its own savepoint
    waiting = list(rows.order_by("seq"))
    for start in range(0, len(waiting), BATCH):
        with transaction.atomic():
            for row in waiting[start : start + BATCH]:
                _project_row(row)


def _project_row(row: KioskEvent) -> None:
    handler = _HANDLERS.get(row.name)
    try:
        with transaction.atomic():
            if handler is not None:
                handler(_read(row))
            KioskEvent.objects.filter(pk=row.pk).update(projected=True)
    except NotYetError:
        return
    except Exception as error:  # noqa: BLE001  (one row that cannot be understood must not stop those behind it)
        _log.warning("projection.failed", kiosk=row.kiosk.kiosk_id, seq=row.seq, error=type(error).__name__)
        _raise_alarm(
            row.kiosk, "CEN-024", f"{row.kiosk.kiosk_id}:{row.seq}", {"seq": row.seq, "name": row.name}
        )


def _read(row: KioskEvent) -> Told:
    tree = json.loads(bytes(row.body))
    return Told(
        kiosk=row.kiosk,
        seq=row.seq,
        id=tree["id"],
        name=tree["name"],
        at=datetime.fromisoformat(tree["wall"]),
        synced=tree["clock"] == "synced",
        data=tree["data"],
    )


def _deposit_accepted(told: Told) -> None:
    if told.data["originals"] != "not-left":
        return
    for original in _originals(told):
        record_custody(original, Place.NOT_LEFT, told.at, By(event_id=told.id))


def _deposit_moved(told: Told) -> None:
    for original in _originals(told):
        record_custody(
            original, Place.COMPARTMENT, told.at, By(event_id=told.id), compartment=told.data["compartment"]
        )


def _originals_taken(told: Told) -> None:
    outcome = told.data["outcome"]
    by = By(staff=_person(told), event_id=told.id)
    place = Place.OFFICER if outcome == "taken" else Place.MISSING
    for original in _originals(told):
        record_custody(original, place, told.at, by)
    if outcome != "taken":
        _raise_alarm(told.kiosk, "CEN-060", told.id, _codes(told, "dossier_id", "compartment", "outcome"))


def _item_loaded(told: Told) -> None:
    # loaded before the kiosk heard that it was taken back: it lies there, and waits for nobody
    _move_item(told, _State.LOADED, Place.LOADED, told.data["compartment"])


def _item_unloaded(told: Told) -> None:
    _move_item(told, _State.RELEASED, Place.OFFICER, None)


def _item_collected(told: Told) -> None:
    item = _move_item(told, _State.COLLECTED, Place.RETURNED, None)
    if item.recalled_at is not None:
        _raise_alarm(told.kiosk, "CEN-072", told.id, _codes(told, "claim_id"))
    hand_over_when_collected(item.claim, told.at)


def _item_disputed(told: Told) -> None:
    taken = told.data["outcome"] == "unconfirmed"
    item = _item(told)
    item.state = _State.TAKEN if taken else _State.DISPUTED
    item.save()
    _raise_alarm(told.kiosk, "CEN-061", told.id, _codes(told, "claim_id", "item_id", "outcome"))


def _door_seen(told: Told) -> None:
    CompartmentState.objects.update_or_create(
        kiosk=told.kiosk,
        number=told.data["compartment"],
        defaults={"door": told.data["door"], "item": told.data["item"], "since": told.at},
    )


def _compartment_frozen(told: Told) -> None:
    _set_frozen(told, told.data["reason"])
    _raise_alarm(told.kiosk, "CEN-062", told.id, _codes(told, "compartment", "reason"))


def _compartment_counted(told: Told) -> None:
    _set_frozen(told, "")
    if told.data["found"] == "empty":
        # what was taken back is out of the cabinet
        lay = WaitingItem.objects.filter(claim__dossier__kiosk=told.kiosk, recalled_at__isnull=False)
        lay.filter(compartment=told.data["compartment"]).update(compartment=None)


def _door_alarm(told: Told) -> None:
    _raise_alarm(told.kiosk, "CEN-063", told.id, _codes(told, "compartment", "alarm"))


def _doors_paused(told: Told) -> None:
    _raise_alarm(told.kiosk, "CEN-070", told.id, _codes(told, "opening", "wait_s"))


def _claim_locked(told: Told) -> None:
    _raise_alarm(told.kiosk, "CEN-071", told.id, _codes(told, "claim_id"))


def _help_called(told: Told) -> None:
    _raise_alarm(told.kiosk, "CEN-064", told.id, _codes(told, "step"))


def _directive_taken(told: Told) -> None:
    if not taken(told.kiosk, told.data["number"], told.data["id"]):
        # one alarm a day says it for all of them
        about = f"restored {told.at.date()}"
        _raise_alarm(told.kiosk, "CEN-068", about, _codes(told, "number"))


def _claim_withdrawn(told: Told) -> None:
    withdrawal_taken(told.data["claim_id"])


def _receipt_recorded(told: Told) -> None:
    """A receipt of ours for a dossier that is not here: this central was restored from an older copy."""
    if not _dossier_is_here(told):
        issue(told.kiosk, "dossier.resend", {"dossier_id": told.data["dossier_id"]})


def _parts_removed(told: Told) -> None:
    if not _dossier_is_here(told):
        _raise_alarm(told.kiosk, "CEN-069", told.id, _codes(told, "dossier_id"))


def _dossier_is_here(told: Told) -> bool:
    return Dossier.objects.filter(kiosk=told.kiosk, dossier_id=told.data["dossier_id"]).exists()


def _directive_refused(told: Told) -> None:
    taken(told.kiosk, told.data["number"], None)
    _raise_alarm(told.kiosk, "CEN-065", told.id, _codes(told, "number", "error_id"))


def _restored(told: Told) -> None:
    for number in told.data["compartments"]:
        CompartmentState.objects.update_or_create(
            kiosk=told.kiosk,
            number=number,
            defaults={"door": "unknown", "item": "unknown", "frozen": "restored", "since": told.at},
        )
    _raise_alarm(told.kiosk, "CEN-066", told.id, {})


def _lost(told: Told) -> None:
    _raise_alarm(told.kiosk, "CEN-067", told.id, _codes(told, "dossier_id"))


def _set_frozen(told: Told, reason: str) -> None:
    CompartmentState.objects.update_or_create(
        kiosk=told.kiosk,
        number=told.data["compartment"],
        defaults={"frozen": reason},
        create_defaults={"frozen": reason, "since": told.at},
    )


def _originals(told: Told) -> list[Original]:
    dossier = Dossier.objects.filter(kiosk=told.kiosk, dossier_id=told.data["dossier_id"]).first()
    if dossier is None:
        raise NotYetError
    return list(Original.objects.filter(dossier=dossier))


def _item(told: Told) -> WaitingItem:
    item = WaitingItem.objects.filter(
        item_id=told.data["item_id"], claim__claim_id=told.data["claim_id"], claim__dossier__kiosk=told.kiosk
    ).first()
    if item is None:
        raise NotYetError
    return item


def _move_item(told: Told, state: WaitingItem.State, place: Place, compartment: int | None) -> WaitingItem:
    item = _item(told)
    if item.recalled_at is None or state == _State.COLLECTED:
        item.state = state
    item.compartment = compartment
    item.save()
    if item.original is not None:
        by = By(staff=_person(told), event_id=told.id)
        record_custody(item.original, place, told.at, by, compartment=compartment)
    return item


def _person(told: Told) -> str:
    """The staff id behind the event's grant; empty when no grant stands behind it."""
    grant = told.data.get("grant")
    row = KioskEvent.objects.filter(kiosk=told.kiosk, name="staff.granted/1", about=grant).first()
    return "" if row is None else str(_read(row).data["person"])


def _codes(told: Told, *names: str) -> dict[str, object]:
    return {name: told.data[name] for name in names}


def _raise_alarm(kiosk: Kiosk, error_id: str, event_id: str, data: dict[str, object]) -> None:
    Alarm.objects.get_or_create(kiosk=kiosk, error_id=error_id, event_id=event_id, defaults={"data": data})


_HANDLERS: dict[str, Callable[[Told], None]] = {
    "deposit.accepted/1": _deposit_accepted,
    "deposit.moved/1": _deposit_moved,
    "originals.taken/1": _originals_taken,
    "item.loaded/1": _item_loaded,
    "item.unloaded/1": _item_unloaded,
    "item.collected/1": _item_collected,
    "item.disputed/1": _item_disputed,
    "door.seen/1": _door_seen,
    "door.alarm/1": _door_alarm,
    "doors.paused/1": _doors_paused,
    "claim.locked/1": _claim_locked,
    "claim.withdrawn/1": _claim_withdrawn,
    "compartment.frozen/1": _compartment_frozen,
    "compartment.counted/1": _compartment_counted,
    "help.called/1": _help_called,
    "directive.taken/1": _directive_taken,
    "directive.refused/1": _directive_refused,
    "receipt.recorded/1": _receipt_recorded,
    "parts.removed/1": _parts_removed,
    "ticket.issued/1": ticket_issued,
    "kiosk.restored/1": _restored,
    "dossier.lost/1": _lost,
}
