"""What a process tells the service manager: that it is ready, and that its work goes on (sd_notify(3)).

Only work that progressed may call `beat`: a thread of its own would go on beating in a process that hangs.
Without NOTIFY_SOCKET, as in development, nothing is sent.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Mapping

# beats in one WatchdogSec: three may be lost before the manager acts
BEATS = 4
UNWATCHED_PAUSE_S = 1.0


class Service:
    """The line to the service manager, by the environment that it gave."""

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is sent yet."""
        given = os.environ if environment is None else environment
        address = given.get("NOTIFY_SOCKET", "")
        # a leading @ stands for the zero byte of the abstract namespace
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._clock = clock
        self._beaten = float("-inf")
        period_us = int(given.get("WATCHDOG_USEC", "0"))
        self.pause = period_us / 1_000_000 / BEATS if period_us else UNWATCHED_PAUSE_S

    @property
    def present(self) -> bool:
        """Whether a service manager listens."""
        return bool(self._address)

    def ready(self) -> None:
        """The process can do its work."""
        self._send("READY=1")

    def beat(self) -> None:
        """Work has progressed; sent at most `BEATS` times in a watchdog period, so it may be called often."""
        now = self._clock()
        if now - self._beaten >= self.pause:
            self._beaten = now
            self._send("WATCHDOG=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            line.setblocking(False)
            try:
                line.sendto(state.encode(), self._address)
            except OSError:
                # a manager that is being replaced, or has much to read; the next beat comes in time
                self._beaten = float("-inf")


async def beat_with_loop(service: Service) -> None:
    """Beat for as long as the running event loop turns."""
    while True:
        service.beat()
        await asyncio.sleep(service.pause)
