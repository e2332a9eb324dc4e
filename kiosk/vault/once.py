"""Sealing to a key that opens one answer: what central tells one session past those who carry it.

HPKE as in `seal` (RFC 9180, base mode), with the context as `info`. Base mode does not say who sealed: the
answer is signed by central besides.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kiosk.vault.seal import SUITE, SealError

# what HPKE adds: the encapsulated key (32 bytes) and the tag (16)
OVERHEAD = 48


class OneTimeKey:
    """Lives in the memory of the session that made it, and opens one answer."""

    def __init__(self) -> None:
        """Make it."""
        self._private: X25519PrivateKey | None = X25519PrivateKey.generate()
        self.public: bytes = self._private.public_key().public_bytes_raw()

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The content; raises `SealError` for another context or key, for damage, and at the second time."""
        private, self._private = self._private, None
        if private is None:
            raise SealError("a one-time key opens once")
        try:
            return SUITE.decrypt(sealed, private, info=context)
        except (InvalidTag, ValueError) as error:
            raise SealError("cannot be opened") from error


def seal_once(content: bytes, public_key: bytes, context: bytes) -> bytes:
    """Seal to a `OneTimeKey` (raw X25519, 32 bytes); `ValueError` for a key that is none."""
    return SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public_key), info=context)
