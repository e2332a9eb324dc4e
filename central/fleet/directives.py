"""Telling a kiosk something: a signed, numbered directive that it fetches when it can."""

from __future__ import annotations

import json
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
        last = last_number(kiosk)
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


def last_number(kiosk: Kiosk) -> int:
    """The highest number that was given to this kiosk, also by a central that was lost; 0 for none."""
    told = Directive.objects.filter(kiosk=kiosk).aggregate(last=Max("number"))["last"] or 0
    return max(told, Kiosk.objects.get(pk=kiosk.pk).directives_taken)


def taken(kiosk: Kiosk, number: int, directive_id: str | None) -> bool:
    """The kiosk's journal says that it took in (or, without an id, refused) this number; whether we know it.

    A central that was restored from an older copy may have given the number again: what it said under it is
    told anew, behind everything that the kiosk has taken in.
    """
    with transaction.atomic():
        Kiosk.objects.filter(pk=kiosk.pk, directives_taken__lt=number).update(directives_taken=number)
        mine = Directive.objects.filter(kiosk=kiosk, number=number).first()
        if directive_id is None or mine is None or str(mine.directive_id) == directive_id:
            return mine is not None
        told = json.loads(bytes(mine.body))
        mine.delete()
        issue(kiosk, mine.kind, told["data"], datetime.fromisoformat(told["not_after"]))
        return False


def after(kiosk: Kiosk, number: int, directive_id: str) -> list[Directive]:
    """Up to `PAGE` directives behind `number`, in order; none as long as we do not agree about it."""
    if not agree(kiosk, number, directive_id):
        return []
    return list(Directive.objects.filter(kiosk=kiosk, number__gt=number).order_by("number")[:PAGE])


def agree(kiosk: Kiosk, number: int, directive_id: str) -> bool:
    """Whether kiosk and central mean the same by the last number that the kiosk took in.

    False as long as it means something else here and the kiosk's journal has not told what it took in: our
    numbers might stand in the wrong order.
    """
    if number == 0 or kiosk.directives_taken >= number:
        return True
    mine = Directive.objects.filter(kiosk=kiosk, number=number).first()
    return mine is not None and str(mine.directive_id) == directive_id
