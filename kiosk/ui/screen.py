"""What QML sees and may do: one object, so that the boundary can be read and linted in one place."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.messages import pages
from kiosk.messages.screen import Frame, Language, Overlay
from kiosk.ui.shown import own_words, shown_map

QML_IMPORT_NAME = "Kiosk.Screen"
QML_IMPORT_MAJOR_VERSION = 1

# a second tap of a hurried or trembling finger must not answer the next page, nor type a letter twice
# (EN 301 549 5.8 allows up to 0.5 s)
GUARD_SECONDS = 0.3
# every square of the touch test counts, however fast one follows the other; none of them leads on
_FAST_ANSWERS = {"place"}
_FRAME_ANSWERS = ("back", "finish", "help")
FIRST_LANGUAGE: Language = "vi"


def page_file(kind: str) -> str:
    """The QML file that draws a page: `lay-card` is drawn by `LayCard.qml`."""
    return "".join(word.capitalize() for word in kind.split("-")) + ".qml"


@QmlElement
@QmlSingleton
class Screen(QObject):
    """The page shown, in the language shown, and what the person does with it."""

    languageChanged = Signal()
    frameChanged = Signal()
    overlayChanged = Signal()
    picturesChanged = Signal()
    pageUpdated = Signal()
    pageReplaced = Signal(str)
    standsAlone = Signal()
    forgotten = Signal()
    answered = Signal(int, str, str)
    language_chosen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Show nothing yet, in Vietnamese."""
        super().__init__(parent)
        self.clock: Callable[[], float] = time.monotonic
        # when the glass was touched last
        self.touched_at: Callable[[], float] = time.monotonic
        self._last_answer = float("-inf")
        self._hotline = ""
        self._last_tap: tuple[QObject | None, float] = (None, float("-inf"))
        self.forget()

    def forget(self) -> None:
        """Drop everything a person said or saw; the language is the first one again."""
        self._language: Language = FIRST_LANGUAGE
        self._frame = Frame(number=0, back=False, finish=False, help=False)
        self._page: pages.Page | None = None
        self._coming = self._frame
        self._overlay = Overlay()
        self._pictures: dict[str, str] = {}
        self.languageChanged.emit()
        self.frameChanged.emit()
        self.overlayChanged.emit()
        self.picturesChanged.emit()
        self.forgotten.emit()

    # --- told by the session ---------------------------------------------------------------------------

    def surround(self, frame: Frame) -> None:
        """Keep the frame of the page that follows."""
        self._coming = frame

    def show(self, page: pages.Page) -> None:
        """Update the page in place when its number and kind are the same, else replace it."""
        frame = self._coming
        same = self._page is not None and frame.number == self._frame.number and page.kind == self._page.kind
        self._frame, self._page = frame, page
        self.frameChanged.emit()
        if same:
            self.pageUpdated.emit()
        else:
            self.pageReplaced.emit(page_file(page.kind))

    def stand_alone(self, hotline: str) -> None:
        """Show the screen's own page: no engine answers."""
        self.forget()
        self._hotline = hotline
        self.standsAlone.emit()

    def ask(self, overlay: Overlay) -> None:
        """Lay a question over the page, or take it away."""
        self._overlay = overlay
        self.overlayChanged.emit()

    def picture(self, slot: str, address: str) -> None:
        """Show another picture in a slot."""
        self._pictures = {**self._pictures, slot: address}
        self.picturesChanged.emit()

    @property
    def shown_language(self) -> Language:
        """The language shown."""
        return self._language

    # --- read by QML -----------------------------------------------------------------------------------

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        """`vi` or `en`."""
        return self._language

    @Property("QVariant", notify=languageChanged)  # type: ignore[arg-type]
    def words(self) -> dict[str, str]:
        """The screen's own fixed words."""
        return own_words(self._language)

    @Property("QVariant", notify=frameChanged)  # type: ignore[arg-type]
    def frame(self) -> dict[str, object]:
        """What stands around the page."""
        return shown_map(self._frame, self._language)

    @Property("QVariant", notify=pageUpdated)  # type: ignore[arg-type]
    def page(self) -> dict[str, object]:
        """The page's fields."""
        return shown_map(self._page, self._language) if self._page else {}

    @Property("QVariant", notify=overlayChanged)  # type: ignore[arg-type]
    def overlay(self) -> dict[str, object]:
        """The question over the page; an empty title when there is none."""
        return shown_map(self._overlay, self._language)

    @Property("QVariant", notify=picturesChanged)  # type: ignore[arg-type]
    def pictures(self) -> dict[str, str]:
        """Address of the picture in each slot."""
        return self._pictures

    @Property(str, notify=standsAlone)
    def hotline(self) -> str:
        """The number on the screen's own page."""
        return self._hotline

    # --- done by the person ----------------------------------------------------------------------------

    @Slot(QObject, result=bool)
    def counts(self, target: QObject) -> bool:
        """Whether a tap on a target counts: not so soon after the last one, if that was on the same."""
        now, (last, at) = self.touched_at(), self._last_tap
        if target is last and now - at < GUARD_SECONDS:
            return False
        self._last_tap = (target, now)
        return True

    @Slot(str, str, result=bool)
    def answer(self, name: str, value: str) -> bool:
        """Answer the page or its frame; False when too soon after the last, or no answer of this page."""
        now = self.clock()
        hurried = now - self._last_answer < GUARD_SECONDS and name not in _FAST_ANSWERS
        if hurried or not self._accepts(name, value):
            return False
        self._last_answer = now
        self.answered.emit(self._frame.number, name, value)
        return True

    @Slot(str)
    def typing(self, text: str) -> None:
        """Answer `query` while the person types; not a tap, so no guard."""
        if self._page is not None and self._page.accepts("query", text):
            self.answered.emit(self._frame.number, "query", text)

    @Slot(str)
    def choose(self, language: str) -> None:
        """Show everything in another language."""
        chosen: Language = "en" if language == "en" else "vi"
        if chosen == self._language:
            return
        self._language = chosen
        self.languageChanged.emit()
        self.frameChanged.emit()
        self.overlayChanged.emit()
        self.pageUpdated.emit()
        self.language_chosen.emit(chosen)

    def _accepts(self, name: str, value: str) -> bool:
        if self._overlay.title is not None:
            return any(button.name == name and button.enabled for button in self._overlay.buttons)
        if name in _FRAME_ANSWERS and getattr(self._frame, name):
            return True
        return self._page is not None and self._page.accepts(name, value)
