"""Faces, sizes and line breaking for 203 dpi thermal paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

from PIL import ImageFont

Weight = Literal["Regular", "SemiBold", "Bold"]


@dataclass(frozen=True)
class Face:
    """A cut of Be Vietnam Pro; `size` and `leading` (line to line) in dots, 8 dots to the millimetre."""

    weight: Weight
    size: int
    leading: int


TITLE = Face("Bold", 38, 50)
SECTION = Face("SemiBold", 28, 38)
KICKER = Face("SemiBold", 22, 30)
BODY = Face("Regular", 25, 36)
STRONG = Face("SemiBold", 25, 36)
# the smallest that stays legible with stacked tone marks at 203 dpi
SMALL = Face("Regular", 20, 28)
SMALL_STRONG = Face("SemiBold", 20, 28)


@cache
def _data(weight: Weight) -> bytes:
    return (files("kiosk") / "ui" / "fonts" / f"BeVietnamPro-{weight}.ttf").read_bytes()


@cache
def font(face: Face) -> ImageFont.FreeTypeFont:
    """The loaded font of a face."""
    return ImageFont.truetype(BytesIO(_data(face.weight)), face.size, layout_engine=ImageFont.Layout.BASIC)


def baseline(face: Face) -> int:
    """Dots from the top of a line to its baseline: room for a capital with two marks on it."""
    return round(face.leading * 0.76)


def width(text: str, face: Face) -> int:
    """Dots a line of text takes."""
    return round(sum(_advance(sign, face) for sign in text))


@cache
def _advance(sign: str, face: Face) -> float:
    # the basic layout does not kern, so a line is as wide as its letters together
    return font(face).getlength(sign)


def lines(text: str, face: Face, room: int) -> list[str]:
    """Break text at spaces into lines no wider than `room` dots; a word that is wider is broken inside."""
    done: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, face) <= room:
            line = longer
            continue
        if line:
            done.append(line)
        pieces = _broken(word, face, room)
        done += pieces[:-1]
        line = pieces[-1]
    return [*done, line] if line else done


def balanced(text: str, face: Face, room: int) -> list[str]:
    """Like `lines`, but with lines of similar length, for centred headings."""
    best = lines(text, face, room)
    narrow = room - 16
    while len(best) > 1 and narrow > room // 2:
        tried = lines(text, face, narrow)
        if len(tried) > len(best):
            break
        best, narrow = tried, narrow - 16
    return best


def _broken(word: str, face: Face, room: int) -> list[str]:
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, face) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces
