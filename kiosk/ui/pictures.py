"""Pictures for the page shown: in memory only, the newest of each slot, gone when the session closes."""

from __future__ import annotations

import threading

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtQuick import QQuickImageProvider

_BLANK = QSize(1, 1)


class PictureShelf(QQuickImageProvider):
    """Serves `image://pictures/<slot>/<serial>`; the serial makes QML ask again."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._lock = threading.Lock()
        self._pictures: dict[str, bytes] = {}
        self._serial = 0

    def put(self, slot: str, data: bytes) -> str:
        """Keep an encoded picture and return its address; empty bytes clear the slot (empty address)."""
        with self._lock:
            self._serial += 1
            if not data:
                self._pictures.pop(slot, None)
                return ""
            self._pictures[slot] = data
            return f"image://pictures/{slot}/{self._serial}"

    def clear(self) -> None:
        """Forget every picture."""
        with self._lock:
            self._pictures.clear()

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:
        """Decode the newest picture of the slot at about the size it is drawn."""
        with self._lock:
            data = self._pictures.get(name.rpartition("/")[0], b"")
        return _decoded(data, requested)


def _decoded(data: bytes, requested: QSize) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    true_size = reader.size()
    if requested.width() > 0 and requested.height() > 0 and true_size.isValid():
        # libjpeg scales while decoding, several times cheaper than decoding whole and scaling after
        reader.setScaledSize(true_size.scaled(requested, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        image = QImage(_BLANK, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
    return image
