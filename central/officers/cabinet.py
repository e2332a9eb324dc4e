"""What lies in a cabinet now, by compartment: to print before a dead machine is opened by key.

It follows from the rows that central holds, also of dossiers whose papers never came.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from central.dossiers.contents import open_blob
from central.dossiers.models import Dossier, Original, Place, WaitingItem
from central.fleet.models import CompartmentState, Kiosk, KioskEvent
from central.instance import blobs
from central.intake.models import Delivery
from central.keys import KeyRingError
from central.officers.entry import OfficerRequest, kiosk_for, officer_page, show
from central.officers.queues import LYING
from kiosk.dossier.manifest import PERSONAL_PART, Manifest, PersonalPart
from kiosk.vault.seal import SealError
from kiosk.vault.store import VaultError

_EMPTY = {"none", "not-left"}


@dataclass(frozen=True)
class Lying:
    """Something in a compartment. `kind`: originals, result, or unsent: of a dossier that is not here yet."""

    compartment: int | None
    code: str
    kind: str
    sheets: int
    item: WaitingItem | None = None


@dataclass(frozen=True)
class Missing:
    """A dossier handed in whose papers never came; `phone` where its personal part did."""

    code: str
    compartment: int | None
    staged_at: datetime
    lost: bool
    phone: str


@officer_page("GET")
def inside(request: OfficerRequest, kiosk_id: str) -> HttpResponse:
    """Compartment by compartment, with doors as they were last seen."""
    kiosk = kiosk_for(request, kiosk_id)
    missing = list(_missing(kiosk))
    lying = [*_originals(kiosk), *_results(kiosk), *_unsent(missing)]
    last = KioskEvent.objects.filter(kiosk=kiosk).order_by("-seq").first()
    context: dict[str, object] = {
        "kiosk": kiosk,
        "lying": sorted(lying, key=lambda each: (each.compartment or 0, each.code)),
        "frozen": CompartmentState.objects.filter(kiosk=kiosk).exclude(frozen="").order_by("number"),
        "missing": missing,
        "told_at": None if last is None else datetime.fromisoformat(_body(last)["wall"]),
    }
    return show(request, "cabinet.html", context)


def _originals(kiosk: Kiosk) -> Iterator[Lying]:
    found = Original.objects.select_related("dossier").filter(dossier__kiosk=kiosk, place=Place.COMPARTMENT)
    for original in found:
        yield Lying(original.compartment, str(original.dossier), "originals", original.count)


def _results(kiosk: Kiosk) -> Iterator[Lying]:
    found = WaitingItem.objects.select_related("claim__dossier").filter(LYING, claim__dossier__kiosk=kiosk)
    for item in found:
        yield Lying(item.compartment, str(item.claim.dossier), "result", 1, item)


def _unsent(missing: list[Missing]) -> Iterator[Lying]:
    for each in missing:
        if each.compartment is not None:
            yield Lying(each.compartment, each.code, "unsent", 0)


def _missing(kiosk: Kiosk) -> Iterator[Missing]:
    """Staged here by its rows, and not a dossier of central's."""
    known = {str(each) for each in Dossier.objects.filter(kiosk=kiosk).values_list("dossier_id", flat=True)}
    lost = set(_rows(kiosk, "dossier.lost/1"))
    moved = _rows(kiosk, "deposit.moved/1")
    empty = {key for key, data in _rows(kiosk, "deposit.accepted/1").items() if data["originals"] in _EMPTY}
    empty |= set(_rows(kiosk, "originals.taken/1"))
    for name in ("deposit.staged/1", "dossier.recovered/1"):
        for row in KioskEvent.objects.filter(kiosk=kiosk, name=name).exclude(about__in=known).order_by("seq"):
            body, key = _body(row), row.about
            place = moved.get(key, body["data"])["compartment"]
            yield Missing(
                code=body["data"]["deposit_code"],
                compartment=None if key in empty else place,
                staged_at=datetime.fromisoformat(body["wall"]),
                lost=key in lost,
                phone=_phone(kiosk, key) if key in lost else "",
            )


def _phone(kiosk: Kiosk, dossier_id: str) -> str:
    """The depositor's number, when the personal part came before the machine was lost; empty otherwise."""
    try:
        delivery = Delivery.objects.filter(kiosk=kiosk, dossier_id=uuid.UUID(dossier_id)).first()
        if delivery is None:
            return ""
        parts = Manifest.from_bytes(bytes(delivery.manifest)).parts
        blob = blobs().get(next(part.blob for part in parts if part.name == PERSONAL_PART))
        opened = open_blob(blob, kiosk.kiosk_id, dossier_id, PERSONAL_PART)
        return PersonalPart.from_bytes(opened.content).phone or ""
    except (ValueError, StopIteration, VaultError, SealError, KeyRingError):
        return ""


def _rows(kiosk: Kiosk, name: str) -> dict[str, dict[str, Any]]:
    """The data of a kiosk's events of one name, by what they are about; the last one counts."""
    found = KioskEvent.objects.filter(kiosk=kiosk, name=name).order_by("seq")
    return {row.about: _body(row)["data"] for row in found}


def _body(row: KioskEvent) -> dict[str, Any]:
    return dict(json.loads(bytes(row.body)))
