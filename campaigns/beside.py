"""A plain process beside what is measured: how much slower than its own work the machine let it be."""

from __future__ import annotations

import os
import sys
import threading
import time
from types import TracebackType

# Nothing of the kiosk: about half a second of counting.
_WORK = "sum(range(20_000_000))"


class Beside:
    """Works while the `with` block does; `slowdown` is then its seconds on the clock for each of work."""

    slowdown = 1.0

    def __enter__(self) -> Beside:
        """Start it."""
        self._began = time.monotonic()
        self._pid = os.posix_spawn(sys.executable, [sys.executable, "-I", "-c", _WORK], os.environ)
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for its end."""
        self._thread.join()

    def _wait(self) -> None:
        _, _, used = os.wait4(self._pid, 0)
        self.slowdown = max(1.0, (time.monotonic() - self._began) / (used.ru_utime + used.ru_stime))
