"""What a person must look at: parked deposits, journals that fork, disputed collections, doors.

Forms: `/alarms/<number>/resolve` (no field); `/deliveries/<number>/decide` (`decision` in words, `act`:
`close`, or `retry` when what was missing is here now).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from central.dossiers.models import Claim, Dossier
from central.dossiers.projection import project_about
from central.fleet.models import Alarm
from central.intake.deliveries import reconsider
from central.intake.models import Delivery
from central.officers.entry import OfficerRequest, officer_page, show, units_of
from central.officers.texts import phrases
from kiosk.dossier.text import Text

_LEAST = 10
# data of the product, read as data: central imports nothing of the kiosk beyond its four business packages
_ERRORS = Path(__file__).parents[2] / "kiosk" / "errors" / "cen.toml"
_PARKED = ("CEN-010", "CEN-011", "CEN-012", "CEN-013", "CEN-014")
# keys of an alarm's data that say something to an officer; the rest is for the technician
_SHOWN = ("compartment", "outcome", "reason", "alarm", "step", "seq", "number")


@dataclass(frozen=True)
class Line:
    """One alarm: what the error catalogue tells an officer, the dossier it leads to, its few facts."""

    alarm: Alarm
    what: Text
    dossier: Dossier | None
    facts: list[tuple[str, object]]


@officer_page("GET")
def alarms(request: OfficerRequest) -> HttpResponse:
    """Everything open at the unit's kiosks."""
    return _page(request)


@officer_page("POST")
def resolve(request: OfficerRequest, number: int) -> HttpResponse:
    """Somebody looked at it and put it right."""
    alarm = Alarm.objects.filter(
        pk=number, kiosk__unit__in=units_of(request.officer), resolved_at=None
    ).first()
    if alarm is None:
        raise Http404
    alarm.resolved_at, alarm.resolved_by = now(), request.person
    alarm.save()
    return redirect("officers:alarms")


@officer_page("POST")
def decide(request: OfficerRequest, number: int) -> HttpResponse:
    """Close a deposit that could not be taken in, or try it again; its alarms are resolved with it."""
    units = units_of(request.officer)
    delivery = next((each for each in _parked(units) if each.pk == number), None)
    if delivery is None:
        raise Http404
    decision = request.POST.get("decision", "").strip()[:400]
    if len(decision) < _LEAST:
        return _page(request, "alarms.no_decision", status=422)
    about = _open(units).filter(error_id__in=_PARKED, data__dossier_id=str(delivery.dossier_id))
    with transaction.atomic():
        about.update(resolved_at=now(), resolved_by=request.person)
        if request.POST.get("act") != "retry":
            delivery.decision, delivery.decided_by = decision, request.person
            delivery.save()
            return redirect("officers:alarms")
        outcome = reconsider(delivery, request.person, decision)
    if not outcome.fresh:
        return _page(request, "alarms.parked_again", status=422)
    project_about(delivery.kiosk, str(delivery.dossier_id))
    return redirect("officers:dossier", dossier_id=delivery.dossier_id)


def _page(request: OfficerRequest, problem: str = "", status: int = 200) -> HttpResponse:
    units = units_of(request.officer)
    parked = _parked(units)
    shown = {str(each.dossier_id) for each in parked}
    others = [
        each
        for each in _open(units).order_by("raised_at")
        if each.error_id not in _PARKED or each.data.get("dossier_id") not in shown
    ]
    context: dict[str, object] = {
        "lines": [_line(alarm, units) for alarm in others],
        "parked": [(each, officer_words(each.error_id)) for each in parked],
        "problem": problem,
    }
    return show(request, "alarms.html", context, status)


def _open(units: list[str]) -> QuerySet[Alarm]:
    return Alarm.objects.select_related("kiosk").filter(kiosk__unit__in=units, resolved_at=None)


def _parked(units: list[str]) -> list[Delivery]:
    """Deliveries that stay parked and of which an alarm is open, the longest waiting first."""
    about = {alarm.data.get("dossier_id") for alarm in _open(units).filter(error_id__in=_PARKED)}
    parked = Delivery.objects.select_related("kiosk").filter(
        state=Delivery.State.PARKED, kiosk__unit__in=units
    )
    return list(parked.filter(dossier_id__in=[each for each in about if each]).order_by("first_seen_at"))


def _line(alarm: Alarm, units: list[str]) -> Line:
    facts = [(key, alarm.data[key]) for key in _SHOWN if key in alarm.data]
    return Line(alarm, officer_words(alarm.error_id), _dossier(alarm, units), facts)


def _dossier(alarm: Alarm, units: list[str]) -> Dossier | None:
    known = Dossier.objects.filter(unit__in=units)
    try:
        if "dossier_id" in alarm.data:
            return known.filter(dossier_id=str(alarm.data["dossier_id"])).first()
        if "claim_id" in alarm.data:
            claim = Claim.objects.filter(claim_id=str(alarm.data["claim_id"])).first()
            return None if claim is None else known.filter(pk=claim.dossier.pk).first()
    except ValidationError:
        pass  # a kiosk's row may say anything, and the alarm is shown all the same
    return None


def officer_words(error_id: str) -> Text:
    """What the product's error catalogue tells an officer about this error."""
    return _catalogue().get(error_id, phrases()["alarms.what.other"])


@cache
def _catalogue() -> dict[str, Text]:
    tables = tomllib.loads(_ERRORS.read_text(encoding="utf-8"))
    return {error_id: Text.model_validate(entry["officer"]) for error_id, entry in tables.items()}
