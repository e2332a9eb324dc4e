"""Photographs for the slots of a page: an invented paper as the camera sees it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter


@cache
def photograph(number: int, width: int = 1240, height: int = 1754) -> bytes:
    """A sheet with a heading and grey lines, as JPEG."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#fdfcf8"))
    painter = QPainter(image)
    painter.setFont(QFont("Be Vietnam Pro", 30))
    painter.setPen(QColor("#222222"))
    painter.drawText(
        QRect(0, 90, width, 90), Qt.AlignmentFlag.AlignCenter, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    )
    painter.drawText(QRect(0, 260, width, 90), Qt.AlignmentFlag.AlignCenter, f"Giấy xác nhận · tờ {number}")
    for line in range(24):
        painter.fillRect(120, 440 + line * 48, width - 240 - (line * 67) % 260, 12, QColor("#9a9a9a"))
    painter.end()
    return encoded(image)


def encoded(image: QImage) -> bytes:
    """The image as JPEG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"jpeg")).write(image)
    return bytes(buffer.data().data())
