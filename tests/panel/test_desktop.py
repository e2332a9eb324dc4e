"""`make run` without a display: both windows in a browser, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image
from Xlib import X
from Xlib.display import Display

from demo.desktop import GAP, PANEL_WIDTH, places

PORTRAIT = (1080, 1920)
MARK = "CABINET_DESKTOP_TEST"


def marked(mark: str) -> dict[int, str]:
    """Process id and command of all processes that carry `mark` in their environment."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if f"{MARK}={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                    found[int(entry.name)] = command.decode()
    return found


class Desktop:
    """The program, started from outside as `make run` does on a machine without a display."""

    def __init__(self, folder: Path) -> None:
        self.mark = uuid.uuid4().hex
        self.folder = folder
        self._said = folder.with_suffix(".out")
        environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        environment.pop("QT_QPA_PLATFORM", None)
        with self._said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo.desktop", str(folder)],
                stdout=output,
                stderr=output,
                cwd=Path(__file__).parents[2],
                env=environment | {MARK: self.mark},
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._said.read_text()

    def wait_for(self, pattern: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        return found.group(0)

    def draws_both(self) -> bool:
        """Whether letters (many shades) stand in the place of the screen and in that of the panel."""
        pids = (self.folder / "logs" / "pids").read_text()
        if (pid := re.search(r"^panel (\d+)$", pids, re.MULTILINE)) is None:
            return False
        whole = shot(self._display(int(pid[1])))
        middle = whole.width - PANEL_WIDTH - GAP
        screen = whole.crop((0, 0, middle, whole.height))
        panel = whole.crop((middle + GAP, 0, whole.width, whole.height))
        return colours(screen) > 50 and colours(panel) > 50

    @staticmethod
    def _display(pid: int) -> str:
        """The name of the virtual display, from the environment of a process that draws there."""
        variables = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
        return next(each.partition("=")[2] for each in variables if each.startswith("DISPLAY="))

    def interrupt(self) -> int:
        """Ctrl-C, which a terminal sends to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=30)


def shot(name: str) -> Image.Image:
    display = Display(name)
    root = display.screen().root
    size = root.get_geometry()
    data = root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF).data
    display.close()
    return Image.frombytes("RGB", (size.width, size.height), data, "raw", "BGRX")


def answers(address: str) -> bool:
    with contextlib.suppress(requests.ConnectionError):
        return requests.get(address, timeout=10).status_code == 200
    return False


def open_to_others(mark: str) -> set[str]:
    """Sockets of the marked processes that listen on more than loopback (proc(5), net/tcp: state 0A)."""
    listening = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and not words[1].startswith("0100007F:"):
                listening.add(f"socket:[{words[9]}]")
    held = set()
    for pid in marked(mark):
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                held.add(str(each.readlink()))
    assert any(link.startswith("socket:") for link in held)
    return listening & held


def colours(picture: Image.Image) -> int:
    return len(picture.getcolors(maxcolors=1 << 24) or [])


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    desktop = Desktop(tmp_path / "kiosk")
    yield desktop
    if desktop.process.poll() is None:
        desktop.process.terminate()
        desktop.process.wait(timeout=30)


@pytest.mark.timeout(240)
def test_both_windows_are_seen_in_a_browser_and_ctrl_c_ends_everything(desktop: Desktop) -> None:
    address = desktop.wait_for(r"http://127\.0\.0\.1:\d+/vnc\.html\S+", 90)
    assert requests.get(address, timeout=10).status_code == 200
    staff = desktop.wait_for(r"http://127\.0\.0\.1:\d+/(?= )", 5)
    desktop.wait_for("PIN 246810", 5)
    deadline = time.monotonic() + 90
    while not (desktop.draws_both() and answers(staff)):
        assert time.monotonic() < deadline, desktop.said
        time.sleep(0.5)
    assert len(marked(desktop.mark)) >= 12
    assert open_to_others(desktop.mark) == set()
    assert desktop.interrupt() == 0
    assert marked(desktop.mark) == {}


@pytest.mark.parametrize("room", [(1920, 970), (1366, 660), (2560, 1330), (3840, 2050)])
def test_screen_and_panel_fit_beside_each_other(room: tuple[int, int]) -> None:
    where = places(PORTRAIT, room)
    assert where.whole[0] <= room[0]
    assert where.whole[1] <= room[1]
    assert abs(where.screen[0] / where.screen[1] - 9 / 16) < 0.01


def test_a_size_that_is_asked_for_is_taken() -> None:
    assert places(PORTRAIT, None, 1.0).screen == PORTRAIT
