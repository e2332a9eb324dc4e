"""An event loop whose clock can leap, so that a test need not wait for what is due in minutes."""

from __future__ import annotations

import asyncio


class LeapingLoop(asyncio.SelectorEventLoop):
    """Its time goes on as ever, and further by every leap; timers that a leap passed are due at once."""

    def __init__(self) -> None:
        """Nothing was leapt over yet."""
        super().__init__()
        self._leapt = 0.0

    def time(self) -> float:
        """Monotonic seconds, leaps among them."""
        return super().time() + self._leapt

    def leap(self, seconds: float) -> None:
        """On the loop's own thread: so many seconds are over."""
        self._leapt += seconds
