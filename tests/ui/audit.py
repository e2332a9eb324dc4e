"""Measures what stands on the glass: the rules of the design that can be counted, each with its limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.ui.panel import PanelModel
from tests.ui.audit_pixels import contrast, edges, icons
from tests.ui.audit_speech import headings, names, reading_order
from tests.ui.limits import MODES, Fault, Limits
from tests.ui.stage import BUTTONS, Spoken, box, kind_of, seen, spoken, walk

TARGET_MM = 12.7  # VVSG 2.0 8.1-I
WAY_ON_MM = 20.0
GAP_MM = 2.54  # VVSG 2.0 8.1-I
REACH_MM = (380.0, 1220.0)  # above the floor (EN 301 549 8.3)
PAGE_WORDS = 40
ENTRY_WORDS = 20
LABEL_WORDS = 6
ERROR_ID = re.compile(r"\b[A-Z]{3}-\d{3}\b")
_SLACK_PX = 1.0
# small words between figures and names: "phường", "ngày", "and"
_PLAIN_SHARE = 1 / 3


def audit(
    window: QQuickWindow, model: PanelModel, mode: str = "normal", within: QQuickItem | None = None
) -> list[Fault]:
    """Every fault of what is shown on a panel of this model, drawn at its own pixels.

    `within` is what lies over the page and alone counts; only a page is headed.
    """
    pixels_per_mm = model.width / model.width_mm
    limits = MODES[mode]
    image = window.grabWindow()
    root = within or window.contentItem()
    own = set(walk(root))
    told = [thing for thing in spoken(window) if thing.item in own]
    touchable = [thing for thing in told if thing.role in BUTTONS]
    shown = list(texts(root))
    return [
        *(headings(told) if within is None else ()),
        *letters(shown, pixels_per_mm, limits),
        *target_sizes(touchable, pixels_per_mm),
        *gaps(touchable, pixels_per_mm),
        *reach(touchable, model),
        *clipped(shown, QRectF(0, 0, window.width(), window.height())),
        *names(touchable),
        *reading_order(told),
        *contrast(shown, image, limits.contrast),
        *edges(touchable, image),
        *icons(root, image),
        *overlaps(shown),
        *wordiness(shown),
    ]


def texts(root: QQuickItem) -> Iterator[QQuickItem]:
    """Every text item with something in it that is at least partly on the glass."""
    for item in walk(root):
        if item.inherits("QQuickText") and item.property("text") and not seen(item).isEmpty():
            yield item


def letters(shown: list[QQuickItem], pixels_per_mm: float, limits: Limits) -> Iterator[Fault]:
    """Capital letters are high enough; numbers in the drawing of the cabinet as high as any must be."""
    for item in shown:
        font = item.property("font")
        assert isinstance(font, QFont)
        height = QFontMetricsF(font).capHeight() / pixels_per_mm
        least = limits.drawn if item.property("drawn") else limits.body if _runs(item) else limits.letter
        if height < least - 0.05:
            yield Fault("letter height", str(item.property("text")), f"{height:.2f} mm")


def _runs(item: QQuickItem) -> bool:
    """Whether a text is a sentence: longer than a label, and neither a title nor the note of a button."""
    words = len(str(item.property("text")).split())
    return words > LABEL_WORDS and not item.property("heavy") and _button_around(item) is None


def _whole(touchable: list[Spoken]) -> list[Spoken]:
    """Targets that are wholly on the glass; what a scrolling list cuts can be drawn in."""
    return [thing for thing in touchable if _area(seen(thing.item)) >= _area(box(thing.item)) * 0.99]


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height()


def target_sizes(touchable: list[Spoken], pixels_per_mm: float) -> Iterator[Fault]:
    """Targets are at least 12.7 mm both ways, the way on at least 20 mm high."""
    for thing in touchable:
        size = min(thing.item.width(), thing.item.height()) / pixels_per_mm
        if size < TARGET_MM - 0.05:
            yield Fault("target size", thing.name, f"{size:.2f} mm")
        high = thing.item.height() / pixels_per_mm
        if thing.item.property("look") == "primary" and high < WAY_ON_MM - 0.05:
            yield Fault("way on", thing.name, f"{high:.2f} mm")


def reach(touchable: list[Spoken], model: PanelModel) -> Iterator[Fault]:
    """Every target can be reached from a wheelchair when the panel hangs as its model says."""
    for thing in touchable:
        place = box(thing.item)
        top, bottom = (model.above_floor(y) for y in (place.top(), place.bottom()))
        if top > REACH_MM[1] or bottom < REACH_MM[0]:
            yield Fault("reach", thing.name, f"{bottom:.0f} to {top:.0f} mm")


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


def _around(item: QQuickItem, holds: Callable[[QQuickItem], bool]) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None and not holds(parent):
        parent = parent.parentItem()
    return parent


def _button_around(item: QQuickItem) -> QQuickItem | None:
    return _around(item, lambda parent: parent.inherits("QQuickAbstractButton"))


def _scrolls(item: QQuickItem) -> bool:
    return (
        _around(item, lambda each: each.inherits("QQuickFlickable") and each.property("interactive"))
        is not None
    )


def _lists(item: QQuickItem) -> bool:
    """Whether an item draws entries of a list, such as papers and what they are."""
    return kind_of(item).partition("_QML")[0] in {"FactLine", "Labelled", "PaperList"}


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
    if item.property("drawn"):
        # digits alone: nothing stands above their capitals' height or under their line
        high = QFontMetricsF(item.property("font")).capHeight()
        middle = box(item).center().y()
        return QRectF(box(item).left(), middle - high / 2, box(item).width(), high).intersected(seen(item))
    drawn = QRectF(0, 0, float(item.property("contentWidth")), item.height())
    return item.mapRectToScene(drawn).intersected(seen(item))


def wordiness(shown: list[QQuickItem]) -> Iterator[Fault]:
    """At most forty words run: lines of four words and more; no titles, labels, targets and bare data.

    What is listed is skimmed, not read through: there each entry counts for itself.
    """
    lines = [
        (item, len(str(item.property("text")).split()))
        for item in shown
        if not item.property("heavy") and _button_around(item) is None and not is_data(item.property("text"))
    ]
    listed = {item: words for item, words in lines if _around(item, _lists) is not None}
    running = [(item, words) for item, words in lines if words > 3 and item not in listed]
    if (all_words := sum(words for _, words in running)) > PAGE_WORDS:
        yield Fault("words", str(running[0][0].property("text")), f"{all_words}")
    for item, words in listed.items():
        if words > ENTRY_WORDS:
            yield Fault("words", str(item.property("text")), f"{words} in an entry")


def is_data(text: str) -> bool:
    """Whether a line is a number, a date or an address to look at: figures, names, few words between."""
    words = text.split()
    plain = [word for word in words if word[0].islower()]
    return any(char.isdigit() for char in text) and len(plain) <= len(words) * _PLAIN_SHARE


def bare_codes(shown: list[QQuickItem]) -> Iterator[Fault]:
    """The id of an error is for staff: in the smallest letters of the page, behind a word that says so."""
    least = min((float(item.property("capital")) for item in shown if item.property("capital")), default=0.0)
    for item in shown:
        text = str(item.property("text"))
        found = ERROR_ID.search(text)
        if found and (found.start() == 0 or item.property("heavy") or item.property("capital") > least):
            yield Fault("code", text, f"{item.property('capital')} mm")
