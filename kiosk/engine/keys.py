"""The engine's keys: from enrolment, with K_claim behind the TPM where there is one."""

from __future__ import annotations

import hashlib
import hmac

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.config.enrolment import EngineIdentity
from kiosk.config.tpm import SealedKey, Tpm, TpmError
from kiosk.engine.ports import EngineKeys


def engine_keys(identity: EngineIdentity, tpm: Tpm | None) -> EngineKeys:
    """Keys as the core uses them. Raises `TpmError` when K_claim is sealed and the TPM does not open it."""
    sealed = isinstance(identity.k_claim, SealedKey)
    k_claim = _claim_key(identity.k_claim, tpm)

    def tag(message: bytes) -> bytes:
        return hmac.new(k_claim, message, hashlib.sha256).digest()

    return EngineKeys(
        k_claim=tag,
        k_claim_guard="tpm" if sealed else "file",
        directives=Ed25519PublicKey.from_public_bytes(bytes.fromhex(identity.directive_key)),
        receipts=Ed25519PublicKey.from_public_bytes(bytes.fromhex(identity.receipt_key)),
        staff_ca=staff_authority(identity),
    )


def staff_authority(identity: EngineIdentity) -> x509.Certificate:
    """Who issues the staff's cards."""
    return x509.load_pem_x509_certificate(identity.staff_ca_pem.encode())


def _claim_key(stored: bytes | SealedKey, tpm: Tpm | None) -> bytes:
    if not isinstance(stored, SealedKey):
        return stored
    if tpm is None:
        raise TpmError("K_claim is sealed, and settings name no TPM")
    return tpm.unseal(stored)


def signing_key(identity: EngineIdentity) -> Ed25519PrivateKey:
    """The key that signs checkpoints."""
    return Ed25519PrivateKey.from_private_bytes(identity.checkpoint_key)
