"""The session's side of its socket to the screen. One thread writes, so that a slow screen stops nobody.

Of each slot's pictures only the newest waits; a page is never delayed by more than one picture.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable

from kiosk.messages.screen import Picture
from kiosk.messages.wire import Channel, Message, WireError


class ScreenLink:
    """Pages and pictures out, answers in; use it from the event loop's thread."""

    def __init__(
        self, channel: Channel, on_message: Callable[[Message], None], on_lost: Callable[[], None]
    ) -> None:
        """`on_message` gets what the screen says, on the event loop."""
        self._channel = channel
        self._on_message = on_message
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Message] = deque()
        self._pictures: dict[str, bytes] = {}
        self._changed = threading.Condition()
        self._closing = False
        self._writer = threading.Thread(target=self._write, name="screen-writer", daemon=True)

    def start(self) -> None:
        """Begin to send and to receive."""
        self._writer.start()
        threading.Thread(target=self._receive, name="screen-reader", daemon=True).start()

    def send(self, *messages: Message) -> None:
        """Send in order."""
        with self._changed:
            self._waiting.extend(messages)
            self._changed.notify()

    def picture(self, slot: str, jpeg: bytes) -> None:
        """Show a picture in a slot; empty bytes clear it."""
        with self._changed:
            self._pictures[slot] = jpeg
            self._changed.notify()

    def close(self) -> None:
        """Send what waits, for at most a second, and end the connection."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._writer.join(timeout=1)
        self._channel.close()

    def _write(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._pictures or self._closing)
                if self._waiting:
                    message, raw = self._waiting.popleft(), b""
                elif self._pictures:
                    slot = next(iter(self._pictures))
                    message, raw = Picture(slot=slot), self._pictures.pop(slot)
                else:
                    return
            try:
                self._channel.send(message, raw)
            except OSError:
                return  # the reader sees the end too, and tells

    def _receive(self) -> None:
        try:
            while (frame := self._channel.receive()) is not None:
                self._hand_over(self._on_message, frame.message)
        except (OSError, WireError):
            pass
        self._hand_over(self._on_lost)

    def _hand_over(self, call: Callable[..., None], *values: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: so has the session
            self._loop.call_soon_threadsafe(call, *values)
