"""A finger on the panel's window, and an eye on the cabinet itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.devices.simulators.control import CabinetControl
from kiosk.devices.simulators.panel.window import PanelWindow
from tests.ui.stage import spoken, walk

ROLES = (QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.PageTab)
SIZE = QRect(0, 0, 760, 1000)


class Hands:
    """Touches what has an accessible name; sees through a control line of its own."""

    def __init__(self, folder: Path, staff: Path) -> None:
        """Open the window on the cabinet of `folder`."""
        QAccessible.setActive(True)
        self._folder = folder
        self._loop = QEventLoop()
        self.panel = PanelWindow(folder, staff, SIZE)

    def names(self) -> list[str]:
        """What can be touched."""
        return [thing.name for thing in spoken(self.panel.window) if thing.role in ROLES]

    def find(self, name: str) -> QQuickItem:
        """The one target of this name."""
        found = [t.item for t in spoken(self.panel.window) if t.role in ROLES and t.name == name]
        if len(found) != 1:
            raise LookupError(f"{len(found)} targets are called {name!r}; there are {self.names()}")
        return found[0]

    def touch(self, name: str) -> None:
        """Press and let go in the middle of the target, once it can be used."""
        self.wait_for(lambda: name in self.names() and self.find(name).isEnabled())
        item = self.find(name)
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(self.panel.window, Qt.MouseButton.LeftButton, none, middle)

    def value(self, name: str) -> object:
        """A property of the panel's cabinet."""
        return self.panel.cabinet.property(name)

    def texts(self) -> list[str]:
        """Every text that is visible."""
        items = [i for i in walk(self.panel.window.contentItem()) if i.inherits("QQuickText")]
        return [str(item.property("text")) for item in items]

    def real(self) -> dict[str, Any]:
        """The cabinet's state, asked past the panel."""
        control = CabinetControl(self._folder)
        try:
            return control.state()
        finally:
            control.close()

    def becomes(self, wanted: Callable[[dict[str, Any]], object], seconds: float = 10.0) -> None:
        """Wait until the cabinet itself is as `wanted`."""
        self.wait_for(lambda: bool(wanted(self.real())), seconds)

    def shows(self, text: str, seconds: float = 10.0) -> None:
        """Wait until a visible text contains `text`."""
        self.wait_for(lambda: any(text in shown for shown in self.texts()), seconds)

    def wait_for(self, wanted: Callable[[], bool], seconds: float = 10.0) -> None:
        """Let the window live until `wanted`; `AssertionError` when that takes too long."""
        deadline = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < deadline, self.texts()
            self._loop.processEvents()
            time.sleep(0.01)

    def picture(self) -> QImage:
        """What the window shows."""
        return self.panel.window.grabWindow()

    def leave(self) -> None:
        """Close the window."""
        self.panel.dismantle()
