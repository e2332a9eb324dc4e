"""Dossiers that were filed on the portal or at a counter, and whose result is to be collected at a kiosk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from central.dossiers.models import Dossier
from central.dossiers.services import Asked, begin_history, procedure_of, tell_progress
from central.fleet.models import Kiosk
from kiosk.dossier.applicant import Collector, check_phone
from kiosk.dossier.codes import DossierCode
from kiosk.dossier.status import Status


class AlreadyKnownError(Exception):
    """A dossier with this code is here already (CEN-051)."""

    error_id = "CEN-051"


@dataclass(frozen=True)
class ForeignDossier:
    """What the office types in: the code, whose it is, and how to tell them. `phone` may be empty."""

    code: str
    collector_name: str
    id_number: str
    phone: str
    procedure: str


def add_foreign_dossier(
    kiosk: Kiosk, entry: ForeignDossier, officer: AbstractBaseUser, at: datetime
) -> Dossier:
    """Take in a dossier filed elsewhere, as one in work (status 4), to be collected at `kiosk`.

    Raises `CodeError` or `ValueError` for a code, number or phone of no valid form, `KeyError` for an unknown
    procedure, `AlreadyKnownError`.
    """
    code = DossierCode.parse(entry.code)
    collector = Collector(name=entry.collector_name, id_number=entry.id_number)
    dossier = Dossier(
        origin=Dossier.Origin.ELSEWHERE,
        kiosk=kiosk,
        unit=kiosk.unit,
        dossier_code=str(code),
        procedure=entry.procedure,
        received_at=at,
        status=Status.IN_PROGRESS.value,
        collectors=[collector.model_dump()],
        phone=check_phone(entry.phone) if entry.phone else "",
    )
    dossier.rule_version = procedure_of(dossier).rule_version
    try:
        with transaction.atomic():
            dossier.save()
            begin_history(dossier, at, officer)
            tell_progress(dossier, Asked())
    except IntegrityError as error:
        raise AlreadyKnownError(str(code)) from error
    return dossier
