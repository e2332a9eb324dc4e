"""How long a kiosk hands out without hearing from here, and whether it still may."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from central.canonical import canonical
from central.fleet.configs import effective
from central.fleet.directives import last_number
from central.fleet.models import Kiosk
from central.instance import keys
from kiosk.config.model import Collecting

# A door that was open when the lease ended is closed by then.
CLOSING = timedelta(minutes=10)


def grant(kiosk: Kiosk, nonce: str) -> tuple[bytes, str]:
    """The signed lease for a kiosk's number: canonical JSON, and Ed25519 (hex) by the key of directives.

    `{kind, kiosk, nonce, directive, seconds}`: whoever holds every directive up to that one may open doors
    on claims for so long from when it made the number. What is withdrawn later has a higher number.
    """
    hours = Collecting.model_validate(effective(kiosk).tree.get("collecting", {})).lease_hours
    life = timedelta(hours=hours)
    with transaction.atomic():
        directive = last_number(kiosk)
        note(kiosk, now() + life)
    body = canonical(
        {
            "kind": "claims.lease",
            "kiosk": kiosk.kiosk_id,
            "nonce": nonce,
            "directive": directive,
            "seconds": int(life.total_seconds()),
        }
    )
    return body, keys().sign_directive(body)


def note(kiosk: Kiosk, until: datetime) -> None:
    """Something was signed by which the kiosk may open doors until then; a longer one stays."""
    shorter = Q(leased_until=None) | Q(leased_until__lt=until)
    Kiosk.objects.filter(shorter, pk=kiosk.pk).update(leased_until=until)


def still_open(kiosk: Kiosk) -> datetime | None:
    """Until when the kiosk may still hand out what was taken back here; None when that is over."""
    until = Kiosk.objects.get(pk=kiosk.pk).leased_until
    end = None if until is None else until + CLOSING
    return end if end is not None and end > now() else None
