"""A bundle as central would write it, with keys of nobody."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.config.enrolment import Bundle
from tests.engine.doubles import StaffAuthority


def bundle() -> Bundle:
    pem = StaffAuthority().certificate.public_bytes(Encoding.PEM).decode()
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    return Bundle(
        kiosk_id="K0001",
        number=1,
        unit="H29.251",
        hotline="1",
        central_url="https://localhost:1",
        ca_pem=pem,
        client_certificate_pem=pem,
        client_key_pem=pem,
        receipt_key=key,
        directive_key=key,
        key_epoch=1,
        central_key=secrets.token_hex(32),
        recovery_key=secrets.token_hex(32),
        fleet_salt=secrets.token_hex(32),
        k_claim=secrets.token_hex(32),
        config_root="{}",
        staff_ca_pem=pem,
    )
