"""What goes up: journal rows and heartbeats in one lane, dossiers and their blobs in another.

The small lane never waits behind the large one. A dossier that central refuses is reported to the engine and
passed by; nothing that central refuses stops what stands behind it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from functools import partial

import structlog

from kiosk.messages.outbox import (
    BlobPart,
    CheckpointPart,
    CheckpointReceipt,
    Done,
    DossierRefused,
    Dossiers,
    ListDossiers,
    OutboxState,
    PendingDossier,
    ReadBlob,
    ReadCheckpoint,
    ReadRows,
    ReadState,
    ReceiptArrived,
    Row,
    Rows,
    RowsAcknowledged,
)
from kiosk.sync.engine_link import EngineLink, EngineRefusedError
from kiosk.sync.transport import Central, ItemRefusedError, LinkError, Reply, judged
from kiosk.sync.uploads import upload

MAX_ROWS = 500
MAX_BATCH = 4 * 1024 * 1024
AT_ONCE = 20
# tus checksum extension's status; central uses it when a whole upload is not what was announced
CHECKSUM_MISMATCH = 460
_READ = 1024 * 1024
_JSON = {"Content-Type": "application/json"}
_log = structlog.get_logger()


class EventUplink:
    """Carries rows in order, and the heartbeat when it is due or has news."""

    def __init__(
        self,
        engine: EngineLink,
        central: Central,
        checkpoint_key: str,
        heartbeat_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`checkpoint_key` is the kiosk's public key (hex), made known to central before anything else."""
        self._engine, self._central = engine, central
        self._checkpoint_key, self._introduced = checkpoint_key, False
        self._heartbeat_s, self._clock = heartbeat_s, clock
        self._next_beat = float("-inf")
        self._told = ""
        self._rewound: int | None = None
        self._checkpointed = 0

    def work(self) -> bool | None:
        """Send one batch; whether more waits, None when nothing was to be said."""
        state, _ = self._engine.ask(ReadState(), OutboxState)
        asked = self._introduce()
        acknowledged = state.acknowledged_seq
        if self._clock() >= self._next_beat or state.news != self._told:
            acknowledged, asked = self._beat(state), True
        after = acknowledged if self._rewound is None else self._rewound
        answer, _ = self._engine.ask(ReadRows(after=after, limit=MAX_ROWS), Rows)
        rows = _batch(answer.rows)
        if rows:
            self._send(rows)
            return True
        return False if self._send_checkpoint() or asked else None

    def _send_checkpoint(self) -> bool:
        """Offer the newest checkpoint that central can judge; one that it refuses raised its alarm there.

        False when there was none to offer.
        """
        part, state = self._engine.ask(ReadCheckpoint(after=self._checkpointed), CheckpointPart)
        if part.seq == 0:
            return False
        packed = base64.b64encode(state).decode()
        body = json.dumps(
            {"seq": part.seq, "hash": part.hash, "state": packed, "signature": part.signature}
        ).encode()
        try:
            reply = judged(self._central.ask("POST", "/v1/checkpoints", body, _JSON), 200)
            signature = reply.headers.get("X-Signature", "")
            self._engine.ask(CheckpointReceipt(signature=signature), Done, reply.body)
        except ItemRefusedError as error:
            _log.warning("sync.checkpoint-refused", reason=error.reason, seq=part.seq)
        self._checkpointed = part.seq
        return True

    def _introduce(self) -> bool:
        if self._introduced:
            return False
        body = json.dumps({"checkpoint_public_key": self._checkpoint_key}).encode()
        try:
            judged(self._central.ask("PUT", "/v1/identity", body, _JSON), 204)
        except ItemRefusedError as error:
            # central raised its alarm; rows are evidence and go up all the same
            _log.warning("sync.identity-refused", reason=error.reason)
        self._introduced = True
        return True

    def _beat(self, state: OutboxState) -> int:
        """Send the heartbeat and return the last row that central holds.

        An engine that was just started does not know it; a central that was restored has less than it said.
        """
        facts = {
            **state.heartbeat,
            "last_seq": state.last_seq,
            "acknowledged_seq": state.acknowledged_seq,
            "last_directive": state.last_directive,
        }
        body = json.dumps({"facts": facts}).encode()
        reply = judged(self._central.ask("POST", "/v1/heartbeat", body, _JSON), 200)
        self._next_beat, self._told = self._clock() + self._heartbeat_s, state.news
        held = min(_number(reply, "acknowledged"), state.last_seq)
        if held > state.acknowledged_seq:
            self._engine.ask(RowsAcknowledged(seq=held), Done)
        elif held < state.acknowledged_seq:
            self._rewound = held
        return held

    def _send(self, rows: list[Row]) -> None:
        body = json.dumps({"rows": [row.model_dump() for row in rows]}).encode()
        try:
            reply = judged(self._central.ask("POST", "/v1/events", body, _JSON), 200)
        except ItemRefusedError as refused:
            expected = refused.facts.get("expected")
            if refused.reason != "CEN-020" or not isinstance(expected, int):
                raise
            # central was restored from an older copy and has fewer rows than it acknowledged
            self._rewound = expected - 1
            return
        acknowledged = _number(reply, "acknowledged")
        if acknowledged < rows[-1].seq:
            raise LinkError("central acknowledged less than it took")
        self._rewound = None if self._rewound is None else acknowledged
        self._engine.ask(RowsAcknowledged(seq=acknowledged), Done)


class _NotNowError(Exception):
    """One dossier cannot go on now, for a reason that may pass; `error_id` names it."""

    def __init__(self, error_id: str) -> None:
        super().__init__(error_id)
        self.error_id = error_id


class DossierUplink:
    """Carries manifests first, then the parts that central misses, then asks for the receipt.

    What is pending is known to the engine, what is missing to central. Only which dossiers could not go on is
    remembered here, so that they come last.
    """

    def __init__(self, engine: EngineLink, central: Central) -> None:
        """Begin with no dossier held up."""
        self._engine, self._central = engine, central
        self._held_up: set[str] = set()
        self._settled = 0

    def work(self) -> bool | None:
        """Try some pending dossiers once; whether one was settled (then more may wait), None without any."""
        answer, _ = self._engine.ask(ListDossiers(), Dossiers)
        if not answer.pending:
            return None
        # over a bad line a round must be short, or it never gets from the manifests to the parts
        round_ = sorted(answer.pending, key=lambda each: each.dossier_id in self._held_up)[:AT_ONCE]
        self._settled = 0
        missing = {each.dossier_id: self._try(each, partial(self._offer, each)) for each in round_}
        for each in round_:
            if wanted := missing[each.dossier_id]:
                self._try(each, partial(self._complete, each, wanted))
        return self._settled > 0

    def _try(self, pending: PendingDossier, step: Callable[[], list[str]]) -> list[str]:
        """Do a step of one dossier and return what central still misses; its failure is its own affair."""
        try:
            missing = step()
        except ItemRefusedError as refused:
            return self._refused(pending, refused.reason)
        except (EngineRefusedError, _NotNowError) as error:
            _log.warning("sync.held-up", dossier=pending.dossier_id, error=error.error_id)
            self._held_up.add(pending.dossier_id)
            return []
        self._held_up.discard(pending.dossier_id)
        return missing

    def _offer(self, pending: PendingDossier) -> list[str]:
        """Send the manifest; return the blobs central misses, none when it gave its receipt."""
        manifest = self._manifest(pending.manifest)
        headers = {**_JSON, "Repr-Digest": _repr_digest(manifest)}
        reply = self._central.ask("PUT", f"/v1/dossiers/{pending.dossier_id}", manifest, headers)
        if judged(reply, 200, 201, 202).status == 202:
            return _missing(reply, pending)
        signature = reply.headers.get("X-Signature", "")
        self._engine.ask(ReceiptArrived(signature=signature), Done, reply.body)
        self._settled += 1
        return []

    def _complete(self, pending: PendingDossier, missing: list[str]) -> list[str]:
        for digest in missing:
            try:
                upload(self._central, digest, partial(self._read, digest))
            except ItemRefusedError as refused:
                if refused.status == CHECKSUM_MISMATCH:
                    # central began anew; if the blob is damaged here, the vault finds out, not central
                    raise _NotNowError(refused.reason) from refused
                raise
        if self._offer(pending):
            # whoever took the bytes said that it had all; only central's receipt counts
            raise _NotNowError("SYN-021")
        return []

    def _refused(self, pending: PendingDossier, reason: str) -> list[str]:
        _log.warning("sync.dossier-refused", dossier=pending.dossier_id, reason=reason)
        try:
            self._engine.ask(DossierRefused(dossier_id=pending.dossier_id, reason=reason), Done)
        except EngineRefusedError:
            self._held_up.add(pending.dossier_id)
        else:
            self._settled += 1
        return []

    def _manifest(self, digest: str) -> bytes:
        content, size = self._read(digest, 0, _READ)
        while len(content) < size:
            piece, _ = self._read(digest, len(content), _READ)
            content += piece
        return content

    def _read(self, digest: str, offset: int, length: int) -> tuple[bytes, int]:
        part, raw = self._engine.ask(ReadBlob(digest=digest, offset=offset, length=length), BlobPart)
        return raw, part.size


def _batch(rows: list[Row]) -> list[Row]:
    """As many rows as fit into one request, one at least."""
    size, fitting = 0, 0
    for row in rows:
        size += len(row.body)
        if fitting and size > MAX_BATCH:
            break
        fitting += 1
    return rows[:fitting]


def _repr_digest(body: bytes) -> str:
    """RFC 9530, sha-256."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _missing(reply: Reply, pending: PendingDossier) -> list[str]:
    wanted = _tree(reply).get("missing")
    if not isinstance(wanted, list) or not wanted or not set(wanted) <= set(pending.blobs):
        raise _NotNowError("SYN-005")
    return wanted


def _number(reply: Reply, name: str) -> int:
    value = _tree(reply).get(name)
    if not isinstance(value, int):
        raise LinkError(f"no {name} in the reply")
    return value


def _tree(reply: Reply) -> dict[str, object]:
    try:
        tree = json.loads(reply.body)
    except ValueError as error:
        raise LinkError("a reply that is not JSON") from error
    if not isinstance(tree, dict):
        raise LinkError("a reply that is not an object")
    return tree
