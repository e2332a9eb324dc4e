"""The rules of what stands around every page, of the finger, and of leaving nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.messages.pages import Home, Page
from kiosk.messages.screen import Frame
from kiosk.ui.shown import own_words
from tests.ui.limits import Fault
from tests.ui.stage import Stage, box, seen, targets, walk

_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_AIDS, _ANSWERS = ("large_text", "high_contrast"), ("back", "help", "finish")
_SAME_PX = 0.01

Place = tuple[float, float, float, float]


class Surroundings:
    """What stands around pages that are read one after another: whole on each, and where it first stood."""

    def __init__(self) -> None:
        """No page was read yet."""
        self._first: dict[str, Place] = {}

    def faults(self, stage: Stage, page: Page, frame: Frame) -> Iterator[Fault]:
        """What is missing around the page shown, stands elsewhere than before, or should not be there."""
        there, wanted = around(stage), set(_wanted(frame))
        if _offers_help(stage, page):
            wanted.discard("help")
        for button in sorted(wanted - there.keys()):
            yield Fault("frame", button, "missing")
        for button in sorted(there.keys() - wanted):
            yield Fault("frame", button, "offers what does not apply")
        for button, place in there.items():
            first = self._first.setdefault(button, place)
            if any(abs(one - other) > _SAME_PX for one, other in zip(place, first, strict=True)):
                yield Fault("frame", button, f"{place} instead of {first}")


def _offers_help(stage: Stage, page: Page) -> bool:
    """Whether a tile of the home page calls somebody; then nothing else needs to."""
    tiles = page.tiles if isinstance(page, Home) else []
    names = {tile.label.of(stage.screen.shown_language) for tile in tiles if tile.name == "call-help"}
    shown = (thing for thing in targets(stage.window.window) if thing.name in names)
    return any(seen(thing.item) == box(thing.item) for thing in shown)


def _wanted(frame: Frame) -> Iterator[str]:
    if not frame.bare:
        yield from _AIDS
        yield from frame.languages if len(frame.languages) > 1 else ()
    yield from (button for button in _ANSWERS if getattr(frame, button))


def around(stage: Stage) -> dict[str, Place]:
    """Where each button of the frame stands, of those that show."""
    words = own_words(stage.screen.shown_language)
    names = {words[name]: name for name in (*_AIDS, *_ANSWERS)}
    names |= {name: language for language, name in _LANGUAGES.items()}
    page = set(walk(stage.page_item()))
    found = {}
    for thing in targets(stage.window.window):
        if thing.name in names and thing.item not in page:
            place = box(thing.item)
            found[names[thing.name]] = (place.x(), place.y(), place.width(), place.height())
    return found


def arrived(stage: Stage) -> Iterator[Fault]:
    """The page stands still, at its place, fully drawn."""
    item = stage.page_item()
    if item.x() != 0 or float(item.property("opacity")) != 1:
        yield Fault("moving", type(item).__name__, f"x {item.x():.0f}, opacity {item.property('opacity')}")


def kept_in(stage: Stage, question: QQuickItem) -> Iterator[Fault]:
    """Tab comes to every answer of a question that lies over a page, and to nothing beneath it."""
    own, window = set(walk(question)), stage.window.window
    wanted = {thing.name for thing in targets(window) if thing.item in own}
    for _ in targets(window):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        focused = next((thing for thing in targets(window) if thing.item == window.activeFocusItem()), None)
        if focused is not None:
            wanted.discard(focused.name)
            if focused.item not in own:
                yield Fault("focus", focused.name, "reached beneath a question")
    yield from (Fault("focus", name, "Tab does not come to it") for name in wanted)


def words_of(page: Page) -> set[str]:
    """Every text of a page that is long enough to be known again."""

    def inside(value: object) -> Iterator[str]:
        if isinstance(value, str) and " " in value:
            yield value
        elif isinstance(value, dict):
            for part in value.values():
                yield from inside(part)
        elif isinstance(value, list):
            for part in value:
                yield from inside(part)

    return set(inside(page.model_dump(mode="json", exclude={"buttons"})))


def left_behind(stage: Stage, page: Page) -> Iterator[Fault]:
    """What a page showed is in no item, no picture and no clipboard any more."""
    everywhere = stage.every_text() + "\n" + QGuiApplication.clipboard().text()
    own = set(stage.screen.property("words").values())
    for text in words_of(page) - own:
        if text in everywhere:
            yield Fault("left behind", page.kind, text)
    if stage.screen.property("pictures"):
        yield Fault("left behind", page.kind, "a picture")


def kept_settings(stage: Stage) -> Iterator[Fault]:
    """Language and reading aids are as for the first person."""
    chosen = {thing.name: bool(thing.item.property("chosen")) for thing in targets(stage.window.window)}
    wanted = {"Chữ to": False, "Tương phản cao": False, "Tiếng Việt": True, "English": False}
    for name, on in wanted.items():
        if chosen.get(name) is not on:
            yield Fault("kept setting", name, str(chosen.get(name)))
