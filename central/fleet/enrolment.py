"""Making a kiosk known: its record, its client certificate, and the bundle that the technician installs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import now

from central import pki
from central.fleet.models import Kiosk, KioskCertificate, Officer
from central.instance import catalogue, keys
from kiosk.config.enrolment import Bundle


@dataclass(frozen=True)
class NewKiosk:
    """What the admin decides of a kiosk; `url` is where it reaches central."""

    kiosk_id: str
    number: int
    unit: str
    hotline: str
    url: str
    staff_ca_pem: str


def enrol(wanted: NewKiosk) -> Bundle:
    """Make a kiosk, or enrol a known one anew: its old certificates are revoked, its K_claim stays.

    Raises `KeyError` for a unit that the catalogue does not know.
    """
    catalogue().unit(wanted.unit, now().date())
    client = pki.make_client(keys().authority(), wanted.kiosk_id)
    with transaction.atomic():
        kiosk, _ = Kiosk.objects.get_or_create(
            kiosk_id=wanted.kiosk_id,
            defaults={"number": wanted.number, "unit": wanted.unit, "k_claim": secrets.token_bytes(32)},
        )
        kiosk.hotline, kiosk.checkpoint_key, kiosk.revoked_at = wanted.hotline, None, None
        kiosk.save()
        KioskCertificate.objects.filter(kiosk=kiosk, revoked_at=None).update(revoked_at=now())
        certificate, _ = client.parsed()
        KioskCertificate.objects.create(
            kiosk=kiosk,
            fingerprint=pki.fingerprint(certificate.public_bytes(Encoding.DER)),
            not_after=certificate.not_valid_after_utc,
        )
    return _bundle(kiosk, wanted, client)


def revoke(kiosk_id: str) -> None:
    """From now on nothing of this kiosk is believed; raises `Kiosk.DoesNotExist`."""
    kiosk = Kiosk.objects.get(kiosk_id=kiosk_id)
    kiosk.revoked_at = now()
    kiosk.save(update_fields=["revoked_at"])


def add_officer(user: str, password: str, unit: str) -> Officer:
    """Make an officer of a unit, or give a known one a new password and unit."""
    catalogue().unit(unit, now().date())
    with transaction.atomic():
        account, _ = User.objects.get_or_create(username=user)
        account.set_password(password)
        account.save()
        officer, _ = Officer.objects.update_or_create(user=account, defaults={"unit": unit})
    return officer


def add_admin(user: str, password: str) -> User:
    """Make an administrator of the fleet, or give a known one a new password."""
    account, _ = User.objects.get_or_create(username=user)
    account.set_password(password)
    account.is_staff = True
    account.save()
    return account


def _bundle(kiosk: Kiosk, wanted: NewKiosk, client: pki.Identity) -> Bundle:
    ring = keys()
    return Bundle(
        kiosk_id=kiosk.kiosk_id,
        number=kiosk.number,
        unit=kiosk.unit,
        hotline=kiosk.hotline,
        central_url=wanted.url,
        ca_pem=ring.authorities_pem().decode(),
        client_certificate_pem=client.certificate.decode(),
        client_key_pem=client.key.decode(),
        receipt_key=ring.public_key("receipts"),
        directive_key=ring.public_key("directives"),
        key_epoch=ring.epoch(),
        central_key=ring.dossier_public(),
        recovery_key=ring.recovery_public(),
        fleet_salt=ring.fleet_salt().hex(),
        k_claim=bytes(kiosk.k_claim).hex(),
        staff_ca_pem=wanted.staff_ca_pem,
        config_root=ring.configs().root(),
    )
