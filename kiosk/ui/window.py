"""The window: fonts, engine, providers and `Main.qml`, put together and taken apart in the right order."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QInputEvent
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.ui.icons import IconDrawer
from kiosk.ui.panel import Panel, PanelModel
from kiosk.ui.pictures import PictureShelf
from kiosk.ui.screen import Screen
from kiosk.ui.typist import Typist

_T = TypeVar("_T", bound=QObject)
_HERE = Path(__file__).parent
_TOUCHES = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.KeyPress,
    }
)


class BrokenScreenError(RuntimeError):
    """The QML could not be loaded."""


def load_fonts() -> None:
    """Make the bundled typeface known; raises `BrokenScreenError` when a file is damaged."""
    for path in sorted((_HERE / "fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise BrokenScreenError(path.name)


def _when(event: QEvent) -> float:
    """Seconds, by the display's clock, at which a finger or key came down: it may be heard of much later."""
    at = event.timestamp() if isinstance(event, QInputEvent) else 0
    return at / 1000 if at else time.monotonic()


class _Presence(QObject):
    """Notices when somebody touches the window, without taking the touch."""

    noticed = Signal()

    def __init__(self) -> None:
        """Nobody has touched anything yet."""
        super().__init__()
        self.clock = _when
        self.touched_at = float("-inf")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let every event pass."""
        if event.type() in _TOUCHES:
            self.touched_at = self.clock(event)
            self.noticed.emit()
        return False


class KioskWindow:
    """The loaded scene; hidden until `show`."""

    def __init__(self, model: PanelModel, *, scale: float = 1.0, moving: bool = True) -> None:
        """Load `Main.qml` for a panel, `scale` times its own pixels."""
        load_fonts()
        self.pictures = PictureShelf()
        self.engine = QQmlApplicationEngine()
        self.engine.addImageProvider("pictures", self.pictures)
        self.engine.addImageProvider("icons", IconDrawer())
        self.screen = self._one("Screen", Screen)
        self.panel = self._one("Panel", Panel)
        self.typist = self._one("Typist", Typist)
        width, height = round(model.width * scale), round(model.height * scale)
        self.panel.use(model, width, moving=moving)
        self.engine.load(QUrl.fromLocalFile(str(_HERE / "qml" / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise BrokenScreenError("Main.qml")
        self.window = roots[0]
        self.window.resize(width, height)
        self.window.widthChanged.connect(self._follow_width)
        self.presence = _Presence()
        self.screen.touched_at = lambda: self.presence.touched_at
        self.window.installEventFilter(self.presence)

    def _one(self, name: str, kind: type[_T]) -> _T:
        found = self.engine.singletonInstance("Kiosk.Screen", name)
        if not isinstance(found, kind):
            raise BrokenScreenError(name)
        return found

    def show(self) -> None:
        """Put the window on the glass: the whole of it on an appliance, at its own size elsewhere."""
        if QGuiApplication.platformName().startswith("wayland"):
            self.window.setFlag(Qt.WindowType.FramelessWindowHint)
            self.window.setCursor(Qt.CursorShape.BlankCursor)
            self.window.showFullScreen()
        else:
            self.window.show()

    def hide(self) -> None:
        """Take the window off the glass."""
        self.window.hide()

    def forget(self) -> None:
        """Drop everything a person typed, saw or chose."""
        self.screen.forget()
        self.pictures.clear()
        self.engine.clearComponentCache()

    def dismantle(self) -> None:
        """Delete the scene before Python's own objects go: bindings must not outlive what they read."""
        self.window.removeEventFilter(self.presence)
        self.window.hide()
        self.engine.deleteLater()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _follow_width(self, width: int) -> None:
        self.panel.resize(width)
