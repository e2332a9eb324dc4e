"""What is kept of a page."""

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.capture.archive import archive_page
from kiosk.capture.document import pages_to_pdf
from kiosk.capture.evidence import clockwise
from kiosk.capture.straighten import even_light, straighten
from tests.capture.scenes import photo


def page_of(paper: str, *, grey: bool = False) -> bytes:
    shot = photo(paper)
    flat = even_light(straighten(shot.picture, clockwise(shot.corners)))
    kept = archive_page(flat, grey=grey)
    assert len(kept.jpeg) < 600_000
    return pages_to_pdf([kept])


def test_a_page_keeps_its_size_on_paper() -> None:
    with pikepdf.open(io.BytesIO(page_of("declaration"))) as pdf:
        width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].MediaBox[2:])
    assert (width, height) == pytest.approx((210, 297), abs=0.2)


def test_the_jpeg_alone_says_how_large_the_sheet_is() -> None:
    kept = archive_page(np.full((1654, 1169, 3), 200, np.uint8), dpi=200)
    with Image.open(io.BytesIO(kept.jpeg)) as image:
        assert image.info["dpi"] == (200, 200)
        assert image.size == (1169, 1654)


@pytest.mark.parametrize(("grey", "mode"), [(False, "RGB"), (True, "L")])
def test_the_picture_in_the_document_can_be_read_back(grey: bool, mode: str) -> None:
    with pikepdf.open(io.BytesIO(page_of("declaration", grey=grey))) as pdf:
        stored = pdf.pages[0].get_images()["/Page"]
        assert isinstance(stored, pikepdf.Stream)
        image = pikepdf.PdfImage(stored).as_pil_image()
    assert image.mode == mode
    assert image.size == (1654, 2339)


def test_pages_keep_their_order_and_their_bytes() -> None:
    pages = [archive_page(np.full((40, 30 + n, 3), 40 * n, np.uint8)) for n in range(5)]
    with pikepdf.open(io.BytesIO(pages_to_pdf(pages))) as pdf:
        stored = [page.get_images()["/Page"].read_raw_bytes() for page in pdf.pages]
    assert stored == [page.jpeg for page in pages]


def test_the_same_pages_give_the_same_document() -> None:
    page = archive_page(np.full((60, 40, 3), 200, np.uint8))
    assert pages_to_pdf([page]) == pages_to_pdf([page])
    assert pages_to_pdf([page]) != pages_to_pdf([page, page])


def test_nothing_cannot_be_archived() -> None:
    with pytest.raises(ValueError, match="without pages"):
        pages_to_pdf([])
    with pytest.raises(ValueError, match="without pixels"):
        archive_page(np.zeros((0, 10, 3), np.uint8))


def test_the_jpeg_carries_no_place_time_or_maker() -> None:
    with Image.open(io.BytesIO(archive_page(np.full((60, 40, 3), 200, np.uint8)).jpeg)) as image:
        assert not image.getexif()
