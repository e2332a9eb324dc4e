"""The launcher: two screens at any time, and none that hangs."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.service import Service
from kiosk.ui.launcher import WATCH_S, ScreenLauncher
from kiosk.ui.panel import panel
from kiosk.ui.pulse import Pulse
from kiosk.ui.window import KioskWindow

# a screen that says it is ready, beats for as long as the file `alive` is there, and ends on SIGTERM
SCREEN = """
import pathlib, sys, time
from kiosk.service import Service
service = Service()
service.ready()
while True:
    if pathlib.Path(sys.argv[1]).exists():
        service._beaten = float("-inf")
        service.beat()
    time.sleep(0.02)
"""


class Clock:
    ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class House:
    """A launcher whose screens are plain loops, and the service manager above it."""

    def __init__(self, folder: Path) -> None:
        self.alive = folder / "alive"
        self.alive.touch()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.manager.bind(str(folder / "notify"))
        self.clock = Clock()
        service = Service({"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "200000"})
        command = [sys.executable, "-c", SCREEN, str(self.alive)]
        self.launcher = ScreenLauncher(command, folder, service, self.clock)

    def until(self, what: Callable[[], object]) -> None:
        deadline = time.monotonic() + 20
        while not what():
            assert time.monotonic() < deadline
            self.launcher.turn()
            time.sleep(0.02)

    def heard(self) -> list[bytes]:
        states = []
        while True:
            try:
                states.append(self.manager.recv(256))
            except BlockingIOError:
                return states


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.launcher.end()
    made.manager.close()


def test_ready_is_told_when_a_screen_is_ready_and_beats_follow(house: House) -> None:
    house.until(lambda: len(house.launcher.pids()) == 2)
    first: list[bytes] = []
    while not first:
        house.launcher.turn()
        first = house.heard()
    assert first == [b"READY=1", b"WATCHDOG=1"]
    house.until(lambda: house.heard() == [b"WATCHDOG=1"])


def test_a_screen_that_ended_is_replaced_while_the_other_goes_on(house: House) -> None:
    house.until(lambda: house.heard())
    gone, stays = house.launcher.pids()
    os.kill(gone, signal.SIGKILL)
    house.until(lambda: gone not in house.launcher.pids() and len(house.launcher.pids()) == 2)
    assert stays in house.launcher.pids()


def test_screens_that_hang_are_killed_and_the_service_manager_hears_no_beat(house: House) -> None:
    house.until(lambda: house.heard())
    before = house.launcher.pids()
    house.alive.unlink()
    time.sleep(0.1)
    house.launcher.turn()
    house.heard()
    house.clock.ahead += WATCH_S
    house.launcher.turn()
    assert house.heard() == []
    house.until(lambda: not set(before) & set(house.launcher.pids()))


def test_the_pulse_asks_for_a_frame_and_beats_when_it_was_drawn(tmp_path: Path, qtbot: QtBot) -> None:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    manager.bind(str(tmp_path / "notify"))
    window = KioskWindow(panel("portrait-21"), scale=0.1, moving=False)
    pulse = Pulse(
        window.window, Service({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"})
    )
    frames: list[int] = []
    window.window.frameSwapped.connect(lambda: frames.append(1))
    pulse.start()
    qtbot.waitUntil(lambda: bool(select.select([manager], [], [], 0)[0]))
    assert manager.recv(64) == b"READY=1"
    window.show()
    qtbot.waitUntil(lambda: len(frames) > 3)
    assert manager.recv(64) == b"WATCHDOG=1"
    pulse.stop()
    drawn = len(frames)
    qtbot.wait(150)
    assert len(frames) <= drawn + 1
    window.dismantle()
    manager.close()
