"""So many tries at once, which come back one by one."""

from __future__ import annotations

from kiosk.journal.clock import Clock


class Bucket:
    """`most` tries; each comes back after `again_s` seconds. Full at first, and after a restart."""

    def __init__(self, clock: Clock, most: int, again_s: float) -> None:
        """Measured by the monotonic clock."""
        self._clock = clock
        self._most = most
        self._again_s = again_s
        self._left = float(most)
        self._counted_at = clock.monotonic()

    @property
    def left(self) -> int:
        """Whole tries that are left."""
        return int(self._left)

    def take(self) -> float:
        """Use one up and return 0, or return the seconds until there is one."""
        now = self._clock.monotonic()
        self._left = min(self._most, self._left + (now - self._counted_at) / self._again_s)
        self._counted_at = now
        if self._left < 1:
            return (1 - self._left) * self._again_s
        self._left -= 1
        return 0.0
