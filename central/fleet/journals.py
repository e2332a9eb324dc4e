"""Kiosks' journals: chained rows, stored before anything is made of them, and signed checkpoints."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from central.canonical import canonical, to_carry
from central.fleet.models import Alarm, Checkpoint, Kiosk, KioskEvent
from central.instance import keys
from kiosk.journal.chain import StoredRow, row_hash
from kiosk.journal.copy import CopiedCheckpoint, CopiedRow, JournalCopy
from kiosk.journal.store import checkpoint_message

_ABOUT = ("dossier_id", "claim_id", "grant")


class GapError(Exception):
    """Rows before these are missing here (CEN-020)."""

    error_id = "CEN-020"

    def __init__(self, expected: int) -> None:
        """`expected` is the row to go on with."""
        super().__init__(str(expected))
        self.expected = expected


class ForkError(Exception):
    """The rows contradict what the kiosk sent before (CEN-021)."""

    error_id = "CEN-021"

    def __init__(self, seq: int) -> None:
        """`seq` is the first row that contradicts."""
        super().__init__(str(seq))
        self.seq = seq


@dataclass(frozen=True)
class CheckpointSent:
    """A checkpoint as the kiosk signed it; `hash` and `signature` in hex."""

    seq: int
    hash: str
    state: bytes
    signature: str


def store_rows(kiosk: Kiosk, rows: Sequence[StoredRow]) -> int:
    """Store every row that continues the chain and return the last row held.

    Rows already here are compared and skipped. Raises `GapError` or `ForkError` after storing what came
    before the first row that does not fit; a fork also raises an alarm with the contradicting bytes.
    """
    problem: GapError | ForkError | None = None
    with transaction.atomic():
        held = Kiosk.objects.select_for_update().get(pk=kiosk.pk)
        fresh: list[KioskEvent] = []
        for row in rows:
            problem = _take(held, row, fresh)
            if problem is not None:
                break
        KioskEvent.objects.bulk_create(fresh)
        held.save(update_fields=["acknowledged_seq", "chain_hash"])
    if problem is not None:
        raise problem
    return held.acknowledged_seq


def store_checkpoint(kiosk: Kiosk, sent: CheckpointSent) -> None:
    """Store a checkpoint that is signed by the kiosk and agrees with its chain.

    Raises `GapError` for one ahead of the rows, `ForkError` for a wrong signature or hash (with an alarm).
    """
    if sent.seq > kiosk.acknowledged_seq:
        raise GapError(kiosk.acknowledged_seq + 1)
    row = KioskEvent.objects.filter(kiosk=kiosk, seq=sent.seq).first()
    if row is None or row.hash != sent.hash or not _signed(kiosk, sent):
        _alarm(kiosk, "CEN-022", {"seq": sent.seq, "hash": sent.hash, "signature": sent.signature})
        raise ForkError(sent.seq)
    Checkpoint.objects.get_or_create(
        kiosk=kiosk,
        seq=sent.seq,
        defaults={"hash": sent.hash, "state": sent.state, "signature": sent.signature},
    )


def journal_copy(kiosk: Kiosk, at: datetime) -> bytes:
    """What a new computer needs to take this kiosk's cabinet over: `{"body", "signature"}`."""
    newest = Checkpoint.objects.filter(kiosk=kiosk).order_by("-seq").first()
    begins = 0 if newest is None else newest.seq
    rows = KioskEvent.objects.filter(kiosk=kiosk, seq__gt=begins).order_by("seq")
    copy = JournalCopy(
        kiosk=kiosk.kiosk_id,
        made_at=at,
        checkpoint=None
        if newest is None
        else CopiedCheckpoint(seq=newest.seq, hash=newest.hash, state=_packed(newest.state)),
        rows=[CopiedRow(seq=row.seq, body=_packed(row.body), hash=row.hash) for row in rows],
    )
    body = canonical(copy.model_dump(mode="json", by_alias=True))
    return to_carry(body, keys().sign_directive(body))


def _packed(content: bytes) -> str:
    return base64.b64encode(bytes(content)).decode()


def _take(kiosk: Kiosk, row: StoredRow, fresh: list[KioskEvent]) -> GapError | ForkError | None:
    if row.seq > kiosk.acknowledged_seq + 1:
        return GapError(kiosk.acknowledged_seq + 1)
    if row.seq <= kiosk.acknowledged_seq:
        KioskEvent.objects.bulk_create(fresh)
        fresh.clear()
        known = KioskEvent.objects.filter(kiosk=kiosk, seq=row.seq, hash=row.hash.hex()).first()
        return None if known is not None and bytes(known.body) == row.body else _fork(kiosk, row)
    if row_hash(bytes.fromhex(kiosk.chain_hash), row.body) != row.hash:
        return _fork(kiosk, row)
    event_id, name, about = _labels(row.body)
    fresh.append(
        KioskEvent(
            kiosk=kiosk,
            seq=row.seq,
            body=row.body,
            hash=row.hash.hex(),
            event_id=event_id,
            name=name,
            about=about,
        )
    )
    kiosk.acknowledged_seq, kiosk.chain_hash = row.seq, row.hash.hex()
    return None


def _fork(kiosk: Kiosk, row: StoredRow) -> ForkError:
    _alarm(kiosk, "CEN-021", {"seq": row.seq, "hash": row.hash.hex(), "body": row.body.hex()})
    return ForkError(row.seq)


def _alarm(kiosk: Kiosk, error_id: str, data: dict[str, object]) -> None:
    if not Alarm.objects.filter(kiosk=kiosk, error_id=error_id, data=data).exists():
        Alarm.objects.create(kiosk=kiosk, error_id=error_id, data=data)


def _labels(body: bytes) -> tuple[str, str, str]:
    """Id, name and subject of an event, each empty when it cannot be read; nothing here refuses a row."""
    try:
        tree = json.loads(body)
    except ValueError:
        return "", "", ""
    if not isinstance(tree, dict):
        return "", "", ""
    data = tree.get("data")
    about = next((data[key] for key in _ABOUT if key in data), "") if isinstance(data, dict) else ""
    return _short(tree.get("id"), 64), _short(tree.get("name"), 80), _short(about, 64)


def _short(value: object, length: int) -> str:
    return value[:length] if isinstance(value, str) else ""


def _signed(kiosk: Kiosk, sent: CheckpointSent) -> bool:
    if kiosk.checkpoint_key is None:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes(kiosk.checkpoint_key))
        message = checkpoint_message(sent.seq, bytes.fromhex(sent.hash), sent.state)
        key.verify(bytes.fromhex(sent.signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
