"""The glass: how many pixels a millimetre is, and how large text and targets must be on it."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Kiosk.Screen"
QML_IMPORT_MAJOR_VERSION = 1

_MM_PER_INCH = 25.4
DEFAULT_PANEL = "portrait-21"


class UnknownPanelError(KeyError):
    """No panel of this name is described."""


class Capitals(BaseModel):
    """Height of a capital letter, millimetres, for each use of text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fine: float = Field(ge=4.8)
    body: float = Field(ge=5.6)
    strong: float = Field(ge=5.6)
    title: float = Field(ge=5.6)
    display: float = Field(ge=5.6)


class LargeCapitals(Capitals):
    """The same for large text: 0.7 degrees at 600 mm (EN 301 549 5.1.4)."""

    fine: float = Field(ge=7.3)
    body: float = Field(ge=7.3)
    strong: float = Field(ge=7.3)
    title: float = Field(ge=7.3)
    display: float = Field(ge=7.3)


class PanelModel(BaseModel):
    """A panel as sold: diagonal in inches, pixels, and the sizes (millimetres) that suit it.

    `hangs` is the height of the lit area's lower edge above the floor: hung so, every target is within reach.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    inches: float = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    text: Capitals
    large: LargeCapitals
    touch: float = Field(ge=12.7)
    margin: float = Field(gt=0)
    hangs: float = Field(gt=0)

    @property
    def width_mm(self) -> float:
        """Width of the lit area in millimetres."""
        return self.inches * _MM_PER_INCH * self.width / math.hypot(self.width, self.height)

    def above_floor(self, y: float) -> float:
        """Height above the floor, millimetres, of a line `y` pixels under the upper edge."""
        return self.hangs + (self.height - y) * self.width_mm / self.width


@cache
def panels() -> dict[str, PanelModel]:
    """Every panel by its name."""
    with (Path(__file__).parent / "panels.toml").open("rb") as file:
        return {name: PanelModel.model_validate(entry) for name, entry in tomllib.load(file).items()}


def panel(name: str) -> PanelModel:
    """Return the panel of this name; raises `UnknownPanelError` naming those there are."""
    try:
        return panels()[name]
    except KeyError as error:
        raise UnknownPanelError(f"{name}: known are {', '.join(panels())}") from error


@QmlElement
@QmlSingleton
class Panel(QObject):
    """The panel as QML sees it. Its scale follows the window's width: a small one is a true miniature."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with the default panel at its own pixels."""
        super().__init__(parent)
        self._model = panel(DEFAULT_PANEL)
        self._width = self._model.width
        self._moving = True

    def use(self, model: PanelModel, width: int | None = None, *, moving: bool = True) -> None:
        """Draw for `model`, `width` pixels wide; `moving` allows transitions."""
        self._model = model
        self._width = width or model.width
        self._moving = moving
        self.changed.emit()

    def resize(self, width: int) -> None:
        """Follow the window's true width in pixels."""
        if width > 0 and width != self._width:
            self._width = width
            self.changed.emit()

    @Property(float, notify=changed)
    def pixelsPerMm(self) -> float:
        """Pixels a millimetre."""
        return self._width / self._model.width_mm

    @Property(bool, notify=changed)
    def wide(self) -> bool:
        """Whether the panel lies on its long side."""
        return self._model.width > self._model.height

    @Property(bool, notify=changed)
    def small(self) -> bool:
        """Whether the panel is narrower than 150 mm."""
        return self._model.width_mm < 150

    @Property(bool, notify=changed)
    def moving(self) -> bool:
        """Whether pages may move when they change."""
        return self._moving

    @Property(float, notify=changed)
    def touch(self) -> float:
        """Height of an ordinary button, millimetres."""
        return self._model.touch

    @Property(float, notify=changed)
    def margin(self) -> float:
        """Free space beside the text, millimetres."""
        return self._model.margin

    @Property("QVariant", notify=changed)  # type: ignore[arg-type]
    def text(self) -> dict[str, float]:
        """Capital heights in millimetres, normal text."""
        return self._model.text.model_dump()

    @Property("QVariant", notify=changed)  # type: ignore[arg-type]
    def largeText(self) -> dict[str, float]:
        """Capital heights in millimetres, large text."""
        return self._model.large.model_dump()
