"""Scanned pages, unsealed for the officer who opened the dossier. Nothing of them is kept or cached."""

from __future__ import annotations

import io
import uuid

from django.http import Http404, HttpResponse
from PIL import Image, UnidentifiedImageError

from central.dossiers.models import Dossier, Part
from central.officers.entry import OfficerRequest, dossier_for, officer_page, show
from central.officers.models import Viewing
from central.officers.opening import UnreadableError, is_open, read_page
from kiosk.dossier.manifest import PERSONAL_PART

# what a browser draws by itself and cannot be made to run
SHOWABLE = ("image/jpeg", "image/png", "image/webp", "application/pdf")
_THUMBNAIL = (240, 340)


@officer_page("GET")
def page(request: OfficerRequest, dossier_id: uuid.UUID, component: str, number: int) -> HttpResponse:
    """One page as it was scanned."""
    part = _part(request, dossier_for(request, dossier_id), component, number)
    if part.media_type not in SHOWABLE:
        raise Http404
    try:
        content = read_page(request, part, Viewing.What.PAGE)
    except UnreadableError:
        return HttpResponse(status=409)
    response = HttpResponse(content, content_type=part.media_type)
    response["Content-Disposition"] = "inline"
    return response


@officer_page("GET")
def thumbnail(request: OfficerRequest, dossier_id: uuid.UUID, component: str, number: int) -> HttpResponse:
    """The page in small, as JPEG; 404 for what is no picture."""
    part = _part(request, dossier_for(request, dossier_id), component, number)
    if not part.media_type.startswith("image/"):
        raise Http404
    try:
        content = read_page(request, part, Viewing.What.THUMBNAIL)
        return HttpResponse(_small(content), content_type="image/jpeg")
    except (UnreadableError, UnidentifiedImageError, OSError):
        return HttpResponse(status=409)


@officer_page("GET")
def viewer(request: OfficerRequest, dossier_id: uuid.UUID, component: str, number: int) -> HttpResponse:
    """The large view of one page, as the piece of the dossier's page that it replaces."""
    dossier = dossier_for(request, dossier_id)
    part = _part(request, dossier, component, number)
    return show(request, "_viewer.html", {"dossier": dossier, "part": part, **place_of(part)})


def place_of(part: Part) -> dict[str, object]:
    """Component and number that a part's name says."""
    component, _, number = part.name.partition("/")
    return {"component": component, "number": int(number)}


def pages_of(dossier: Dossier) -> list[Part]:
    """The scanned pages, in the order of the manifest."""
    return list(Part.objects.filter(dossier=dossier).exclude(name=PERSONAL_PART))


def _part(request: OfficerRequest, dossier: Dossier, component: str, number: int) -> Part:
    if not is_open(request, dossier):
        raise Http404
    part = Part.objects.select_related("dossier__kiosk").filter(dossier=dossier, name=f"{component}/{number}")
    found = part.first()
    if found is None:
        raise Http404
    return found


def _small(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        # a JPEG is decoded at a fraction of its size, which keeps a long dossier quick
        picture.draft("RGB", (2 * _THUMBNAIL[0], 2 * _THUMBNAIL[1]))
        small = picture.convert("RGB")
        small.thumbnail(_THUMBNAIL)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=70)
    return out.getvalue()
