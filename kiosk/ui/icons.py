"""The icons: SVG line drawings of one stroke, drawn in the colour asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent / "icons"
_DEFAULT = 96


@cache
def drawing(name: str) -> str:
    """The SVG of an icon; one that is not drawn falls back to the plain dossier."""
    path = _FOLDER / f"{name}.svg"
    return (path if path.is_file() else _FOLDER / "dossier.svg").read_text("utf-8")


class IconDrawer(QQuickImageProvider):
    """Serves `image://icons/<name>/<rrggbb>`: software rendering cannot tint, so the SVG is coloured."""

    def __init__(self) -> None:
        """Nothing is kept but the drawings."""
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:
        """Draw an icon, square, at the size asked for."""
        icon, _, colour = name.partition("/")
        side = max(requested.width(), requested.height())
        side = side if side > 0 else _DEFAULT
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(drawing(icon).replace("currentColor", f"#{colour}").encode()))
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return image
