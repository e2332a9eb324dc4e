"""The work list: which dossiers wait for the officer, by what has to be done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet

from central.dossiers.models import Dossier, WaitingItem
from kiosk.dossier.status import Status

_State = WaitingItem.State
TO_LOAD = (_State.WAITING, _State.RELEASED)
IN_CABINET = (_State.LOADED, _State.TAKEN, _State.DISPUTED)
# what was taken back lies in its compartment until an officer has looked
_BACK = (_State.RECALLED, _State.WITHDRAWN)
LYING = Q(state__in=IN_CABINET) | Q(state__in=_BACK, compartment__isnull=False)


def _with_items(states: Iterable[WaitingItem.State]) -> Q:
    items = WaitingItem.objects.filter(state__in=list(states))
    return Q(pk__in=items.values("claim__dossier_id"))


_QUEUES: dict[str, Callable[[], Q]] = {
    "new": lambda: Q(status=Status.DEPOSITED),
    "supplement": lambda: Q(status=Status.SUPPLEMENT_ASKED),
    "processing": lambda: Q(status__in=[Status.ACCEPTED, Status.IN_PROGRESS, Status.PAYMENT_ASKED]),
    "load": lambda: (Q(status=Status.DONE) & ~_with_items(IN_CABINET)) | _with_items(TO_LOAD),
    "cabinet": lambda: _with_items(IN_CABINET),
}
QUEUES = tuple(_QUEUES)


def queue(name: str, units: Iterable[str]) -> QuerySet[Dossier]:
    """The dossiers of one queue, the longest waiting first; `KeyError` for an unknown name."""
    found = Dossier.objects.select_related("kiosk").filter(_QUEUES[name](), unit__in=list(units))
    order = {"processing": ("due_at", "received_at"), "new": ("deposited_at", "received_at")}
    return found.order_by(*order.get(name, ("received_at",)))


def counts(units: Iterable[str]) -> dict[str, int]:
    """How many wait in each queue."""
    known = list(units)
    return {name: queue(name, known).count() for name in QUEUES}
