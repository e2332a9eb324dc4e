"""Central's signed handover list, brought by hand when the network is down: paper, stick, or disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidSignature
from pydantic import AwareDatetime, BaseModel, ConfigDict

from kiosk import durable
from kiosk.dossier.claims import Claim
from kiosk.dossier.code_series import LARGEST
from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.facts.claims import ClaimOffered, ClaimsLeased, HandoverListRefused, HandoverListTaken

DAMAGED, FOREIGN, OLD, KNOWN = "SYN-013", "SYN-014", "SYN-015", "SYN-016"


# RecursionError: JSON that is nested deeper than any list
_NOT_A_LIST = (InvalidSignature, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class HandoverList(BaseModel):
    """What is released for this kiosk, as one signed document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["handover.list"]
    kiosk: str
    made_at: AwareDatetime
    not_after: AwareDatetime
    claims: list[Claim]


def laid(folder: Path, pattern: str, largest: int) -> Iterator[bytes]:
    """Each file that was laid into the spool: its content, empty when it is larger; then it is taken away."""
    with durable.told_as_disk_error():
        paths = sorted(path for path in folder.glob(pattern) if path.is_file())
    for path in paths:
        with durable.told_as_disk_error():
            content = path.read_bytes() if path.stat().st_size <= largest else b""
        yield content
        durable.remove(path)


class Spool:
    """Believes a list only as a whole, once it is verified, whichever way it came."""

    def __init__(self, core: Core, folder: Path) -> None:
        """`folder`: where a technician lays lists; it is made when it is missing."""
        durable.make_folder(folder, 0o770)
        self._core = core
        self._folder = folder

    def take_in(self) -> None:
        """Take in what lies in the folder; each file is taken away, and the journal says how it went."""
        for content in laid(self._folder, "handover-*.json", LARGEST):
            with suppress(RefusalError):
                self.take(content)

    def take(self, content: bytes) -> HandoverListTaken:
        """Verify a list and believe it: `{"body", "signature"}`, the body as `HandoverList`.

        Refusals, journalled: SYN-013 not central's or damaged, 014 another kiosk's, 015 too old, 016 known.
        """
        digest = hashlib.sha256(content).hexdigest()
        try:
            listed = self._verified(content)
        except RefusalError as refusal:
            self._core.journal.append(HandoverListRefused(digest=digest, error_id=refusal.error_id))
            raise
        known = self._core.state.claims
        # What is known already may have been withdrawn or collected since the list was made.
        new = [claim for claim in listed.claims if claim.claim_id not in known]
        taken = HandoverListTaken(digest=digest, made_at=listed.made_at.isoformat(), claims=len(new))
        offers = [ClaimOffered(claim=claim, deposit_code=claim.deposit_code) for claim in new]
        self._core.journal.append(taken, *offers, self._leased(listed))
        return taken

    def _leased(self, listed: HandoverList) -> ClaimsLeased:
        """What it names is central's word until it is too old; how old it is only a checked clock knows."""
        clock = self._core.clock
        since = max(listed.made_at, clock.wall()) if clock.synced() else listed.made_at
        life = int((listed.not_after - since).total_seconds())
        return ClaimsLeased(seconds=max(0, life), claims=[claim.claim_id for claim in listed.claims])

    def _verified(self, content: bytes) -> HandoverList:
        try:
            packed = json.loads(content)
            body = packed["body"].encode()
            self._core.keys.directives.verify(bytes.fromhex(packed["signature"]), body)
            listed = HandoverList.model_validate_json(body)
        except _NOT_A_LIST as error:
            raise RefusalError(DAMAGED) from error
        if listed.kiosk != self._core.facts.kiosk:
            raise RefusalError(FOREIGN)
        self._check_age(listed)
        return listed

    def _check_age(self, listed: HandoverList) -> None:
        if self._core.state.last_list:
            newest = datetime.fromisoformat(self._core.state.last_list)
            if listed.made_at <= newest:
                raise RefusalError(KNOWN if listed.made_at == newest else OLD)
        if self._core.clock.synced() and self._core.clock.wall() > listed.not_after:
            raise RefusalError(OLD)
