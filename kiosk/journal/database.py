"""The journal's database file: made once and whole, read as the disk has it, never silently made anew.

SQLite in WAL mode with `synchronous=FULL` (each commit is fsynced). Versions before 3.51.3 can corrupt a WAL
(the reset bug fixed in March 2026) and are refused.
"""

from __future__ import annotations

import os
from pathlib import Path

import pysqlite3

from kiosk import durable
from kiosk.journal.schema import NEWEST, Connection, NewerSchemaError, migrate, version

OLDEST_SQLITE = (3, 51, 3)
# Primary result codes (sqlite.org/rescode.html) that speak of the disk and not of what was written on it.
_PERM, _BUSY, _NOMEM, _READONLY, _IOERR, _FULL, _CANTOPEN, _PROTOCOL = 3, 5, 7, 8, 10, 13, 14, 15
_OF_THE_DISK = {_PERM, _BUSY, _NOMEM, _READONLY, _IOERR, _FULL, _CANTOPEN, _PROTOCOL}


class JournalDamagedError(Exception):
    """The journal cannot be trusted: out of service, never silently made anew (JRN-001)."""

    error_id = "JRN-001"


class JournalUnwritableError(Exception):
    """The disk refused (JRN-003). What became of an append is known when the file was opened afresh."""

    error_id = "JRN-003"


def meaning(error: pysqlite3.Error) -> JournalDamagedError | JournalUnwritableError:
    """Whether SQLite speaks of the disk, or of a content that is not a journal's."""
    # a connection that could not be opened again has no code: the disk refused it before
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF in _OF_THE_DISK:
        return JournalUnwritableError(str(error))
    return JournalDamagedError(str(error))


def make(path: Path) -> None:
    """Make an empty journal, whole or not at all."""
    new = path.with_name(path.name + ".new")
    for leftover in path.parent.glob(new.name + "*"):
        durable.remove(leftover)
    connection = pysqlite3.connect(str(new), isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        migrate(connection)
        # under its name it never has a rollback journal, which only a writer could carry out
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
    with durable.told_as_disk_error():
        new.replace(path)
    durable.sync_folder(path.parent)


def look(path: Path) -> Connection:
    """Open an existing journal for reading: what is refused stays as it is.

    So does its write-ahead log, which a writer would tidy away at its end. Raises `pysqlite3.Error`,
    `JournalDamagedError`, `NewerSchemaError`.
    """
    if pysqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise JournalDamagedError(f"SQLite {pysqlite3.sqlite_version} is older than 3.51.3")
    _forget_cached(path)
    # SQLite throws away the write-ahead log of an empty file
    if path.stat().st_size == 0:
        raise JournalDamagedError("empty")
    connection = _opened(path, "ro")
    try:
        found = version(connection)
        if found == 0:
            raise JournalDamagedError("not a journal")
        if found > NEWEST:
            raise NewerSchemaError(f"schema {found}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path) -> Connection:
    """Open a journal that was looked at, at this build's schema. Raises `pysqlite3.Error`."""
    connection = _opened(path, "rw")
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, mode: str) -> Connection:
    place = f"{path.absolute().as_uri()}?mode={mode}"
    return pysqlite3.connect(place, uri=True, isolation_level=None, timeout=5.0)


def _forget_cached(path: Path) -> None:
    """Let the next read come from the disk.

    After a failed fsync the kernel keeps the pages in memory as clean: what is read back looks durable, is
    not on the disk, and no later fsync brings it there. Pages that are still to be written stay.
    """
    with durable.told_as_disk_error():
        for file in (path, path.with_name(path.name + "-wal")):
            if file.exists():
                handle = os.open(file, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)
