"""Central as the engine's outbox meets it: takes rows and blobs, opens them, answers with signed receipts."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.dossier.claims import Claim
from kiosk.engine.ports import RefusalError
from kiosk.messages import outbox as said
from kiosk.messages.wire import Message
from tests.engine.plan import KIOSK

# What stands in for a sealed part begins with its opening.
OPENING_BYTES = 32
_ROWS, _NOTED_ROWS, _BLOB = 500, 200, 1 << 20
_LEASE_S = 3 * 86400


class Ledger(Protocol):
    """Where facts are noted so that a kill leaves them."""

    def add(self, **facts: Any) -> None:
        """Append one line."""


class Line(Protocol):
    """The engine's outbox, as sync reaches it."""

    def handle(self, request: Message, raw: bytes) -> Message:
        """Answer one request."""
        ...

    def read_blob(self, request: said.ReadBlob) -> tuple[said.BlobPart, bytes]:
        """Bytes of a blob."""
        ...

    def read_checkpoint(self, request: said.ReadCheckpoint) -> tuple[said.CheckpointPart, bytes]:
        """The newest checkpoint that is due."""
        ...


class Counterpart:
    """Everything that sync would carry, carried at once."""

    def __init__(
        self, outbox: Line, directives: Ed25519PrivateKey, receipts: Ed25519PrivateKey, ledger: Ledger
    ) -> None:
        """`ledger` is what central stored."""
        self._outbox = outbox
        self._directives = directives
        self._receipts = receipts
        self._ledger = ledger

    def take_rows(self) -> None:
        """Store what is new, then acknowledge it."""
        state = self._outbox.handle(said.ReadState(), b"")
        assert isinstance(state, said.OutboxState)
        rows = self._outbox.handle(said.ReadRows(after=state.acknowledged_seq, limit=_ROWS), b"")
        assert isinstance(rows, said.Rows)
        for row in rows.rows[-_NOTED_ROWS:]:
            self._ledger.add(seq=row.seq, hash=row.hash, body=row.body)
        if rows.rows:
            self._outbox.handle(said.RowsAcknowledged(seq=rows.rows[-1].seq), b"")

    def take_checkpoint(self) -> None:
        """Store the newest checkpoint, and sign that it is held."""
        part, _ = self._outbox.read_checkpoint(said.ReadCheckpoint(after=0))
        if part.seq:
            held = {"kind": "checkpoint.held", "kiosk": KIOSK, "seq": part.seq, "hash": part.hash}
            raw = json.dumps(held).encode()
            self._outbox.handle(said.CheckpointReceipt(signature=self._receipts.sign(raw).hex()), raw)

    def bring_config(self, package: bytes) -> None:
        """Bring what central published."""
        self._outbox.handle(said.ConfigArrived(), package)

    def take_dossier(self, chance: random.Random) -> str | None:
        """Fetch one dossier that waits; its id when a receipt went back. Now and then the answer is lost."""
        answer = self._outbox.handle(said.ListDossiers(), b"")
        assert isinstance(answer, said.Dossiers)
        if not answer.pending:
            return None
        dossier = chance.choice(answer.pending)
        try:
            self._fetch(dossier.manifest)
            openings = {digest: self._fetch(digest)[:OPENING_BYTES].hex() for digest in dossier.blobs}
        except RefusalError:
            return None  # held up; the others go on
        if chance.random() < 0.3:
            return None
        receipt = {
            "dossier_id": dossier.dossier_id,
            "digest": dossier.manifest,
            "central_seq": 1,
            "openings": openings,
        }
        raw = json.dumps(receipt).encode()
        # Sync that never heard the engine's answer brings the same receipt once more.
        for _ in range(chance.choice((1, 1, 2))):
            self._outbox.handle(said.ReceiptArrived(signature=self._receipts.sign(raw).hex()), raw)
        return dossier.dossier_id

    def offer(self, number: int, claim: Claim) -> None:
        """Send a claim as directive `number`."""
        body = {
            "number": number,
            "kiosk": KIOSK,
            "kind": "claim.offer",
            "id": str(uuid.uuid4()),
            "not_after": None,
        }
        raw = json.dumps({**body, "data": claim.model_dump(mode="json")}).encode()
        signature = self._directives.sign(raw).hex()
        self._outbox.handle(said.DirectiveArrived(number=number, signature=signature), raw)
        self._lease(number)

    def _lease(self, directive: int) -> None:
        """Say, when asked, that nothing was said behind this directive."""
        state = self._outbox.handle(said.ReadState(), b"")
        assert isinstance(state, said.OutboxState)
        if state.lease_wanted:
            body = {"kind": "claims.lease", "kiosk": KIOSK, "nonce": state.lease_wanted}
            raw = json.dumps({**body, "directive": directive, "seconds": _LEASE_S}).encode()
            self._outbox.handle(said.LeaseArrived(signature=self._directives.sign(raw).hex()), raw)

    def _fetch(self, digest: str) -> bytes:
        _, content = self._outbox.read_blob(said.ReadBlob(digest=digest, offset=0, length=_BLOB))
        self._ledger.add(blob=hashlib.sha256(content).hexdigest())
        return content
