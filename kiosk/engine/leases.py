"""The lease: how long doors open on claims without hearing from central.

Central may take a claim back while no word of it gets here. So it signs, for a number used once, that all
it said before has arrived. The lease runs from when the engine made that number, by the engine's own clock:
nobody on the way can make it longer, or use an old one again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from pydantic import BaseModel, ConfigDict, Field

from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.state import ClaimState
from kiosk.journal.facts.claims import ClaimsLeased

# A younger lease is not renewed: each renewal is a row here and a write at central.
RENEWED_AFTER_S = 3600.0
# An answer takes no longer; then another number is made, so that a lost one costs no time of the lease.
ANSWERED_WITHIN_S = 300.0


class Granted(BaseModel):
    """Central's word; `directive` is the last that it has issued."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["claims.lease"]
    kiosk: str
    nonce: str
    directive: int
    seconds: int = Field(gt=0)


@dataclass(frozen=True)
class _Asked:
    nonce: str
    at: float


class Leases:
    """Asks for the lease, and believes only an answer to its own question."""

    def __init__(self, core: Core) -> None:
        """Nothing is asked yet."""
        self._core = core
        self._asked: _Asked | None = None

    def wanted(self) -> str:
        """The number that central has to sign; empty as long as the lease is young."""
        lease, now = self._core.state.lease, self._core.clock.monotonic()
        if lease is not None and lease.passed_s(self._core.clock) < RENEWED_AFTER_S:
            return ""
        if self._asked is None or now - self._asked.at > ANSWERED_WITHIN_S:
            self._asked = _Asked(uuid.uuid4().hex, now)
        return self._asked.nonce

    def arrived(self, raw: bytes, signature: str) -> None:
        """Begin the lease anew. SYN-011: not an answer to what was asked, or not central's."""
        try:
            self._core.keys.directives.verify(bytes.fromhex(signature), raw)
            granted = Granted.model_validate_json(raw)
        except (InvalidSignature, ValueError) as error:
            raise RefusalError("SYN-011") from error
        asked = self._asked
        if asked is None or (granted.nonce, granted.kiosk) != (asked.nonce, self._core.facts.kiosk):
            raise RefusalError("SYN-011")
        if granted.directive != self._core.state.last_directive:
            # central has said something since that is not here yet: perhaps a withdrawal
            return
        self._asked = None
        left = granted.seconds - (self._core.clock.monotonic() - asked.at)
        self._core.journal.append(ClaimsLeased(seconds=max(0, int(left)), claims=None))


def leased(core: Core, claim: ClaimState) -> bool:
    """Whether a door may open on this claim now, as far as central's word reaches."""
    leases = (core.state.lease, claim.lease)
    return any(lease is not None and lease.runs(core.clock) for lease in leases)
