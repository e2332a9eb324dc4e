"""A screen on an invisible panel, and the session's end of its socket."""

from __future__ import annotations

import socket
import time

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.messages.pages import Page
from kiosk.messages.screen import SCREEN, Frame
from kiosk.messages.wire import Message, Splitter
from kiosk.ui.controller import ScreenController
from kiosk.ui.panel import panel
from kiosk.ui.window import KioskWindow


class Stage:
    """Everything a test needs to play the session."""

    def __init__(self, name: str = "portrait-21", *, moving: bool = False) -> None:
        """Load the scene for a panel and show it."""
        self.window = KioskWindow(panel(name), moving=moving)
        self.here, there = socket.socketpair()
        self.here.setblocking(False)
        self.controller = ScreenController(there, self.window)
        self.screen = self.window.screen
        self._splitter = Splitter()
        self._number = 0
        self.received: list[Message] = []
        self.window.show()

    def send(self, message: Message, raw: bytes = b"") -> None:
        """Say something to the screen and let it act."""
        self.here.setblocking(True)
        self.here.sendall(SCREEN.encode(message, raw))
        self.here.setblocking(False)
        self.settle()

    def show(self, page: Page, **frame: object) -> int:
        """Replace the page; returns its number."""
        self._number += 1
        around = {"back": True, "finish": True, **frame}
        self.send(Frame.model_validate({"number": self._number, **around}))
        self.send(page)
        return self._number

    def settle(self, seconds: float = 0.0) -> None:
        """Let the screen's event loop run until it has nothing to do, and for `seconds` at least."""
        until = time.monotonic() + seconds
        while True:
            for _ in range(4):
                QGuiApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if time.monotonic() >= until:
                break
            time.sleep(0.005)
        self._listen()

    def picture(self) -> QImage:
        """What is on the glass."""
        return self.window.window.grabWindow()

    def answers(self, kind: type[Message]) -> list[Message]:
        """What the screen said of one kind."""
        self.settle()
        return [message for message in self.received if isinstance(message, kind)]

    def strike(self) -> None:
        """Take everything down."""
        self.controller.close()
        self.window.dismantle()
        self.here.close()

    def _listen(self) -> None:
        try:
            data = self.here.recv(1 << 16)
        except (BlockingIOError, ConnectionResetError):
            return
        self.received += [SCREEN.decode(frame).message for frame in self._splitter.feed(data)]
