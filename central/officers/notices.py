"""What the citizen should be told, worked out from what happened; the office sends it, then ticks it off.

Form `/notices/told`: `about`, the key of a notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from central.dossiers.models import Claim, Dossier, StatusChange, WaitingItem
from central.instance import catalogue
from central.officers.entry import OfficerRequest, officer_page, show, units_of
from central.officers.models import Told, Viewing
from central.officers.opening import UnreadableError, read_personal
from central.officers.templatetags.officers import day
from central.officers.texts import say
from kiosk.dossier.applicant import masked
from kiosk.dossier.status import Status

Kind = Literal["accepted", "supplement", "refused", "ready"]
_BY_STATUS: dict[int, Kind] = {
    Status.ACCEPTED.value: "accepted",
    Status.SUPPLEMENT_ASKED.value: "supplement",
    Status.REFUSED.value: "refused",
}
_MOST = 30


@dataclass(frozen=True)
class Notice:
    """One thing to tell; `key` stays the same for ever."""

    key: str
    kind: Kind
    dossier: Dossier
    at: datetime


@dataclass(frozen=True)
class Message:
    """A notice as it would be sent; `phone` is masked, or empty; `unreadable` when the seal does not open."""

    notice: Notice
    phone: str
    unreadable: bool
    text: str


def due_notices(units: Iterable[str]) -> list[Notice]:
    """Notices nobody has ticked off, the oldest first."""
    known = list(units)
    return sorted([*_of_statuses(known), *_of_loaded(known)], key=lambda each: each.at)


@officer_page("GET")
def outbox(request: OfficerRequest) -> HttpResponse:
    """What would be sent, and to which phone."""
    waiting = due_notices(units_of(request.officer))
    messages = [_message(request, notice) for notice in waiting[:_MOST]]
    return show(request, "outbox.html", {"outbox": messages, "more": max(0, len(waiting) - _MOST)})


@officer_page("POST")
def told(request: OfficerRequest) -> HttpResponse:
    """Tick one off."""
    wanted = request.POST.get("about", "")
    if wanted not in {each.key for each in due_notices(units_of(request.officer))}:
        raise Http404
    Told.objects.get_or_create(about=wanted, defaults={"officer": request.person})
    return redirect("officers:outbox")


def _of_statuses(units: list[str]) -> list[Notice]:
    changes = StatusChange.objects.select_related("dossier__kiosk").filter(
        ~_told("status"), dossier__unit__in=units, status__in=_BY_STATUS
    )
    return [
        Notice(f"status:{change.pk}", _BY_STATUS[change.status], change.dossier, change.at)
        for change in changes
        if change.status != Status.SUPPLEMENT_ASKED or change.dossier.status == Status.SUPPLEMENT_ASKED
    ]


def _of_loaded(units: list[str]) -> list[Notice]:
    """Collecting is announced only once the thing lies in its compartment."""
    loaded = WaitingItem.objects.filter(state=WaitingItem.State.LOADED)
    waiting = Claim.objects.select_related("dossier__kiosk").filter(
        ~_told("ready"), dossier__unit__in=units, pk__in=loaded.values("claim_id")
    )
    return [
        Notice(f"ready:{claim.pk}", "ready", claim.dossier, claim.released_at or now()) for claim in waiting
    ]


def _told(kind: str) -> Exists:
    """Whether the row's notice was ticked off."""
    key = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    return Exists(Told.objects.filter(about=key))


def _message(request: OfficerRequest, notice: Notice) -> Message:
    dossier = notice.dossier
    try:
        phone = _phone(request, dossier)
    except UnreadableError:
        return Message(notice, "", True, _text(request, notice))
    return Message(notice, masked(phone) if phone else "", False, _text(request, notice))


def _phone(request: OfficerRequest, dossier: Dossier) -> str:
    if dossier.origin == Dossier.Origin.ELSEWHERE:
        return dossier.phone
    return read_personal(request, dossier, Viewing.What.PHONE).phone or ""


def _text(request: OfficerRequest, notice: Notice) -> str:
    dossier = notice.dossier
    unit = catalogue().unit(dossier.unit, now().date())
    name = f"notices.text.{notice.kind}"
    if notice.kind == "accepted" and dossier.due_date is None:
        name = "notices.text.accepted_without_day"
    return say(
        name,
        request.language,
        code=str(dossier),
        deposit=dossier.deposit_code,
        due=day(dossier.due_date),
        unit=unit.name.of(request.language),
        phone=unit.phone,
        kiosk=dossier.kiosk.kiosk_id,
    )
