"""One dossier: its pages beside the checklist, people, originals, what waits, what may be done now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.timezone import now

from central.dossiers.claims import locker_collectable, unanswered_until
from central.dossiers.models import (
    Claim,
    CustodyStep,
    Disclosed,
    Dossier,
    Original,
    Part,
    Place,
    StatusChange,
    WaitingItem,
)
from central.dossiers.services import procedure_of
from central.fleet.models import Alarm
from central.officers import sheet
from central.officers.entry import OfficerRequest, dossier_for, officer_page, show
from central.officers.models import CodeShown, Viewing
from central.officers.opening import UnreadableError, close_dossier, is_open, open_dossier, read_personal
from central.officers.papers import pages_of, place_of
from central.officers.queues import IN_CABINET, TO_LOAD
from central.officers.texts import phrases
from kiosk.dossier.checklist import AnswerError, questions
from kiosk.dossier.manifest import Manifest, PersonalPart
from kiosk.dossier.procedure import Procedure
from kiosk.dossier.status import Status, followers
from kiosk.dossier.text import Text

_ON_WAY = (*TO_LOAD, *IN_CABINET)
_OBSTACLES = ("fee_due", "old_original_to_surrender", "signature_in_register")
_UNDER_WAY = (Status.ACCEPTED, Status.IN_PROGRESS, Status.PAYMENT_ASKED)
_AT_HAND = (Place.OFFICER, Place.DESK)


@dataclass(frozen=True)
class Problem:
    """Why an action was not done: a phrase id, the form it belongs to, and what was typed there."""

    phrase: str
    form: str = ""
    typed: dict[str, str] | None = None
    ticked: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@officer_page("GET")
def dossier(request: OfficerRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """The dossier."""
    return dossier_page(request, dossier_for(request, dossier_id))


@officer_page("POST")
def open_it(request: OfficerRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """Unseal it for this officer's session."""
    found = dossier_for(request, dossier_id)
    open_dossier(request, found)
    return to_dossier(found)


@officer_page("POST")
def close_it(request: OfficerRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """Seal it again."""
    found = dossier_for(request, dossier_id)
    close_dossier(request, found)
    return to_dossier(found)


def to_dossier(found: Dossier, done: str = "") -> HttpResponseRedirect:
    """Back to the dossier's page; `done` names a phrase of `done.*` that says what happened."""
    where = redirect("officers:dossier", dossier_id=found.dossier_id)
    if done:
        where["Location"] += f"?done={done}"
    return where


def dossier_page(request: OfficerRequest, found: Dossier, problem: Problem | None = None) -> HttpResponse:
    """Show the dossier, with what went wrong when something did."""
    opened = is_open(request, found) and found.origin == Dossier.Origin.KIOSK
    person, unreadable = _people(request, found) if opened else (None, False)
    if found.origin == Dossier.Origin.ELSEWHERE:
        Viewing.objects.create(dossier=found, officer=request.person, what=Viewing.What.PERSONAL)
    pages = pages_of(found)
    procedure = procedure_of(found)
    done = request.GET.get("done", "") if request.method == "GET" else ""
    rows = sheet.rows(found, pages, None if person is None else person.answers)
    context: dict[str, object] = {
        "at": "work",
        "dossier": found,
        "procedure": procedure,
        "opened": opened and not unreadable,
        "unreadable": unreadable,
        "person": person,
        "answers": _answers(procedure, person),
        "rows": rows,
        "lacks": _lacks(rows, problem),
        "history": StatusChange.objects.filter(dossier=found).select_related("officer"),
        "viewings": Viewing.objects.filter(dossier=found).select_related("officer")[:40],
        "disclosed": Disclosed.objects.filter(dossier=found)[:40],
        "alarms": Alarm.objects.filter(
            kiosk=found.kiosk, resolved_at=None, data__has_key="dossier_id"
        ).filter(data__dossier_id=str(found.dossier_id)),
        "problem": problem,
        "typed": (problem.typed if problem else None) or {},
        "proof": _proof(found),
        "done": done,
        "said": f"done.{done}" in phrases(),
        "overdue": is_overdue(found),
        **_pages(request, pages, opened),
        **_acts(found, person),
        **_originals(found),
        **_claim(found, procedure),
    }
    return show(request, "dossier.html", context, status=422 if problem else 200)


def is_overdue(found: Dossier) -> bool:
    """Whether its appointed day has passed while the office works on it; a supplement stops the clock."""
    return found.due_at is not None and found.due_at < now() and found.status in _UNDER_WAY


def _proof(found: Dossier) -> str:
    """How the kiosk knew the depositor: `chip`, `card-unproven` or `typed`; empty from elsewhere."""
    return Manifest.from_bytes(bytes(found.manifest)).proof if found.manifest else ""


def _lacks(rows: list[sheet.Row], problem: Problem | None) -> list[tuple[sheet.Row, bool, str]]:
    """What a supplement may name, with what was ticked and typed in a form that was not sent."""
    typed = (problem.typed if problem else None) or {}
    ticked = problem.ticked if problem else ()
    return [
        (row, row.code in ticked, typed.get(f"why_{row.code}", ""))
        for row in rows
        if row.given not in ("from_card", "already_held")
    ]


def _people(request: OfficerRequest, found: Dossier) -> tuple[PersonalPart | None, bool]:
    try:
        return read_personal(request, found, Viewing.What.PERSONAL), False
    except UnreadableError:
        return None, True


def _answers(procedure: Procedure, person: PersonalPart | None) -> list[tuple[Text, Text]]:
    """Questions of the case with the answers given."""
    if person is None:
        return []
    told = []
    for question in questions(procedure, person.answers):
        chosen = next((o.text for o in question.options if o.id == person.answers.get(question.id)), None)
        if chosen is not None:
            told.append((question.text, chosen))
    return told


def _pages(request: OfficerRequest, pages: list[Part], opened: bool) -> dict[str, object]:
    wanted = request.GET.get("page", "")
    part = next((each for each in pages if each.name == wanted), pages[0] if pages else None)
    shown = part if opened else None
    return {"pages": pages, "part": shown, **(place_of(shown) if shown else {})}


def _acts(found: Dossier, person: PersonalPart | None) -> dict[str, object]:
    """Which decisions the present status allows, and the due date that accepting now would set."""
    following = followers(Status(found.status))
    due_at = None
    if person is not None and found.due_at is None and Status.ACCEPTED in following:
        try:
            due_at = sheet.due_if_accepted(found, person.answers, now())
        except AnswerError:
            due_at = None
    return {
        "may_accept": Status.ACCEPTED in following,
        "may_supplement": Status.SUPPLEMENT_ASKED in following,
        "may_refuse": Status.REFUSED in following,
        "may_start": Status.IN_PROGRESS in following,
        "may_finish": Status.DONE in following,
        "may_hand_over": Status.HANDED_OVER in following,
        "due_if_accepted": due_at,
    }


def _originals(found: Dossier) -> dict[str, object]:
    listed = []
    for original in Original.objects.filter(dossier=found):
        listed.append(
            {
                "original": original,
                "name": sheet.component_name(found, original.component),
                "steps": CustodyStep.objects.filter(original=original).select_related("officer"),
                "following": [place.value for place in sheet.FOLLOWING[original.place]],
            }
        )
    return {"originals": listed}


def _claim(found: Dossier, procedure: Procedure) -> dict[str, object]:
    """What waits, what could be marked as waiting, and why it may not go into a compartment."""
    claim = Claim.objects.filter(dossier=found).first()
    items = [] if claim is None else list(WaitingItem.objects.filter(claim=claim).select_related("original"))
    on_way = [item for item in items if item.state in _ON_WAY]
    unanswered = None if claim is None else unanswered_until(claim)
    held = {item.original.pk for item in on_way if item.original is not None}
    kinds = {item.kind for item in on_way}
    markable = [] if unanswered else [kind for kind in _kinds(found) if kind not in kinds]
    back = Original.objects.filter(dossier=found, place__in=_AT_HAND).exclude(pk__in=held)
    own = [] if claim is None else claim.obstacles
    reasons = () if claim is None else locker_collectable(claim)
    return {
        "claim": claim,
        "hint": "hint_recalled"
        if unanswered
        else _hint({item.state for item in on_way}, bool(reasons), bool(markable) and _is_over(found)),
        "items": items,
        "unanswered": unanswered,
        "recalled": {item.state for item in items if item.recalled_at is not None},
        "on_way": on_way,
        "to_load": [item for item in on_way if item.state in TO_LOAD],
        "unreleased": [item for item in on_way if item.state == WaitingItem.State.WAITING],
        "released": [item for item in on_way if item.state != WaitingItem.State.WAITING],
        "markable": markable,
        "back": [(each, sheet.component_name(found, each.component)) for each in back],
        "obstacle_choices": [
            (kind, kind in procedure.result.may_meet)
            for kind in _OBSTACLES
            if kind not in own and kind not in procedure.result.obstacles
        ],
        "own_obstacles": own,
        "reasons": reasons,
        "code_shown": None if claim is None else CodeShown.objects.filter(claim=claim).first(),
    }


def _hint(states: set[str], forbidden: bool, markable: bool) -> str:
    """What to do next with what waits."""
    state = WaitingItem.State
    if state.DISPUTED in states:
        return "hint_disputed"
    if forbidden:
        return "hint_obstacle"
    if state.WAITING in states:
        return "hint_release"
    if state.RELEASED in states:
        return "hint_load"
    if states:
        return "hint_cabinet"
    return "hint_mark" if markable else ""


def _is_over(found: Dossier) -> bool:
    """Whether the office has decided, so that only handing out is left."""
    return found.status in (Status.DONE, Status.REFUSED)


def _kinds(found: Dossier) -> list[str]:
    by_status = {
        Status.DONE.value: [WaitingItem.Kind.RESULT.value],
        Status.REFUSED.value: [WaitingItem.Kind.REFUSAL.value],
        Status.SUPPLEMENT_ASKED.value: [WaitingItem.Kind.SUPPLEMENT_REQUEST.value],
    }
    return by_status.get(found.status, [])
