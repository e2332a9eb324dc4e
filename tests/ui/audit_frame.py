"""The rules of what stands around every page, of the finger, and of leaving nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQuick import QQuickWindow

from kiosk.messages.pages import Page
from tests.ui.limits import Fault
from tests.ui.stage import Stage, box, targets

ALWAYS = ("Chữ to", "Tương phản cao", "Tiếng Việt", "English")
BELOW = ("Quay lại", "Trợ giúp", "Kết thúc")
_SAME_PX = 0.01

Places = dict[str, tuple[float, float, float, float]]


def around(window: QQuickWindow) -> Places:
    """Where each button of the frame stands, of those that show."""
    own = {thing.name: box(thing.item) for thing in targets(window) if thing.name in (*ALWAYS, *BELOW)}
    return {name: (place.x(), place.y(), place.width(), place.height()) for name, place in own.items()}


def strayed(pages: dict[str, Places]) -> list[Fault]:
    """What is missing of the frame, or stands elsewhere than on the other pages."""
    found = []
    home: Places = {}
    for name, places in pages.items():
        found += [Fault("frame", f"{name}: {button}", "missing") for button in ALWAYS if button not in places]
        for button, place in places.items():
            first = home.setdefault(button, place)
            if any(abs(one - other) > _SAME_PX for one, other in zip(place, first, strict=True)):
                found.append(Fault("frame", f"{name}: {button}", f"{place} instead of {first}"))
    return found


def press_shown(before: QImage, pressed: QImage, place: QRectF, name: str) -> Iterator[Fault]:
    """A target under a finger looks otherwise than before."""
    area = place.intersected(QRectF(before.rect())).toAlignedRect()
    if before.copy(area) == pressed.copy(area):
        yield Fault("press", name, "nothing shows")


def arrived(stage: Stage) -> Iterator[Fault]:
    """The page stands still, at its place, fully drawn."""
    item = stage.page_item()
    if item.x() != 0 or float(item.property("opacity")) != 1:
        yield Fault("moving", type(item).__name__, f"x {item.x():.0f}, opacity {item.property('opacity')}")


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
