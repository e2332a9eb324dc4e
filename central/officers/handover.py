"""The handover list (bàn giao) of a kiosk: everything released for it, signed, to carry there by hand."""

from __future__ import annotations

import json

from django.http import HttpResponse

from central.dossiers.claims import signed_handover_list
from central.dossiers.models import Dossier, Original, Place, WaitingItem
from central.dossiers.services import procedure_of
from central.fleet.models import Kiosk
from central.officers.code_sheets import CodeSheets
from central.officers.entry import OfficerRequest, kiosk_for, officer_page, show
from central.officers.queues import IN_CABINET
from central.officers.templatetags.officers import when
from kiosk.dossier.codes import CodeError

_AT_KIOSK = (WaitingItem.State.RELEASED, *IN_CABINET)


@officer_page("GET")
def sheet(request: OfficerRequest, kiosk_id: str) -> HttpResponse:
    """To print and sign: what goes into the cabinet, what is in it."""
    kiosk = kiosk_for(request, kiosk_id)
    items = WaitingItem.objects.select_related("claim__dossier").filter(
        claim__dossier__kiosk=kiosk, state__in=_AT_KIOSK
    )
    lines = [(item, procedure_of(item.claim.dossier).name) for item in items]
    context: dict[str, object] = {
        "kiosk": kiosk,
        "to_load": [line for line in lines if line[0].state == WaitingItem.State.RELEASED],
        "inside": [line for line in lines if line[0].state != WaitingItem.State.RELEASED],
        "to_take": _to_take(kiosk),
    }
    return show(request, "handover.html", context)


@officer_page("GET")
def signed(request: OfficerRequest, kiosk_id: str) -> HttpResponse:
    """The list as the kiosk verifies it: `{"body", "signature"}`, as `central handover-list` writes it."""
    kiosk = kiosk_for(request, kiosk_id)
    told = signed_handover_list(kiosk)
    response = HttpResponse(told, content_type="application/json")
    made = json.loads(json.loads(told)["body"])["made_at"][:10]
    response["Content-Disposition"] = f'attachment; filename="handover-{kiosk.kiosk_id}-{made}.json"'
    return response


@officer_page("GET")
def codes(request: OfficerRequest, kiosk_id: str) -> HttpResponse:
    """The same list as QR codes on paper, for a kiosk that nothing else reaches."""
    kiosk = kiosk_for(request, kiosk_id)
    try:
        sheets: CodeSheets | None = CodeSheets.of(kiosk)
    except CodeError:
        sheets = None
    made = "" if sheets is None else when(sheets.made_at)
    return show(request, "handover_codes.html", {"kiosk": kiosk, "codes": sheets, "made": made})


def _to_take(kiosk: Kiosk) -> list[tuple[Dossier, str]]:
    """Dossiers of which originals still lie in a compartment, with its number."""
    bays: dict[Dossier, set[int]] = {}
    for original in Original.objects.select_related("dossier").filter(
        dossier__kiosk=kiosk, place=Place.COMPARTMENT
    ):
        known = bays.setdefault(original.dossier, set())
        if original.compartment is not None:
            known.add(original.compartment)
    return [(dossier, ", ".join(map(str, sorted(numbers)))) for dossier, numbers in bays.items()]
