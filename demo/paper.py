"""Reading a slip as a person does: whether words stand on it, drawn here anew in the slip's own letters."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Dots = npt.NDArray[np.uint8]
# sizes of letters on slips, in dots
_SIZES = {"Regular": (20, 25), "SemiBold": (20, 22, 25, 28), "Bold": (38,)}
# digits and capitals stand this high in a size of 100 dots
_CAPITAL = 76
_ABOUT = range(-4, 5)
# grey of a letter's edge that still comes out black
_BLACK_BELOW = 150
# words that stand there agree dot for dot; another tone mark in a long line leaves 0.994
_SURELY = 0.998
# a centred number may lie half a dot aside; another digit in four leaves about 0.8
_SURELY_NUMERAL = 0.95


def says(slip: Path, words: str) -> bool:
    """Whether these words stand in one line of the slip."""
    dots = _ink(slip)
    return any(
        _agreement(dots, words, cut, size) > _SURELY for cut, sizes in _SIZES.items() for size in sizes
    )


def numeral_is(slip: Path, number: str) -> bool:
    """Whether the one number that stands large on the slip is this one."""
    dots = _ink(slip)
    first, last = _tallest(dots)
    if first == last:
        return False
    size = round((last - first) * 100 / _CAPITAL)
    line = dots[max(0, first - 8) : last + 8]
    return any(_agreement(line, number, "Bold", size + more) > _SURELY_NUMERAL for more in _ABOUT)


@cache
def _ink(slip: Path) -> Dots:
    with Image.open(slip) as picture:
        return np.asarray(picture.convert("L").point(lambda grey: 0 if grey > 127 else 255), np.uint8)


def _tallest(dots: Dots) -> tuple[int, int]:
    """First row and the row behind the tallest run of rows that hold ink."""
    inked = np.concatenate(([0], dots.any(axis=1).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(inked))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _agreement(dots: Dots, words: str, cut: str, size: int) -> float:
    """The best correlation of the words with any place of the slip; 1 is dot for dot."""
    sought = _drawn(words, cut, size)
    if sought.shape[0] > dots.shape[0] or sought.shape[1] > dots.shape[1]:
        return 0.0
    return float(cv2.matchTemplate(dots, sought, cv2.TM_CCOEFF_NORMED).max())


@cache
def _drawn(words: str, cut: str, size: int) -> Dots:
    path = str(files("kiosk") / "ui" / "fonts" / f"BeVietnamPro-{cut}.ttf")
    font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    left, top, right, bottom = font.getbbox(words, anchor="ls")
    drawn = Image.new("L", (round(right - left) + 2, round(bottom - top) + 2), 255)
    ImageDraw.Draw(drawn).text((1 - left, 1 - top), words, 0, font, anchor="ls")
    ink = drawn.point(lambda grey: 255 if grey < _BLACK_BELOW else 0)
    return np.asarray(ink.crop(ink.getbbox()), np.uint8)
