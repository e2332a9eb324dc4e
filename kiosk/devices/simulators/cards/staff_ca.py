"""A test authority for staff cards: it issues the certificates that officers and technicians carry.

A CA folder holds `ca-key.pem` and `ca-cert.pem`; a card folder holds `key.pem`, `cert.der` and
`card.json` (PIN and tries left). The role stands in the certificate's subject as OU.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROLES = ("officer", "attendant", "technician")
CARD_DAYS = 60
_ISSUER = "Test staff authority"


@dataclass(frozen=True)
class StaffCa:
    """The test authority."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def pem(self) -> bytes:
        """The certificate that the kiosk's config must trust."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class StaffCard:
    """A card as it was issued; `folder` is what the reader's slot is told to lay."""

    folder: Path
    staff_id: str
    role: str
    certificate: x509.Certificate
    pin: str = field(repr=False)


def make_staff_ca(folder: Path, now: datetime | None = None) -> StaffCa:
    """Make an authority valid for five years and keep it in `folder`."""
    start = now or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _ISSUER)])
    certificate = (
        _builder(name, name, key.public_key(), start, timedelta(days=5 * 365))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    ca = StaffCa(certificate, key)
    folder.mkdir(parents=True, exist_ok=True)
    _write_key(folder / "ca-key.pem", key)
    (folder / "ca-cert.pem").write_bytes(ca.pem)
    return ca


def load_staff_ca(folder: Path) -> StaffCa:
    """The authority kept in `folder`."""
    key = serialization.load_pem_private_key((folder / "ca-key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return StaffCa(x509.load_pem_x509_certificate((folder / "ca-cert.pem").read_bytes()), key)


def make_staff_card(
    folder: Path,
    staff_id: str,
    role: str,
    ca: StaffCa,
    *,
    pin: str = "246810",
    now: datetime | None = None,
    days: int = CARD_DAYS,
) -> StaffCard:
    """Issue a card into `folder`; `role` is one of ROLES, `pin` six to eight digits."""
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    if not (pin.isdigit() and 6 <= len(pin) <= 8):
        raise ValueError("a PIN has six to eight digits")
    start = now or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, role),
            x509.NameAttribute(NameOID.COMMON_NAME, staff_id),
        ]
    )
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
    certificate = (
        _builder(subject, ca.certificate.subject, key.public_key(), start, timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(authority, critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    _write_key(folder / "key.pem", key)
    (folder / "cert.der").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
    (folder / "card.json").write_text(json.dumps({"pin": pin, "tries_left": 3}))
    return StaffCard(folder, staff_id, role, certificate, pin)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    start: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # a kiosk's clock may be a little behind
        .not_valid_before(start - timedelta(minutes=5))
        .not_valid_after(start + life)
    )


def _usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
