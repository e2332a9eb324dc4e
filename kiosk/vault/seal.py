"""Sealing: encrypt so that only central (or the offline recovery key) opens.

A sealed blob is `magic | u32 header length | header JSON | ciphertext`. The content key is random
(AES-256-GCM, NIST SP 800-38D) and wrapped twice by HPKE (RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM) with the context as `info`, so a page cannot be moved to another dossier; the
whole header is associated data of the content, so no bit of it changes unnoticed. The plaintext begins with
a random `opening` of 32 bytes; whoever returns the opening has decrypted the blob, and its hash (`proof`)
tells nothing about the content.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"KSEAL1\n"
OPENING_SIZE = 32
MAX_HEADER = 4096
_LENGTH = struct.Struct(">I")
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class SealError(Exception):
    """The blob is damaged, was made for another context, or for another key (VLT-001)."""

    error_id = "VLT-001"


@dataclass(frozen=True)
class SealContext:
    """What a blob belongs to; bound into the ciphertext. `epoch` counts central's key changes."""

    kiosk: str
    dossier: str
    part: str
    epoch: int

    def to_bytes(self) -> bytes:
        """Canonical bytes: JSON with sorted keys and no spaces."""
        return json.dumps(self.__dict__, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class SealingKeys:
    """Public keys of central and of the offline recovery, raw X25519 (32 bytes each)."""

    epoch: int
    central: bytes
    recovery: bytes


@dataclass(frozen=True)
class Sealed:
    """A sealed blob, its name, and the proof that will recognise its opening (both SHA-256, hex)."""

    blob: bytes
    digest: str
    proof: str


@dataclass(frozen=True)
class Opened:
    """The content and the opening that proves it was decrypted."""

    content: bytes
    opening: bytes


def seal(content: bytes, context: SealContext, keys: SealingKeys) -> Sealed:
    """Seal `content`; `context.epoch` must be the keys' epoch."""
    if context.epoch != keys.epoch:
        raise SealError("epoch of context and keys differ")
    bound = context.to_bytes()
    opening = os.urandom(OPENING_SIZE)
    content_key = AESGCM.generate_key(bit_length=256)
    nonce = os.urandom(12)
    header = {
        "context": bound.decode(),
        "nonce": nonce.hex(),
        "central": _wrap(content_key, keys.central, bound).hex(),
        "recovery": _wrap(content_key, keys.recovery, bound).hex(),
    }
    text = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ciphertext = AESGCM(content_key).encrypt(nonce, opening + content, text)
    blob = MAGIC + _LENGTH.pack(len(text)) + text + ciphertext
    return Sealed(blob, hashlib.sha256(blob).hexdigest(), hashlib.sha256(opening).hexdigest())


def unseal(blob: bytes, context: SealContext, private_key: bytes, *, recovery: bool = False) -> Opened:
    """Open a blob with central's raw X25519 private key, or with the recovery key."""
    header, text, ciphertext = _split(blob)
    bound = context.to_bytes()
    if header.get("context") != bound.decode():
        raise SealError("made for another context")
    try:
        wrapped = bytes.fromhex(header["recovery" if recovery else "central"])
        key = X25519PrivateKey.from_private_bytes(private_key)
        content_key = SUITE.decrypt(wrapped, key, info=bound)
        plain = AESGCM(content_key).decrypt(bytes.fromhex(header["nonce"]), ciphertext, text)
    except (InvalidTag, ValueError, KeyError) as error:
        raise SealError("cannot be opened") from error
    return Opened(plain[OPENING_SIZE:], plain[:OPENING_SIZE])


def read_context(blob: bytes) -> SealContext:
    """Return the context that the blob claims; only `unseal` proves it."""
    header, _, _ = _split(blob)
    try:
        return SealContext(**json.loads(header["context"]))
    except (KeyError, TypeError, ValueError) as error:
        raise SealError("no readable context") from error


def _wrap(content_key: bytes, public_key: bytes, info: bytes) -> bytes:
    return SUITE.encrypt(content_key, X25519PublicKey.from_public_bytes(public_key), info=info)


def _split(blob: bytes) -> tuple[dict[str, str], bytes, bytes]:
    start = len(MAGIC) + _LENGTH.size
    if not blob.startswith(MAGIC) or len(blob) < start:
        raise SealError("not a sealed blob")
    (length,) = _LENGTH.unpack_from(blob, len(MAGIC))
    if length > MAX_HEADER or len(blob) < start + length:
        raise SealError("header cut short")
    try:
        text = blob[start : start + length]
        header = json.loads(text)
    except ValueError as error:
        raise SealError("header unreadable") from error
    if not isinstance(header, dict) or not all(isinstance(value, str) for value in header.values()):
        raise SealError("header unreadable")
    return header, text, blob[start + length :]
