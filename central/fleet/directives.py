"""Telling a kiosk something: a signed, numbered directive that it fetches when it can."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from central.canonical import canonical
from central.fleet.models import Directive, Kiosk
from central.instance import keys

PAGE = 100
# a kiosk may be without network for weeks; what is older than this is told anew by central
LIFE = timedelta(days=365)


def issue(kiosk: Kiosk, kind: str, data: dict[str, object], not_after: datetime | None = None) -> Directive:
    """Sign and store the kiosk's next directive.

    Body: canonical JSON `{number, kiosk, kind, id, data, not_after}`; signature: Ed25519 over the body.
    """
    with transaction.atomic():
        last = Directive.objects.filter(kiosk=kiosk).aggregate(last=Max("number"))["last"] or 0
        directive_id = uuid.uuid4()
        body = canonical(
            {
                "number": last + 1,
                "kiosk": kiosk.kiosk_id,
                "kind": kind,
                "id": str(directive_id),
                "data": data,
                "not_after": (not_after or now() + LIFE).isoformat(timespec="seconds"),
            }
        )
        return Directive.objects.create(
            kiosk=kiosk,
            number=last + 1,
            kind=kind,
            directive_id=directive_id,
            body=body,
            signature=keys().sign_directive(body),
        )


def after(kiosk: Kiosk, number: int) -> list[Directive]:
    """Up to `PAGE` directives behind `number`, in order."""
    return list(Directive.objects.filter(kiosk=kiosk, number__gt=number).order_by("number")[:PAGE])
