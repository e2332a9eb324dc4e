"""ESC/POS as a receipt printer understands it, byte by byte (Epson command reference).

Real-time commands (DLE EOT, DLE ENQ, DLE DC4) act when they are received; everything else waits in the
receive buffer for its turn, as a list of steps for the print head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw, ImageFont

DOTS = 576
_REALTIME = re.compile(
    rb"\x10\x04[\x01-\x08]|\x10\x05[\x00-\x02]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08|\x10\x14[\x01\x02].."
)
_REALTIME_LONGEST = 10


# Lengths of whole commands, where they are fixed; three bytes is the usual one.
_TWO = {b"\x1b@", b"\x1b2", b"\x1c.", b"\x1c&"}
_FOUR = {b"\x1b$", b"\x1b\\", b"\x1dL", b"\x1dW", b"\x1dP", b"\x1cS"}
_LENGTHS = {**dict.fromkeys(_TWO, 2), **dict.fromkeys(_FOUR, 4), b"\x1bp": 5, b"\x1dv": 8}


@dataclass(frozen=True)
class Row:
    """One line of dots; a set bit is black, leftmost in the highest bit."""

    dots: bytes


@dataclass(frozen=True)
class Mark:
    """Something readable stands on the paper down to here: `kind` is qr or text."""

    kind: str
    text: str


@dataclass(frozen=True)
class CutPaper:
    """Feed so far beyond the cutter, then cut."""

    extra_rows: int


@dataclass(frozen=True)
class Respond:
    """`command`: "GS r" or "GS I" with its `n`."""

    command: str
    n: int


@dataclass(frozen=True)
class AutomaticStatus:
    """GS a n."""

    n: int


Step = Row | Mark | CutPaper | Respond | AutomaticStatus


def split_realtime(held: bytearray, data: bytes) -> Iterator[tuple[bool, bytes]]:
    """Cut a received stream into (is real-time, bytes); `held` keeps what may be the start of a command."""
    held += data
    while found := _REALTIME.search(held):
        if found.start():
            yield False, bytes(held[: found.start()])
        command = found[0]
        del held[: found.end()]
        yield True, bytes(command)
    start = held.rfind(b"\x10", max(0, len(held) - _REALTIME_LONGEST + 1))
    keep = len(held) - start if start >= 0 and _may_begin(bytes(held[start:])) else 0
    if len(held) > keep:
        yield False, bytes(held[: len(held) - keep])
        del held[: len(held) - keep]


def _may_begin(tail: bytes) -> bool:
    wholes = (b"\x10\x04", b"\x10\x05", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", b"\x10\x14\x01\x00\x00")
    return any(whole.startswith(tail) for whole in wholes)


class Interpreter:
    """Turns received bytes into steps; keeps an unfinished command until its rest arrives."""

    def __init__(self) -> None:
        """As after switching on."""
        self._buffer = bytearray()
        self._raster: tuple[int, int] | None = None
        self._line = bytearray()
        self._centred = False
        self._qr_module = 3
        self._qr_text = ""
        self._stored: list[Row] = []

    @property
    def inside_picture(self) -> bool:
        """Whether picture bytes are still to come."""
        return self._raster is not None

    def feed(self, data: bytes) -> Iterator[Step]:
        """The steps that are complete now."""
        self._buffer += data
        while self._buffer:
            before = len(self._buffer)
            yield from self._raster_rows() if self._raster else self._command()
            if len(self._buffer) == before:
                return

    def _raster_rows(self) -> Iterator[Step]:
        assert self._raster is not None
        across, rows = self._raster
        while rows and len(self._buffer) >= across:
            yield Row(bytes(self._buffer[:across]))
            del self._buffer[:across]
            rows -= 1
        self._raster = (across, rows) if rows else None

    def _command(self) -> Iterator[Step]:
        head = bytes(self._buffer[:3])
        if head[0] in (0x1B, 0x1C, 0x1D, 0x10):
            length = self._length(head)
            if length is None or len(self._buffer) < length:
                return
            command = bytes(self._buffer[:length])
            del self._buffer[:length]
            yield from self._run(command)
            return
        sign = self._buffer.pop(0)
        if sign == 0x0A:
            yield from self._text_line()
        elif sign >= 0x20:
            self._line.append(sign)

    def _length(self, head: bytes) -> int | None:
        """Bytes of the command that begins here, without raster data; None when not yet known."""
        if len(head) < 2:
            return None
        if head[:2] in (b"\x1d(", b"\x1c("):
            body = bytes(self._buffer[3:5])
            return 5 + int.from_bytes(body, "little") if len(body) == 2 else None
        if head[:2] == b"\x1d8":
            body = bytes(self._buffer[3:7])
            return 7 + int.from_bytes(body, "little") if len(body) == 4 else None
        if head[:2] == b"\x1dV":
            return (4 if head[2] in (65, 66) else 3) if len(head) == 3 else None
        return _LENGTHS.get(head[:2], 3)

    def _run(self, command: bytes) -> Iterator[Step]:
        name, argument = command[:2], command[2] if len(command) > 2 else 0
        if name == b"\x1dv":
            self._raster = (int.from_bytes(command[4:6], "little"), int.from_bytes(command[6:8], "little"))
        elif name == b"\x1d(" and argument == 0x6B:
            yield from self._qr(command[5:])
        elif name in (b"\x1d(", b"\x1d8") and argument == 0x4C:
            yield from self._graphics(command[5 if name == b"\x1d(" else 7 :])
        elif name == b"\x1dV":
            yield CutPaper(command[3] if len(command) > 3 else 0)
        elif name in (b"\x1dr", b"\x1dI"):
            yield Respond("GS " + chr(name[1]), argument)
        elif name == b"\x1da":
            yield AutomaticStatus(argument)
        else:
            yield from self._layout(name, argument)

    def _layout(self, name: bytes, argument: int) -> Iterator[Step]:
        if name == b"\x1bJ":
            yield from [Row(b"")] * argument
        elif name == b"\x1ba":
            self._centred = argument in (1, 49)
        elif name == b"\x1b@":
            self._centred, self._line = False, bytearray()

    def _graphics(self, body: bytes) -> Iterator[Step]:
        """GS ( L and GS 8 L: function 112 stores a picture, 50 prints it."""
        if body[1] == 112:
            across = (int.from_bytes(body[6:8], "little") + 7) // 8
            left = (DOTS // 8 - across) // 2 if self._centred else 0
            dots = body[10:]
            self._stored = [Row(b"\0" * left + dots[at : at + across]) for at in range(0, len(dots), across)]
        elif body[1] in (2, 50):
            yield from self._stored
            self._stored = []

    def _qr(self, body: bytes) -> Iterator[Step]:
        function, values = body[1], body[2:]
        if function == 67:
            self._qr_module = values[0]
        elif function == 80:
            self._qr_text = values[1:].decode("utf-8", "replace")
        elif function == 81 and self._qr_text:
            matrix = segno.make_qr(self._qr_text, error="m", boost_error=False).matrix
            left = (DOTS - len(matrix) * self._qr_module) // 2 if self._centred else 0
            for line in matrix:
                bits = "0" * left + "".join(str(int(bool(dark))) * self._qr_module for dark in line)
                bits = bits.ljust(DOTS, "0")[:DOTS]
                yield from [Row(int(bits, 2).to_bytes(DOTS // 8, "big"))] * self._qr_module
            yield Mark("qr", self._qr_text)

    def _text_line(self) -> Iterator[Step]:
        text = self._line.decode("cp437")
        self._line.clear()
        image = Image.new("1", (DOTS, 30), 0)
        ImageDraw.Draw(image).text((0, 2), text, 1, ImageFont.load_default(22))
        data = image.tobytes()
        for row in range(image.height):
            yield Row(data[row * DOTS // 8 : (row + 1) * DOTS // 8])
        if text:
            yield Mark("text", text)
