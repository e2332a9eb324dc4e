"""The journal's schema, changed only by numbered migrations."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database


def _events_and_checkpoints(database: Database) -> None:
    database.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, hash BLOB NOT NULL)")
    database.execute(
        "CREATE TABLE checkpoints"
        " (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, state BLOB NOT NULL, signature BLOB NOT NULL)"
    )


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_events_and_checkpoints,)


class NewerSchemaError(Exception):
    """The file was written by a newer build; this one must not touch it (JRN-004)."""

    error_id = "JRN-004"


def version(database: Database) -> int:
    """The schema's number; 0 where none was ever made."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def migrate(database: Database) -> None:
    """Bring the file to this build's schema, each step and its number in one transaction."""
    found = version(database)
    if found > len(MIGRATIONS):
        raise NewerSchemaError(f"schema {found}")
    for number, step in enumerate(MIGRATIONS[found:], start=found + 1):
        database.execute("BEGIN IMMEDIATE")
        step(database)
        database.execute(f"PRAGMA user_version = {number}")
        database.execute("COMMIT")
