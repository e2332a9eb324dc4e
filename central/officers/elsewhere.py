"""Dossiers filed on the portal or at a counter, whose result is to be collected at a kiosk.

Form `/elsewhere`: `code`, `procedure`, `collector_name`, `id_number`, `phone` (may be empty), `kiosk`,
`ready=yes` when the result is in the office already.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.timezone import localtime, now

from central.dossiers.claims import mark_waiting
from central.dossiers.elsewhere import AlreadyKnownError, ForeignDossier, add_foreign_dossier
from central.dossiers.models import WaitingItem
from central.dossiers.services import mark_result
from central.fleet.models import Kiosk
from central.instance import catalogue
from central.officers.dossier_page import to_dossier
from central.officers.entry import OfficerRequest, officer_page, show, units_of
from kiosk.dossier.applicant import check_id_number, check_phone, normal_name
from kiosk.dossier.codes import DossierCode

_FIELDS = ("code", "procedure", "collector_name", "id_number", "phone", "kiosk")


@officer_page("GET", "POST")
def add(request: OfficerRequest) -> HttpResponse:
    """Take one in; what was typed wrongly is said beside its field."""
    kiosks = list(
        Kiosk.objects.filter(unit__in=units_of(request.officer), revoked_at=None).order_by("kiosk_id")
    )
    if request.method == "GET":
        return _form(request, kiosks, {}, {}, ready=True)
    typed = {name: request.POST.get(name, "").strip()[:200] for name in _FIELDS}
    ready = request.POST.get("ready") == "yes"
    problems = _problems(typed, kiosks)
    if problems:
        return _form(request, kiosks, typed, problems, ready)
    kiosk = next(each for each in kiosks if each.kiosk_id == typed["kiosk"])
    entry = ForeignDossier(**{name: typed[name] for name in _FIELDS if name != "kiosk"})
    try:
        dossier = add_foreign_dossier(kiosk, entry, request.person, now())
    except AlreadyKnownError:
        return _form(request, kiosks, typed, {"code": "elsewhere.problem.known"}, ready)
    if ready:
        dossier = mark_result(dossier, request.person, now())
        mark_waiting(dossier, WaitingItem.Kind.RESULT)
    return to_dossier(dossier, "taken_in")


def _form(
    request: OfficerRequest, kiosks: list[Kiosk], typed: dict[str, str], problems: dict[str, str], ready: bool
) -> HttpResponse:
    context: dict[str, object] = {
        "choices": kiosks,
        "procedures": catalogue().in_force(localtime(now()).date()),
        "typed": typed,
        "problems": problems,
        "ready": ready,
    }
    return show(request, "elsewhere.html", context, status=422 if problems else 200)


def _problems(typed: dict[str, str], kiosks: list[Kiosk]) -> dict[str, str]:
    """The phrase that says what is wrong, by field."""
    codes = {each.code for each in catalogue().in_force(localtime(now()).date())}
    checks: dict[str, Callable[[str], object]] = {
        "code": DossierCode.parse,
        "collector_name": normal_name,
        "id_number": check_id_number,
        "phone": lambda value: check_phone(value) if value else "",
        "procedure": lambda value: _one_of(value, codes),
        "kiosk": lambda value: _one_of(value, {each.kiosk_id for each in kiosks}),
    }
    wrong = {}
    for name, check in checks.items():
        try:
            check(typed[name])
        except ValueError:
            wrong[name] = f"elsewhere.problem.{name}"
    return wrong


def _one_of(value: str, known: set[str]) -> None:
    if value not in known:
        raise ValueError("not one of the choices")
