"""The rules of light and dark, measured on the pixels that were drawn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem

from tests.ui.limits import Fault
from tests.ui.stage import Spoken, box, seen, walk

SIGN_CONTRAST = 3.0  # WCAG 2.2 1.4.11
_OUTSIDE_PX, _INSIDE_PX = 4, 10


def contrast(shown: list[QQuickItem], image: QImage, least: float) -> Iterator[Fault]:
    """Text stands out against what is drawn behind it, also where it cannot be chosen."""
    for item in shown:
        part = seen(item)
        # of a line that a list cuts away too little may be left to be judged
        if part.height() < box(item).height() * 0.6:
            continue
        ratio = spread(image, part)
        if ratio < least:
            yield Fault("contrast", str(item.property("text")), f"{ratio:.1f}:1")


def edges(touchable: list[Spoken], image: QImage) -> Iterator[Fault]:
    """The edge of a target, or its filling, stands at least 3:1 against what is around it."""
    for thing in touchable:
        if thing.enabled and _on_glass(thing.item):
            best = max(spread(image, strip) for strip in _across_edge(box(thing.item)))
            if best < SIGN_CONTRAST:
                yield Fault("edge", thing.name, f"{best:.1f}:1")


def icons(root: QQuickItem, image: QImage) -> Iterator[Fault]:
    """A drawing that means something stands at least 3:1 against its ground."""
    for item in walk(root):
        if item.property("colour") is None or not item.property("name") or not _on_glass(item):
            continue
        ratio = spread(image, box(item))
        if ratio < SIGN_CONTRAST:
            yield Fault("icon", str(item.property("name")), f"{ratio:.1f}:1")


def focus_shown(before: QImage, after: QImage, place: QRectF) -> Iterator[Fault]:
    """Where the focus came, some pixels around the target changed by at least 3:1."""
    area = place.adjusted(-_INSIDE_PX, -_INSIDE_PX, _INSIDE_PX, _INSIDE_PX)
    old, new = luminances(_cut(before, area)) + 0.05, luminances(_cut(after, area)) + 0.05
    best = float(np.max(np.maximum(old / new, new / old)))
    if best < SIGN_CONTRAST:
        yield Fault("focus", str(place), f"{best:.1f}:1")


def spread(image: QImage, area: QRectF) -> float:
    """The contrast of the lightest to the darkest pixel of an area (WCAG 2.2)."""
    light = luminances(_cut(image, area))
    return float((light.max() + 0.05) / (light.min() + 0.05)) if light.size else float("inf")


def luminances(image: QImage) -> NDArray[np.float32]:
    """Relative luminance (WCAG 2.2) of every pixel, rows by columns."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    pixels = lines[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3)
    red, green, blue = _shares()
    return np.asarray(red[pixels[..., 0]] + green[pixels[..., 1]] + blue[pixels[..., 2]], np.float32)


@cache
def _shares() -> tuple[NDArray[np.float32], ...]:
    parts = np.arange(256) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return tuple(np.asarray(linear * weight, np.float32) for weight in (0.2126, 0.7152, 0.0722))


def _cut(image: QImage, area: QRectF) -> QImage:
    return image.copy(area.intersected(QRectF(image.rect())).toAlignedRect())


def _on_glass(item: QQuickItem) -> bool:
    """Whether an item is wholly seen; of what a list cuts the edge cannot be judged."""
    whole, part = box(item), seen(item)
    return not whole.isEmpty() and part.width() * part.height() >= whole.width() * whole.height() * 0.99


def _across_edge(place: QRectF) -> Iterator[QRectF]:
    """A thin strip from outside to inside over the middle of each side."""
    middle, long = place.center(), _OUTSIDE_PX + _INSIDE_PX
    yield QRectF(place.left() - _OUTSIDE_PX, middle.y() - 1, long, 2)
    yield QRectF(place.right() - _INSIDE_PX, middle.y() - 1, long, 2)
    yield QRectF(middle.x() - 1, place.top() - _OUTSIDE_PX, 2, long)
    yield QRectF(middle.x() - 1, place.bottom() - _INSIDE_PX, 2, long)
