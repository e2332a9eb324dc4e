"""A person at the screen: sees pages, touches answers, counts touches."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from kiosk.messages.pages import EnterDigits, Page
from kiosk.messages.screen import (
    SCREEN,
    Answer,
    Close,
    Frame,
    LanguageChosen,
    Overlay,
    Picture,
    Ready,
    Touched,
)
from kiosk.messages.wire import Channel
from tests.session.page_rules import faults

P = TypeVar("P", bound=Page)
PATIENCE = 12.0
# what anybody met in this run, for whoever wants to look at it
MET: list[tuple[Page, Frame]] = []


class PersonAtScreen:
    """The screen's end of the socket, with a person before it."""

    def __init__(self, sock: socket.socket) -> None:
        """Begin to look."""
        self._channel = Channel(sock, SCREEN)
        self._changed = threading.Condition()
        self._frame = Frame(number=0, back=False, finish=False)
        self._shown: Page | None = None
        self._answered = 0
        self.overlay: Overlay | None = None
        self.pictures: dict[str, bytes] = {}
        self.passed: list[Page] = []
        self.wrong: list[str] = []
        self.touches_made = 0
        self.closed = False
        self.gone = False
        threading.Thread(target=self._look, daemon=True).start()
        self._channel.send(Ready())

    def sees(
        self, kind: type[P], *, like: Callable[[P], bool] = lambda page: True, updated: bool = False
    ) -> P:
        """Wait for a page of this kind; a new one, unless `updated` in place."""

        def there() -> bool:
            new = updated or self._frame.number > self._answered
            return new and isinstance(self._shown, kind) and like(self._shown)

        self._wait(there, f"{kind.__name__}, but sees {self._shown!r}")
        assert isinstance(self._shown, kind)
        return self._shown

    def touches(self, name: str, value: str = "") -> None:
        """Touch something on the page shown."""
        self.touches_made += 1
        self._answers(name, value)

    def _answers(self, name: str, value: str) -> None:
        self._answered = self._frame.number
        self._channel.send(Answer(number=self._frame.number, name=name, value=value))

    def moves(self, name: str, value: str = "") -> None:
        """Touch something that changes the page in place."""
        self.touches(name, value)
        self._answered = 0

    def types(self, digits: str) -> None:
        """Type digits: one touch each, and one to confirm where the last digit is not word enough."""
        page = self._shown
        assert isinstance(page, EnterDigits)
        to_confirm = page.hidden or page.shortest != page.longest
        self.touches_made += len(digits) + to_confirm
        self._answers("typed", digits)

    def sees_picture(self, slot: str, content: bytes) -> None:
        """Wait for a picture in a slot."""
        self._wait(lambda: self.pictures.get(slot) == content, f"{content!r} in {slot}")

    def sees_overlay(self) -> Overlay:
        """Wait for a question over the page."""
        self._wait(lambda: self.overlay is not None and self.overlay.title is not None, "an overlay")
        assert self.overlay is not None
        return self.overlay

    def sees_no_overlay(self) -> None:
        """Wait until the overlay is gone."""
        self._wait(lambda: self.overlay is not None and self.overlay.title is None, "no overlay")

    def sees_frame(self, like: Callable[[Frame], bool]) -> Frame:
        """Wait for a frame around the page."""
        self._wait(lambda: like(self._frame), "such a frame")
        return self._frame

    def is_noticed(self) -> None:
        """Touch the glass beside every button."""
        self._channel.send(Touched())

    def speaks(self, language: str) -> None:
        """Choose a language."""
        self._channel.send(LanguageChosen(language="en" if language == "en" else "vi"))

    def sees_end(self) -> None:
        """Wait until the session closes the screen."""
        self._wait(lambda: self.closed, "the end of the visit")

    def vanishes(self) -> None:
        """The screen's process dies."""
        self._channel.close()

    def _wait(self, there: Callable[[], bool], what: str) -> None:
        with self._changed:
            deadline = time.monotonic() + PATIENCE
            while not there():
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    raise AssertionError(f"waits for {what}; now {self._shown!r}, over it {self.overlay!r}")

    def _look(self) -> None:
        try:
            while (received := self._channel.receive()) is not None:
                with self._changed:
                    self._take(received.message, received.raw)
                    self._changed.notify_all()
        except OSError:
            pass
        with self._changed:
            self.gone = True
            self._changed.notify_all()

    def _take(self, message: object, raw: bytes) -> None:
        if isinstance(message, Frame):
            self._next = message
        elif isinstance(message, Page):
            if self._shown is None or message.title != self._shown.title or message.kind != self._shown.kind:
                self.passed.append(message)
            if (message, self._next) != (self._shown, self._frame):
                self.wrong += faults(message, self._next)
                MET.append((message, self._next))
            self._frame, self._shown = self._next, message
        elif isinstance(message, Overlay):
            self.overlay = message
        elif isinstance(message, Picture):
            self.pictures[message.slot] = raw
        elif isinstance(message, Close):
            self.closed = True
