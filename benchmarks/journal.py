"""What the journal costs over what the disk itself costs: appends against bare commits of the same bytes."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pysqlite3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.console import Console
from rich.table import Table

from kiosk.engine.state import State
from kiosk.journal.clock import SystemClock
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.facts.doors import DoorSeen
from kiosk.journal.store import CHECKPOINT_EVERY, Journal

ROUNDS, EACH = 7, 200
MOST_TIMES_BARE = 3.0
START_EVENTS = 50_000
MOST_START_S = 5.0


def timed(act: Callable[[int], None]) -> float:
    """Median milliseconds of one call over several rounds."""
    rounds = []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        for number in range(EACH):
            act(turn * EACH + number)
        rounds.append((time.perf_counter() - began) / EACH * 1000)
    return statistics.median(rounds)


def bare(folder: Path) -> float:
    """The floor: one row of the same size, committed with the same settings."""
    connection = pysqlite3.connect(str(folder / "bare.db"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (seq INTEGER PRIMARY KEY, body BLOB, hash BLOB)")

    def commit(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (body, hash) VALUES (?, ?)", (b"x" * 260, b"y" * 32))
        connection.execute("COMMIT")

    took = timed(commit)
    connection.close()
    return took


def journal(folder: Path) -> tuple[float, float]:
    """Milliseconds of one append, and seconds of a start from many events."""
    signer = Ed25519PrivateKey.generate()

    def opened() -> Journal[State]:
        return Journal(folder / "journal.db", CATALOGUE, SystemClock(), signer, State.from_bytes)

    log = opened()
    took = timed(lambda number: void(log.append(_seen(number))))
    while log.seq < START_EVENTS:
        log.append(*(_seen(number) for number in range(500)))
    # The longest tail that a start can meet: nearly a checkpoint's worth.
    log.append(*(_seen(number) for number in range(CHECKPOINT_EVERY - 1)))
    log.abandon()
    began = time.perf_counter()
    opened().abandon()
    return took, time.perf_counter() - began


def _seen(number: int) -> DoorSeen:
    return DoorSeen(
        compartment=number % 24 + 1, door="open" if number % 2 else "closed", item="unknown", order=None
    )


def void(_: object) -> None:
    """Only the act counts."""


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as name:
        floor = bare(Path(name))
        took, start = journal(Path(name))
    table = Table("what", "measured", "floor or limit", "ratio", "limit")
    table.add_row("append", f"{took:.2f} ms", f"{floor:.2f} ms", f"{took / floor:.2f}", f"{MOST_TIMES_BARE}")
    share = start / MOST_START_S
    table.add_row(
        f"start, {START_EVENTS} events", f"{start:.2f} s", f"{MOST_START_S} s", f"{share:.2f}", "1.0"
    )
    Console().print(table)
    return int(took > MOST_TIMES_BARE * floor or start > MOST_START_S)
