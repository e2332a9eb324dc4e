"""Pictures beside the pages."""

from __future__ import annotations

import zxingcpp
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from kiosk.messages.screen import Picture
from kiosk.ui.icons import IconDrawer
from kiosk.ui.pictures import PictureShelf
from tests.ui.gallery import show
from tests.ui.photographs import encoded, photograph
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage


def plain(colour: str) -> bytes:
    """A sheet of one colour as JPEG."""
    image = QImage(1240, 1754, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return encoded(image)


def middle(stage: Stage) -> QColor:
    """The colour in the middle of the glass."""
    image = stage.picture()
    return image.pixelColor(image.width() // 2, image.height() // 2)


def test_the_newest_picture_of_a_slot_is_shown(stage: Stage) -> None:
    show(stage, "scan-page")
    stage.send(Picture(slot="live"), plain("#c00000"))
    assert middle(stage).red() > 150
    for colour in ("#00c000", "#0000c0"):
        stage.send(Picture(slot="live"), plain(colour))
    assert middle(stage).blue() > 150
    stage.send(Picture(slot="live"))
    assert middle(stage).blue() > 200
    assert middle(stage).red() > 200


def test_what_is_not_a_picture_is_shown_as_nothing(stage: Stage) -> None:
    show(stage, "scan-page")
    stage.send(Picture(slot="live"), b"not a jpeg")
    assert middle(stage).lightness() > 200


def test_a_photograph_is_decoded_at_about_the_size_it_is_drawn(qapp: object) -> None:
    shelf = PictureShelf()
    address = shelf.put("live", photograph(1)).removeprefix("image://pictures/")
    image = shelf.requestImage(address, QSize(), QSize(300, 300))
    assert max(image.width(), image.height()) == 300


def test_a_cleared_shelf_keeps_nothing(qapp: object) -> None:
    shelf = PictureShelf()
    address = shelf.put("live", photograph(1)).removeprefix("image://pictures/")
    shelf.clear()
    assert shelf.requestImage(address, QSize(), QSize(-1, -1)).width() == 1


def test_the_qr_on_the_glass_can_be_read_by_a_phone(stage: Stage) -> None:
    show(stage, "show-code")
    grey = stage.picture().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(bytes(grey.constBits())).cast("B", (grey.height(), grey.bytesPerLine()))
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == [
        SAMPLES["show-code"][0].model_dump()["qr"]
    ]


def test_an_icon_takes_the_colour_asked_for(qapp: object) -> None:
    image = IconDrawer().requestImage("contrast/7d1a1a", QSize(), QSize(96, 96))
    assert image.pixelColor(64, 48) == QColor("#7d1a1a")
