"""A dossier's way in: manifest, parts, proof that everything opens, one receipt for ever."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localtime, now

from central.canonical import canonical
from central.dossiers.contents import open_blob
from central.dossiers.models import Dossier, Original, Part
from central.dossiers.services import begin_history
from central.fleet.directives import issue
from central.fleet.models import Alarm, Kiosk
from central.instance import blobs, keys
from central.intake.models import Delivery
from central.keys import KeyRingError
from kiosk.dossier.manifest import PERSONAL_PART, Manifest, ManifestError, PersonalPart
from kiosk.vault.seal import SealError
from kiosk.vault.store import VaultError


class OtherManifestError(Exception):
    """Another manifest, or another kiosk's dossier, has this id (CEN-015)."""

    error_id = "CEN-015"


@dataclass(frozen=True)
class Outcome:
    """Where the delivery stands; `fresh` when the receipt was given just now."""

    delivery: Delivery
    missing: tuple[str, ...] = ()
    fresh: bool = False


class _ParkedError(Exception):
    def __init__(self, error_id: str) -> None:
        super().__init__(error_id)
        self.error_id = error_id


def deliver(kiosk: Kiosk, dossier_id: uuid.UUID, digest: str, body: bytes) -> Outcome:
    """Take a manifest in; repeating it is how a kiosk asks again. Raises `OtherManifestError`.

    A manifest that cannot be used, or whose parts cannot be opened, is kept as it came and parked.
    """
    delivery = _remembered(kiosk, dossier_id, digest, body)
    if delivery.state != Delivery.State.INCOMPLETE:
        return Outcome(delivery)
    try:
        manifest = _read(kiosk, dossier_id, body)
        missing = tuple(part.blob for part in manifest.parts if not blobs().holds(part.blob))
        if missing:
            return Outcome(delivery, tuple(dict.fromkeys(missing)))
        openings = _opened(kiosk, manifest)
    except _ParkedError as parked:
        return Outcome(_park(delivery, parked.error_id))
    return _receipted(delivery, manifest, openings)


def reconsider(delivery: Delivery, officer: AbstractBaseUser, note: str) -> Outcome:
    """An officer decides that a parked delivery is tried again (a key came back, an authority was put right).

    Raises `ValueError` without a note or for a delivery that is not parked. It may be parked again.
    """
    if not note.strip() or delivery.state != Delivery.State.PARKED:
        raise ValueError("a parked delivery and a reason in words are needed")
    with transaction.atomic():
        delivery.state, delivery.error_id = Delivery.State.INCOMPLETE, ""
        delivery.decision, delivery.decided_by = note.strip(), officer
        delivery.save()
        # the kiosk stopped offering it when it was told of the refusal
        issue(delivery.kiosk, "dossier.retry", {"dossier_id": str(delivery.dossier_id)})
    return deliver(delivery.kiosk, delivery.dossier_id, delivery.digest, bytes(delivery.manifest))


def _remembered(kiosk: Kiosk, dossier_id: uuid.UUID, digest: str, body: bytes) -> Delivery:
    with transaction.atomic():
        delivery, _ = Delivery.objects.get_or_create(
            kiosk=kiosk,
            dossier_id=dossier_id,
            defaults={"digest": digest, "manifest": body, "state": Delivery.State.INCOMPLETE},
        )
    if delivery.digest != digest:
        raise OtherManifestError
    return delivery


def _read(kiosk: Kiosk, dossier_id: uuid.UUID, body: bytes) -> Manifest:
    try:
        manifest = Manifest.from_bytes(body)
    except ManifestError as error:
        raise _ParkedError("CEN-010") from error
    if manifest.kiosk != kiosk.kiosk_id:
        raise _ParkedError("CEN-011")
    if manifest.dossier_id != str(dossier_id):
        raise _ParkedError("CEN-014")
    return manifest


def _opened(kiosk: Kiosk, manifest: Manifest) -> dict[str, str]:
    """Open every part; return opening (hex) by blob."""
    openings = {}
    for part in manifest.parts:
        try:
            blob = blobs().get(part.blob)
            opened = open_blob(blob, kiosk.kiosk_id, manifest.dossier_id, part.name)
        except (SealError, VaultError, KeyRingError) as error:
            raise _ParkedError("CEN-012") from error
        if len(blob) != part.size or hashlib.sha256(opened.opening).hexdigest() != part.proof:
            raise _ParkedError("CEN-012")
        if part.name == PERSONAL_PART:
            _check_personal(opened.content)
        openings[part.blob] = opened.opening.hex()
    return openings


def _check_personal(content: bytes) -> None:
    try:
        PersonalPart.from_bytes(content)
    except ManifestError as error:
        raise _ParkedError("CEN-013") from error


def _park(delivery: Delivery, error_id: str) -> Delivery:
    with transaction.atomic():
        delivery.state, delivery.error_id = Delivery.State.PARKED, error_id
        delivery.save()
        facts: dict[str, object] = {"dossier_id": str(delivery.dossier_id), "digest": delivery.digest}
        Alarm.objects.create(kiosk=delivery.kiosk, error_id=error_id, data=facts)
    return delivery


def _receipted(delivery: Delivery, manifest: Manifest, openings: dict[str, str]) -> Outcome:
    try:
        with transaction.atomic():
            fresh = Delivery.objects.select_for_update().get(pk=delivery.pk)
            if fresh.state != Delivery.State.INCOMPLETE:
                return Outcome(fresh)
            at = now()
            fresh.central_seq = (Delivery.objects.aggregate(last=Max("central_seq"))["last"] or 0) + 1
            fresh.receipt = canonical(
                {
                    "dossier_id": manifest.dossier_id,
                    "digest": fresh.digest,
                    "central_seq": fresh.central_seq,
                    "received_at": localtime(at).isoformat(timespec="seconds"),
                    "openings": openings,
                }
            )
            fresh.signature = keys().sign_receipt(fresh.receipt)
            fresh.state = Delivery.State.RECEIVED
            fresh.save()
            _store(fresh, manifest, at)
            return Outcome(fresh, fresh=True)
    except IntegrityError as error:
        raise OtherManifestError from error


def _store(delivery: Delivery, manifest: Manifest, at: datetime) -> None:
    dossier = Dossier.objects.create(
        dossier_id=delivery.dossier_id,
        origin=Dossier.Origin.KIOSK,
        kiosk=delivery.kiosk,
        unit=manifest.unit,
        deposit_code=manifest.deposit_code,
        procedure=manifest.procedure,
        rule_version=manifest.rule_version,
        deposited_at=datetime.fromisoformat(manifest.deposited_at),
        clock=manifest.clock,
        received_at=at,
        manifest=delivery.manifest,
    )
    begin_history(dossier, at)
    for part in manifest.parts:
        Part.objects.create(
            dossier=dossier, name=part.name, blob=part.blob, size=part.size, media_type=part.media_type
        )
    for original in manifest.originals:
        Original.objects.create(
            dossier=dossier,
            component=original.component,
            count=original.count,
            compartment=manifest.compartment,
        )
