"""The serial line of a locker board: request out, replies in, within a deadline."""

from __future__ import annotations

import contextlib
import termios
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import serial
import structlog

from kiosk.devices.locker.xor8a import Reply, Xor8A
from kiosk.devices.profiles import LockerProfile

R = TypeVar("R")
log = structlog.get_logger()


class LineLostError(Exception):
    """The adapter is gone; the port must be opened anew."""


@contextlib.contextmanager
def _losses() -> Iterator[None]:
    # an unplugged adapter shows up as any of these, depending on the call it interrupts
    try:
        yield
    except (serial.SerialException, OSError, termios.error) as error:
        raise LineLostError(type(error).__name__) from error


class Line:
    """An open port with its codec. Every method may raise `LineLostError`."""

    def __init__(self, path: str, codec: Xor8A, profile: LockerProfile) -> None:
        """Open exclusively, so that no second process can speak on the bus."""
        self._codec = codec
        self._timeout = profile.timing_ms.response_timeout / 1000
        self._gap = profile.timing_ms.inter_frame_gap / 1000
        self._echo = profile.transport.rs485.echo
        self._quiet_since = time.monotonic()
        self.heard = 0
        with _losses():
            self._port = serial.Serial(
                path,
                baudrate=profile.transport.baudrate,
                parity=profile.transport.parity,
                timeout=0,
                write_timeout=1.0,
                exclusive=True,
            )

    def close(self) -> None:
        """Release the port, also when it is already gone."""
        with contextlib.suppress(serial.SerialException, OSError, termios.error):
            self._port.close()

    def send(self, request: bytes) -> None:
        """Write one request after the quiet time between frames, on a drained line."""
        wait = self._quiet_since + self._gap - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        with _losses():
            self._port.reset_input_buffer()
            self._port.write(request)
            self._port.flush()
        log.debug("locker.sent", bytes=request.hex())

    def ask(self, request: bytes, wanted: Callable[[Reply], R | None]) -> R | None:
        """Send, then wait for the first reply that `wanted` accepts; None at the deadline."""
        self.send(request)
        deadline = time.monotonic() + self._timeout
        echo = request if self._echo else b""
        self.heard = 0
        answer: R | None = None
        while answer is None and (left := deadline - time.monotonic()) > 0:
            chunk = self._receive(left)
            self.heard += len(chunk)
            if echo:
                echo, chunk = echo[len(chunk) :], chunk[len(echo) :]
            answers = (wanted(reply) for reply in self._codec.feed(chunk))
            answer = next((found for found in answers if found is not None), None)
        self._quiet_since = time.monotonic()
        return answer

    def let_pass(self) -> None:
        """Wait for an answer that is late and drop it, or the next question would take it for its own."""
        deadline = time.monotonic() + self._timeout
        while (left := deadline - time.monotonic()) > 0:
            self.heard += len(self._receive(left))
        self._quiet_since = time.monotonic()

    def _receive(self, seconds: float) -> bytes:
        with _losses():
            self._port.timeout = seconds
            data: bytes = self._port.read(1)
            if data and (more := self._port.in_waiting):
                data += self._port.read(more)
        if data:
            log.debug("locker.received", bytes=data.hex())
        return data
