"""The officer's page of a counter, and the board for the hall.

Forms of a counter's page, each with the field `seen` (the current number's key, or empty): `form-next`,
`form-recall` (also `ticket`), `form-skip`, `form-done`. `#current` names the number called in `data-number`,
the board the last three in `data-number` and `data-counter` of its `.call` elements.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_safe

from central.fleet.models import Kiosk
from central.hall.calling import Counter, MovedOnError, last_called
from central.hall.models import Ticket
from central.instance import catalogue, units_under
from central.officers.entry import OfficerRequest, officer_page, sealed_off, show

SHOWN = 3
# how long a call stands out on the board
FRESH = timedelta(seconds=20)
# a kiosk asks every quarter of a minute; one that was quiet for longer may have given out numbers unseen here
QUIET = timedelta(minutes=2)
_ENDINGS = {"skip": Ticket.State.SKIPPED, "done": Ticket.State.DONE}


@officer_page("GET")
def counters(request: OfficerRequest) -> HttpResponse:
    """Which counter the officer sits at."""
    unit = request.officer.unit
    lines = [
        (
            Counter(unit, line.counters[0]).waiting().count(),
            [catalogue().fields[field].name for field in line.fields],
            line.counters,
        )
        for line in catalogue().queue.office(unit).lines
    ]
    return show(request, "hall/counters.html", {"lines": lines, "hall": True})


@officer_page("GET")
def counter(request: OfficerRequest, name: str) -> HttpResponse:
    """The counter: who is here, who is next, who did not come."""
    return _page(request, _counter(request, name))


@officer_page("POST")
def act(request: OfficerRequest, name: str, what: str) -> HttpResponse:
    """One step; 422 with `#problem` when somebody else at this counter was faster."""
    here = _counter(request, name)
    seen, wanted = _key(request, "seen"), _key(request, "ticket")
    try:
        if what == "next":
            if here.call_next(seen, request.person) is None:
                return redirect("hall:counter", name)
        elif what == "recall" and wanted is not None:
            here.recall(wanted, seen, request.person)
        elif what in _ENDINGS and seen is not None:
            here.end(seen, _ENDINGS[what])
        else:
            raise Http404
    except MovedOnError:
        return _page(request, here, "hall.moved_on", status=422)
    return redirect("hall:counter", name)


@require_safe
def board(request: HttpRequest, unit: str) -> HttpResponse:
    """The last three calls, large, for everybody in the hall; it asks for itself again every few seconds."""
    try:
        office = catalogue().unit(unit, localdate())
    except KeyError as error:
        raise Http404 from error
    moment = now()
    calls = [
        (call, call.called_at is not None and moment - call.called_at < FRESH)
        for call in last_called(office.code, SHOWN)
    ]
    context = {"language": "vi", "unit": office, "calls": calls, "time": localtime(moment)}
    return sealed_off(render(request, "officers/hall/board.html", context))


def _page(request: OfficerRequest, here: Counter, problem: str = "", status: int = 200) -> HttpResponse:
    quiet = Kiosk.objects.filter(
        unit__in=units_under(here.unit), revoked_at=None, seen_at__lt=now() - QUIET
    ).order_by("kiosk_id")
    context: dict[str, object] = {
        "hall": True,
        "counter": here.name,
        "current": here.current(),
        "waiting": list(here.waiting()[:12]),
        "count": here.waiting().count(),
        "skipped": list(here.skipped()[:8]),
        "quiet": quiet,
        "in_a_row": catalogue().queue.priority_in_a_row,
        "fields": {code: field.name for code, field in catalogue().fields.items()},
        "problem": problem,
    }
    return show(request, "hall/counter.html", context, status)


def _counter(request: OfficerRequest, name: str) -> Counter:
    unit = request.officer.unit
    if name not in catalogue().queue.office(unit).counters:
        raise Http404
    return Counter(unit, name)


def _key(request: OfficerRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
