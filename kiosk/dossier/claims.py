"""Claims: the right to collect what waits, proven without storing who may collect.

There are far fewer ID numbers than hashes, so a bare hash of one can be turned back by trying them all.
What the engine stores per collector is HMAC-SHA256(K_claim, claim id ‖ h), with h = scrypt(ID number,
fleet salt) made by session and central. Without K_claim a stolen disk tells nothing, even to somebody
who holds a list of ID numbers. The claim id enters as its 36 ASCII characters; h has 32 bytes, a claim
code 8, a slip's secret 16, an enquiry's digest 64, so that a tag of one kind can never stand for another.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from kiosk.dossier.applicant import check_id_number
from kiosk.dossier.procedure import ObstacleKind
from kiosk.dossier.text import Text

HASH_BYTES = 32
# RFC 7914: 16 MiB and some 50 ms a guess on a small machine
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_KEY_BYTES = 32
_LEAST_SALT = 16

ClaimKey = bytes | Callable[[bytes], bytes]
"""K_claim itself (at least 32 bytes), or HMAC-SHA256 under it where the key never leaves the TPM."""

TagHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ItemKind = Literal["result", "returned_original", "supplement_request", "refusal"]


def _uuid_text(value: str) -> str:
    if str(UUID(value)) != value:
        raise ValueError("a claim id is a UUID in lower case with hyphens")
    return value


def _iso_date(value: str) -> str:
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError("a date is written YYYY-MM-DD")
    return value


ClaimId = Annotated[str, AfterValidator(_uuid_text)]
IsoDate = Annotated[str, AfterValidator(_iso_date)]


def collector_hash(id_number: str, fleet_salt: bytes) -> bytes:
    """h = scrypt(12 digits, fleet salt): 32 bytes (RFC 7914; n=2**14, r=8, p=1)."""
    if len(fleet_salt) < _LEAST_SALT:
        raise ValueError("the fleet salt has at least 16 bytes")
    derive = Scrypt(salt=fleet_salt, length=HASH_BYTES, n=_COST, r=_BLOCK, p=_PARALLEL)
    return derive.derive(check_id_number(id_number).encode("ascii"))


def collector_tag(key: ClaimKey, claim_id: str, hashed: bytes) -> str:
    """The tag of one collector (hex); ``hashed`` is `collector_hash`."""
    if len(hashed) != HASH_BYTES:
        raise ValueError("a collector's hash has 32 bytes")
    return _tag(key, claim_id, hashed)


def code_tag(key: ClaimKey, claim_id: str, code: str) -> str:
    """The tag of a claim code of 8 digits (hex)."""
    if not (len(code) == 8 and code.isascii() and code.isdigit()):
        raise ValueError("a claim code has 8 digits")
    return _tag(key, claim_id, code.encode("ascii"))


def qr_tag(key: ClaimKey, claim_id: str, secret: bytes) -> str:
    """The tag of the 128-bit secret in a slip's QR code (hex)."""
    if len(secret) != 16:
        raise ValueError("a slip's secret has 16 bytes")
    return _tag(key, claim_id, secret)


def enquiry_tag(key: ClaimKey, request: str, digest: bytes) -> str:
    """The engine's word for an enquiry (hex): ``request`` is its id, ``digest`` the SHA-512 of its body."""
    if len(digest) != 64:
        raise ValueError("an enquiry's digest has 64 bytes")
    return _tag(key, request, digest)


def _tag(key: ClaimKey, claim_id: str, content: bytes) -> str:
    message = _uuid_text(claim_id).encode("ascii") + content
    if callable(key):
        return key(message).hex()
    if len(key) < _KEY_BYTES:
        raise ValueError("K_claim has at least 32 bytes")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


class ClaimItem(BaseModel):
    """One thing that waits; ``compartment`` is empty for what waits at the counter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    kind: ItemKind
    name: Text
    compartment: int | None = Field(default=None, gt=0)


class Obstacle(BaseModel):
    """Why it cannot be handed out here, and where to go instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ObstacleKind
    where: Text


class Claim(BaseModel):
    """What the engine knows of what waits: codes, tags and dates; nothing personal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim_id: ClaimId
    dossier_code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    deposit_code: str | None = None
    collector_tags: tuple[TagHex, ...] = ()
    code_tag: TagHex | None = None
    qr_tag: TagHex | None = None
    items: tuple[ClaimItem, ...] = Field(min_length=1)
    collectable: bool
    obstacles: tuple[Obstacle, ...] = ()
    expires: IsoDate

    def names_collector(self, key: ClaimKey, hashed: bytes) -> bool:
        """Whether the holder of this ID number (by `collector_hash`) may collect; in constant time."""
        wanted = collector_tag(key, self.claim_id, hashed)
        matches = [hmac.compare_digest(wanted, tag) for tag in self.collector_tags]
        return any(matches)

    def matches_code(self, key: ClaimKey, code: str) -> bool:
        """Whether ``code`` is this claim's code."""
        return self.code_tag is not None and hmac.compare_digest(
            code_tag(key, self.claim_id, code), self.code_tag
        )

    def matches_qr(self, key: ClaimKey, secret: bytes) -> bool:
        """Whether ``secret`` stands in this claim's slip."""
        return self.qr_tag is not None and hmac.compare_digest(
            qr_tag(key, self.claim_id, secret), self.qr_tag
        )

    def expired_on(self, day: date) -> bool:
        """Whether the last day to collect is past."""
        return day > date.fromisoformat(self.expires)
