"""The machine under the devices: disk, clock, queue. Each measures and judges; nothing is shown or stored."""

from __future__ import annotations

import ctypes
import os
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pysqlite3

LEAST_FREE_MB = 500
SLOWEST_FSYNC_MS = 500.0
MOST_BEHIND_S = 2.0
LONGEST_WAIT = timedelta(hours=24)
_PROBES = 5
_PROBE = b"\0" * 4096


@dataclass(frozen=True)
class Measured:
    """What was measured; `error_id` when it is not good enough."""

    error_id: str | None
    figures: dict[str, float] = field(default_factory=dict)


def measure_disk(folder: Path, database: Path) -> Measured:
    """Free space and the slowest of five durable writes in `folder`; SQLite's quick check of `database`."""
    room = os.statvfs(folder)
    free_mb = room.f_bavail * room.f_frsize / 1e6
    try:
        fsync_ms = _slowest_fsync_ms(folder)
    except OSError:
        return Measured("JRN-003", {"free_mb": round(free_mb)})
    whole = _is_whole(database)
    figures = {"free_mb": round(free_mb), "fsync_ms": round(fsync_ms, 1), "database_whole": float(whole)}
    faults = (
        (not whole, "DIA-007"),
        (free_mb < LEAST_FREE_MB, "DIA-005"),
        (fsync_ms > SLOWEST_FSYNC_MS, "DIA-006"),
    )
    return Measured(next((error_id for applies, error_id in faults if applies), None), figures)


def measure_clock(now: datetime, last_written: datetime | None, *, synced: bool) -> Measured:
    """Whether the clock is synchronised, and not behind what the journal last wrote."""
    behind = (last_written - now).total_seconds() if last_written is not None else 0.0
    figures = {"synced": float(synced), "behind_s": round(max(0.0, behind), 1)}
    if (bound := kernel_bound_s()) is not None:
        figures["most_off_s"] = round(bound, 3)
    return Measured(None if synced and behind <= MOST_BEHIND_S else "DIA-008", figures)


def measure_queue(now: datetime, oldest_unsent: datetime | None, *, link_up: bool) -> Measured:
    """Whether central is reached, and how long the oldest thing has waited to be sent."""
    waited = now - oldest_unsent if oldest_unsent is not None else timedelta(0)
    figures = {"reached": float(link_up), "oldest_s": round(max(0.0, waited.total_seconds()))}
    return Measured(None if link_up and waited <= LONGEST_WAIT else "DIA-009", figures)


def _slowest_fsync_ms(folder: Path) -> float:
    probe = folder / "fsync.probe"
    slowest = 0.0
    try:
        with probe.open("wb") as file:
            for _ in range(_PROBES):
                began = time.perf_counter()
                file.write(_PROBE)
                file.flush()
                os.fsync(file.fileno())
                slowest = max(slowest, time.perf_counter() - began)
    finally:
        probe.unlink(missing_ok=True)
    return slowest * 1000


def _is_whole(database: Path) -> bool:
    """Through a connection of its own, so that the only writer is not held up."""
    try:
        connection = pysqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        finally:
            connection.close()
    except pysqlite3.DatabaseError:
        return False


class _Timex(ctypes.Structure):
    """`struct timex` of Linux up to the fields that are read; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("rest", ctypes.c_byte * 256),
    )


def kernel_bound_s() -> float | None:
    """How far off the clock may be by the kernel's own account, in seconds; None when it does not say."""
    timex = _Timex(modes=0)
    if ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex)) < 0:
        return None
    return float(timex.maxerror) / 1e6
