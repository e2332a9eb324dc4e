"""Who may take which part at the engine's socket, and how rude one may be there."""

from __future__ import annotations

import contextlib
import os
import pwd
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.engine.hub import MOST_PEERS, VOCABULARIES, Hub, may_speak_as
from kiosk.messages import outbox
from kiosk.messages.hello import Hello, Role, Welcome
from kiosk.messages.outbox import OUTBOX
from kiosk.messages.wire import Channel

Connect = Callable[[], socket.socket]

NAMES = {
    90001: "kiosk-session",
    90002: "kiosk-screen",
    90003: "kiosk-sync",
    90004: "nobody",
    90005: "kiosk-terminal",
    90006: "root",
}


def named(uid: int) -> SimpleNamespace:
    return SimpleNamespace(pw_name=NAMES[uid])


@pytest.mark.parametrize("role", VOCABULARIES)
def test_only_the_user_of_a_process_may_take_its_part(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pwd, "getpwuid", named)
    assert [NAMES[uid] for uid in NAMES if may_speak_as(role, uid)] == [f"kiosk-{role}"]
    assert not may_speak_as(role, 99999)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub that answers each question of a sync."""
    made = Hub(tmp_path / "engine.sock", "b1")
    made.on_frame = lambda peer, frame: peer.send(outbox.Rows(rows=[]), b"x" * 20_000)
    thread = threading.Thread(target=made.run, args=(lambda: None,), daemon=True)
    thread.start()
    yield made
    made.post(made.stop)
    thread.join(10)


@pytest.fixture
def connect(hub: Hub, tmp_path: Path) -> Iterator[Connect]:
    """Connect as often as wanted; all is closed in the end."""
    socks: list[socket.socket] = []

    def make() -> socket.socket:
        socks.append(socket.socket(socket.AF_UNIX))
        socks[-1].connect(str(tmp_path / "engine.sock"))
        socks[-1].settimeout(20)
        return socks[-1]

    yield make
    for sock in socks:
        sock.close()


def greet(sock: socket.socket) -> Channel | None:
    """Say hello as a sync; None when sent away."""
    channel = Channel(sock, OUTBOX)
    try:
        channel.send(Hello(role="sync", build="b1"))
        frame = channel.receive()
    except OSError:
        return None
    return channel if frame is not None and isinstance(frame.message, Welcome) else None


def is_served(channel: Channel | None) -> bool:
    """Whether a question is answered."""
    assert channel is not None
    channel.send(outbox.ReadState())
    frame = channel.receive()
    return frame is not None and isinstance(frame.message, outbox.Rows)


def test_a_sync_that_comes_again_and_again_is_taken_in(connect: Connect) -> None:
    for _ in range(3 * MOST_PEERS):
        sock = connect()
        assert greet(sock) is not None
        sock.close()


def test_too_many_of_one_user_are_sent_away_and_those_there_are_served(connect: Connect) -> None:
    first = greet(connect())
    for _ in range(2 * MOST_PEERS):
        connect()
    assert greet(connect()) is None
    assert is_served(first)


def test_who_does_not_read_is_let_go_and_nobody_waits_for_it(connect: Connect) -> None:
    deaf, other = greet(connect()), greet(connect())
    assert deaf is not None
    with contextlib.suppress(OSError):
        for _ in range(200):
            deaf.send(outbox.ReadState())
    assert is_served(other)


def test_a_greeting_is_short(connect: Connect) -> None:
    sock = connect()
    sock.sendall(struct.pack(">II", 30_000_000, 10) + b"x" * 1000)
    with contextlib.suppress(ConnectionResetError):
        assert sock.recv(1) == b""


@pytest.mark.parametrize("role", VOCABULARIES)
def test_in_development_everybody_is_the_engines_user(role: Role) -> None:
    assert may_speak_as(role, os.geteuid())
