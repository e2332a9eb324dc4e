"""Talking over an open printer port: bytes out while they flow, questions with their answers."""

from __future__ import annotations

import os
import select
import time

from kiosk.devices.ticket_printer import escpos
from kiosk.devices.ticket_printer.status import Answer, Answers, Kind, PrinterSeen


class WireLostError(Exception):
    """The port is gone."""


class StalledError(Exception):
    """The printer takes no more bytes."""


class PrinterWire:
    """A printer port by its non-blocking file descriptor, which it does not own.

    Only one process talks at a time: the driver between jobs, the print child during one.
    Every method may raise `WireLostError`.
    """

    def __init__(self, fd: int, status_timeout: float) -> None:
        """`status_timeout`: seconds a question waits for its answer."""
        self.fd = fd
        self.sent = 0
        self._timeout = status_timeout
        self._answers = Answers()

    def send(self, data: bytes, stalled_after: float) -> None:
        """Write everything; `StalledError` when nothing could be written for so many seconds."""
        rest = memoryview(data)
        while rest:
            try:
                _, ready, _ = select.select([], [self.fd], [], stalled_after)
                if not ready:
                    raise StalledError
                count = os.write(self.fd, rest[:4096])
            except BlockingIOError:
                continue
            except (OSError, ValueError) as error:
                raise WireLostError(type(error).__name__) from error
            self.sent += count
            rest = rest[count:]

    def receive(self, seconds: float) -> list[Answer]:
        """Answers that arrive within `seconds`, returned with the first bytes."""
        return self._answers.feed(self._read(seconds))

    def drain(self) -> None:
        """Drop late answers, or the next question would take them for its own."""
        while self._read(0):
            pass
        self._answers.forget()

    def ask(self, question: bytes, kind: Kind) -> Answer | None:
        """One question, its answer; None when the printer stays silent."""
        self.drain()
        try:
            self.send(question, self._timeout)
        except StalledError:
            return None
        deadline = time.monotonic() + self._timeout
        while (left := deadline - time.monotonic()) > 0:
            for answer in self.receive(left):
                if answer.kind is kind:
                    return answer
        return None

    def look(self) -> PrinterSeen | None:
        """All four real-time status bytes; None when one stays out."""
        answers: dict[int, int] = {}
        for n in (1, 2, 3, 4):
            answer = self.ask(escpos.ask_status(n), Kind.REALTIME)
            if answer is None:
                return None
            answers[n] = answer.data[0]
        return PrinterSeen.from_realtime(answers)

    def clear(self, means: tuple[str, ...]) -> bool:
        """Make the printer forget what it has not printed yet; False when it does not confirm that."""
        cleared = True
        if "dle-dc4-8" in means:
            cleared = self.ask(escpos.CLEAR_BUFFERS, Kind.CLEARED) is not None
        if "dle-enq-2" in means:
            try:
                self.send(escpos.RECOVER, self._timeout)
            except StalledError:
                return False
        return cleared

    def _read(self, seconds: float) -> bytes:
        try:
            ready, _, _ = select.select([self.fd], [], [], seconds)
            data = os.read(self.fd, 4096) if ready else b""
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise WireLostError(type(error).__name__) from error
        if ready and not data:
            raise WireLostError("end of file")
        return data
