"""The spool: central's signed handover list, brought by hand when the network is down."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidSignature
from pydantic import BaseModel, ConfigDict

from kiosk.dossier.claims import Claim
from kiosk.engine.ports import Core
from kiosk.journal.events import Event
from kiosk.journal.facts.claims import ClaimOffered, HandoverListRefused, HandoverListTaken

LARGEST = 4 * 1024 * 1024


class HandoverList(BaseModel):
    """What is released for this kiosk, as one signed document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["handover.list"]
    kiosk: str
    made_at: datetime
    not_after: datetime
    claims: list[Claim]


class Spool:
    """A folder that a USB stick or a technician fills; every file is verified and then taken away."""

    def __init__(self, core: Core, folder: Path) -> None:
        """Make the folder when it is missing."""
        folder.mkdir(mode=0o770, parents=True, exist_ok=True)
        self._core = core
        self._folder = folder

    def take_in(self) -> None:
        """Take in what lies there; a file that is refused is removed with an event that says so."""
        for path in sorted(self._folder.glob("handover-*.json")):
            content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
            digest = hashlib.sha256(content).hexdigest()
            try:
                events = self._events(content, digest)
            except (InvalidSignature, ValueError, KeyError, TypeError):
                events = [HandoverListRefused(digest=digest, error_id="SYN-013")]
            self._core.journal.append(*events)
            path.unlink()

    def _events(self, content: bytes, digest: str) -> list[Event]:
        packed = json.loads(content)
        body = packed["body"].encode()
        self._core.keys.directives.verify(bytes.fromhex(packed["signature"]), body)
        listed = HandoverList.model_validate_json(body)
        self._check(listed)
        known = self._core.state.claims
        # What is known already may have been withdrawn or collected since the list was made.
        new = [claim for claim in listed.claims if claim.claim_id not in known]
        taken = HandoverListTaken(digest=digest, made_at=listed.made_at.isoformat(), claims=len(new))
        offers = [ClaimOffered(claim=claim, deposit_code=claim.deposit_code) for claim in new]
        return [taken, *offers]

    def _check(self, listed: HandoverList) -> None:
        if listed.kiosk != self._core.facts.kiosk:
            raise ValueError("another kiosk's list")
        newest = self._core.state.last_list
        if newest and listed.made_at <= datetime.fromisoformat(newest):
            raise ValueError("older than the last one")
        if self._core.clock.synced() and self._core.clock.wall() > listed.not_after:
            raise ValueError("too old")
