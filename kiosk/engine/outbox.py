"""What the sync process may take and bring: bytes out; receipts and directives in, each verified here."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.dossier.claims import Claim
from kiosk.dossier.progress import Progress
from kiosk.engine.enquiries import Enquiries
from kiosk.engine.hall import Hall
from kiosk.engine.leases import Leases
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.remote_config import RemoteConfig
from kiosk.journal.events import Event
from kiosk.journal.facts.claims import ClaimOffered, ClaimWithdrawn
from kiosk.journal.facts.deposits import DossierAskedAgain, DossierParked, DossierRetried, ReceiptRecorded
from kiosk.journal.facts.kiosk import DirectiveRefused, DirectiveTaken, DossierReported
from kiosk.journal.facts.retention import CheckpointReceipted
from kiosk.messages import outbox as said
from kiosk.messages.wire import Message
from kiosk.vault.store import VaultError

MOST_ROWS = 500
MOST_BYTES = 1024 * 1024


class Directive(BaseModel):
    """A signed order of central to this kiosk."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    number: int
    kiosk: str
    kind: str
    id: str
    data: dict[str, Any]
    not_after: str | None = None


class Receipt(BaseModel):
    """Central's receipt: the openings prove that it decrypted every part."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    dossier_id: str
    digest: str
    central_seq: int
    openings: dict[str, str]


class CheckpointHeld(BaseModel):
    """Central's word that it holds a kiosk's journal up to this row, and the checkpoint taken there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["checkpoint.held"]
    kiosk: str
    seq: int
    hash: str


class Outbox:
    """Serves the sync process."""

    def __init__(
        self, core: Core, config: RemoteConfig, hall: Hall, enquiries: Enquiries, leases: Leases
    ) -> None:
        """Central tells at the first contact what it holds; until then everything counts as unsent."""
        self._core = core
        self._config = config
        self._takers: dict[type[Message], Callable[[Any, bytes], object]] = {
            said.ConfigArrived: lambda _, raw: config.arrived(raw),
            said.HallArrived: lambda _, raw: hall.take(raw),
            said.EnquiryAnswered: enquiries.answered,
        }
        self._signed: dict[type[Message], Callable[[bytes, str], object]] = {
            said.ReceiptArrived: self._receipt,
            said.CheckpointReceipt: self._checkpoint_held,
            said.LeaseArrived: leases.arrived,
        }
        self._leases = leases
        self._acknowledged = 0
        self.machine: Callable[[], dict[str, object]] = dict
        # Nobody is told of an outage before somebody has tried.
        self.link_up = True

    def handle(self, request: Message, raw: bytes) -> Message:
        """Answer one request; raises `RefusalError` SYN and ENG ids."""
        if (take := self._takers.get(type(request))) is not None:
            take(request, raw)
            return said.Done()
        match request:
            case said.ReceiptArrived() | said.CheckpointReceipt() | said.LeaseArrived():
                self._signed[type(request)](raw, request.signature)
                return said.Done()
            case said.ReadRows():
                return self._rows(request)
            case said.RowsAcknowledged():
                self._acknowledged = max(self._acknowledged, min(request.seq, self._core.journal.seq))
                return said.Done()
            case said.ListDossiers():
                return said.Dossiers(pending=self._pending())
            case said.DossierRefused():
                return self._park(request)
            case said.DirectiveArrived():
                return self._directive(request.number, raw, request.signature)
            case said.ReadState():
                return self._state()
            case said.LinkChanged():
                self.link_up = request.up
                return said.Done()
            case _:
                raise RefusalError("ENG-016")

    def oldest_unsent(self) -> datetime | None:
        """Since when the oldest thing waits: an event central does not hold, or a dossier without receipt."""
        waiting = [d.staged_at for d in self._core.state.deposits.values() if d.unsent]
        if (event := next(self._core.journal.read(self._acknowledged), None)) is not None:
            waiting.append(event.wall)
        return min(waiting, default=None)

    def news(self) -> str:
        """Differs whenever something changed that an administrator waits for: devices, journeys, config."""
        told = json.dumps([self.machine(), self._paper()], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def read_blob(self, request: said.ReadBlob) -> tuple[said.BlobPart, bytes]:
        """Bytes of a blob that a staged deposit names. Refusals: ENG-006; VLT-002 and 003: unreadable."""
        known = {blob for deposit in self._core.state.deposits.values() for blob in deposit.parts}
        if request.digest not in known:
            raise RefusalError("ENG-006")
        try:
            length = min(request.length, MOST_BYTES)
            content, size = self._core.vault.read(request.digest, request.offset, length)
        except VaultError as error:
            raise RefusalError(error.error_id) from error
        return said.BlobPart(digest=request.digest, offset=request.offset, size=size), content

    def read_checkpoint(self, request: said.ReadCheckpoint) -> tuple[said.CheckpointPart, bytes]:
        """The newest checkpoint whose row central holds already."""
        found = self._core.journal.newest_checkpoint(request.after, self._acknowledged)
        if found is None:
            return said.CheckpointPart(seq=0, hash="", signature=""), b""
        seq, last, state, signature = found
        return said.CheckpointPart(seq=seq, hash=last.hex(), signature=signature.hex()), state

    def _rows(self, request: said.ReadRows) -> said.Rows:
        if request.after + 1 < self._core.journal.first:
            # a central so old a copy that it lacks what it once signed for
            raise RefusalError("JRN-005")
        rows = [
            said.Row(seq=row.seq, body=base64.b64encode(row.body).decode(), hash=row.hash.hex())
            for row in self._core.journal.rows(request.after, min(request.limit, MOST_ROWS))
        ]
        return said.Rows(rows=rows)

    def _pending(self) -> list[said.PendingDossier]:
        return [
            said.PendingDossier(dossier_id=dossier_id, manifest=deposit.manifest, blobs=deposit.blobs)
            for dossier_id, deposit in self._core.state.deposits.items()
            if deposit.unsent and deposit.parked is None
        ]

    def _checkpoint_held(self, raw: bytes, signature: str) -> None:
        try:
            self._core.keys.receipts.verify(bytes.fromhex(signature), raw)
            held = CheckpointHeld.model_validate_json(raw)
            if held.kiosk != self._core.facts.kiosk:
                raise ValueError("another kiosk's")
            if self._core.journal.hash_of(held.seq).hex() != held.hash:
                raise ValueError("of another journal")
        except (InvalidSignature, ValueError, KeyError) as error:
            raise RefusalError("SYN-010") from error
        state = self._core.state
        if held.seq > max((known.seq for known in state.held), default=state.shortened):
            self._core.journal.append(CheckpointReceipted(seq=held.seq, hash=held.hash))

    def _receipt(self, raw: bytes, signature: str) -> None:
        try:
            self._core.keys.receipts.verify(bytes.fromhex(signature), raw)
            receipt = Receipt.model_validate_json(raw)
        except (InvalidSignature, ValidationError, ValueError) as error:
            raise RefusalError("SYN-010") from error
        deposit = self._core.state.deposits.get(receipt.dossier_id)
        if deposit is None or deposit.manifest != receipt.digest:
            raise RefusalError("SYN-010")
        if deposit.receipt:
            return
        for blob, proof in deposit.proofs.items():
            opening = bytes.fromhex(receipt.openings.get(blob, ""))
            if hashlib.sha256(opening).hexdigest() != proof:
                raise RefusalError("SYN-010")
        self._core.journal.append(
            ReceiptRecorded(
                dossier_id=receipt.dossier_id, manifest=receipt.digest, central_seq=receipt.central_seq
            )
        )

    def _park(self, request: said.DossierRefused) -> said.Done:
        deposit = self._core.state.deposits.get(request.dossier_id)
        if deposit is None:
            raise RefusalError("ENG-006")
        if deposit.parked is None and not deposit.receipt:
            self._core.journal.append(
                DossierParked(dossier_id=request.dossier_id, reason=request.reason[:200])
            )
        return said.Done()

    def _directive(self, number: int, raw: bytes, signature: str) -> said.Done:
        if number <= self._core.state.last_directive:
            return said.Done()
        try:
            self._core.keys.directives.verify(bytes.fromhex(signature), raw)
            directive = Directive.model_validate_json(raw)
            # No number may be left out: a withdrawal that never arrives would leave a door to be opened.
            expected = (self._core.state.last_directive + 1, self._core.facts.kiosk)
            if number != directive.number or (directive.number, directive.kiosk) != expected:
                raise ValueError("another kiosk's directive, or out of order")
        except (InvalidSignature, ValueError) as error:
            # Not journalled: whoever can write to the line could fill the journal with it.
            raise RefusalError("SYN-011") from error
        taken = DirectiveTaken(number=number, kind=directive.kind, id=directive.id)
        try:
            self._check_age(directive)
            effects = self._effects(directive)
        except (ValidationError, KeyError, ValueError):
            self._core.journal.append(DirectiveRefused(number=number, error_id="SYN-012"))
            return said.Done()
        self._core.journal.append(taken, *effects)
        return said.Done()

    def _check_age(self, directive: Directive) -> None:
        # With a clock that nobody checked no expiry is decided; central withdraws what is over.
        if directive.not_after is None or not self._core.clock.synced():
            return
        if self._core.clock.wall() > datetime.fromisoformat(directive.not_after):
            raise ValueError("too old")

    def _effects(self, directive: Directive) -> list[Event]:
        data = directive.data
        match directive.kind:
            case "claim.offer":
                claim = Claim.model_validate_json(json.dumps(data))
                return [ClaimOffered(claim=claim, deposit_code=claim.deposit_code)]
            case "claim.withdraw":
                return [ClaimWithdrawn(claim_id=data["claim_id"])]
            case "dossier.retry":
                return [DossierRetried(dossier_id=data["dossier_id"])]
            case "dossier.resend":
                return [DossierAskedAgain(dossier_id=data["dossier_id"])]
            case "dossier.status":
                progress = Progress.model_validate_json(json.dumps(data))
                return [DossierReported(progress=progress)]
            case _:
                raise ValueError(directive.kind)

    def _paper(self) -> str:
        return self._core.printer.status().facts.get("paper", "unknown")

    def _state(self) -> said.OutboxState:
        unsent = [deposit.staged_at for deposit in self._core.state.deposits.values() if deposit.unsent]
        heartbeat: dict[str, object] = {
            "build": self._core.facts.build,
            "seq": self._core.journal.seq,
            "clock_synced": self._core.clock.synced(),
            "locker": self._core.bus.status().device,
            "printer": self._core.printer.status().device,
            "paper": self._paper(),
            "unsent": len(unsent),
            "oldest_unsent": min(unsent).isoformat() if unsent else None,
            **self.machine(),
        }
        return said.OutboxState(
            last_seq=self._core.journal.seq,
            acknowledged_seq=self._acknowledged,
            last_directive=self._core.state.last_directive,
            last_directive_id=self._core.state.last_directive_id,
            lease_wanted=self._leases.wanted(),
            heartbeat=heartbeat,
            news=self.news(),
            config_seen=self._config.seen,
        )
