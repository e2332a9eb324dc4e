"""What a person before a kiosk asks central about one dossier, past processes that must not read the answer.

The engine says with K_claim that it saw a right to the dossier, and for which one-time key. So whoever only
carries an enquiry, and holds the transport key, can neither ask by itself nor put its own key in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kiosk.dossier.claims import ClaimId, ClaimKey, TagHex, enquiry_tag

# far more than the longest letter of an officer with a long list of papers
MOST_SEALED = 64 * 1024

KioskId = Annotated[str, StringConstraints(min_length=1, max_length=32)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Enquiry(_Frozen):
    """`request` is used once. `tag`, with a card: its holder's, made like a collector's, over the dossier."""

    request: ClaimId
    kiosk: KioskId
    dossier_id: ClaimId
    public_key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    by: Literal["card", "slip"]
    tag: TagHex | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Enquiry:
        if (self.by == "card") != (self.tag is not None):
            raise ValueError("a card has a tag, a slip has none")
        return self

    def vouched(self, key: ClaimKey) -> bytes:
        """The enquiry with the engine's word for it, as it goes to central."""
        voucher = enquiry_tag(key, self.request, self.digest())
        return VouchedEnquiry(enquiry=self, voucher=voucher).model_dump_json().encode()

    def digest(self) -> bytes:
        """SHA-512 of its canonical form."""
        return hashlib.sha512(_canonical(self.model_dump(mode="json"))).digest()


class VouchedEnquiry(_Frozen):
    """An enquiry as central gets it."""

    enquiry: Enquiry
    voucher: TagHex

    def holds(self, key: ClaimKey) -> bool:
        """Whether the engine that shares `key` asks this; in constant time."""
        asked = self.enquiry
        return hmac.compare_digest(enquiry_tag(key, asked.request, asked.digest()), self.voucher)


class SealedAnswer(_Frozen):
    """Central's answer as it travels, signed like a directive; `sealed` is base64."""

    kind: Literal["disclosure/1"] = "disclosure/1"
    kiosk: KioskId
    dossier_id: ClaimId
    request: ClaimId
    sealed: Annotated[str, Field(max_length=(MOST_SEALED + 2) // 3 * 4)]

    def to_bytes(self) -> bytes:
        """The canonical bytes that are signed."""
        return _canonical(self.model_dump(mode="json"))

    def content(self) -> bytes:
        """The sealed bytes; `ValueError` for what is not base64."""
        try:
            return base64.b64decode(self.sealed, validate=True)
        except binascii.Error as error:
            raise ValueError("not base64") from error


def sealing_context(kiosk: str, dossier_id: str, request: str) -> bytes:
    """What a sealed answer is bound to."""
    return _canonical({"kind": "disclosure/1", "kiosk": kiosk, "dossier_id": dossier_id, "request": request})


def _canonical(tree: object) -> bytes:
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
