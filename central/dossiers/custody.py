"""Where the originals are: every step from the compartment to the desk and back, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from central.dossiers.models import CustodyStep, Original, Place


@dataclass(frozen=True)
class By:
    """Who made the step: an officer here, or the person of a staff card by a kiosk's event."""

    officer: AbstractBaseUser | None = None
    staff: str = ""
    event_id: str = ""


def record_custody(
    original: Original, place: Place, at: datetime, by: By, compartment: int | None = None, note: str = ""
) -> CustodyStep:
    """Record that an original is now at `place`; the same kiosk event records it once."""
    if not by.officer and not by.event_id:
        raise ValueError("a custody step is made by an officer or by a kiosk's event")
    with transaction.atomic():
        if by.event_id:
            known = CustodyStep.objects.filter(original=original, event_id=by.event_id).first()
            if known is not None:
                return known
        fresh = Original.objects.select_for_update().get(pk=original.pk)
        fresh.place, fresh.compartment = place, compartment
        fresh.save()
        return CustodyStep.objects.create(
            original=fresh,
            place=place,
            compartment=compartment,
            at=at,
            officer=by.officer,
            staff=by.staff,
            event_id=by.event_id,
            note=note,
        )
