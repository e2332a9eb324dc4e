"""Pieces of a slip as ESC/POS bytes (Epson command reference; commands named beside the bytes)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PIL import Image, ImageChops

from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.ticket_printer.raster import NativeQr, Picture, Piece

INITIALISE = b"\x1b@"  # ESC @
COMPLETION = b"\x1dr\x01"  # GS r 1: answered only when all before it is printed
CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8, with its fixed parameters
RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: leave a recoverable error, buffers cleared
_CENTRED, _LEFT = b"\x1ba\x01", b"\x1ba\x00"  # ESC a
# GS V 65/66: to the cutter and 4 mm more; ESC J: past the tear bar
_CUTS = {"full": b"\x1dVA\x20", "partial": b"\x1dVB\x20", "none": b"\x1bJ\xf0"}

# Real-time commands act wherever they stand, even inside a picture.
_REALTIME = re.compile(rb"\x10[\x04\x05\x14]")


def ask_status(kind: int) -> bytes:
    """DLE EOT n, n from 1 to 4."""
    return bytes((0x10, 0x04, kind))


def ask_identity(kind: int) -> bytes:
    """GS I n: 65 firmware, 66 maker, 67 model, 68 serial number."""
    return bytes((0x1D, 0x49, kind))


def cut(profile: PrinterProfile) -> bytes:
    """Feed to the cutter and cut; without a cutter feed to the tear bar."""
    return _CUTS[profile.paper.cutter]


def encode(pieces: Iterable[Piece], profile: PrinterProfile) -> Iterator[bytes]:
    """Whole commands one by one, so that a status request may stand between any two of them."""
    yield INITIALISE
    for piece in pieces:
        if isinstance(piece, Picture):
            yield from _strips(piece.image, profile.text.strip_rows)
        elif isinstance(piece, NativeQr):
            yield _qr(piece)
        else:
            yield cut(profile)


def _strips(image: Image.Image, rows: int) -> Iterator[bytes]:
    """GS v 0, a few centimetres at a time; mode "1" has 0 for black, the wire has 1."""
    ink = ImageChops.invert(image)
    for top in range(0, image.height, rows):
        strip = ink.crop((0, top, image.width, min(top + rows, image.height)))
        across = (image.width + 7) // 8
        header = b"\x1dv0\x00" + across.to_bytes(2, "little") + strip.height.to_bytes(2, "little")
        yield header + without_realtime(strip.tobytes())


def without_realtime(data: bytes) -> bytes:
    """Picture bytes in which no real-time command can be found.

    Where one would stand, its second byte gets one more dot beside a black one, which nobody sees.
    """
    changed = {0x04: 0x0C, 0x05: 0x0D, 0x14: 0x1C}
    return _REALTIME.sub(lambda found: bytes((0x10, changed[found[0][1]])), data)


def _qr(code: NativeQr) -> bytes:
    """GS ( k, functions 165 model, 167 module size, 169 level M, 180 store, 181 print."""
    payload = code.payload.encode()
    size = bytes((0x31, 0x43, code.module))
    functions = (b"1A2\x00", size, b"1E1", b"1P0" + payload, b"1Q0")
    commands = b"".join(b"\x1d(k" + len(body).to_bytes(2, "little") + body for body in functions)
    return _CENTRED + commands + _LEFT
