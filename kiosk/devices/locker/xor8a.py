"""The wire of the "8A/80 XOR" locker boards, without any I/O.

Frame: head, board, lock, function or state, check; the check is the XOR of all bytes before it.
Lock number 0 means "open every door" on these boards: this codec cannot say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Literal

OPEN, READ, CHANGED = 0x8A, 0x80, 0x82
_DO_OPEN, _DO_READ = 0x11, 0x33
_OFF, _ON = 0x00, 0x11

Feedback = Literal["closed-shorts", "open-shorts"]
ByteOrder = Literal["msb-first", "lsb-first"]


def _sealed(*body: int) -> bytes:
    return bytes((*body, reduce(xor, body)))


@dataclass(frozen=True)
class OpenReply:
    """`8A`: the lock's contact after the pulse."""

    board: int
    lock: int
    closed: bool


@dataclass(frozen=True)
class LockState:
    """`80` for one lock, or `82` sent unasked by some boards when a door moved."""

    board: int
    lock: int
    closed: bool
    asked: bool


@dataclass(frozen=True)
class AllStates:
    """`80` for the whole board; `closed[0]` is lock 1."""

    board: int
    closed: tuple[bool, ...]


Reply = OpenReply | LockState | AllStates


class Xor8A:
    """One board: builds requests, takes received bytes apart.

    `feedback` says which contact state means closed, `order` where locks 1-8 stand among the status bytes;
    both differ between boards sold under this protocol.
    """

    def __init__(
        self,
        board: int,
        channels: int = 24,
        feedback: Feedback = "closed-shorts",
        order: ByteOrder = "msb-first",
    ) -> None:
        """`board` is the DIP address 1-32; raises `ValueError` when it is not."""
        if not 1 <= board <= 32:
            raise ValueError(f"board address {board} is not 1-32")
        self.board = board
        self.channels = channels
        # three status bytes come even from boards with eight locks
        self._status_bytes = max(3, (channels + 7) // 8)
        self._closed_is_on = feedback == "closed-shorts"
        self._msb_first = order == "msb-first"
        self._buffer = bytearray()
        self._expects_all = False
        self.dropped = 0

    def open_one(self, lock: int, seconds: int | None = None) -> bytes:
        """Pulse one lock for the board's own time, or `seconds` 1-9; `ValueError` for any other."""
        self._must_exist(lock)
        if seconds is None:
            return _sealed(OPEN, self.board, lock, _DO_OPEN)
        if not 1 <= seconds <= 9:
            raise ValueError(f"a pulse of {seconds} s is not 1-9")
        return _sealed(OPEN, self.board, lock, _DO_OPEN, seconds)

    def read_one(self, lock: int) -> bytes:
        """Ask for one lock's contact."""
        self._must_exist(lock)
        self.forget(expects_all=False)
        return _sealed(READ, self.board, lock, _DO_READ)

    def read_all(self) -> bytes:
        """Ask for all contacts of the board."""
        self.forget(expects_all=True)
        return _sealed(READ, self.board, 0x00, _DO_READ)

    def forget(self, expects_all: bool = False) -> None:
        """Drop what was received and not understood.

        The short and the long `80` reply cannot be told apart by their bytes alone, so the parser follows
        the question that was asked last.
        """
        self._buffer.clear()
        self._expects_all = expects_all

    def feed(self, data: bytes) -> list[Reply]:
        """Take received bytes, in whatever pieces; return the replies now complete.

        Garbage before a frame, frames of other boards and frames with a bad check are dropped and counted.
        """
        self._buffer += data
        return list(self._replies())

    def _must_exist(self, lock: int) -> None:
        if not 1 <= lock <= self.channels:
            raise ValueError(f"lock {lock} is not 1-{self.channels}")

    def _replies(self) -> Iterator[Reply]:
        start, unfinished = 0, None
        while start < len(self._buffer):
            length = self._length_at(start)
            frame = bytes(self._buffer[start : start + length])
            if len(frame) < length:
                # what looks like a head may be garbage before a whole frame: look on behind it
                unfinished = start if unfinished is None else unfinished
            elif frame and (reply := self._decoded(frame)) is not None:
                self._discard(start)
                del self._buffer[:length]
                start, unfinished = 0, None
                yield reply
                continue
            start += 1
        self._discard(len(self._buffer) if unfinished is None else unfinished)

    def _discard(self, count: int) -> None:
        self.dropped += count
        del self._buffer[:count]

    def _length_at(self, start: int) -> int:
        """The length of a frame that may begin here, 0 when none can."""
        head = self._buffer[start]
        if head not in (OPEN, READ, CHANGED):
            return 0
        if start + 1 < len(self._buffer) and self._buffer[start + 1] != self.board:
            return 0
        return 4 + self._status_bytes if head == READ and self._expects_all else 5

    def _decoded(self, frame: bytes) -> Reply | None:
        if reduce(xor, frame[:-1]) != frame[-1]:
            return None
        head, board, lock, state = frame[:4]
        if head == READ and self._expects_all:
            return self._all(board, frame[2:-2]) if frame[-2] == _DO_READ else None
        if state not in (_OFF, _ON) or not 1 <= lock <= self.channels:
            return None
        closed = (state == _ON) == self._closed_is_on
        if head == OPEN:
            return OpenReply(board, lock, closed)
        return LockState(board, lock, closed, asked=head == READ)

    def _all(self, board: int, status: bytes) -> AllStates:
        bits = int.from_bytes(status, "big" if self._msb_first else "little")
        return AllStates(
            board, tuple(bool(bits >> lock & 1) == self._closed_is_on for lock in range(self.channels))
        )
