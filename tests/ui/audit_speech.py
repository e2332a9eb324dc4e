"""The rules of what assistive technology meets: names, one heading, an order that is the eye's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible

from tests.ui.limits import Fault
from tests.ui.stage import BUTTONS, Spoken, seen

TITLE_WORDS = 12
_READ = BUTTONS | {QAccessible.Role.Heading, QAccessible.Role.StaticText, QAccessible.Role.EditableText}
# rows of a table or a bar stand within this share of their height on one line
_SAME_LINE = 0.5


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


def reading_order(told: list[Spoken]) -> Iterator[Fault]:
    """What is read next stands under what was read, beside it to the right, or in the next column."""
    read = [(thing.name, seen(thing.item)) for thing in told if thing.role in _READ and thing.name.strip()]
    placed = [(name, place) for name, place in read if not place.isEmpty()]
    for (name, one), (next_name, other) in pairwise(placed):
        if not _follows(one, other):
            yield Fault("reading order", f"{name} | {next_name}", "the second stands before the first")


def _follows(one: QRectF, other: QRectF) -> bool:
    shared = min(one.bottom(), other.bottom()) - max(one.top(), other.top())
    if shared > _SAME_LINE * min(one.height(), other.height()):
        return other.left() >= one.left() - 1
    return other.top() >= one.top() or other.left() >= one.right() - 1
