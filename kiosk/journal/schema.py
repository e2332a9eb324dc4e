"""The journal's schema, changed only by numbered migrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Connection = Any
"""Of `pysqlite3` in autocommit, so that every transaction is written out; the module has no types."""


def _events_and_checkpoints(connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, hash BLOB NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE checkpoints"
        " (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, state BLOB NOT NULL, signature BLOB NOT NULL)"
    )


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_events_and_checkpoints,)


class NewerSchemaError(Exception):
    """The file was written by a newer build; this one must not touch it (JRN-004)."""

    error_id = "JRN-004"


def version(connection: Connection) -> int:
    """The schema's number; 0 where none was ever made."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Connection) -> None:
    """Bring the file to this build's schema, each step and its number in one transaction."""
    found = version(connection)
    if found > len(MIGRATIONS):
        raise NewerSchemaError(f"schema {found}")
    for number, step in enumerate(MIGRATIONS[found:], start=found + 1):
        connection.execute("BEGIN IMMEDIATE")
        step(connection)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
