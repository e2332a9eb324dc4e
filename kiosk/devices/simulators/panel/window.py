"""The panel's window: fonts, texts, cabinet and scene, put together and taken apart in the right order."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QRect, QUrl
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.devices.simulators.panel.cabinet import Cabinet
from kiosk.devices.simulators.panel.shelf import Shelf
from kiosk.devices.simulators.panel.words import QML_IMPORT_NAME, Words

_T = TypeVar("_T", bound=QObject)
_HERE = Path(__file__).parent
_FONTS = _HERE.parents[2] / "ui" / "fonts"


class PanelWindow:
    """The loaded window on one cabinet."""

    def __init__(self, folder: Path, staff: Path, place: QRect) -> None:
        """`folder` is the cabinet's, `staff` holds a folder with a card for each role."""
        for path in sorted(_FONTS.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
        self.engine = QQmlApplicationEngine()
        self.words = self._one(Words)
        self.cabinet = self._one(Cabinet)
        self.shelf = self._one(Shelf)
        self.engine.addImageProvider("tray", self.cabinet.pictures)
        self.cabinet.use(folder, staff)
        self.shelf.use(staff)
        # cards may be made after the window was opened, as the cabinet is
        self.cabinet.connectedChanged.connect(self.shelf.staffChanged)
        self.engine.load(QUrl.fromLocalFile(str(_HERE / "qml" / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            self.cabinet.end()
            raise RuntimeError("the panel's QML cannot be loaded")
        self.window = roots[0]
        self.window.setGeometry(place)
        self.window.show()

    def dismantle(self) -> None:
        """End the line to the cabinet, then delete the scene before Python's own objects go."""
        self.cabinet.end()
        self.window.hide()
        self.engine.deleteLater()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _one(self, kind: type[_T]) -> _T:
        found = self.engine.singletonInstance(QML_IMPORT_NAME, kind.__name__)
        if not isinstance(found, kind):
            raise RuntimeError(f"{kind.__name__} is not registered")
        return found
