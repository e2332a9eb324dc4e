"""Open files beside messages: they arrive with theirs, and nobody can fill our table with them."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.messages.hello import SCREEN_HELLO, Seated, Welcome
from kiosk.messages.wire import Channel, WireError


@dataclass
class Line:
    ours: Channel
    theirs: socket.socket


@pytest.fixture
def line() -> Iterator[Line]:
    near, far = socket.socketpair()
    made = Line(Channel(near, SCREEN_HELLO), far)
    yield made
    made.ours.close()
    far.close()


def memory(content: bytes) -> int:
    file = os.memfd_create("beside")
    os.write(file, content)
    return file


def held() -> int:
    """Files of these tests that this process still holds."""
    files = [file for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    return sum(str(file.readlink()).startswith("/memfd:beside") for file in files)


def test_each_open_file_comes_with_the_message_it_was_sent_with(line: Line) -> None:
    files = [memory(b"first"), memory(b"second")]
    line.theirs.sendall(SCREEN_HELLO.encode(Welcome()))
    for file in files:
        socket.send_fds(line.theirs, [SCREEN_HELLO.encode(Seated())], [file])
        os.close(file)
    assert line.ours.receive().descriptor is None  # type: ignore[union-attr]
    for content in (b"first", b"second"):
        frame = line.ours.receive()
        assert frame is not None
        assert frame.descriptor is not None
        assert os.pread(frame.descriptor, 20, 0) == content
        frame.close()


def test_a_message_that_should_bring_a_file_and_does_not_is_refused(line: Line) -> None:
    line.theirs.sendall(SCREEN_HELLO.encode(Seated()))
    with pytest.raises(WireError):
        line.ours.receive()


def test_files_that_no_message_speaks_of_end_the_connection_and_are_closed(line: Line) -> None:
    file = memory(b"")
    for _ in range(5):
        socket.send_fds(line.theirs, [SCREEN_HELLO.encode(Welcome())], [file])
    os.close(file)
    for _ in range(4):
        line.ours.receive()
    with pytest.raises(WireError):
        line.ours.receive()
    line.ours.close()
    assert held() == 0
