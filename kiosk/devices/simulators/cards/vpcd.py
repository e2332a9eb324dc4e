"""The card's end of the virtual reader: a TCP client of vpcd (vsmartcard), one connection per laying."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable

from kiosk.devices.simulators.cards.smartcard_os import FaultyCard, PulledError

PORT = 35963
_POWER_OFF, _POWER_ON, _RESET, _ATR = 0, 1, 2, 4
# Linux only, and missing from some builds of the socket module
_QUICKACK = getattr(socket, "TCP_QUICKACK", 12)


class CardInReader:
    """A card that lies on the virtual reader: connected means present, closed means gone."""

    def __init__(
        self,
        card: FaultyCard,
        on_exchange: Callable[[int, bytes, bytes], None],
        on_pulled: Callable[[], None],
    ) -> None:
        """`on_exchange(number, command, response)` and `on_pulled()` are called on the card's thread."""
        self._card = card
        self._on_exchange = on_exchange
        self._on_pulled = on_pulled
        self._lifted = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._lie, name="virtual-card", daemon=True)

    def lay(self) -> None:
        """Lay the card; it reconnects when the service is restarted under it."""
        self._thread.start()

    def lift(self) -> None:
        """Take the card away."""
        self._lifted.set()
        self._card.take_away()
        self._hang_up()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=2)

    @property
    def lying(self) -> bool:
        """Whether nobody took it away yet."""
        return not self._lifted.is_set()

    def _hang_up(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def _lie(self) -> None:
        while not self._lifted.is_set():
            try:
                self._socket = socket.create_connection(("127.0.0.1", PORT), timeout=2)
                if self._lifted.is_set():
                    break
                self._socket.settimeout(None)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._serve(self._socket)
            except PulledError:
                self._lifted.set()
                self._on_pulled()
            except OSError:
                time.sleep(0.05)
        self._hang_up()

    def _serve(self, line: socket.socket) -> None:
        while True:
            (size,) = struct.unpack(">H", _receive(line, 2))
            message = _receive(line, size)
            if size != 1:
                number = self._card.exchanges + 1
                answer = self._card.answer(message)
                self._on_exchange(number, message, answer)
            elif message[0] == _ATR:
                answer = self._card.card.atr
            else:
                self._card.card.reset()
                continue
            line.sendall(struct.pack(">H", len(answer)) + answer)


def _receive(line: socket.socket, size: int) -> bytes:
    parts = b""
    while len(parts) < size:
        # vpcd sends length and data apart: without this every exchange waits 40 ms for a delayed ACK
        line.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        part = line.recv(size - len(parts))
        if not part:
            raise ConnectionError("the virtual reader hung up")
        parts += part
    return parts
