"""The journal: durable, chained, folded from its last checkpoint, and never silently made anew."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pysqlite3
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.journal.chain import GENESIS, ChainBrokenError, StoredRow, row_hash, verify
from kiosk.journal.database import JournalDamagedError, JournalUnwritableError
from kiosk.journal.events import Event, EventCatalogue, Recorded
from kiosk.journal.reading import JournalFile
from kiosk.journal.schema import NewerSchemaError
from kiosk.journal.store import CHECKPOINT_EVERY, Journal
from tests.engine.doubles import TestClock


class Counted(Event):
    """A number."""

    name: ClassVar[str] = "counted/1"
    number: int


class Sum:
    """A state: the sum of all numbers."""

    def __init__(self, data: bytes | None = None) -> None:
        """From a checkpoint, or zero."""
        self.total = int(data or 0)

    def apply(self, recorded: Recorded) -> None:
        """Add."""
        assert isinstance(recorded.event, Counted)
        self.total += recorded.event.number

    def to_bytes(self) -> bytes:
        """The sum in digits."""
        return str(self.total).encode()


KEY = Ed25519PrivateKey.generate()
CATALOGUE = EventCatalogue(Counted)


def opened(path: Path, key: Ed25519PrivateKey = KEY) -> Journal[Sum]:
    return Journal(path, CATALOGUE, TestClock(), key, Sum)


def change(path: Path, statement: str, *values: object) -> None:
    connection = pysqlite3.connect(str(path))
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_state_after_a_restart_is_the_fold_of_what_was_appended(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3), Counted(number=4))
    journal.abandon()
    again = opened(tmp_path / "j.db")
    assert (again.seq, again.state.total) == (2, 7)
    again.close()


def test_a_moment_is_known_as_exactly_as_it_is_stored(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    (live,) = journal.append(Counted(number=3))
    (stored,) = journal.read()
    assert live == stored


def test_a_start_folds_only_what_lies_behind_the_last_checkpoint(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    for _ in range(CHECKPOINT_EVERY + 5):
        journal.append(Counted(number=1))
    journal.abandon()
    change(tmp_path / "j.db", "DELETE FROM events WHERE seq <= ?", CHECKPOINT_EVERY)
    again = opened(tmp_path / "j.db")
    assert again.state.total == CHECKPOINT_EVERY + 5
    again.close()


def test_only_the_newest_checkpoints_are_kept(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    for number in range(5):
        journal.append(Counted(number=number))
        journal.checkpoint()
    assert [seq for seq, *_ in JournalFile(tmp_path / "j.db").checkpoints()] == [4, 5]
    journal.close()


def test_an_append_of_several_events_is_all_or_nothing(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")

    class Stranger(Event):
        name: ClassVar[str] = "stranger/1"

    with pytest.raises(KeyError):
        journal.append(Counted(number=1), Stranger())
    assert (journal.seq, journal.state.total) == (0, 0)
    journal.close()


def test_each_commit_is_synced_in_full_and_deleted_content_is_overwritten(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    asked = journal._connection.execute
    assert asked("PRAGMA synchronous").fetchone()[0] == 2
    assert asked("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert asked("PRAGMA secure_delete").fetchone()[0] == 1
    journal.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: change(path, "UPDATE events SET body = replace(body, '4', '5') WHERE seq = 2"),
        lambda path: change(path, "DELETE FROM events WHERE seq = 2"),
        lambda path: change(path, "UPDATE events SET seq = 9 WHERE seq = 3"),
        lambda path: change(path, "UPDATE events SET hash = zeroblob(32) WHERE seq = 1"),
        lambda path: path.write_bytes(b"not a database at all" * 100),
    ],
    ids=["edited", "deleted", "moved", "rehashed", "overwritten"],
)
def test_a_changed_journal_is_refused_and_left_as_it_is(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "j.db"
    journal = opened(path)
    journal.append(Counted(number=3), Counted(number=4), Counted(number=5))
    journal.abandon()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(JournalDamagedError):
        opened(path)
    assert path.read_bytes() == before


def test_a_checkpoint_of_another_key_is_refused(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    journal.close()
    with pytest.raises(JournalDamagedError):
        opened(tmp_path / "j.db", Ed25519PrivateKey.generate())


def test_an_invented_state_in_a_checkpoint_is_refused(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    journal.close()
    change(tmp_path / "j.db", "UPDATE checkpoints SET state = ?", b"1000")
    with pytest.raises(JournalDamagedError):
        opened(tmp_path / "j.db")


def test_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    opened(tmp_path / "j.db").close()
    change(tmp_path / "j.db", "PRAGMA user_version = 99")
    with pytest.raises(NewerSchemaError, match="99"):
        opened(tmp_path / "j.db")


def uncommitted(path: Path) -> list[bytes]:
    """The files of a journal that was killed with rows in its write-ahead log."""
    return [file.read_bytes() for file in (path, path.with_name("j.db-wal"))]


def test_a_journal_that_ends_before_what_was_acknowledged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = opened(path)
    journal.append(Counted(number=3))
    database, log = uncommitted(path)
    journal.append(Counted(number=4))
    journal.abandon()
    for name, content in (("j.db", database), ("j.db-wal", log)):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(JournalDamagedError, match="acknowledged"):
        opened(path)


def test_another_row_in_the_place_of_the_one_that_was_acknowledged_is_refused(tmp_path: Path) -> None:
    for name in ("j.db", "k.db"):
        journal = opened(tmp_path / name)
        journal.append(Counted(number=3))
        journal.abandon()
    (tmp_path / "k.db").replace(tmp_path / "j.db")
    with pytest.raises(JournalDamagedError, match="acknowledged"):
        opened(tmp_path / "j.db")


@pytest.mark.parametrize("left", ["j.witness", "j.db-wal"])
def test_a_journal_that_is_missing_is_not_made_anew(tmp_path: Path, left: str) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    kept = (tmp_path / left).read_bytes()
    journal.abandon()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / left).write_bytes(kept)
    with pytest.raises(JournalDamagedError, match="missing"):
        opened(tmp_path / "j.db")
    assert [file.name for file in tmp_path.iterdir()] == [left]


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0", "other"], ids=["empty", "cut", "other database"]
)
def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "j.db"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        change(path, "CREATE TABLE other (x)")
    before = path.read_bytes()
    with pytest.raises(JournalDamagedError):
        opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [0, 4096 * 2], ids=["emptied", "cut"])
def test_a_refused_journal_keeps_the_log_of_what_it_had_not_taken_in_yet(tmp_path: Path, kept: int) -> None:
    path, log = tmp_path / "j.db", tmp_path / "j.db-wal"
    journal = opened(path)
    journal.append(Counted(number=3))
    database, written = uncommitted(path)
    journal.abandon()
    path.write_bytes(database[:kept])
    log.write_bytes(written[:-1] + b"!")
    before = path.read_bytes(), log.read_bytes()
    with pytest.raises(JournalDamagedError):
        opened(path)
    assert (path.read_bytes(), log.read_bytes()) == before


@pytest.mark.parametrize("damage", ["UPDATE checkpoints SET state = 'x'", "DROP TABLE checkpoints"])
def test_the_verification_names_a_damage_whatever_it_is(tmp_path: Path, damage: str) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    journal.close()
    change(tmp_path / "j.db", damage)
    with pytest.raises((ChainBrokenError, JournalDamagedError)):
        JournalFile(tmp_path / "j.db").verify(KEY.public_key())


def test_a_witness_that_cannot_be_read_accuses_nobody(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    journal.abandon()
    (tmp_path / "j.witness").write_bytes(b"\xff" * 48)
    again = opened(tmp_path / "j.db")
    again.append(Counted(number=4))
    assert again.state.total == 7
    again.close()


def test_a_disk_that_cannot_be_read_is_not_called_a_damaged_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalUnwritableError):
        opened(tmp_path / "no folder" / "j.db")


def test_a_half_made_journal_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "j.db.new").write_bytes(b"half")
    (tmp_path / "j.db.new-journal").write_bytes(b"half")
    opened(tmp_path / "j.db").close()
    assert not list(tmp_path.glob("*.new*"))


def test_rows_stay_acknowledged_when_the_checkpoint_behind_them_fails(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    change(tmp_path / "j.db", "ALTER TABLE checkpoints RENAME TO gone")
    for _ in range(CHECKPOINT_EVERY):
        journal.append(Counted(number=1))
    assert journal.state.total == CHECKPOINT_EVERY
    journal.abandon()


def test_an_append_that_failed_is_the_last_and_changes_no_state(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    journal._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(JournalUnwritableError):
        journal.append(Counted(number=4))
    assert (journal.seq, journal.state.total) == (1, 3)
    with pytest.raises(JournalUnwritableError):
        journal.append(Counted(number=5))
    with pytest.raises(JournalUnwritableError):
        list(journal.read())
    journal.close()
    again = opened(tmp_path / "j.db")
    again.append(Counted(number=5))
    assert again.state.total == 8
    again.close()


def test_a_stranger_verifies_chain_and_checkpoints_from_the_file_alone(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(*(Counted(number=number) for number in range(10)))
    journal.close()
    assert JournalFile(tmp_path / "j.db").verify(KEY.public_key()) == 10
    change(tmp_path / "j.db", "UPDATE events SET body = body || ' ' WHERE seq = 4")
    with pytest.raises(ChainBrokenError, match="row 4"):
        JournalFile(tmp_path / "j.db").verify(KEY.public_key())


def test_stored_bytes_are_hashed_as_they_lie_there(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    journal.append(Counted(number=3))
    row = next(journal.rows(0))
    assert row.hash == hashlib.sha256(GENESIS + row.body).digest()
    body = json.loads(row.body)
    assert body["name"] == "counted/1"
    assert body["data"] == {"number": 3}
    assert set(body) == {"id", "name", "boot", "mono", "wall", "clock", "data"}
    journal.close()


@settings(max_examples=60, deadline=None)
@given(
    bodies=st.lists(st.binary(min_size=1, max_size=40), min_size=2, max_size=12, unique=True),
    data=st.data(),
)
def test_any_edit_deletion_swap_or_truncation_in_the_middle_breaks_the_chain(
    bodies: list[bytes], data: st.DataObject
) -> None:
    rows, last = [], GENESIS
    for seq, body in enumerate(bodies, start=1):
        last = row_hash(last, body)
        rows.append(StoredRow(seq, body, last))
    assert verify(rows, 0, GENESIS) == (len(rows), last)
    place = data.draw(st.integers(0, len(rows) - 2))
    act = data.draw(st.sampled_from(["edit", "delete", "swap"]))
    changed = list(rows)
    if act == "edit":
        row = changed[place]
        changed[place] = StoredRow(row.seq, row.body + b"x", row.hash)
    elif act == "delete":
        del changed[place]
    else:
        changed[place], changed[place + 1] = changed[place + 1], changed[place]
    with pytest.raises(ChainBrokenError):
        verify(changed, 0, GENESIS)
