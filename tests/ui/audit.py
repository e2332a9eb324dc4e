"""Measures what stands on the glass: the rules of the design that can be counted, each with its limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QFont, QFontMetricsF, QImage
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.ui.stage import BUTTONS, Spoken, spoken, walk

LETTER_MM = 4.8  # ADA 707.7.2
TARGET_MM = 12.7  # VVSG 2.0 8.1-I
GAP_MM = 2.54  # VVSG 2.0 8.1-I
CONTRAST = 7.0  # WCAG 2.2 1.4.6
TITLE_WORDS = 12
PAGE_WORDS = 40
_SLACK_PX = 1.0


@dataclass(frozen=True)
class Fault:
    """A rule broken, where, and by how much."""

    rule: str
    where: str
    measured: str

    def __str__(self) -> str:
        """One line for a failing test."""
        return f"{self.rule}: {self.where} ({self.measured})"


def audit(window: QQuickWindow, pixels_per_mm: float) -> list[Fault]:
    """Every fault of the page shown."""
    image = window.grabWindow()
    told = spoken(window)
    touchable = [thing for thing in told if thing.role in BUTTONS]
    shown = list(texts(window))
    return [
        *letters(shown, pixels_per_mm),
        *target_sizes(touchable, pixels_per_mm),
        *gaps(touchable, pixels_per_mm),
        *clipped(shown, QRectF(0, 0, window.width(), window.height())),
        *names(touchable),
        *headings(told),
        *contrast(shown, image),
        *overlaps(shown),
        *wordiness(shown),
    ]


def box(item: QQuickItem) -> QRectF:
    """Where an item stands on the glass."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def seen(item: QQuickItem) -> QRectF:
    """The part of an item that clipping parents leave."""
    found = box(item)
    parent = item.parentItem()
    while parent is not None:
        if parent.clip():
            found = found.intersected(box(parent))
        parent = parent.parentItem()
    return found


def texts(window: QQuickWindow) -> Iterator[QQuickItem]:
    """Every text item with something in it that is at least partly on the glass."""
    for item in walk(window.contentItem()):
        if item.inherits("QQuickText") and item.property("text") and not seen(item).isEmpty():
            yield item


def letters(shown: list[QQuickItem], pixels_per_mm: float) -> Iterator[Fault]:
    """Capital letters are at least 4.8 mm high."""
    for item in shown:
        font = item.property("font")
        assert isinstance(font, QFont)
        height = QFontMetricsF(font).capHeight() / pixels_per_mm
        if height < LETTER_MM - 0.05:
            yield Fault("letter height", str(item.property("text")), f"{height:.2f} mm")


def _whole(touchable: list[Spoken]) -> list[Spoken]:
    """Targets that are wholly on the glass; what a scrolling list cuts can be drawn in."""
    return [thing for thing in touchable if _area(seen(thing.item)) >= _area(box(thing.item)) * 0.99]


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height()


def target_sizes(touchable: list[Spoken], pixels_per_mm: float) -> Iterator[Fault]:
    """Targets are at least 12.7 mm both ways."""
    for thing in touchable:
        size = min(thing.item.width(), thing.item.height()) / pixels_per_mm
        if size < TARGET_MM - 0.05:
            yield Fault("target size", thing.name, f"{size:.2f} mm")


def gaps(touchable: list[Spoken], pixels_per_mm: float) -> Iterator[Fault]:
    """Targets stand at least 2.54 mm apart."""
    rects = [(thing.name, box(thing.item)) for thing in _whole(touchable)]
    for index, (name, one) in enumerate(rects):
        for other_name, other in rects[index + 1 :]:
            across = max(one.left(), other.left()) - min(one.right(), other.right())
            down = max(one.top(), other.top()) - min(one.bottom(), other.bottom())
            gap = max(across, down) / pixels_per_mm
            if gap < GAP_MM - 0.05:
                yield Fault("gap", f"{name} | {other_name}", f"{gap:.2f} mm")


def clipped(shown: list[QQuickItem], glass: QRectF) -> Iterator[Fault]:
    """No text is cut, runs out of its box, out of its button, or off the glass."""
    for item in shown:
        text = str(item.property("text"))
        wide, high = float(item.property("contentWidth")), float(item.property("contentHeight"))
        if item.property("truncated"):
            yield Fault("cut text", text, "elided")
        if wide > item.width() + _SLACK_PX or high > item.height() + _SLACK_PX:
            yield Fault("cut text", text, f"{wide:.0f}x{high:.0f} in {item.width():.0f}x{item.height():.0f}")
        inked = item.mapRectToScene(QRectF(0, 0, min(wide, item.width()), high))
        around = _button_around(item)
        if around is not None and not _inside(inked, box(around)):
            yield Fault("cut text", text, "out of its button")
        if not _scrolls(item) and not _inside(inked, glass):
            yield Fault("cut text", text, "off the glass")


def _inside(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX).contains(inner)


def _button_around(item: QQuickItem) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None and not parent.inherits("QQuickAbstractButton"):
        parent = parent.parentItem()
    return parent


def _scrolls(item: QQuickItem) -> bool:
    parent = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable") and parent.property("interactive"):
            return True
        parent = parent.parentItem()
    return False


def names(touchable: list[Spoken]) -> Iterator[Fault]:
    """Every target has a name of its own."""
    called = [thing.name for thing in touchable]
    for name in called:
        if not name.strip():
            yield Fault("name", "a target", "no name")
        elif called.count(name) > 1:
            yield Fault("name", name, "twice")


def headings(told: list[Spoken]) -> Iterator[Fault]:
    """Exactly one heading, of at most twelve words."""
    found = [thing.name for thing in told if thing.role == QAccessible.Role.Heading]
    if len(found) != 1:
        yield Fault("heading", " | ".join(found), f"{len(found)}")
    for title in found:
        if len(title.split()) > TITLE_WORDS:
            yield Fault("heading", title, f"{len(title.split())} words")


def contrast(shown: list[QQuickItem], image: QImage) -> Iterator[Fault]:
    """Text stands at least 7:1 against what is drawn behind it."""
    for item in shown:
        if not item.isEnabled():
            continue
        area = seen(item).intersected(QRectF(0, 0, image.width(), image.height())).toAlignedRect()
        ink = luminances(image.copy(area))
        ratio = (ink.max() + 0.05) / (ink.min() + 0.05)
        if ratio < CONTRAST:
            yield Fault("contrast", str(item.property("text")), f"{ratio:.1f}:1")


def luminances(image: QImage) -> NDArray[np.float64]:
    """Relative luminance (WCAG 2.2) of every pixel, rows by columns."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    parts = np.arange(256) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    channels = linear[lines[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3)]
    return np.asarray(channels @ np.array([0.2126, 0.7152, 0.0722]), np.float64)


def overlaps(shown: list[QQuickItem]) -> Iterator[Fault]:
    """No two texts stand on each other."""
    inked = [(str(item.property("text")), _ink(item)) for item in shown]
    for index, (text, one) in enumerate(inked):
        for other_text, other in inked[index + 1 :]:
            shared = one.intersected(other)
            if shared.width() > 2 and shared.height() > 4:
                yield Fault(
                    "overlap", f"{text} | {other_text}", f"{shared.width():.0f}x{shared.height():.0f}"
                )


def _ink(item: QQuickItem) -> QRectF:
    drawn = QRectF(0, 0, float(item.property("contentWidth")), item.height())
    return item.mapRectToScene(drawn).intersected(seen(item))


def wordiness(shown: list[QQuickItem]) -> Iterator[Fault]:
    """At most forty words run: lines of four words and more; titles, labels and targets do not run."""
    running = [
        str(item.property("text"))
        for item in shown
        if not item.property("heavy") and _button_around(item) is None
    ]
    words = sum(len(text.split()) for text in running if len(text.split()) > 3)
    if words > PAGE_WORDS:
        yield Fault("words", running[0], f"{words}")
