"""What lies under the camera: the scene as the cabinet is told it, and a small picture of the paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from kiosk.devices.simulators.papers.forms import PAPERS, Filling
from kiosk.devices.simulators.papers.people import Person

EMPTY = "empty"
_PREVIEW = (360, 480)


@dataclass(frozen=True)
class Laid:
    """One paper on the tray; `slip` is the picture of a printed slip."""

    paper: str = EMPTY
    seed: int = 1
    person: dict[str, str] = field(default_factory=dict)
    quarter: int = 0
    defects: frozenset[str] = frozenset()
    code: str = ""
    slip: Path | None = None

    def words(self) -> dict[str, Any]:
        """A scene as the control socket takes it."""
        return {
            "paper": self.paper,
            "seed": self.seed,
            "person": self.person or None,
            "quarter": self.quarter,
            "defects": sorted(self.defects),
            "qr": self.code,
            "file": str(self.slip) if self.slip else None,
        }

    def turned(self) -> Laid:
        """A quarter turn further, clockwise."""
        return replace(self, quarter=(self.quarter + 1) % 4)

    def with_defect(self, name: str, on: bool) -> Laid:
        """The same paper, photographed worse or better."""
        return replace(self, defects=self.defects | {name} if on else self.defects - {name})

    def picture(self) -> Image.Image | None:
        """The paper as a person sees it, small and not turned; None when nothing lies there."""
        if self.paper == EMPTY:
            return None
        filling = Filling(self.seed, Person(**self.person), qr=self.code, file=self.slip)
        image = PAPERS[self.paper](filling).image.convert("RGB")
        image.thumbnail(_PREVIEW)
        return image


class TrayPictures(QQuickImageProvider):
    """Pictures of what was laid, by a running number, so that QML never shows an old one."""

    def __init__(self) -> None:
        """Nothing lies there."""
        super().__init__(
            QQuickImageProvider.ImageType.Image,
            QQuickImageProvider.Flag.ForceAsynchronousImageLoading,
        )
        self._laid: tuple[int, Laid] = (0, Laid())

    def lay(self, number: int, laid: Laid) -> None:
        """From now on picture `number` is that of `laid`."""
        self._laid = (number, laid)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Draw the paper; an empty picture for a number that is over."""
        number, laid = self._laid
        image = laid.picture() if str(number) == id else None
        if image is None:
            return QImage(1, 1, QImage.Format.Format_RGB888)
        data = image.tobytes()
        return QImage(data, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888).copy()
