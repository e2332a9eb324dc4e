"""Reading a journal from outside: as a timeline for people, and as proof."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pysqlite3
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.console import Console
from rich.table import Table

from kiosk.journal.chain import GENESIS, ChainBrokenError, StoredRow, verify
from kiosk.journal.database import JournalDamagedError
from kiosk.journal.facts.retention import JournalShortened
from kiosk.journal.store import DAMAGE, checkpoint_message
from kiosk.journal.witness import Witness, contradicts

VIETNAM_ZONE = timezone(timedelta(hours=7))


class JournalFile:
    """A journal opened for reading only."""

    def __init__(self, path: Path) -> None:
        """Raises `pysqlite3.Error` when there is nothing readable."""
        self._witness = Witness.of(path)
        self._connection = pysqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def rows(self) -> list[StoredRow]:
        """Every row."""
        found = self._connection.execute("SELECT seq, body, hash FROM events ORDER BY seq").fetchall()
        return [StoredRow(seq, _as_stored(body), _as_stored(stored)) for seq, body, stored in found]

    def checkpoints(self) -> list[tuple[int, bytes, bytes, bytes]]:
        """Every checkpoint: seq, hash, state, signature."""
        found = self._connection.execute("SELECT seq, hash, state, signature FROM checkpoints ORDER BY seq")
        return [(seq, *map(_as_stored, stored)) for seq, *stored in found]

    def verify(self, key: Ed25519PublicKey) -> int:
        """Check chain, checkpoints and witness; the number of rows.

        Raises `ChainBrokenError`, and `JournalDamagedError` for a file that nobody can read.

        A journal that does not begin with its first row must say itself, further on in its own chain, up to
        where it was shortened and what hash stood there.
        """
        try:
            return self._verify(key)
        except ChainBrokenError:
            raise
        except (pysqlite3.DatabaseError, *DAMAGE) as error:
            raise JournalDamagedError(str(error)) from error

    def _verify(self, key: Ed25519PublicKey) -> int:
        # before the rows, for an engine may be writing
        noted = self._witness.noted()
        rows = self.rows()
        seq, before = _beginning(rows)
        end, _ = verify(rows, seq, before)
        hashes = {seq: before, **{row.seq: row.hash for row in rows}}
        for seq, last, state, signature in self.checkpoints():
            try:
                key.verify(signature, checkpoint_message(seq, last, state))
            except InvalidSignature as error:
                raise ChainBrokenError(seq) from error
            if hashes.get(seq) != last:
                raise ChainBrokenError(seq)
        if contradicts(noted, end, hashes.get):
            raise ChainBrokenError(end)
        return len(rows)

    def timeline(self) -> list[tuple[int, str, str, str]]:
        """For people: seq, local time, name, and what the event says in short."""
        lines = []
        for row in self.rows():
            body = json.loads(row.body)
            at = datetime.fromisoformat(body["wall"]).astimezone(VIETNAM_ZONE)
            lines.append((row.seq, at.strftime("%H:%M:%S.%f")[:-3], body["name"], _short(body["data"])))
        return lines


def _beginning(rows: list[StoredRow]) -> tuple[int, bytes]:
    if not rows or rows[0].seq == 1:
        return 0, GENESIS
    for row in reversed(rows):
        shortened = _shortened(row)
        if shortened is not None and shortened.up_to == rows[0].seq - 1:
            return shortened.up_to, bytes.fromhex(shortened.hash)
    raise ChainBrokenError(1)


def _shortened(row: StoredRow) -> JournalShortened | None:
    try:
        body = json.loads(row.body)
        if body["name"] == JournalShortened.name:
            return JournalShortened.model_validate(body["data"])
    except (ValueError, KeyError, TypeError):
        pass  # not an event at all; the chain says so with its row
    return None


def _as_stored(value: bytes | str | None) -> bytes:
    # A text where a blob was written, or nothing, is somebody's change; its bytes will not fit the chain.
    return value.encode() if isinstance(value, str) else bytes(value or b"")


def print_timeline(path: Path) -> None:
    """Print a journal as a table."""
    table = Table("seq", "time", "event", "what")
    for seq, at, name, what in JournalFile(path).timeline():
        table.add_row(str(seq), at, name, what)
    Console().print(table)


def _short(data: dict[str, Any]) -> str:
    words = []
    for key, value in data.items():
        if isinstance(value, list | dict):
            words.append(f"{key}: {len(value)}")
        else:
            text = str(value)
            words.append(f"{key}={text[:8] + '…' if len(text) > 34 else text}")
    return ", ".join(words)
