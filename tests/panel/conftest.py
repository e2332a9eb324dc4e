"""A simulated cabinet as its own process, and the panel's window on it, invisible."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from kiosk.devices.simulators.cards.staff_ca import ROLES, make_staff_ca, make_staff_card
from kiosk.devices.simulators.control import CabinetControl
from tests.panel.hands import Hands

# QTest and item properties in PySide6 6.12 give back references to None that they never took; before Python
# 3.12, which made None immortal, the interpreter dies when none are left
if sys.version_info < (3, 12):
    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40


class CabinetProcess:
    """The simulated cabinet, to be started and ended; staff cards lie beside its folder."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes everything; a free port is taken for the camera."""
        self.folder = folder / "cabinet"
        self.staff = folder / "staff"
        authority = make_staff_ca(self.staff / "ca")
        for role in ROLES:
            make_staff_card(self.staff / role, f"{role}-01", role, authority)
        with socket.create_server(("127.0.0.1", 0)) as held:
            self._port = held.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        name = "kiosk.devices.simulators.cabinet"
        words = [sys.executable, "-m", name, str(self.folder), "--camera-port", str(self._port)]
        self._process = subprocess.Popen(words)
        CabinetControl(self.folder, wait_s=30).close()

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CabinetProcess]:
    """One cabinet for the tests of a file; what a test lays it takes away."""
    process = CabinetProcess(tmp_path_factory.mktemp("world"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
def hands(qapp: object, cabinet: CabinetProcess) -> Iterator[Hands]:
    """The window on the cabinet, connected."""
    hands = Hands(cabinet.folder, cabinet.staff)
    hands.wait_for(lambda: hands.value("connected") is True)
    yield hands
    hands.leave()
