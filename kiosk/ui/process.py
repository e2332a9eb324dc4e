"""The screen process: waits for a seat without showing itself, serves one session, ends.

It asks the engine for a seat over the engine's Unix socket; the engine hands over the session's socket as
a file descriptor (SCM_RIGHTS, `unix(7)`). Until then the window stays hidden, so that a waiting screen never
covers the one in the seat. While no engine answers it shows its own page.
"""

from __future__ import annotations

import array
import os
import signal
import socket
from pathlib import Path

import structlog
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface

from kiosk.messages.hello import SCREEN_HELLO, Hello, TurnedAway
from kiosk.messages.wire import Splitter, WireError
from kiosk.service import Service
from kiosk.settings import Screen
from kiosk.ui.controller import ScreenController
from kiosk.ui.panel import panel
from kiosk.ui.pulse import Pulse
from kiosk.ui.window import KioskWindow

_log = structlog.get_logger()
_RETRY_MS = 500
# a restart of the engine takes less than this; nobody should see a page flash by
NO_ENGINE_AFTER_MS = 4000
_PIECE = 1 << 16


class SeatRequest(QObject):
    """Stands in line for a seat: says hello, waits for the descriptor, connects again when cut off."""

    seated = Signal(object)
    turned_away = Signal(str)
    engine_lost = Signal()
    engine_found = Signal()

    def __init__(self, engine_socket: Path, build: str) -> None:
        """Nothing is opened before `start`."""
        super().__init__()
        self._path = engine_socket
        self._build = build
        self._socket: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._splitter = Splitter()
        self._retry = QTimer(self, interval=_RETRY_MS, singleShot=True)
        self._retry.timeout.connect(self.start)

    def start(self) -> None:
        """Connect and say hello, or try again a little later."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(str(self._path))
            sock.sendall(SCREEN_HELLO.encode(Hello(role="screen", build=self._build)))
        except OSError:
            sock.close()
            self.engine_lost.emit()
            self._retry.start()
            return
        self._socket, self._splitter = sock, Splitter()
        self._notifier = QSocketNotifier(sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def leave(self) -> None:
        """Close the line to the engine and stand in it no more."""
        self._retry.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self) -> None:
        if self._socket is None:
            return
        try:
            data, descriptors = _receive(self._socket)
        except OSError:
            data, descriptors = b"", []
        if descriptors:
            self._take_seat(descriptors)
        elif not data:
            self.leave()
            self.engine_lost.emit()
            self._retry.start()
        else:
            self._hear(data)

    def _take_seat(self, descriptors: list[int]) -> None:
        for surplus in descriptors[1:]:
            os.close(surplus)
        # the frame beside the descriptor says nothing a screen needs
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self.seated.emit(socket.socket(fileno=descriptors[0]))

    def _hear(self, data: bytes) -> None:
        try:
            for frame in self._splitter.feed(data):
                message = SCREEN_HELLO.decode(frame).message
                if isinstance(message, TurnedAway):
                    self.turned_away.emit(message.error_id)
                else:
                    self.engine_found.emit()
        except WireError:
            _log.error("screen.engine_unreadable")
            self.leave()
            self._retry.start()


def _receive(sock: socket.socket) -> tuple[bytes, list[int]]:
    """Read a piece and the descriptors beside it."""
    data, ancillary, _, _ = sock.recvmsg(_PIECE, socket.CMSG_SPACE(array.array("i").itemsize * 4))
    found = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(content[: len(content) - len(content) % found.itemsize])
    return data, list(found)


class ScreenProcess(QObject):
    """One life of the screen: no engine or waiting, then one session, then the end."""

    def __init__(
        self, window: KioskWindow, seat: SeatRequest, hotline: str, *, patience_ms: int = NO_ENGINE_AFTER_MS
    ) -> None:
        """Connect the parts; `start` begins. An engine is given up after `patience_ms` milliseconds."""
        super().__init__()
        self._window = window
        self._seat = seat
        self._hotline = hotline
        self._controller: ScreenController | None = None
        self._patience = QTimer(self, interval=patience_ms, singleShot=True)
        self._patience.timeout.connect(self._show_no_engine)
        seat.seated.connect(self._serve)
        seat.turned_away.connect(self._end_turned_away)
        seat.engine_lost.connect(self._miss_engine)
        seat.engine_found.connect(self._wait_hidden)
        self.code = 0

    def start(self) -> None:
        """Stand in line; an engine that says nothing counts as none."""
        self._patience.start()
        self._seat.start()

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._patience.stop()
        self._seat.leave()

    def _serve(self, sock: socket.socket) -> None:
        self._patience.stop()
        self._window.screen.forget()
        self._controller = ScreenController(sock, self._window)
        self._controller.ended.connect(self._end)
        self._window.show()

    def _miss_engine(self) -> None:
        if self._controller is None and not self._patience.isActive() and not self._window.window.isVisible():
            self._patience.start()

    def _wait_hidden(self) -> None:
        self._patience.stop()
        if self._controller is None:
            self._window.hide()

    def _show_no_engine(self) -> None:
        _log.warning("screen.no_engine")
        self._window.screen.stand_alone(self._hotline)
        self._window.show()

    def _end_turned_away(self, error_id: str) -> None:
        _log.error("screen.turned_away", error_id=error_id)
        self.code = 1
        QGuiApplication.exit(1)

    def _end(self) -> None:
        self.stop()
        QGuiApplication.exit(0)


def window_of(screen: Screen, scale: float) -> KioskWindow:
    """The window for this machine's panel; `scale` shrinks it to a desktop."""
    return KioskWindow(panel(screen.panel), scale=scale, moving=screen.moving)


def main(engine_socket: Path, build: str, screen: Screen, *, scale: float = 1.0) -> int:
    """Run one screen until its session has ended; returns the process's exit code."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    app = QGuiApplication.instance() or QGuiApplication(["kiosk-screen"])
    QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    window = window_of(screen, scale)
    process = ScreenProcess(window, SeatRequest(engine_socket, build), screen.hotline)
    process.start()
    pulse = Pulse(window.window, Service())
    pulse.start()
    code = app.exec()
    pulse.stop()
    window.dismantle()
    return code
