"""A kiosk's journal as central holds it, signed, for a new computer in an old cabinet.

Rows from the newest checkpoint on are enough: the state is in the checkpoint, and central keeps the rest.
"""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kiosk.journal.chain import GENESIS, ChainBrokenError, StoredRow, verify
from kiosk.journal.database import connect, make
from kiosk.journal.store import checkpoint_message

_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class CopyError(Exception):
    """The copy is damaged, not central's, or of another kiosk (JRN-006)."""

    error_id = "JRN-006"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class CopiedRow(_Data):
    """A row; `body` in base64."""

    seq: int = Field(gt=0)
    body: str
    hash: _Hash


class CopiedCheckpoint(_Data):
    """The state behind row `seq`, in base64. Its kiosk's signature was central's to check."""

    seq: int = Field(gt=0)
    hash: _Hash
    state: str


class JournalCopy(_Data):
    """The newest checkpoint, if there was one, and every row behind it that central holds."""

    schema_: Literal["journal-copy/1"] = Field(default="journal-copy/1", alias="schema")
    kiosk: str
    made_at: AwareDatetime
    checkpoint: CopiedCheckpoint | None
    rows: list[CopiedRow]

    @classmethod
    def read(cls, packed: bytes, central: Ed25519PublicKey, kiosk: str) -> JournalCopy:
        """Read `{"body", "signature"}`; raises `CopyError` for anything that is not central's for `kiosk`."""
        try:
            tree = json.loads(packed)
            body = tree["body"].encode()
            central.verify(bytes.fromhex(tree["signature"]), body)
            copy = cls.model_validate_json(body)
            copy.chained()
        except (InvalidSignature, ChainBrokenError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CopyError(type(error).__name__) from None
        if copy.kiosk != kiosk:
            raise CopyError("another kiosk's")
        return copy

    @property
    def begins(self) -> tuple[int, bytes]:
        """The row before the first that is copied, and its hash."""
        if self.checkpoint is None:
            return 0, GENESIS
        return self.checkpoint.seq, bytes.fromhex(self.checkpoint.hash)

    def chained(self) -> list[StoredRow]:
        """The rows as stored; raises `ChainBrokenError` or `ValueError` when they do not follow."""
        try:
            rows = [
                StoredRow(row.seq, base64.b64decode(row.body, validate=True), bytes.fromhex(row.hash))
                for row in self.rows
            ]
        except binascii.Error as error:
            raise ValueError("not base64") from error
        verify(rows, *self.begins)
        return rows


def rebuild(path: Path, copy: JournalCopy, signer: Ed25519PrivateKey) -> None:
    """Write a journal file from a copy, its checkpoint signed anew; `path` must not exist."""
    make(path)
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        if copy.checkpoint is not None:
            seq, before = copy.begins
            state = base64.b64decode(copy.checkpoint.state)
            signature = signer.sign(checkpoint_message(seq, before, state))
            connection.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)", (seq, before, state, signature))
        connection.executemany(
            "INSERT INTO events (seq, body, hash) VALUES (?, ?, ?)",
            [(row.seq, row.body, row.hash) for row in copy.chained()],
        )
        connection.execute("COMMIT")
    finally:
        connection.close()
