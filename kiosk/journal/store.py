"""The journal's one table, written by one `append()`, durable before it returns."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import pysqlite3
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.durable import DiskError
from kiosk.journal.chain import GENESIS, ChainBrokenError, StoredRow, row_hash, verify
from kiosk.journal.clock import Clock
from kiosk.journal.database import JournalDamagedError, JournalUnwritableError, connect, look, make, meaning
from kiosk.journal.events import Event, EventCatalogue, Recorded, write_body
from kiosk.journal.witness import Witness, contradicts

CHECKPOINT_EVERY = 1000
# the newest, and the one before it for a central that has not taken the newest yet
CHECKPOINTS_KEPT = 2
# What a journal that somebody or something changed can raise while it is read: bodies that are no longer
# blobs, numbers that are none.
DAMAGE = (
    ChainBrokenError, InvalidSignature, KeyError, ValueError, TypeError, AttributeError, OverflowError,
)  # fmt: skip
_MARK = b"kiosk-checkpoint/1"


class Foldable(Protocol):
    """State that follows from the journal alone."""

    def apply(self, recorded: Recorded) -> None:
        """Take one event in."""

    def to_bytes(self) -> bytes:
        """The whole state, for a checkpoint."""


S = TypeVar("S", bound=Foldable)


def checkpoint_message(seq: int, last_hash: bytes, state: bytes) -> bytes:
    """What a checkpoint's Ed25519 signature covers."""
    return _MARK + seq.to_bytes(8, "big") + last_hash + state


class Journal(Generic[S]):
    """The log, and the state folded from it. One writer; the only writer."""

    def __init__(
        self,
        path: Path,
        catalogue: EventCatalogue,
        clock: Clock,
        signer: Ed25519PrivateKey,
        new_state: Callable[[bytes | None], S],
    ) -> None:
        """Open, verify from the last checkpoint on, and fold. `new_state(None)` is the empty state.

        Made when nothing ever lay there. Raises `JournalDamagedError`, `NewerSchemaError`,
        `JournalUnwritableError`.
        """
        self._path = path
        self._catalogue = catalogue
        self._clock = clock
        self._signer = signer
        self._new_state = new_state
        self._since_checkpoint = 0
        self._witness = Witness.of(path)
        self._connection: Any = None
        try:
            self._begin()
        except BaseException:
            self.abandon()
            raise

    def _begin(self) -> None:
        try:
            self._make_the_first()
            self._connection = look(self._path)
            self._load()
            if contradicts(self._witness.noted(), self.seq, self._stored_hash):
                raise JournalDamagedError("rows that were acknowledged are missing")
            self._connection.close()
            self._connection = connect(self._path)
        except DiskError as error:
            raise JournalUnwritableError(str(error)) from error
        except pysqlite3.Error as error:
            raise meaning(error) from error
        except DAMAGE as error:
            raise JournalDamagedError(type(error).__name__) from error

    def _make_the_first(self) -> None:
        if self._path.exists():
            return
        log = self._path.with_name(self._path.name + "-wal")
        if self._witness.noted() is not None or log.exists():
            raise JournalDamagedError("the database is missing")
        make(self._path)

    def _load(self) -> None:
        row = self._connection.execute(
            "SELECT seq, hash, state, signature FROM checkpoints ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        seq, last, state = (0, GENESIS, None) if row is None else (row[0], bytes(row[1]), bytes(row[2]))
        if row is not None and state is not None:
            self._public_key.verify(bytes(row[3]), checkpoint_message(seq, last, state))
        self.state = self._new_state(state)
        self.seq, self._last_hash = seq, last
        for stored in self.rows(seq):
            self.seq, self._last_hash = verify([stored], self.seq, self._last_hash)
            self.state.apply(self._catalogue.read(stored))
            self._since_checkpoint += 1

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    @property
    def _public_key(self) -> Ed25519PublicKey:
        return self._signer.public_key()

    def append(self, *events: Event) -> list[Recorded]:
        """Write all of `events` or none, durably, then fold them.

        Raises `JournalUnwritableError`: then only a journal that is opened anew knows what happened, and this
        object refuses everything.
        """
        recorded = [self._record(self.seq + 1 + offset, event) for offset, event in enumerate(events)]
        rows, last = [], self._last_hash
        for entry in recorded:
            body = write_body(entry)
            last = row_hash(last, body)
            rows.append((entry.seq, body, last))
        self._write(rows)
        self.seq, self._last_hash = self.seq + len(rows), last
        for entry in recorded:
            self.state.apply(entry)
        self._since_checkpoint += len(rows)
        if self._since_checkpoint >= CHECKPOINT_EVERY:
            # the rows are durable; without it the next start folds a little longer
            with suppress(JournalUnwritableError):
                self.checkpoint()
        return recorded

    def checkpoint(self) -> None:
        """Sign and store the state, so that a start folds from here."""
        state = self.state.to_bytes()
        signature = self._signer.sign(checkpoint_message(self.seq, self._last_hash, state))
        self._transact(
            "INSERT OR REPLACE INTO checkpoints (seq, hash, state, signature) VALUES (?, ?, ?, ?)",
            [(self.seq, self._last_hash, state, signature)],
        )
        self._since_checkpoint = 0
        with suppress(JournalUnwritableError):
            self._remove(
                "DELETE FROM checkpoints WHERE seq NOT IN"
                " (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT ?)",
                CHECKPOINTS_KEPT,
            )

    def newest_checkpoint(self, after: int, up_to: int) -> tuple[int, bytes, bytes, bytes] | None:
        """The newest checkpoint behind `after` and not behind `up_to`: seq, hash, state, signature."""
        found = self._read(
            "SELECT seq, hash, state, signature FROM checkpoints WHERE seq > ? AND seq <= ?"
            " ORDER BY seq DESC LIMIT 1",
            (after, up_to),
        )
        row = next(found, None)
        return None if row is None else (row[0], bytes(row[1]), bytes(row[2]), bytes(row[3]))

    @property
    def first(self) -> int:
        """The oldest row that is still here; 1 in an empty journal."""
        found = next(self._read("SELECT min(seq) FROM events", ()))[0]
        return 1 if found is None else int(found)

    def hash_of(self, seq: int) -> bytes:
        """The stored hash of a row; raises `KeyError` when it is not here."""
        found = self._stored_hash(seq)
        if found is None:
            raise KeyError(seq)
        return found

    def shorten(self, up_to: int) -> None:
        """Remove the rows up to `up_to`. An event that names it and its hash must be durable before.

        Raises `JournalUnwritableError`.
        """
        self._remove("DELETE FROM checkpoints WHERE seq < ?", up_to)
        self._remove("DELETE FROM events WHERE seq <= ?", up_to)

    def rows(self, after: int, limit: int = -1) -> Iterator[StoredRow]:
        """Rows behind `after`, as stored."""
        found = self._read(
            "SELECT seq, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
        )
        for seq, body, stored_hash in found:
            yield StoredRow(seq, bytes(body), bytes(stored_hash))

    def read(self, after: int = 0) -> Iterator[Recorded]:
        """Events behind `after`."""
        return (self._catalogue.read(row) for row in self.rows(after))

    def abandon(self) -> None:
        """Close without writing: another object reads what is really on the disk."""
        self._witness.close()
        if self._connection is not None:
            self._connection.close()

    def close(self) -> None:
        """Leave a checkpoint, if the disk takes one, and close."""
        with suppress(JournalUnwritableError):
            if self._since_checkpoint:
                self.checkpoint()
        self.abandon()

    def _record(self, seq: int, event: Event) -> Recorded:
        if self._catalogue.models.get(event.name) is not type(event):
            raise KeyError(event.name)
        clock, wall = self._clock, self._clock.wall()
        return Recorded(
            seq,
            str(uuid.uuid4()),
            clock.boot,
            round(clock.monotonic(), 3),
            # as it is stored, or a state folded later would differ
            wall.replace(microsecond=wall.microsecond // 1000 * 1000),
            clock.synced(),
            event,
        )

    def _write(self, rows: list[tuple[int, bytes, bytes]]) -> None:
        self._transact("INSERT INTO events (seq, body, hash) VALUES (?, ?, ?)", rows)
        self._witness.note(rows[-1][0], rows[-1][2])

    def _transact(self, statement: str, rows: list[tuple[Any, ...]] | list[tuple[int, bytes, bytes]]) -> None:
        with self._to_the_last():
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(statement, rows)
            self._connection.execute("COMMIT")

    def _remove(self, statement: str, value: int) -> None:
        with self._to_the_last():
            self._connection.execute(statement, (value,))

    @contextmanager
    def _to_the_last(self) -> Iterator[None]:
        """A write that fails is this object's last.

        Its fsync is never tried again: it would say yes and bring nothing to the disk. Nor does reading the
        row back prove anything: the kernel shows from memory what its own journal may have failed to keep.
        """
        try:
            yield
        except pysqlite3.Error as error:
            self._connection.close()
            raise JournalUnwritableError(str(error)) from error

    def _read(self, statement: str, values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        try:
            for row in self._connection.execute(statement, values):  # noqa: UP028 - closes no cursor twice
                yield row
        except pysqlite3.Error as error:
            raise meaning(error) from error

    def _stored_hash(self, seq: int) -> bytes | None:
        return next((row.hash for row in self.rows(seq - 1, 1) if row.seq == seq), None)
