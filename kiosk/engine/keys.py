"""The engine's keys: from enrolment, with K_claim behind the TPM where there is one."""

from __future__ import annotations

import hashlib
import hmac

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.config.enrolment import EngineIdentity
from kiosk.engine.ports import EngineKeys


def engine_keys(identity: EngineIdentity) -> EngineKeys:
    """Keys as the core uses them."""
    k_claim = identity.k_claim

    def tag(message: bytes) -> bytes:
        return hmac.new(k_claim, message, hashlib.sha256).digest()

    return EngineKeys(
        k_claim=tag,
        k_claim_guard="file",
        directives=Ed25519PublicKey.from_public_bytes(bytes.fromhex(identity.directive_key)),
        receipts=Ed25519PublicKey.from_public_bytes(bytes.fromhex(identity.receipt_key)),
        staff_ca=x509.load_pem_x509_certificate(identity.staff_ca_pem.encode()),
    )


def signing_key(identity: EngineIdentity) -> Ed25519PrivateKey:
    """The key that signs checkpoints."""
    return Ed25519PrivateKey.from_private_bytes(identity.checkpoint_key)
