"""A screen on an invisible panel, and the session's end of its socket."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import cast

from PySide6.QtCore import QEventLoop, QMetaObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QImage, QPointingDevice
from PySide6.QtQml import QJSValue
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from shiboken6 import Shiboken

from kiosk.messages.pages import Page
from kiosk.messages.screen import SCREEN, Answer, Frame
from kiosk.messages.wire import Message, Splitter
from kiosk.ui.controller import ScreenController
from kiosk.ui.panel import panel
from kiosk.ui.window import KioskWindow

BUTTONS = frozenset({QAccessible.Role.Button, QAccessible.Role.CheckBox})


@cache
def _finger() -> QPointingDevice:
    return QTest.createTouchDevice()


def _middle(item: QQuickItem) -> QPoint:
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


@contextmanager
def _shape(item: QQuickItem) -> Iterator[QMetaObject]:
    """An item's meta object, for as long as it is looked at.

    A wrapper that outlives the item is handed out by PySide6 6.12 for whatever comes to lie at that address.
    """
    shape = item.metaObject()
    try:
        yield shape
    finally:
        Shiboken.invalidate(shape)


def kind_of(item: QQuickItem) -> str:
    """The item's type as QML names it."""
    with _shape(item) as shape:
        return str(shape.className())


def _strings(item: QQuickItem) -> Iterator[str]:
    with _shape(item) as shape:
        properties = [shape.property(index) for index in range(shape.propertyCount())]
        kinds = {str(each.name()): str(each.typeName()) for each in properties}
    for name, kind in kinds.items():
        if kind not in {"QString", "QVariantMap", "QVariant", "QVariantList", "QJSValue", "var"}:
            continue
        value = item.property(name)
        if isinstance(value, str | dict | list):
            yield str(value)
        elif isinstance(value, QJSValue):
            yield str(value.toVariant())
    for child in item.childItems():
        yield from _strings(child)


def walk(item: QQuickItem) -> Iterator[QQuickItem]:
    """An item and everything visible in it; delegates have no QObject parent, so `findChild` misses them."""
    if not item.isVisible():
        return
    yield item
    for child in item.childItems():
        yield from walk(child)


def box(item: QQuickItem) -> QRectF:
    """Where an item stands on the glass."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def seen(item: QQuickItem) -> QRectF:
    """The part of an item that clipping parents leave."""
    found = box(item)
    parent = item.parentItem()
    while parent is not None:
        if parent.clip():
            found = found.intersected(box(parent))
        parent = parent.parentItem()
    return found


@dataclass(frozen=True)
class Spoken:
    """What assistive technology meets: role, name, and the item behind it."""

    role: QAccessible.Role
    name: str
    item: QQuickItem
    enabled: bool


def spoken(window: QQuickWindow) -> list[Spoken]:
    """The accessible tree of a window in the order in which it is read, without what is hidden.

    Walked by children only: asking for the interface of an item that has none costs a reference to None in
    PySide6 6.12, and the interpreter dies of it after some thousand times.
    """
    found: list[Spoken] = []
    waiting = [QAccessible.queryAccessibleInterface(window)]
    while waiting:
        face = waiting.pop(0)
        item = face.object()
        if face.state().invisible and isinstance(item, QQuickItem):
            continue
        if isinstance(item, QQuickItem):
            name = face.text(QAccessible.Text.Name)
            found.append(Spoken(face.role(), name, item, not face.state().disabled))
        waiting = [face.child(index) for index in range(face.childCount())] + waiting
    return found


def targets(window: QQuickWindow) -> list[Spoken]:
    """Everything that can be touched."""
    return [thing for thing in spoken(window) if thing.role in BUTTONS]


def target(window: QQuickWindow, name: str) -> QQuickItem:
    """The one button of this name."""
    found = [thing.item for thing in targets(window) if thing.name == name]
    if len(found) != 1:
        names = [thing.name for thing in targets(window)]
        raise LookupError(f"{len(found)} buttons are called {name!r}; there are {names}")
    return found[0]


class Stage:
    """Everything a test needs to play the session."""

    def __init__(self, name: str = "portrait-21", *, moving: bool = False) -> None:
        """Load the scene for a panel and show it."""
        # names of controls are empty until somebody is thought to listen
        QAccessible.setActive(True)
        self.model = panel(name)
        self.window = KioskWindow(self.model, moving=moving)
        self.here, there = socket.socketpair()
        self.here.setblocking(False)
        self.controller = ScreenController(there, self.window)
        self.screen = self.window.screen
        self.now = 0.0
        self.screen.clock = lambda: self.now
        self.window.presence.clock = lambda event: self.now
        self._splitter = Splitter()
        # `QGuiApplication.processEvents` loses a reference to None (PySide6 6.12); the loop's own does not
        self._loop = QEventLoop()
        self.number = 0
        self._around: dict[str, object] = {}
        self.ended = False
        self.received: list[Message] = []
        self.controller.ended.connect(self._mark_ended)
        self.window.show()
        self.settle()

    def send(self, message: Message, raw: bytes = b"") -> None:
        """Say something to the screen and let it act."""
        self.send_bytes(SCREEN.encode(message, raw))

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are and let the screen act."""
        self.here.setblocking(True)
        self.here.sendall(data)
        self.here.setblocking(False)
        self.settle()

    def show(self, page: Page, **frame: object) -> int:
        """Replace the page; returns its number."""
        self.number += 1
        self._around = {"back": True, "finish": True, **frame}
        self.update(page)
        return self.number

    def update(self, page: Page) -> None:
        """Send the page again under the same number."""
        self.send(Frame.model_validate({"number": self.number, **self._around}))
        self.send(page)

    def page_item(self) -> QQuickItem:
        """The item that draws the page."""
        found = [item for item in walk(self.window.window.contentItem()) if item.inherits("QQuickStackView")]
        return cast(QQuickItem, found[0].property("currentItem"))

    def every_text(self) -> str:
        """Every string that any item of the scene holds, seen or not."""
        return "\n".join(_strings(self.window.window.contentItem()))

    def settle(self, seconds: float = 0.0) -> None:
        """Let the screen's event loop run until it has nothing to do, and for `seconds` at least."""
        until = time.monotonic() + seconds
        while True:
            for _ in range(4):
                self._loop.processEvents()
            if time.monotonic() >= until:
                break
            time.sleep(0.005)
        self._listen()

    def let_move(self, moving: bool) -> None:
        """Whether pages slide in from now on."""
        window = self.window
        window.panel.use(self.model, window.window.width(), moving=moving)
        self.settle()

    def turn(self) -> None:
        """Let the screen's event loop run once."""
        self._loop.processEvents()

    def theme(self, name: str) -> None:
        """`normal`, `large` or `contrast`, by touching the header's buttons."""
        if name == "large":
            self.touch("Chữ to")
        elif name == "contrast":
            self.touch("Tương phản cao")

    def touch(self, name: str) -> None:
        """Touch and let go the button of this accessible name, a moment after the last touch."""
        self.rest()
        self.finger(target(self.window.window, name))

    def find(self, name: str) -> QQuickItem:
        """The button of this name."""
        return target(self.window.window, name)

    def finger(self, item: QQuickItem, away: tuple[int, int] = (0, 0)) -> None:
        """Touch the middle of an item; let go `away` from there."""
        self.press(item)
        self.let_go(item, away)

    def press(self, item: QQuickItem) -> None:
        """Put a finger down in the middle of an item."""
        self.put_down(item)
        self.settle()

    def put_down(self, item: QQuickItem) -> None:
        """The same, and nobody waits for what it does."""
        window = self.window.window
        QTest.touchEvent(window, _finger()).press(1, _middle(item), window).commit()

    def let_go(self, item: QQuickItem, away: tuple[int, int] = (0, 0)) -> None:
        """Lift the finger, `away` from the middle of an item."""
        window = self.window.window
        place = _middle(item) + QPoint(*away)
        if away != (0, 0):
            QTest.touchEvent(window, _finger()).move(1, place, window).commit()
        QTest.touchEvent(window, _finger()).release(1, place, window).commit()
        self.settle()

    def two_fingers(self, one: QQuickItem, other: QQuickItem) -> None:
        """Touch two items at the same time; let go the first one first."""
        window = self.window.window
        QTest.touchEvent(window, _finger()).press(1, _middle(one), window).press(
            2, _middle(other), window
        ).commit()
        self.settle()
        places = _middle(one), _middle(other)
        QTest.touchEvent(window, _finger()).release(1, places[0], window).stationary(2).commit()
        QTest.touchEvent(window, _finger()).release(2, places[1], window).commit()
        self.settle()

    def tab_to(self, name: str) -> None:
        """Press Tab until the button of this name has the focus."""
        wanted = target(self.window.window, name)
        for _ in range(40):
            QTest.keyClick(self.window.window, Qt.Key.Key_Tab)
            if self.window.window.activeFocusItem() == wanted:
                return
        raise LookupError(name)

    def key_enter(self) -> None:
        """Press Enter."""
        QTest.keyClick(self.window.window, Qt.Key.Key_Return)
        self.settle()

    def rest(self) -> None:
        """Let the guard against a second tap run out."""
        self.now += 1.0

    def picture(self) -> QImage:
        """What is on the glass."""
        return self.window.window.grabWindow()

    def answers(self, kind: type[Message]) -> list[Message]:
        """What the screen said of one kind."""
        self.settle()
        return [message for message in self.received if isinstance(message, kind)]

    def told(self) -> list[tuple[str, str]]:
        """Name and value of every answer so far."""
        return [(m.name, m.value) for m in self.answers(Answer) if isinstance(m, Answer)]

    def strike(self) -> None:
        """Take everything down."""
        self.controller.close()
        self.window.dismantle()
        self.here.close()

    def _mark_ended(self) -> None:
        self.ended = True

    def _listen(self) -> None:
        try:
            data = self.here.recv(1 << 16)
        except (BlockingIOError, ConnectionResetError):
            return
        self.received += [SCREEN.decode(frame).message for frame in self._splitter.feed(data)]
