"""The compositor's one client: keeps two screens alive, one in the seat and one that is ready for the next.

cage(1) ends with its first client, so that client must outlive every screen. A screen tells the launcher what
other processes tell the service manager; one that stops beating is killed and replaced, and the service
manager hears of beats only while at least one screen beats.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from kiosk.service import Service

SCREENS = 2
TURN_S = 0.1
WATCH_S = 12.0
# loading Qt from a cold disk takes seconds
START_S = 60.0
# the pause after a screen that ended at once doubles, so that the rest of the machine can work
FIRST_PAUSE_S, LONGEST_PAUSE_S, HEALTHY_S = 0.1, 5.0, 5.0
STOP_S = 3.0

_log = structlog.get_logger()


@dataclass
class _Place:
    number: int
    line: socket.socket
    address: str
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    heard: float = 0.0
    ready: bool = False
    due: float = 0.0
    pause: float = field(default=FIRST_PAUSE_S)


class ScreenLauncher:
    """Two places for screens, looked at in turn."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        service: Service,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`command` runs one screen; `folder` is private and holds the sockets that screens beat on."""
        self._command = list(command)
        self._service = service
        self._clock = clock
        self._stopping = False
        self._told_ready = False
        self._places = [
            self._place(folder / f"screen-{number}.sock", number) for number in range(1, SCREENS + 1)
        ]

    def run(self) -> None:
        """Turn until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                self.turn()
                time.sleep(TURN_S)
        finally:
            self.end()

    def turn(self) -> None:
        """Start what is missing, kill what hangs, tell the service manager."""
        now = self._clock()
        for place in self._places:
            self._listen(place, now)
            if place.process is not None and place.process.poll() is not None:
                self._ended(place, now)
            if place.process is None and now >= place.due:
                self._start(place, now)
            elif place.process is not None and now >= self._patience_ends(place):
                _log.error("screens.hangs", place=place.number, pid=place.process.pid)
                place.process.kill()
        if any(place.ready and now < self._patience_ends(place) for place in self._places):
            self._tell()

    def pids(self) -> list[int]:
        """The running screens."""
        return [place.process.pid for place in self._places if place.process is not None]

    def end(self) -> None:
        """End all screens; one that does not end in time is killed."""
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for place in self._places:
            place.line.close()

    def _place(self, path: Path, number: int) -> _Place:
        path.unlink(missing_ok=True)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        line.bind(str(path))
        return _Place(number, line, str(path))

    def _start(self, place: _Place, now: float) -> None:
        watch = {"NOTIFY_SOCKET": place.address, "WATCHDOG_USEC": str(round(WATCH_S * 1_000_000))}
        place.process = subprocess.Popen(self._command, env={**os.environ, **watch})  # noqa: S603 - our own command
        place.began = place.heard = now
        place.ready = False

    def _listen(self, place: _Place, now: float) -> None:
        while True:
            try:
                state = place.line.recv(256)
            except BlockingIOError:
                return
            place.heard = now
            place.ready = place.ready or state == b"READY=1"

    def _ended(self, place: _Place, now: float) -> None:
        assert place.process is not None
        served = place.process.returncode == 0 or now - place.began > HEALTHY_S
        place.pause = FIRST_PAUSE_S if served else min(place.pause * 2, LONGEST_PAUSE_S)
        _log.info("screens.ended", place=place.number, code=place.process.returncode)
        place.process, place.ready, place.due = None, False, now + (0.0 if served else place.pause)

    def _patience_ends(self, place: _Place) -> float:
        return place.heard + (WATCH_S if place.ready else START_S)

    def _tell(self) -> None:
        if not self._told_ready:
            self._told_ready = True
            self._service.ready()
        self._service.beat()

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True
