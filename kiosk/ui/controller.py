"""Between the session's socket and the window."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import segno
import structlog
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QImage, QImageWriter
from PySide6.QtNetwork import QLocalSocket

from kiosk.dossier.text import Text
from kiosk.messages.pages import Page, ShowCode
from kiosk.messages.screen import (
    SCREEN,
    Answer,
    Close,
    Frame,
    LanguageChosen,
    Overlay,
    Picture,
    Ready,
    Speak,
    Touched,
)
from kiosk.messages.wire import Message, Splitter, WireError
from kiosk.ui.window import KioskWindow

_log = structlog.get_logger()
_TOUCHED_EVERY = 1.0
QR_SLOT = "qr"


class ScreenController(QObject):
    """Draws what the session says, and says what the person did. `ended` comes once."""

    ended = Signal()

    def __init__(self, sock: socket.socket, window: KioskWindow) -> None:
        """Own `sock` (a connected stream socket) from now on."""
        super().__init__()
        self._window = window
        self._screen = window.screen
        self._splitter = Splitter()
        self._over = False
        self._touched_at = float("-inf")
        self.clock: Callable[[], float] = time.monotonic
        self._socket = QLocalSocket(self)
        sock.setblocking(False)
        if not self._socket.setSocketDescriptor(sock.detach()):
            raise OSError("the session's socket cannot be adopted")
        self._screen.answered.connect(self._answer)
        self._screen.language_chosen.connect(self._tell_language)
        window.presence.noticed.connect(self._tell_presence)
        window.window.frameSwapped.connect(self._tell_ready)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self.close)
        self._read()

    def close(self) -> None:
        """Forget the person and end."""
        if self._over:
            return
        self._over = True
        self._window.forget()
        self._socket.abort()
        self.ended.emit()

    # --- from the session ------------------------------------------------------------------------------

    def _read(self) -> None:
        fresh: dict[str, bytes] = {}
        try:
            for frame in self._splitter.feed(bytes(self._socket.readAll().data())):
                received = SCREEN.decode(frame)
                if self._over:
                    return
                if isinstance(received.message, Picture):
                    fresh[received.message.slot] = received.raw
                else:
                    self._take(received.message)
        except WireError:
            _log.error("screen.unreadable_message")
            self.close()
        # of pictures that came together only the newest of a slot is worth decoding
        for slot, raw in fresh.items() if not self._over else ():
            self._screen.picture(slot, self._window.pictures.put(slot, raw))

    def _take(self, message: Message) -> None:
        match message:
            case Frame():
                self._screen.surround(message)
            case Page():
                self._show(message)
            case Overlay():
                self._screen.ask(message)
            case Speak():
                self._announce(message.text)
            case Close():
                self.close()
            case _:
                raise WireError("a message only the screen sends")

    def _show(self, page: Page) -> None:
        if isinstance(page, ShowCode):
            self._screen.picture(QR_SLOT, self._window.pictures.put(QR_SLOT, _qr_png(page.qr)))
        self._screen.show(page)

    def _announce(self, text: Text) -> None:
        words = text.of(self._screen.shown_language)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window.window, words))

    # --- to the session --------------------------------------------------------------------------------

    def _send(self, message: Message) -> None:
        if not self._over:
            self._socket.write(QByteArray(SCREEN.encode(message)))

    def _answer(self, number: int, name: str, value: str) -> None:
        self._send(Answer(number=number, name=name, value=value))

    def _tell_language(self, language: str) -> None:
        self._send(LanguageChosen(language="en" if language == "en" else "vi"))

    def _tell_presence(self) -> None:
        now = self.clock()
        if now - self._touched_at >= _TOUCHED_EVERY:
            self._touched_at = now
            self._send(Touched())

    def _tell_ready(self) -> None:
        self._window.window.frameSwapped.disconnect(self._tell_ready)
        self._send(Ready())


def _qr_png(content: str) -> bytes:
    """A QR code as PNG, one pixel a module with the quiet zone of ISO/IEC 18004; empty for no content."""
    if not content:
        return b""
    modules = [bytes(row) for row in segno.make_qr(content, error="m").matrix_iter(border=4)]
    image = QImage(len(modules[0]), len(modules), QImage.Format.Format_RGB32)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            image.setPixel(x, y, 0xFF000000 if dark else 0xFFFFFFFF)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
