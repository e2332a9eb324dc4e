"""The journal's schema, changed only by numbered migrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

Connection = Any
"""Of `pysqlite3` in autocommit, so that every transaction is written out; the module has no types."""


def _events_and_checkpoints(database: Database) -> None:
    database.table("events").create(
        {"seq": int, "body": bytes, "hash": bytes}, pk="seq", not_null={"body", "hash"}
    )
    database.table("checkpoints").create(
        {"seq": int, "hash": bytes, "state": bytes, "signature": bytes},
        pk="seq",
        not_null={"hash", "state", "signature"},
    )


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_events_and_checkpoints,)

NEWEST = len(MIGRATIONS)


class NewerSchemaError(Exception):
    """The file was written by a newer build; this one must not touch it (JRN-004)."""

    error_id = "JRN-004"


def version(connection: Connection) -> int:
    """The schema's number; 0 where none was ever made."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Connection) -> None:
    """Bring the file to this build's schema, each step and its number in one transaction."""
    found = version(connection)
    if found > NEWEST:
        raise NewerSchemaError(f"schema {found}")
    if found == NEWEST:
        return
    # imported when there is something to migrate: it brings numpy, and the engine lives for months
    from sqlite_utils import Database

    database = Database(connection)
    for number, step in enumerate(MIGRATIONS[found:], start=found + 1):
        connection.execute("BEGIN IMMEDIATE")
        step(database)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
