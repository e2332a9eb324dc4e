"""The work list and the search. Form `/search`: `code`, a deposit code or a dossier code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse

from central.dossiers.models import Dossier, Original, Place, WaitingItem
from central.dossiers.services import procedure_of
from central.officers.dossier_page import is_overdue, to_dossier
from central.officers.entry import OfficerRequest, officer_page, show, units_of
from central.officers.notices import due_notices
from central.officers.queues import IN_CABINET, QUEUES, counts, queue
from kiosk.dossier.codes import CodeError, DepositCode, DossierCode
from kiosk.dossier.text import Text

PAGE = 40


@dataclass(frozen=True)
class Line:
    """One dossier in a list; `bays` are the compartments that hold something of it.

    `since` is the deposit, or the arrival when the kiosk's clock was not known to be right.
    """

    dossier: Dossier
    since: datetime
    procedure: Text
    bays: list[int]
    overdue: bool
    disputed: bool


@officer_page("GET")
def home(request: OfficerRequest, name: str = QUEUES[0]) -> HttpResponse:
    """One queue, with the counts of all."""
    if name not in QUEUES:
        raise Http404
    units = units_of(request.officer)
    page = Paginator(queue(name, units), PAGE).get_page(request.GET.get("p"))
    counted = counts(units)
    context: dict[str, object] = {
        "queue": name,
        "tabs": [(each, counted[each]) for each in QUEUES],
        "page": page,
        "lines": [_line(dossier, name) for dossier in page],
        "notices": len(due_notices(units)),
    }
    return show(request, "home.html", context)


@officer_page("GET", "POST")
def search(request: OfficerRequest) -> HttpResponse:
    """Find a dossier by either code; the code travels in the body, not in the address."""
    if request.method == "GET":
        return show(request, "search.html", {"code": "", "problem": ""})
    typed = request.POST.get("code", "").strip()[:64]
    wanted = _codes(typed)
    if wanted is None:
        return show(request, "search.html", {"code": typed, "problem": "search.no_code"}, status=422)
    found = Dossier.objects.filter(wanted, unit__in=units_of(request.officer)).first()
    if found is None:
        return show(request, "search.html", {"code": typed, "problem": "search.nothing"}, status=404)
    return to_dossier(found)


def _line(dossier: Dossier, name: str) -> Line:
    items = WaitingItem.objects.filter(claim__dossier=dossier, state__in=IN_CABINET)
    if name == "cabinet":
        bays = [item.compartment for item in items]
    else:
        places = Original.objects.filter(dossier=dossier, place=Place.COMPARTMENT)
        bays = [original.compartment for original in places]
    trusted = dossier.clock == Dossier.Clock.SYNCED and dossier.deposited_at is not None
    since = dossier.deposited_at if trusted and dossier.deposited_at else dossier.received_at
    return Line(
        dossier=dossier,
        since=since,
        procedure=procedure_of(dossier).name,
        bays=sorted({bay for bay in bays if bay is not None}),
        overdue=is_overdue(dossier),
        disputed=any(item.state == WaitingItem.State.DISPUTED for item in items),
    )


def _codes(typed: str) -> Q | None:
    """What to look for; `None` for what has the form of neither code."""
    try:
        return Q(deposit_code=str(DepositCode.parse(typed)))
    except CodeError:
        pass
    try:
        return Q(dossier_code=str(DossierCode.parse(typed)))
    except CodeError:
        return None
