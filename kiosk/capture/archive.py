"""Pages as they are kept: one JPEG a page."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from kiosk.capture.opencv import Picture, cv2, grey_of

ARCHIVE_DPI = 200


@dataclass(frozen=True)
class ArchivedPage:
    """`jpeg` of `width` x `height` pixels at `dpi`."""

    jpeg: bytes
    width: int
    height: int
    dpi: int
    grey: bool


def archive_page(
    page: Picture, quality: int = 75, *, dpi: int = ARCHIVE_DPI, grey: bool = False
) -> ArchivedPage:
    """Encode a straightened page. Raises ValueError for a picture without pixels."""
    pixels = grey_of(page) if grey else page
    height, width = pixels.shape[:2]
    if not height or not width:
        raise ValueError("a page without pixels")
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("this page cannot be encoded")
    return ArchivedPage(_at(dpi, data.tobytes()), width, height, dpi, pixels.ndim == 2)


def _at(dpi: int, jpeg: bytes) -> bytes:
    """The JPEG with its density in its JFIF header (ITU-T T.871, 10.1), so that it prints true to size."""
    if jpeg[6:11] != b"JFIF\0":
        raise ValueError("this page cannot be encoded")
    dots_per_inch = b"\x01"
    return jpeg[:13] + dots_per_inch + struct.pack(">HH", dpi, dpi) + jpeg[18:]
