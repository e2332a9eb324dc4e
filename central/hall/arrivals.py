"""Numbers arrive with the kiosks' journal rows; what central says back of who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.timezone import localdate, now

from central.fleet.models import Kiosk
from central.hall.models import Ticket
from central.instance import units_under

if TYPE_CHECKING:
    from central.dossiers.projection import Told


def ticket_issued(told: Told) -> None:
    """Take a number in on the day it was given out; by a clock nobody checked, on the day it came."""
    issued = told.at if told.synced else now()
    Ticket.objects.get_or_create(
        kiosk=told.kiosk,
        ticket_id=told.data["ticket"],
        defaults={
            "seq": told.seq,
            "unit": told.kiosk.unit,
            "number": told.data["number"],
            "field": told.data["field"],
            "line": padded(told.data["counters"]),
            "priority": told.data["priority"],
            "day": localdate(issued),
            "issued_at": issued,
        },
    )


def who_waits(kiosk: Kiosk) -> dict[str, object]:
    """`{seq, lines: {counters: {people, priority}}}`; `seq` is this kiosk's newest row that is counted."""
    with transaction.atomic():
        seq = Ticket.objects.filter(kiosk=kiosk).aggregate(last=Max("seq"))["last"] or 0
        waiting = Ticket.objects.filter(
            unit__in=units_under(kiosk.unit), day=localdate(), state=Ticket.State.WAITING
        )
        counted = waiting.values("line").annotate(
            people=Count("pk"), first=Count("pk", filter=Q(priority=True))
        )
        lines = {row["line"].strip(): {"people": row["people"], "priority": row["first"]} for row in counted}
    return {"seq": seq, "lines": lines}


def padded(counters: list[str]) -> str:
    """Counters as `Ticket.line` holds them: each between spaces, so that one is found among many."""
    return f" {' '.join(counters)} "
