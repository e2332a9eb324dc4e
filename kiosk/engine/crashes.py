"""Runs of the engine that ended without order, one after the other.

A short run that crashed is counted. After `MOST` of them in a row the engine serves out of service instead
of trying the same again, and tries once more after `HOLD_S`. The file lies in the run folder: a reboot
forgets it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

MOST = 3
# a run that served this long was healthy; a machine that is held tries again after as long
HEALTHY_S = HOLD_S = 300.0


class CrashCount:
    """How many short runs crashed before this one."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`file` holds one number; what cannot be read counts as none."""
        self._file = file
        self._clock = clock
        self._before = 0
        self._began = clock()
        self._settled = True

    def begin(self) -> None:
        """This run counts as crashed until it has proven itself or ended in order."""
        self._before, self._began = self._read(), self._clock()
        self._settled = False
        self._write(self._before + 1)

    def hold_s(self) -> float:
        """Seconds until serving may be tried; 0 when it may be tried now."""
        if self._before < MOST:
            return 0.0
        return max(0.0, self._began + HOLD_S - self._clock())

    def look(self) -> None:
        """Forget the crashes when this run has served for long enough."""
        held = HOLD_S if self._before >= MOST else 0.0
        if not self._settled and self._clock() - self._began >= held + HEALTHY_S:
            self.end()

    def end(self) -> None:
        """This run ended in order, or has proven itself."""
        if not self._settled:
            self._settled = True
            self._write(0)

    def _read(self) -> int:
        try:
            return max(0, int(self._file.read_text()))
        except (OSError, ValueError):
            return 0

    def _write(self, count: int) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(f"{count}\n")
        part.replace(self._file)
