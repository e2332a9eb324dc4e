"""The chain: each row's hash covers the row before it, so that any change, swap or cut is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = bytes(32)


@dataclass(frozen=True)
class StoredRow:
    """One row as stored: bytes are hashed as they lie there and never serialised again."""

    seq: int
    body: bytes
    hash: bytes


class ChainBrokenError(Exception):
    """A row does not follow from the one before it (JRN-002)."""

    error_id = "JRN-002"

    def __init__(self, seq: int) -> None:
        """`seq` is the first row that does not fit."""
        super().__init__(f"row {seq} does not follow from the one before it")
        self.seq = seq


def row_hash(previous: bytes, body: bytes) -> bytes:
    """SHA-256 over the previous row's hash (`GENESIS` for the first row) and this row's bytes."""
    return hashlib.sha256(previous + body).digest()


def verify(rows: Iterable[StoredRow], seq: int, previous: bytes) -> tuple[int, bytes]:
    """Check that `rows` follow `seq` and its hash; return the last row's seq and hash."""
    for row in rows:
        if row.seq != seq + 1 or row.hash != row_hash(previous, row.body):
            raise ChainBrokenError(seq + 1)
        seq, previous = row.seq, row.hash
    return seq, previous
