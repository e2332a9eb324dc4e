"""What waits for the collector, as posted from a dossier's page.

| address behind `/dossiers/<uuid>/` | fields |
|---|---|
| `waiting` | repeatable: `kind` (`result`, `refusal`, `supplement_request`), `original`, `obstacle` |
| `obstacle/clear` | `obstacle`: one of `fee_due`, `old_original_to_surrender`, `signature_in_register` |
| `release` | none: what waits may be loaded |
| `announce` | none: the kiosk says that it waits at the counter, and why |
| `withdraw` | none: what was not collected is taken back |
| `claim-code` | `act`: `show` (answers with the code, once) or `renew` |
"""

from __future__ import annotations

import uuid
from typing import cast, get_args

from django.db import transaction
from django.http import Http404, HttpResponse

from central.dossiers import claims
from central.dossiers.models import Claim, Dossier, Original, WaitingItem
from central.officers.claim_codes import AlreadyShownError, renew, show_once
from central.officers.decisions import RefusedError, act
from central.officers.dossier_page import Problem, dossier_page, to_dossier
from central.officers.entry import OfficerRequest, dossier_for, officer_page, show
from central.officers.queues import IN_CABINET
from kiosk.dossier.procedure import ObstacleKind

_AT_KIOSK = (WaitingItem.State.RELEASED, *IN_CABINET)


@act("waiting")
def mark(request: OfficerRequest, dossier: Dossier) -> None:
    """Mark what waits, one thing at a time, and what stands in the way of a compartment."""
    obstacles = _obstacles(request)
    marks = _marks(request, dossier)
    if not marks and obstacles:
        # more stands in the way of a result that is marked already
        marks = [(WaitingItem.Kind.RESULT, None)] if _result_waits(dossier) else []
    if not marks:
        raise RefusedError(Problem("problem.nothing_chosen", "waiting"))
    try:
        with transaction.atomic():
            for kind, original in marks:
                claim = claims.mark_waiting(dossier, kind, obstacles, original)
    except claims.NotCollectableError as error:
        raise RefusedError(Problem("problem.not_collectable", "waiting", reasons=error.reasons)) from error
    if _at_kiosk(claim) and claims.locker_collectable(claim):
        # it was offered before; the kiosk must hear that something stands in the way now
        claims.announce_obstacles(claim)


@act("obstacle_cleared")
def clear(request: OfficerRequest, dossier: Dossier) -> None:
    """One obstacle is gone."""
    for kind in _obstacles(request):
        claims.clear_obstacle(_claim(dossier), kind)


@act("released")
def release(request: OfficerRequest, dossier: Dossier) -> None:
    """Release it for loading, unless something forbids a compartment."""
    try:
        claims.release_for_loading(_claim(dossier), request.person)
    except claims.NotCollectableError as error:
        raise RefusedError(Problem("problem.not_collectable", "release", reasons=error.reasons)) from error


@act("announced")
def announce(request: OfficerRequest, dossier: Dossier) -> None:
    """Let the kiosk send the collector to the counter."""
    try:
        claims.announce_obstacles(_claim(dossier))
    except ValueError as error:
        raise RefusedError(Problem("problem.no_obstacle", "release")) from error


@act("withdrawn")
def take_back(request: OfficerRequest, dossier: Dossier) -> None:
    """Take back what was not collected."""
    claims.withdraw(_claim(dossier))


@officer_page("POST")
def claim_code(request: OfficerRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """Show the code once, or make a new one that can be shown once."""
    dossier = dossier_for(request, dossier_id)
    claim = _claim(dossier)
    if request.POST.get("act") == "renew":
        renew(claim)
        return to_dossier(dossier, "code_renewed")
    try:
        code = show_once(claim, request.person)
    except AlreadyShownError:
        return dossier_page(request, dossier, Problem("problem.code_shown", "code"))
    return show(request, "claim_code.html", {"dossier": dossier, "code": code, "claim": claim})


@officer_page("GET")
def label(request: OfficerRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """The sheet that lies with the result: the code to scan at the kiosk, nothing personal."""
    dossier = dossier_for(request, dossier_id)
    claim = _claim(dossier)
    items = WaitingItem.objects.filter(claim=claim, state__in=_AT_KIOSK)
    if not items.exists():
        raise Http404
    return show(request, "label.html", {"dossier": dossier, "claim": claim, "items": items})


def _marks(request: OfficerRequest, dossier: Dossier) -> list[tuple[WaitingItem.Kind, Original | None]]:
    kinds = [kind for kind in WaitingItem.Kind if kind in request.POST.getlist("kind")]
    marks: list[tuple[WaitingItem.Kind, Original | None]] = [
        (kind, None) for kind in kinds if kind != WaitingItem.Kind.RETURNED_ORIGINAL
    ]
    numbers = [int(each) for each in request.POST.getlist("original") if each.isdecimal()]
    originals = Original.objects.filter(dossier=dossier, pk__in=numbers)
    return marks + [(WaitingItem.Kind.RETURNED_ORIGINAL, original) for original in originals]


def _obstacles(request: OfficerRequest) -> list[ObstacleKind]:
    posted = request.POST.getlist("obstacle")
    return [cast(ObstacleKind, kind) for kind in get_args(ObstacleKind) if kind in posted]


def _claim(dossier: Dossier) -> Claim:
    claim = Claim.objects.select_related("dossier__kiosk").filter(dossier=dossier).first()
    if claim is None:
        raise Http404
    return claim


def _at_kiosk(claim: Claim) -> bool:
    return WaitingItem.objects.filter(claim=claim, state__in=_AT_KIOSK).exists()


def _result_waits(dossier: Dossier) -> bool:
    gone = (WaitingItem.State.COLLECTED, WaitingItem.State.WITHDRAWN)
    results = WaitingItem.objects.filter(claim__dossier=dossier, kind=WaitingItem.Kind.RESULT)
    return results.exclude(state__in=gone).exists()
