"""What a person asks through a kiosk: answered to that session alone, never without a line that says so.

The kiosk's engine saw a card or a slip; a card's tag is compared here with the people of the dossier. Who
shows a slip learns what the officer wrote; the acceptance slip, with name and address, is for the card of
the depositor or the applicant.
"""

from __future__ import annotations

import base64
import hmac
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime, now

from central.dossiers.contents import collectors, personal
from central.dossiers.models import Disclosed, Dossier, Part, StatusChange
from central.dossiers.services import case_of, procedure_of
from central.fleet.models import Alarm, Kiosk
from central.instance import catalogue, keys
from central.keys import KeyRingError
from kiosk.dossier.applicant import masked
from kiosk.dossier.checklist import AnswerError
from kiosk.dossier.claims import collector_hash, collector_tag
from kiosk.dossier.disclosure import Acceptance, Disclosure, Received, Written
from kiosk.dossier.enquiry import Enquiry, SealedAnswer, VouchedEnquiry, sealing_context
from kiosk.dossier.fees import fee_for, quote
from kiosk.dossier.manifest import PERSONAL_PART, Manifest, ManifestError, PersonalPart
from kiosk.dossier.procedure import Answers, Procedure
from kiosk.dossier.status import Status
from kiosk.dossier.text import Text
from kiosk.vault.once import seal_once
from kiosk.vault.seal import SealError
from kiosk.vault.store import VaultError

# what an officer writes with these is written to the citizen
_TO_THE_CITIZEN = (Status.SUPPLEMENT_ASKED, Status.REFUSED)
_UNREADABLE = (SealError, KeyRingError, VaultError, ManifestError, Part.DoesNotExist)


class NotDisclosedError(Exception):
    """The enquiry is not answered; CEN-012, 041, 080, 081 or 082."""

    def __init__(self, error_id: str) -> None:
        """Name the error of the catalogue."""
        super().__init__(error_id)
        self.error_id = error_id


def disclose(kiosk: Kiosk, asked: VouchedEnquiry) -> tuple[bytes, str]:
    """The signed answer and its signature (hex). Raises `NotDisclosedError`.

    Unknown, another kiosk's, another person's: one refusal, for the difference would tell something.
    """
    enquiry = asked.enquiry
    if enquiry.kiosk != kiosk.kiosk_id or not asked.holds(bytes(kiosk.k_claim)):
        raise _suspicious(kiosk, enquiry, "CEN-082")
    dossier = Dossier.objects.filter(dossier_id=enquiry.dossier_id, kiosk=kiosk).first()
    if dossier is None:
        raise _suspicious(kiosk, enquiry, "CEN-080")
    try:
        told = _told(dossier, enquiry)
    except _UNREADABLE as error:
        raise NotDisclosedError("CEN-012") from error
    if told is None:
        raise _suspicious(kiosk, enquiry, "CEN-080")
    try:
        with transaction.atomic():
            Disclosed.objects.create(
                dossier=dossier,
                request=enquiry.request,
                by=enquiry.by,
                acceptance=told.acceptance is not None,
            )
            return _sealed(enquiry, told)
    except IntegrityError as error:
        raise NotDisclosedError("CEN-081") from error
    except ValueError as error:
        # a public key to which nothing can be sealed
        raise NotDisclosedError("CEN-041") from error


def _sealed(enquiry: Enquiry, told: Disclosure) -> tuple[bytes, str]:
    context = sealing_context(enquiry.kiosk, enquiry.dossier_id, enquiry.request)
    sealed = seal_once(told.to_bytes(), bytes.fromhex(enquiry.public_key), context)
    body = SealedAnswer(
        kiosk=enquiry.kiosk,
        dossier_id=enquiry.dossier_id,
        request=enquiry.request,
        sealed=base64.b64encode(sealed).decode(),
    ).to_bytes()
    return body, keys().sign_directive(body)


def _suspicious(kiosk: Kiosk, enquiry: Enquiry, error_id: str) -> NotDisclosedError:
    """An engine asks only what it has checked: an admin must look at whoever asks something else."""
    Alarm.objects.get_or_create(
        kiosk=kiosk,
        error_id=error_id,
        event_id=enquiry.dossier_id,
        resolved_at=None,
        defaults={"data": {"dossier_id": enquiry.dossier_id, "request": enquiry.request}},
    )
    return NotDisclosedError(error_id)


def _told(dossier: Dossier, enquiry: Enquiry) -> Disclosure | None:
    """What this person may see; None for a card that has no part in the dossier."""
    person = personal(dossier) if dossier.origin == Dossier.Origin.KIOSK else None
    own = person is not None and _is_card_of(dossier, enquiry, _principals(person))
    collecting = (each.id_number for each in collectors(dossier))
    if not (own or enquiry.by == "slip" or _is_card_of(dossier, enquiry, collecting)):
        return None
    return Disclosure(
        dossier_id=enquiry.dossier_id,
        told_at=_stamp(now()),
        written=_written(dossier),
        acceptance=_acceptance(dossier, person) if own and person is not None else None,
    )


def _principals(person: PersonalPart) -> list[str]:
    """Numbers of those whose the acceptance slip is."""
    numbers = [person.depositor.id_number, person.applicant.id_number]
    return list(dict.fromkeys(number for number in numbers if number))


def _is_card_of(dossier: Dossier, enquiry: Enquiry, numbers: Iterable[str]) -> bool:
    if enquiry.tag is None:
        return False
    key, salt = bytes(dossier.kiosk.k_claim), keys().fleet_salt()
    tags = (collector_tag(key, enquiry.dossier_id, collector_hash(number, salt)) for number in numbers)
    matches = [hmac.compare_digest(tag, enquiry.tag) for tag in tags]
    return any(matches)


def _written(dossier: Dossier) -> Written | None:
    if dossier.status not in _TO_THE_CITIZEN:
        return None
    change = StatusChange.objects.filter(dossier=dossier, status=dossier.status).latest("id")
    if not change.note:
        return None
    return Written(status=Status(change.status), at=_stamp(change.at), words=change.note)


def _acceptance(dossier: Dossier, person: PersonalPart) -> Acceptance | None:
    if dossier.accepted_at is None or dossier.dossier_code is None:
        return None
    procedure = procedure_of(dossier)
    unit = catalogue().unit(dossier.unit)
    accepted = StatusChange.objects.filter(dossier=dossier, status=Status.ACCEPTED).earliest("id")
    return Acceptance(
        dossier_code=dossier.dossier_code,
        procedure=procedure.name,
        procedure_code=procedure.code,
        unit=unit.name,
        unit_address=unit.address,
        depositor=person.depositor.name,
        id_number=masked(person.depositor.id_number),
        address=person.depositor.address,
        phone=person.phone or "",
        applicant=person.applicant.name,
        received=_received(dossier, procedure),
        time=case_of(procedure, person.answers).time,
        fee=_fee(procedure, person.answers),
        accepted_at=_stamp(dossier.accepted_at),
        due_at=None if dossier.due_at is None else _stamp(dossier.due_at),
        collect="kiosk" if procedure.result.collectable.possible else "counter",
        officer=_name_of(accepted.officer),
    )


def _fee(procedure: Procedure, answers: Answers) -> Text | None:
    try:
        return quote(fee_for(procedure, answers)).words
    except (AnswerError, LookupError):
        # answers of another version of the questions, for which no fee can be named
        return None


def _name_of(officer: AbstractBaseUser | None) -> str:
    return "" if officer is None else getattr(officer, "get_full_name", str)() or officer.get_username()


def _received(dossier: Dossier, procedure: Procedure) -> tuple[Received, ...]:
    manifest = Manifest.from_bytes(bytes(dossier.manifest))
    pages = Counter(part.name.partition("/")[0] for part in manifest.parts if part.name != PERSONAL_PART)
    originals = {original.component: original.count for original in manifest.originals}
    names = {component.code: component.name for component in procedure.components}
    return tuple(
        Received(
            name=names.get(code, Text(vi=code, en=code)), pages=pages[code], originals=originals.get(code, 0)
        )
        for code in dict.fromkeys([*pages, *originals])
    )


def _stamp(at: datetime) -> str:
    return localtime(at).replace(microsecond=0).isoformat()
