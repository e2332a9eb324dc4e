"""A screen process without glass: it takes the seat as any screen does; a scripted person has its socket."""

from __future__ import annotations

import array
import multiprocessing
import os
import signal
import socket
import time
from pathlib import Path

from kiosk.messages.hello import SCREEN_HELLO, Hello, Seated, Welcome
from kiosk.messages.wire import Channel
from tests.session.screen_person import PersonAtScreen


def _screen(engine_socket: str, build: str, parent: socket.socket) -> None:
    sock = _connected(engine_socket)
    channel = Channel(sock, SCREEN_HELLO)
    channel.send(Hello(role="screen", build=build))
    welcome = channel.receive()
    assert welcome is not None
    assert isinstance(welcome.message, Welcome)
    seated = channel.receive()
    if seated is None or not isinstance(seated.message, Seated):
        os._exit(0)
    assert seated.descriptor is not None
    packed = array.array("i", [seated.descriptor])
    parent.sendmsg([b"s"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
    seated.close()
    # The engine's death ends a waiting or seated screen; the person's socket ending does so too.
    parent.recv(1)
    os._exit(0)


def _connected(engine_socket: str) -> socket.socket:
    while True:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(engine_socket)
        except OSError:
            sock.close()
            time.sleep(0.1)
        else:
            return sock


class Glass:
    """One screen process; `person()` waits until it is seated."""

    def __init__(self, engine_socket: Path, build: str) -> None:
        """Start the process."""
        self._ours, theirs = socket.socketpair()
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=_screen, args=(str(engine_socket), build, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """The screen's process."""
        assert self._process.pid is not None
        return self._process.pid

    def person(self, timeout: float = 40.0) -> PersonAtScreen:
        """Wait for the seat; raises `TimeoutError`."""
        self._ours.settimeout(timeout)
        data, descriptors, _, _ = socket.recv_fds(self._ours, 1, 1)
        if not data:
            raise TimeoutError("the screen ended before it was seated")
        return PersonAtScreen(socket.socket(fileno=descriptors[0]))

    def kill(self) -> None:
        """As by SIGKILL."""
        os.kill(self.pid, signal.SIGKILL)
        self._process.join()

    def end(self) -> None:
        """Let it end."""
        self._ours.close()
        self._process.join(3)
        if self._process.is_alive():
            self.kill()
