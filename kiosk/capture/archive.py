"""Pages as they are kept: one JPEG a page, and one PDF a document."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

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


def pages_to_pdf(pages: Sequence[ArchivedPage]) -> bytes:
    """One PDF (ISO 32000) in which each page has the size of its sheet; the JPEG data are kept as they are.

    The same pages give the same bytes. Raises ValueError when there is no page.
    """
    if not pages:
        raise ValueError("a document without pages")
    pdf = pikepdf.new()
    for page in pages:
        _add(pdf, page)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add(pdf: pikepdf.Pdf, page: ArchivedPage) -> None:
    width, height = (72 * pixels / page.dpi for pixels in (page.width, page.height))
    image = pikepdf.Stream(
        pdf,
        page.jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=page.width,
        Height=page.height,
        ColorSpace=pikepdf.Name.DeviceGray if page.grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    sheet = pdf.add_blank_page(page_size=(width, height))
    sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    sheet.Contents = pikepdf.Stream(pdf, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Page Do Q".encode())
