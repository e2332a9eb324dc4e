"""What an officer decides about a dossier, as posted from its page.

| address behind `/dossiers/<uuid>/` | fields |
|---|---|
| `accept` | none |
| `supplement` | `component` (repeatable) with `why_<component>` each; `other`; `complete=yes` |
| `refuse` | `reason`, `basis` (the legal ground, in words) |
| `start`, `result` | none |
| `hand-over` | none: the collector has it, at the counter |
| `custody` | `original` (its number), `place`, `compartment` (for `loaded` and `compartment`), `note` |
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.timezone import now

from central.dossiers import services
from central.dossiers.claims import unanswered_until, withdraw
from central.dossiers.custody import By, record_custody
from central.dossiers.models import Claim, Dossier, Original, Part, Place, WaitingItem
from central.keys import KeyRingError
from central.officers.dossier_page import Problem, dossier_page, to_dossier
from central.officers.entry import OfficerRequest, View, dossier_for, officer_page
from central.officers.sheet import FOLLOWING, component_name
from central.officers.texts import say
from kiosk.dossier.checklist import AnswerError
from kiosk.dossier.manifest import ManifestError
from kiosk.dossier.status import StatusError
from kiosk.vault.seal import SealError
from kiosk.vault.store import VaultError

_LEAST_LETTERS = 15
_MOST = 4000
_ERROR_ID = re.compile(r"\b[A-Z]{3}-[0-9]{3}\b|Traceback|Exception|HTTP [45][0-9]{2}")
_PLACED = (Place.COMPARTMENT, Place.LOADED)


class RefusedError(Exception):
    """The act is not done; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        """`problem` is what the page shows."""
        super().__init__(problem.phrase)
        self.problem = problem


def act(done: str) -> Callable[[Callable[[OfficerRequest, Dossier], None]], View]:
    """A decision by POST: on success back to the dossier, otherwise the dossier with the reason why not."""

    def decorate(decide: Callable[[OfficerRequest, Dossier], None]) -> View:
        def view(request: OfficerRequest, dossier_id: uuid.UUID) -> HttpResponse:
            found = dossier_for(request, dossier_id)
            try:
                decide(request, found)
            except (RefusedError, StatusError, AnswerError, KeyError) as error:
                return dossier_page(request, dossier_for(request, dossier_id), _problem(error))
            except (SealError, KeyRingError, VaultError, ManifestError, Part.DoesNotExist):
                return dossier_page(request, found, Problem("problem.unreadable"))
            return to_dossier(found, done)

        view.__name__, view.__doc__ = decide.__name__, decide.__doc__
        return officer_page("POST")(view)

    return decorate


@act("accepted")
def accept(request: OfficerRequest, dossier: Dossier) -> None:
    """Accept: code minted, due date set."""
    services.accept(dossier, request.person, now())


@act("supplement")
def supplement(request: OfficerRequest, dossier: Dossier) -> None:
    """Ask once for everything that is missing."""
    what = _lacking(request, dossier)
    typed = {key: str(value) for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
    ticked = tuple(request.POST.getlist("component"))
    if not what:
        raise RefusedError(Problem("problem.supplement_empty", "supplement", typed, ticked))
    if request.POST.get("complete") != "yes":
        raise RefusedError(Problem("problem.supplement_incomplete", "supplement", typed, ticked))
    in_words = [_posted(request, "other"), *(_posted(request, f"why_{code}") for code in ticked)]
    asked = services.Asked(tuple(dict.fromkeys(ticked)), more=any(in_words))
    services.ask_supplement(dossier, request.person, now(), what[:_MOST], asked)


@act("refused")
def refuse(request: OfficerRequest, dossier: Dossier) -> None:
    """Refuse, with the reason in words and the legal ground."""
    reason, basis = _posted(request, "reason"), _posted(request, "basis")
    typed = {"reason": reason, "basis": basis}
    if _ERROR_ID.search(reason) or _ERROR_ID.search(basis):
        raise RefusedError(Problem("problem.refuse_code", "refuse", typed))
    if sum(map(str.isalpha, reason)) < _LEAST_LETTERS:
        raise RefusedError(Problem("problem.refuse_short", "refuse", typed))
    if sum(map(str.isalpha, basis)) < 4:
        raise RefusedError(Problem("problem.refuse_basis", "refuse", typed))
    ground = say("dossier.refuse.ground", "vi", basis=basis)
    services.refuse(dossier, request.person, now(), f"{reason}\n{ground}")


@act("started")
def start(request: OfficerRequest, dossier: Dossier) -> None:
    """Hand it to those who process it."""
    services.start_work(dossier, request.person, now())


@act("result")
def result(request: OfficerRequest, dossier: Dossier) -> None:
    """The result is made."""
    services.mark_result(dossier, request.person, now())


@act("handed_over")
def hand_over(request: OfficerRequest, dossier: Dossier) -> None:
    """The collector has the result at the counter; nothing of it waits at a kiosk any more."""
    claim = Claim.objects.filter(dossier=dossier).first()
    loaded = WaitingItem.objects.filter(claim=claim, state=WaitingItem.State.LOADED)
    if claim is not None and loaded.exists():
        raise RefusedError(Problem("problem.in_cabinet"))
    if claim is not None and unanswered_until(claim) is not None:
        raise RefusedError(Problem("problem.recalled"))
    with transaction.atomic():
        services.hand_over(dossier, now(), request.person)
        if claim is not None:
            withdraw(claim)


@act("custody")
def custody(request: OfficerRequest, dossier: Dossier) -> None:
    """An original moved on."""
    number = request.POST.get("original", "")
    original = Original.objects.filter(dossier=dossier, pk=int(number) if number.isdecimal() else 0).first()
    if original is None:
        raise Http404
    place = next((each for each in FOLLOWING[original.place] if each == request.POST.get("place")), None)
    if place is None:
        raise RefusedError(Problem("problem.custody_place", "custody"))
    bay = request.POST.get("compartment", "")
    if place in _PLACED and not (bay.isdecimal() and 0 < int(bay) < 1000):
        raise RefusedError(Problem("problem.custody_compartment", "custody"))
    compartment = int(bay) if place in _PLACED else None
    by, note = By(officer=request.person), _posted(request, "note")[:400]
    record_custody(original, place, now(), by, compartment=compartment, note=note)


def _problem(error: Exception) -> Problem:
    if isinstance(error, RefusedError):
        return error.problem
    if isinstance(error, StatusError):
        return Problem("problem.moved_on")
    return Problem("problem.catalogue")


def _lacking(request: OfficerRequest, dossier: Dossier) -> str:
    """Everything that is missing, a line each; written to the citizen, so in Vietnamese."""
    lines = []
    for code in dict.fromkeys(request.POST.getlist("component")):
        why = _posted(request, f"why_{code}")
        name = component_name(dossier, code).vi
        lines.append(f"{name}: {why}" if why else name)
    other = _posted(request, "other")
    return "\n".join([*lines, other] if other else lines)


def _posted(request: OfficerRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:_MOST]
