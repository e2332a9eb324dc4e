"""What officers decide about a dossier; each decision is one transaction with history and directive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import localtime

from central.dossiers.contents import collectors, personal
from central.dossiers.models import Claim, Dossier, DossierCounter, StatusChange, WaitingItem
from central.fleet.configs import office_calendar
from central.fleet.directives import issue
from central.instance import catalogue, keys
from kiosk.dossier.checklist import AnswerError, case_for
from kiosk.dossier.claims import collector_hash, collector_tag
from kiosk.dossier.codes import DossierCode
from kiosk.dossier.deadline import due, redated
from kiosk.dossier.procedure import Answers, Case, Procedure
from kiosk.dossier.progress import Progress
from kiosk.dossier.status import Status, moved

# time stands still while the office waits for a supplement
_GOES_ON = (Status.ACCEPTED, Status.IN_PROGRESS)


@dataclass(frozen=True)
class Asked:
    """What a supplement is asked for, as a kiosk may show it; `more`: the officer wrote something besides."""

    components: tuple[str, ...] = ()
    more: bool = False


def accept(dossier: Dossier, officer: AbstractBaseUser, at: datetime) -> Dossier:
    """Accept (status 2): mint the dossier code, set the due date in working days from `at`.

    Raises `StatusError` when the dossier is past that, `KeyError` when its procedure is unknown.
    """
    answers = personal(dossier).answers if dossier.origin == Dossier.Origin.KIOSK else {}
    with transaction.atomic():
        fresh = _locked(dossier)
        moved(Status(fresh.status), Status.ACCEPTED)
        if fresh.due_at is None:
            fresh.accepted_at = at
            fresh.due_at = due(at, case_of(procedure_of(fresh), answers).time, office_calendar(fresh.unit))
        if fresh.dossier_code is None:
            fresh.dossier_code = _mint(fresh.unit, at)
        _move(fresh, Status.ACCEPTED, at, officer)
    return fresh


def ask_supplement(
    dossier: Dossier, officer: AbstractBaseUser, at: datetime, what: str, asked: Asked | None = None
) -> Dossier:
    """Ask for a supplement (status 5, Mẫu 02). `what` stays here: the kiosk learns component codes only."""
    note = _reasoned(what)
    with transaction.atomic():
        fresh = _locked(dossier)
        moved(Status(fresh.status), Status.SUPPLEMENT_ASKED)
        _move(fresh, Status.SUPPLEMENT_ASKED, at, officer, note, asked or Asked(more=True))
    return fresh


def refuse(dossier: Dossier, officer: AbstractBaseUser, at: datetime, reason: str) -> Dossier:
    """Refuse (status 3, Mẫu 03) with the legal reason."""
    return _decide(dossier, Status.REFUSED, at, officer, _reasoned(reason))


def start_work(dossier: Dossier, officer: AbstractBaseUser, at: datetime) -> Dossier:
    """Hand over to those who process it (status 4)."""
    return _decide(dossier, Status.IN_PROGRESS, at, officer, "")


def mark_result(dossier: Dossier, officer: AbstractBaseUser, at: datetime) -> Dossier:
    """The result is made (status 9); `central.dossiers.claims` decides whether a compartment may hold it."""
    return _decide(dossier, Status.DONE, at, officer, "")


def hand_over(dossier: Dossier, at: datetime, officer: AbstractBaseUser | None = None) -> Dossier:
    """The collector has the result (status 10): at the counter by an officer, or confirmed at the kiosk."""
    return _decide(dossier, Status.HANDED_OVER, at, officer, "")


def hand_over_when_collected(claim: Claim, at: datetime) -> None:
    """Make status 10 when every result of the claim was confirmed as received at the kiosk."""
    results = WaitingItem.objects.filter(claim=claim, kind=WaitingItem.Kind.RESULT).exclude(
        state=WaitingItem.State.WITHDRAWN
    )
    states = {item.state for item in results}
    if states == {WaitingItem.State.COLLECTED} and claim.dossier.status == Status.DONE:
        hand_over(claim.dossier, at)


def procedure_of(dossier: Dossier) -> Procedure:
    """The procedure under the rules of the deposit, or of the arrival of a dossier from elsewhere."""
    try:
        return catalogue().under_rule(dossier.procedure, dossier.rule_version)
    except KeyError:
        return catalogue().procedure(dossier.procedure, localtime(dossier.received_at).date())


def begin_history(dossier: Dossier, at: datetime, officer: AbstractBaseUser | None = None) -> None:
    """Write the first line of a new dossier's history."""
    StatusChange.objects.create(dossier=dossier, status=dossier.status, at=at, officer=officer)


def case_of(procedure: Procedure, answers: Answers) -> Case:
    """The case that these answers decide."""
    try:
        return case_for(procedure, answers)
    except AnswerError:
        # answers of an older kiosk that these rules cannot place: the general case holds for every answer
        return procedure.cases[-1]


def _decide(
    dossier: Dossier, status: Status, at: datetime, officer: AbstractBaseUser | None, note: str
) -> Dossier:
    with transaction.atomic():
        fresh = _locked(dossier)
        moved(Status(fresh.status), status)
        _move(fresh, status, at, officer, note)
    return fresh


def _move(
    dossier: Dossier, status: Status, at: datetime, officer: AbstractBaseUser | None, note: str = "",
    wanted: Asked | None = None,
) -> None:  # fmt: skip
    if dossier.status == Status.SUPPLEMENT_ASKED and status in _GOES_ON and dossier.due_at is not None:
        asked = StatusChange.objects.filter(dossier=dossier, status=Status.SUPPLEMENT_ASKED).latest("id")
        dossier.due_at = redated(dossier.due_at, asked.at, at, office_calendar(dossier.unit))
    dossier.status = status.value
    dossier.save()
    StatusChange.objects.create(dossier=dossier, status=status.value, at=at, officer=officer, note=note)
    tell_progress(dossier, wanted or Asked())


def tell_progress(dossier: Dossier, asked: Asked) -> None:
    """Tell the kiosk how far the dossier is; nothing personal.

    Who deposited there is known there by tags of its own; for a dossier from elsewhere the tags come along.
    """
    due_date = dossier.due_date
    progress = Progress(
        dossier_id=str(dossier.dossier_id),
        deposit_code=dossier.deposit_code or None,
        dossier_code=dossier.dossier_code,
        procedure=dossier.procedure,
        rule_version=dossier.rule_version,
        status=Status(dossier.status),
        due_date=None if due_date is None else due_date.isoformat(),
        asked=asked.components,
        asked_more=asked.more,
        viewer_tags=_viewer_tags(dossier),
    )
    issue(dossier.kiosk, "dossier.status", progress.model_dump(mode="json"))


def _viewer_tags(dossier: Dossier) -> tuple[str, ...]:
    if dossier.origin == Dossier.Origin.KIOSK:
        return ()
    key, salt = bytes(dossier.kiosk.k_claim), keys().fleet_salt()
    hashed = [collector_hash(person.id_number, salt) for person in collectors(dossier)]
    return tuple(collector_tag(key, str(dossier.dossier_id), each) for each in hashed)


def _locked(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update().get(pk=dossier.pk)


def _mint(unit: str, at: datetime) -> str:
    day = localtime(at).date()
    counter, _ = DossierCounter.objects.select_for_update().get_or_create(unit=unit, day=day)
    counter.last += 1
    counter.save()
    return str(DossierCode.mint(unit, day, counter.last))


def _reasoned(text: str) -> str:
    if not text.strip():
        raise ValueError("a reason in words is needed")
    return text.strip()
