"""A sheet of paper to draw on, measured in millimetres from its top left corner."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

SHEETS = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
PRINT = (28, 28, 32)
INK = (30, 46, 130)
SEAL = (190, 34, 44)
_FONTS = Path(__file__).parents[3] / "ui" / "fonts"
_FACES = {"regular": "Regular", "semibold": "SemiBold", "bold": "Bold"}


@lru_cache(maxsize=64)
def _face(folder: Path, face: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(folder / f"BeVietnamPro-{_FACES[face]}.ttf"), pixels)


class Sheet:
    """One side of one sheet."""

    def __init__(
        self,
        size: tuple[float, float],
        seed: int,
        dpi: int = 200,
        tint: tuple[int, int, int] = (250, 250, 247),
        fonts: Path = _FONTS,
    ) -> None:
        """`size` in mm (width, height); `tint` is the colour of the bare paper, RGB."""
        self.size = size
        self.dpi = dpi
        self.draw_of = random.Random(f"sheet {seed}")  # noqa: S311 - the tremble of a hand
        self.image = Image.new("RGB", (self.px(size[0]), self.px(size[1])), tint)
        self._fonts = fonts
        self._draw = ImageDraw.Draw(self.image)

    def px(self, mm: float) -> int:
        """Millimetres to pixels."""
        return round(mm / 25.4 * self.dpi)

    def _font(self, face: str, points: float) -> ImageFont.FreeTypeFont:
        return _face(self._fonts, face, max(6, round(points * self.dpi / 72)))

    def text(
        self, x: float, y: float, text: str, points: float = 11, *, face: str = "regular", anchor: str = "ls"
    ) -> float:
        """Printed text on the baseline `y`; returns where it ends, in mm."""
        font = self._font(face, points)
        self._draw.text((self.px(x), self.px(y)), text, PRINT, font, anchor=anchor)
        return x + font.getlength(text) / self.dpi * 25.4

    def centred(self, y: float, text: str, points: float = 11, *, face: str = "regular") -> None:
        """Printed text in the middle of the line."""
        self.text(self.size[0] / 2, y, text, points, face=face, anchor="ms")

    def written(self, x: float, y: float, text: str, points: float = 12) -> None:
        """What a hand filled in: blue, each word a little off the line."""
        font = self._font("regular", points)
        for word in text.split():
            rise = self.draw_of.uniform(-0.5, 0.3)
            self._draw.text((self.px(x), self.px(y + rise - 0.6)), word, INK, font, anchor="ls")
            x += font.getlength(word + " ") / self.dpi * 25.4 + self.draw_of.uniform(0, 0.6)

    def dotted(self, x0: float, x1: float, y: float) -> None:
        """A dotted line to write on."""
        radius = max(1, self.px(0.12))
        for at in range(self.px(x0), self.px(x1), self.px(1.2)):
            self._draw.ellipse((at, self.px(y), at + radius, self.px(y) + radius), PRINT)

    def line(self, x0: float, y0: float, x1: float, y1: float, mm: float = 0.25) -> None:
        """A printed line."""
        points = (self.px(x0), self.px(y0), self.px(x1), self.px(y1))
        self._draw.line(points, PRINT, max(1, self.px(mm)))

    def field(self, y: float, label: str, value: str, left: float = 22, right: float | None = None) -> None:
        """A label, its dotted line, and what a hand wrote there."""
        end = self.size[0] - 18 if right is None else right
        start = self.text(left, y, label) + 1.5
        self.dotted(start, end, y + 0.6)
        self.written(start + 1, y, value)

    def boxes(self, x: float, y: float, value: str, side: float = 6) -> None:
        """One box per digit, as forms ask for numbers."""
        for place, digit in enumerate(value):
            left, top = self.px(x + place * side), self.px(y)
            self._draw.rectangle(
                (left, top, self.px(x + (place + 1) * side), self.px(y + side)), outline=PRINT
            )
            self.written(x + place * side + 1.9, y + side - 0.8, digit, 12)

    def table(self, x: float, y: float, widths: Iterable[float], rows: int, height: float) -> None:
        """An empty table."""
        columns = list(widths)
        for row in range(rows + 1):
            self.line(x, y + row * height, x + sum(columns), y + row * height)
        edge = x
        for width in [0.0, *columns]:
            edge += width
            self.line(edge, y, edge, y + rows * height)

    def seal(self, x: float, y: float, words: str, radius: float = 18) -> None:
        """A round red stamp, half transparent, never quite straight."""
        size = self.px(radius * 2)
        stamp = Image.new("RGBA", (size, size), (*SEAL, 0))
        draw = ImageDraw.Draw(stamp)
        for inset, width in ((1, 0.8), (4.8, 0.3)):
            edge = self.px(inset)
            draw.ellipse((edge, edge, size - edge, size - edge), outline=(*SEAL, 205), width=self.px(width))
        font = self._font("bold", 8)
        for row, word in enumerate(words.split("|")):
            draw.text((size / 2, size / 2 + self.px((row - 1) * 4.2)), word, (*SEAL, 205), font, anchor="mm")
        stamp = stamp.rotate(self.draw_of.uniform(-14, 14), Image.Resampling.BICUBIC)
        self.image.paste(stamp, (self.px(x - radius), self.px(y - radius)), stamp)

    def signature(self, x: float, y: float, width: float = 32) -> None:
        """A scrawl."""
        points = []
        for step in range(26):
            lift = self.draw_of.uniform(-5, 5) * (1 - step / 34)
            points.append((self.px(x + width * step / 25 + self.draw_of.uniform(-1, 1)), self.px(y + lift)))
        self._draw.line(points, INK, self.px(0.45), joint="curve")

    def qr(self, x: float, y: float, side: float, text: str) -> None:
        """A QR code (ISO/IEC 18004), level M, with its quiet zone inside `side`."""
        matrix = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
        code = Image.new("L", (len(matrix), len(matrix)), 255)
        code.putdata([0 if dark else 255 for row in matrix for dark in row])
        pixels = self.px(side)
        self.image.paste(code.resize((pixels, pixels), Image.Resampling.NEAREST), (self.px(x), self.px(y)))

    def picture(self, x: float, y: float, width: float, file: Path) -> None:
        """A picture from a file, `width` mm wide."""
        with Image.open(file) as opened:
            picture = opened.convert("RGB")
        height = width * picture.height / picture.width
        resized = picture.resize((self.px(width), self.px(height)), Image.Resampling.LANCZOS)
        self.image.paste(resized, (self.px(x), self.px(y)))
