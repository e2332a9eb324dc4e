"""Opening what a kiosk sealed: the only place where central turns a blob into something to read."""

from __future__ import annotations

from central.dossiers.models import Dossier, Part
from central.instance import blobs, keys
from kiosk.dossier.applicant import Collector
from kiosk.dossier.manifest import PERSONAL_PART, PersonalPart
from kiosk.vault.seal import Opened, SealContext, read_context, unseal


def open_blob(blob: bytes, kiosk_id: str, dossier_id: str, part: str) -> Opened:
    """Open a blob as this part of this dossier; raises `SealError`, or `KeyRingError` for an unknown epoch.

    Only the key epoch is believed from the blob's own header, and the seal proves that too.
    """
    epoch = read_context(blob).epoch
    return unseal(blob, SealContext(kiosk_id, dossier_id, part, epoch), keys().dossier_private(epoch))


def open_part(part: Part) -> bytes:
    """The content of a stored part (a picture, or the personal part's JSON)."""
    dossier = part.dossier
    opened = open_blob(blobs().get(part.blob), dossier.kiosk.kiosk_id, str(dossier.dossier_id), part.name)
    return opened.content


def personal(dossier: Dossier) -> PersonalPart:
    """Who deposited for whom, of a dossier that came from a kiosk; `Part.DoesNotExist` for others."""
    return PersonalPart.from_bytes(open_part(Part.objects.get(dossier=dossier, name=PERSONAL_PART)))


def collectors(dossier: Dossier) -> tuple[Collector, ...]:
    """Who may collect what comes of this dossier."""
    if dossier.origin == Dossier.Origin.KIOSK:
        return personal(dossier).collectors
    return tuple(Collector.model_validate(person) for person in dossier.collectors)
