"""The screen process from outside: a Unix socket of the engine, a descriptor for the session."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.messages.hello import SCREEN_HELLO, Hello, Seated, TurnedAway, Welcome
from kiosk.messages.screen import SCREEN, Close, Frame, Ready
from kiosk.messages.wire import Channel, Message
from tests.ui.samples import HOME

_PATIENCE = 30.0
_START = """
import sys
from pathlib import Path
from kiosk.settings import Screen
from kiosk.ui.process import main
sys.exit(main(Path(sys.argv[1]), "b1", Screen()))
"""


class Engine:
    """The engine's end of the seat: listens, welcomes, hands over a session's socket."""

    def __init__(self, path: Path) -> None:
        """Listen at `path`."""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._listener.settimeout(_PATIENCE)
        self.line: socket.socket | None = None
        self._sessions: list[Channel] = []

    def meet(self) -> Message:
        """Take in the next process and return its first message."""
        self.line, _ = self._listener.accept()
        self.line.settimeout(_PATIENCE)
        first = Channel(self.line, SCREEN_HELLO).receive()
        assert first is not None
        return first.message

    def say(self, message: Message) -> None:
        """Say something without a descriptor."""
        assert self.line is not None
        self.line.sendall(SCREEN_HELLO.encode(message))

    def seat(self) -> Channel:
        """Hand over a seat; returns the session's end."""
        assert self.line is not None
        mine, theirs = socket.socketpair()
        mine.settimeout(_PATIENCE)
        socket.send_fds(self.line, [SCREEN_HELLO.encode(Seated())], [theirs.fileno()])
        theirs.close()
        self._sessions.append(Channel(mine, SCREEN))
        return self._sessions[-1]

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()
        for session in self._sessions:
            session.close()
        if self.line is not None:
            self.line.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(tmp_path / "engine.sock")
    yield engine
    engine.close()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen(
        [sys.executable, "-c", _START, str(tmp_path / "engine.sock")], env=environment, stderr=subprocess.PIPE
    )
    yield child
    child.kill()
    child.wait()
    assert child.stderr is not None
    child.stderr.close()


def test_it_says_hello_waits_serves_one_session_and_ends(
    engine: Engine, screen: subprocess.Popen[bytes]
) -> None:
    assert engine.meet() == Hello(role="screen", build="b1")
    engine.say(Welcome())
    session = engine.seat()
    session.send(Frame(number=1, back=False, finish=False))
    session.send(HOME)
    first = session.receive()
    assert first is not None
    assert first.message == Ready()
    session.send(Close())
    assert session.receive() is None
    assert screen.wait(_PATIENCE) == 0
    assert screen.stderr is not None
    assert screen.stderr.read() == b""


def test_it_ends_when_the_session_is_gone(engine: Engine, screen: subprocess.Popen[bytes]) -> None:
    engine.meet()
    engine.seat().close()
    assert screen.wait(_PATIENCE) == 0


def test_turned_away_it_ends_with_a_fault_so_that_its_supervisor_starts_the_right_build(
    engine: Engine, screen: subprocess.Popen[bytes]
) -> None:
    engine.meet()
    engine.say(TurnedAway(error_id="SYS-001"))
    assert screen.wait(_PATIENCE) == 1


def test_it_comes_back_when_the_engine_was_away(
    engine: Engine, screen: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    engine.meet()
    engine.close()
    (tmp_path / "engine.sock").unlink()
    later = Engine(tmp_path / "engine.sock")
    assert later.meet() == Hello(role="screen", build="b1")
    session = later.seat()
    session.send(Close())
    assert screen.wait(_PATIENCE) == 0
    later.close()
