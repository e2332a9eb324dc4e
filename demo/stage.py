"""Where the demo plays: a display, a bus for assistive technology, a world; started here, ended here."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

PANEL = (1080, 1920)
_PR_SET_CHILD_SUBREAPER = 36
_ENDS_WITHIN = 10.0


class StageError(Exception):
    """Something that the demo needs could not be started."""


class Room:
    """A display and a bus for assistive technology, and the environment that finds them."""

    def __init__(self, folder: Path, display: tuple[int, int] = PANEL) -> None:
        """`folder` takes logs; `display` is in pixels."""
        self.folder = folder
        self.environment = dict(os.environ)
        self._display = display
        self._children: list[subprocess.Popen[bytes]] = []

    @contextlib.contextmanager
    def set_up(self) -> Iterator[Self]:
        """Start everything; end everything, whatever happened between."""
        # what a child leaves behind comes to this process, so that nothing outlives it
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        signal.signal(signal.SIGTERM, _interrupt)
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_all()
            yield self
        finally:
            self._end()

    def _start_all(self) -> None:
        self._start_display()
        self._start_bus()

    def _start_display(self) -> None:
        reading, writing = os.pipe()
        screen = f"{self._display[0]}x{self._display[1]}x24"
        self._start(
            "display",
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp"],
            pass_fds=(writing,),
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise StageError("Xvfb did not start")
        self.environment |= {
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "QT_QUICK_BACKEND": "software",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def _start_bus(self) -> None:
        reading, writing = os.pipe()
        self._start(
            "bus",
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={writing}"],
            pass_fds=(writing,),
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            address = answer.readline().strip()
        if not address:
            raise StageError("dbus-daemon did not start")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self.environment.pop("AT_SPI_BUS_ADDRESS", None)

    def _start(self, name: str, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        with (self.folder / f"{name}.log").open("wb") as output:
            started = subprocess.Popen(  # noqa: S603 - programs named here
                ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
                pass_fds=pass_fds,
            )
        self._children.append(started)

    def _end(self) -> None:
        for child in reversed(self._children):
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=_ENDS_WITHIN)
        deadline = time.monotonic() + _ENDS_WITHIN
        while left := _own_children():
            hard = time.monotonic() > deadline - _ENDS_WITHIN / 2
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if hard else signal.SIGTERM)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)


class Stage(Room):
    """The processes of one demo: a world in its room."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes logs and the world."""
        super().__init__(folder)
        self.world = folder / "world"

    @property
    def logs(self) -> Path:
        """Where the kiosk's processes write."""
        return self.world / "logs"

    def pid_of(self, name: str) -> int:
        """The process of this name in the world."""
        for line in (self.logs / "pids").read_text().splitlines():
            if line.startswith(f"{name} "):
                return int(line.split()[1])
        raise StageError(f"no process {name} runs")

    def _start_all(self) -> None:
        super()._start_all()
        self._start_world()

    def _start_world(self) -> None:
        made = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "kiosk.devices.simulators.workspace", str(self.world)], check=False
        )
        if made.returncode != 0:
            raise StageError("the world could not be made")
        self._start("world", [sys.executable, "-m", "kiosk", "run", str(self.world)])


def _own_children() -> list[int]:
    """Processes whose parent is this one (`proc(5)`: field 4 of `stat`)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[1]) == os.getpid():
                    found.append(int(entry.name))
    return found


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
