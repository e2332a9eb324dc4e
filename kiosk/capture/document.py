"""A document: its archived pages in one PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from kiosk.capture.archive import ArchivedPage


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
