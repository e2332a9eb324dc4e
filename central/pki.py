"""The private authority for transport: two generations, the server's certificate, the kiosks' certificates.

Certificates follow RFC 5280; keys are P-256. A kiosk's certificate is for client authentication only.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=365)
CLIENT_LIFE = timedelta(days=90)
# kiosks with a flat clock battery wake a little in the past
BACKDATED = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key, both PEM."""

    certificate: bytes
    key: bytes

    def parsed(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        """Certificate and key as objects."""
        key = serialization.load_pem_private_key(self.key, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("the authority's key is not an elliptic curve key")
        return x509.load_pem_x509_certificate(self.certificate), key


def make_authority(name: str) -> Identity:
    """Make a self-signed authority that may sign end entities only."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    usage = _key_usage(signs_certificates=True)
    builder = (
        _builder(subject, subject, key.public_key(), CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return _signed(builder, key, key)


def make_server(authority: Identity, hosts: Sequence[str]) -> Identity:
    """Make central's server certificate for host names and IP addresses."""
    names: list[x509.GeneralName] = [_general_name(host) for host in hosts]
    return _end_entity(authority, hosts[0], ExtendedKeyUsageOID.SERVER_AUTH, SERVER_LIFE, names)


def make_client(authority: Identity, kiosk_id: str) -> Identity:
    """Make a kiosk's client certificate."""
    names: list[x509.GeneralName] = [x509.DNSName(f"{kiosk_id}.kiosk.invalid")]
    return _end_entity(authority, kiosk_id, ExtendedKeyUsageOID.CLIENT_AUTH, CLIENT_LIFE, names)


def fingerprint(certificate_der: bytes) -> str:
    """SHA-256 of a certificate (DER), in hex."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(certificate_der)
    return digest.finalize().hex()


def _end_entity(
    authority: Identity,
    name: str,
    purpose: x509.ObjectIdentifier,
    life: timedelta,
    names: list[x509.GeneralName],
) -> Identity:
    issuer, issuer_key = authority.parsed()
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(_name(name), issuer.subject, key.public_key(), life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    return _signed(builder, issuer_key, key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _signed(
    builder: x509.CertificateBuilder, issuer_key: ec.EllipticCurvePrivateKey, key: ec.EllipticCurvePrivateKey
) -> Identity:
    certificate = builder.sign(issuer_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(certificate.public_bytes(pem), private)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
