"""Draws a slip: black and white pictures as wide as the paper, QR codes and cuts between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from PIL import Image, ImageDraw

from kiosk.devices.ticket_printer import slip as s
from kiosk.devices.ticket_printer import typography as t

MARGIN = 14
DOTS_PER_MM = 8
# four signs at this size nearly fill the paper
LARGEST = 204
# antialiased grey below this prints black: a little bolder than half, as thermal dots look thin
THRESHOLD = 150


@dataclass(frozen=True)
class Picture:
    """Mode "1", 0 is black."""

    image: Image.Image

    @property
    def height(self) -> int:
        """Rows of dots."""
        return self.image.height


@dataclass(frozen=True)
class NativeQr:
    """A QR code the printer draws itself; `module` and `height` in dots."""

    payload: str
    module: int
    height: int


@dataclass(frozen=True)
class CutHere:
    """Between two slips."""

    height: int = 0


Piece = Picture | NativeQr | CutHere


class _Sheet:
    """White paper that grows downwards."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.left = MARGIN
        self.right = width - MARGIN
        self.y = 0
        self._image = Image.new("L", (width, 512), 255)
        self._draw = ImageDraw.Draw(self._image)

    @property
    def room(self) -> int:
        return self.right - self.left

    def feed(self, dots: int) -> None:
        self.y += dots

    def write(self, text: str, face: t.Face, x: int | None = None, centred: bool = False) -> None:
        """One line at the current height; does not move down."""
        draw = self._reach(self.y + face.leading)
        if centred:
            draw.text((self.width / 2, self._base(face)), text, 0, t.font(face), anchor="ms")
        else:
            draw.text((self.left if x is None else x, self._base(face)), text, 0, t.font(face), anchor="ls")

    def write_right(self, text: str, face: t.Face) -> None:
        """One line that ends at the right margin; does not move down."""
        draw = self._reach(self.y + face.leading)
        draw.text((self.right, self._base(face)), text, 0, t.font(face), anchor="rs")

    def wrapped(self, text: str, face: t.Face, x: int | None = None, right: int | None = None) -> None:
        """A paragraph between `x` and `right`."""
        left = self.left if x is None else x
        for line in t.lines(text, face, (self.right if right is None else right) - left):
            self.write(line, face, left)
            self.feed(face.leading)

    def centred(self, text: str, face: t.Face) -> None:
        """A centred paragraph with lines of similar length."""
        for line in t.balanced(text, face, self.room):
            self.write(line, face, centred=True)
            self.feed(face.leading)

    def bar(self, height: int, dash: int = 0) -> None:
        """A horizontal line across, solid or of dashes."""
        draw = self._reach(self.y + height)
        step = dash * 2 if dash else self.room
        for x in range(self.left, self.right, step):
            end = min(x + (dash or self.room), self.right)
            draw.rectangle((x, self.y, end - 1, self.y + height - 1), fill=0)
        self.feed(height)

    def box(self, x: int, y: int, side: int) -> None:
        """An empty square to tick."""
        self._reach(y + side).rectangle((x, y, x + side - 1, y + side - 1), outline=0, width=2)

    def frame(self, top: int) -> None:
        """A rounded frame from margin to margin around what stands between `top` and here."""
        draw = self._reach(self.y)
        draw.rounded_rectangle((self.left, top, self.right - 1, self.y - 1), radius=16, outline=0, width=3)

    def paste(self, image: Image.Image) -> None:
        """A picture in the middle."""
        self._reach(self.y + image.height)
        self._image.paste(image, ((self.width - image.width) // 2, self.y))
        self.feed(image.height)

    def taken(self) -> Image.Image | None:
        """What was drawn so far, as pure black and white, and begin anew; None when nothing was."""
        height, self.y = self.y, 0
        if height == 0:
            return None
        # white at the end is fed, not drawn: what lies beyond the sheet would come out black
        self._reach(height)
        image = self._image.crop((0, 0, self.width, height))
        self._image.paste(255, (0, 0, self._image.width, self._image.height))
        return image.point(lambda grey: 0 if grey < THRESHOLD else 255).convert("1", dither=Image.Dither.NONE)

    def _base(self, face: t.Face) -> int:
        return self.y + t.baseline(face)

    def _reach(self, bottom: int) -> ImageDraw.ImageDraw:
        if bottom > self._image.height:
            longer = Image.new("L", (self.width, bottom + 1024), 255)
            longer.paste(self._image)
            self._image, self._draw = longer, ImageDraw.Draw(longer)
        return self._draw


class Drawing:
    """Turns the blocks of one job into pieces for the printer."""

    def __init__(self, width: int, native_qr: bool) -> None:
        """`width`: printable dots."""
        self._sheet = _Sheet(width)
        self._native_qr = native_qr
        self._pieces: list[Piece] = []
        self._draw: dict[str, Callable[[Any], None]] = {
            "heading": self._heading,
            "paragraph": self._paragraph,
            "rule": self._rule,
            "key_value": self._key_value,
            "list": self._list,
            "big_code": self._big_code,
            "numeral": self._numeral,
            "qr": self._qr,
            "spacing": lambda block: self._sheet.feed(block.mm * DOTS_PER_MM),
            "cut": lambda _: self._cut(),
        }

    def pieces(self, slip: s.Slip) -> list[Piece]:
        """Everything to send, ending with a cut."""
        for block in slip.blocks:
            self._draw[block.kind](block)
        if not self._pieces or not isinstance(self._pieces[-1], CutHere) or self._sheet.y:
            self._cut()
        return self._pieces

    def _cut(self) -> None:
        self._finish_picture()
        self._pieces.append(CutHere())

    def _finish_picture(self) -> None:
        if (image := self._sheet.taken()) is not None:
            self._pieces.append(Picture(image))

    def _heading(self, block: s.Heading) -> None:
        sheet = self._sheet
        if block.level == 2:
            sheet.feed(14)
            sheet.wrapped(block.text.vi, t.SECTION)
            if block.text.en:
                sheet.wrapped(block.text.en, t.SMALL)
            sheet.feed(4)
            return
        sheet.feed(6 if block.level else 0)
        sheet.centred(block.text.vi, t.TITLE if block.level else t.KICKER)
        if block.text.en:
            sheet.centred(block.text.en, t.SMALL)
        sheet.feed(6 if block.level else 2)

    def _paragraph(self, block: s.Paragraph) -> None:
        face, small = (t.STRONG, t.SMALL_STRONG) if block.strong else (t.BODY, t.SMALL)
        put = self._sheet.centred if block.centred else self._sheet.wrapped
        put(block.text.vi, face)
        if block.text.en:
            put(block.text.en, small if block.centred else t.SMALL)
        self._sheet.feed(8)

    def _rule(self, block: s.Rule) -> None:
        self._sheet.feed(12)
        self._sheet.bar(*{"thin": (2, 0), "thick": (5, 0), "dashes": (2, 8)}[block.style])
        self._sheet.feed(12)

    def _key_value(self, block: s.KeyValue) -> None:
        sheet = self._sheet
        face = t.STRONG if block.strong else t.BODY
        label = max(t.width(block.key.vi, t.SMALL), t.width(block.key.en, t.SMALL)) + 24
        if label + t.width(block.value, face) > sheet.room:
            sheet.wrapped(" · ".join(filter(None, (block.key.vi, block.key.en))), t.SMALL)
            sheet.wrapped(block.value, face)
            sheet.feed(8)
            return
        sheet.write_right(block.value, face)
        # label and value stand on one baseline
        sheet.feed(t.baseline(face) - t.baseline(t.SMALL))
        sheet.wrapped(block.key.vi, t.SMALL)
        if block.key.en:
            sheet.wrapped(block.key.en, t.SMALL)
        sheet.feed(8)

    def _list(self, block: s.ItemList) -> None:
        sheet = self._sheet
        indent = sheet.left + (26 if block.marker == "dash" else 38)
        for number, item in enumerate(block.items, start=1):
            if block.marker == "box":
                sheet.box(sheet.left + 2, sheet.y + 7, 22)
            else:
                sheet.write(f"{number}." if block.marker == "number" else "–", t.BODY)
            right = sheet.right
            if item.note:
                sheet.write_right(item.note, t.STRONG)
                right -= t.width(item.note, t.STRONG) + 20
            sheet.wrapped(item.text.vi, t.BODY, indent, right)
            if item.text.en:
                sheet.wrapped(item.text.en, t.SMALL, indent, right)
            sheet.feed(6)

    def _big_code(self, block: s.BigCode) -> None:
        sheet = self._sheet
        sheet.feed(8)
        top = sheet.y
        sheet.feed(16)
        if block.label:
            words = " · ".join(filter(None, (block.label.vi, block.label.en)))
            sheet.centred(words, t.KICKER)
        groups = s.groups_of_four(block.code)
        a_line = 3 if len(groups) != 4 else 2
        text = ["  ".join(groups[n : n + a_line]) for n in range(0, len(groups), a_line)]
        size = 58
        while size > 28 and max(t.width(row, t.Face("Bold", size, size)) for row in text) > sheet.room - 48:
            size -= 2
        face = t.Face("Bold", size, round(size * 1.22))
        for row in text:
            sheet.write(row, face, centred=True)
            sheet.feed(face.leading)
        sheet.feed(12)
        sheet.frame(top)
        sheet.feed(10)

    def _numeral(self, block: s.Numeral) -> None:
        size = LARGEST
        while size > 60 and t.width(block.text, t.Face("Bold", size, size)) > self._sheet.room:
            size -= 4
        # digits and plain capitals have no marks above and nothing below the line
        face = t.Face("Bold", size, size)
        self._sheet.feed(10)
        self._sheet.write(block.text, face, centred=True)
        self._sheet.feed(round(size * 0.88))

    def _qr(self, block: s.Qr) -> None:
        code = segno.make_qr(block.payload, error="m", boost_error=False)
        side = len(code.matrix)
        # about 32 mm, and never so small that a phone or our own reader struggles
        module = max(4, min(8, 264 // side))
        self._sheet.feed(12)
        if self._native_qr:
            self._finish_picture()
            self._pieces.append(NativeQr(block.payload, module, side * module))
        else:
            picture = Image.new("L", (side, side), 255)
            picture.putdata([0 if dark else 255 for row in code.matrix for dark in row])
            self._sheet.paste(picture.resize((side * module, side * module), Image.Resampling.NEAREST))
        self._sheet.feed(12)
        if block.caption:
            self._sheet.centred(block.caption.vi, t.SMALL_STRONG)
            if block.caption.en:
                self._sheet.centred(block.caption.en, t.SMALL)
        self._sheet.feed(6)
