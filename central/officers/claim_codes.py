"""The claim code: shown once to the officer who tells it; who lost it gets a new one."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import make_aware

from central.dossiers.claims import as_offered
from central.dossiers.models import Claim, WaitingItem
from central.fleet.directives import issue
from central.officers.models import CodeShown
from central.officers.queues import IN_CABINET
from kiosk.dossier.codes import grouped_claim_code, new_claim_code


class AlreadyShownError(Exception):
    """This code was shown before."""


def show_once(claim: Claim, officer: AbstractBaseUser) -> str:
    """The code in groups of four, to this officer, now; raises `AlreadyShownError` for the second time."""
    with transaction.atomic():
        fresh = Claim.objects.select_for_update().get(pk=claim.pk)
        _, first = CodeShown.objects.get_or_create(claim=fresh, defaults={"officer": officer})
        if not first:
            raise AlreadyShownError
        return grouped_claim_code(fresh.code)


def renew(claim: Claim) -> Claim:
    """Make a new code; the old one opens nothing from the moment the kiosk has heard of it."""
    with transaction.atomic():
        fresh = Claim.objects.select_for_update().get(pk=claim.pk)
        fresh.code = new_claim_code()
        fresh.save()
        CodeShown.objects.filter(claim=fresh).delete()
        at_kiosk = (WaitingItem.State.RELEASED, *IN_CABINET)
        items = list(WaitingItem.objects.filter(claim=fresh, state__in=at_kiosk))
        if items:
            end = make_aware(datetime.combine(fresh.expires, time(23, 59, 59)))
            offered = as_offered(fresh, items).model_dump(mode="json")
            issue(fresh.dossier.kiosk, "claim.offer", offered, end)
    return fresh
