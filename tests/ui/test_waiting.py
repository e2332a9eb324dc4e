"""What a screen without a seat shows: nothing, or that no engine answers."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.messages.hello import SCREEN_HELLO, Seated, Welcome
from kiosk.ui.panel import panel
from kiosk.ui.process import ScreenProcess, SeatRequest
from kiosk.ui.window import KioskWindow
from tests.ui.stage import spoken


class Waiting:
    """A screen in this process, without a seat."""

    def __init__(self, path: Path) -> None:
        """Impatient, so that a test is short."""
        self.window = KioskWindow(panel("portrait-21"), moving=False)
        self.seat = SeatRequest(path, "b1")
        self.process = ScreenProcess(self.window, self.seat, "1900 0099", patience_ms=100)
        self.process.start()

    def said(self) -> set[str]:
        """Every name that assistive technology meets."""
        return {thing.name for thing in spoken(self.window.window)}

    @property
    def visible(self) -> bool:
        """Whether anything is on the glass."""
        return bool(self.window.window.isVisible())


@pytest.fixture
def waiting(tmp_path: Path, qtbot: QtBot) -> Iterator[Waiting]:
    screen = Waiting(tmp_path / "engine.sock")
    yield screen
    screen.process.stop()
    screen.window.dismantle()


def listening(path: Path) -> socket.socket:
    """An engine's listening socket."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener


def test_without_an_engine_it_says_so_calmly_with_a_number_to_call(waiting: Waiting, qtbot: QtBot) -> None:
    assert not waiting.visible
    qtbot.waitUntil(lambda: waiting.visible)
    qtbot.waitUntil(lambda: {"Máy đang tạm nghỉ", "1900 0099"} <= waiting.said())
    waiting.window.screen.choose("en")
    qtbot.waitUntil(lambda: "This machine is taking a short break" in waiting.said())


def test_it_steps_off_the_glass_when_the_engine_is_back_and_shows_itself_only_with_a_seat(
    waiting: Waiting, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: waiting.visible)
    listener = listening(tmp_path / "engine.sock")
    qtbot.waitUntil(lambda: bool(select.select([listener], [], [], 0)[0]))
    line, _ = listener.accept()
    with qtbot.waitSignal(waiting.seat.engine_found, timeout=5000):
        line.sendall(SCREEN_HELLO.encode(Welcome()))
    assert not waiting.visible
    mine, theirs = socket.socketpair()
    socket.send_fds(line, [SCREEN_HELLO.encode(Seated())], [theirs.fileno()])
    qtbot.waitUntil(lambda: waiting.visible)
    for end in (mine, theirs, line, listener):
        end.close()
