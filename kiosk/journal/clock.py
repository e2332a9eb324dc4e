"""Time as the journal needs it: wall time that may be wrong, and monotonic time that is never."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """A clock that tests can replace."""

    def wall(self) -> datetime:
        """The wall clock, with its zone."""
        ...

    def monotonic(self) -> float:
        """Seconds since this boot began; nobody can set them."""
        ...

    @property
    def boot(self) -> str:
        """What tells one boot's monotonic time from another's."""
        ...

    def synced(self) -> bool:
        """Whether the wall clock is known to be right."""
        ...


def surely_passed(clock: Clock, boot: str, mono: float) -> float:
    """Seconds that have surely passed since `mono` of `boot`; of another boot's end only this boot is known.

    Nobody can set these clocks, so nothing that has to be waited for gets shorter with a set wall clock.
    """
    return clock.monotonic() - mono if boot == clock.boot else clock.monotonic()


class SystemClock:
    """The machine's own clock. Synced means that the time daemon left its mark in this boot."""

    SYNC_MARK = Path("/run/systemd/timesync/synchronized")

    def wall(self) -> datetime:
        """UTC now."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """CLOCK_BOOTTIME, which runs on through suspend."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @cached_property
    def boot(self) -> str:
        """The kernel's boot id."""
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()

    def synced(self) -> bool:
        """Whether systemd-timesyncd or chrony marked the clock as synchronised."""
        return self.SYNC_MARK.exists() or Path("/run/chrony/synchronized").exists()
