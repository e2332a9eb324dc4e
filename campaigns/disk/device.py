"""A block device that logs every write and every flush, and whose writes fail when told to.

It is one file of a FUSE file system, put under a loop device. What is on a disk after the power went can be
made from the log: everything before the last flush, and whatever luck would have it of the writes behind it.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import stat
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mfusepy

from campaigns.disk.mounts import served

BLOCK, SECTOR = 4096, 512
# time, offset (-1: a flush), length; then the bytes
_ENTRY = struct.Struct("<dqI")
_NAME = "disk"


@dataclass(frozen=True)
class Entry:
    """A write, or a flush where there are no bytes; `at` by the machine's monotonic clock."""

    at: float
    offset: int
    data: bytes

    @property
    def is_flush(self) -> bool:
        """Whether everything before it is on the disk."""
        return self.offset < 0


class Sickness:
    """Shared with the device's process: which writes fail."""

    def __init__(self) -> None:
        """None."""
        self._numbers = multiprocessing.RawArray("q", 3)

    def strike(self, nth: int, many: int) -> None:
        """Count writes from here on; let the `nth` fail, and the next ones until `many` have."""
        self._numbers[:] = [nth, many, 0]

    @property
    def counted(self) -> int:
        """Writes since then."""
        return int(self._numbers[2])

    def fails(self) -> bool:
        """Count one write; whether it fails."""
        nth, many, counted = self._numbers
        self._numbers[2] = counted = counted + 1
        return bool(nth <= counted < nth + many)


class _Device:
    use_ns = True

    def __init__(self, content: bytearray, log: Path, sickness: Sickness) -> None:
        self._content, self._sickness = content, sickness
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        if path != f"/{_NAME}":
            raise mfusepy.FuseOSError(errno.ENOENT)
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": len(self._content)}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", _NAME]

    def open(self, path: str, flags: int) -> int:
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self._content[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        if self._sickness.fails():
            raise mfusepy.FuseOSError(errno.EIO)
        self._content[offset : offset + len(data)] = data
        os.write(self._log, _ENTRY.pack(time.monotonic(), offset, len(data)) + data)
        return len(data)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        os.write(self._log, _ENTRY.pack(time.monotonic(), -1, 0))
        return 0

    def fallocate(self, path: str, mode: int, offset: int, length: int, fh: int) -> int:
        raise mfusepy.FuseOSError(errno.EOPNOTSUPP)


@contextmanager
def logged_device(place: Path, content: bytes, log: Path, sickness: Sickness) -> Iterator[Path]:
    """A device with this content at the path that is given; its log grows in `log`."""
    with served(place, lambda: _Device(bytearray(content), log, sickness)):
        yield place / _NAME


def entries(content: bytes) -> list[Entry]:
    """What a log says."""
    found, at = [], 0
    while at < len(content):
        moment, offset, length = _ENTRY.unpack_from(content, at)
        at += _ENTRY.size
        found.append(Entry(moment, offset, content[at : at + length]))
        at += length
    return found


class Disk:
    """What a device holds for certain after so many entries of its log; it only goes forward."""

    def __init__(self, content: bytes, log: Sequence[Entry]) -> None:
        """`content`: before the first entry."""
        self._sure = bytearray(content)
        self._log = log
        self._next = 0

    def after_cut(self, entry: int, chance: random.Random) -> bytearray:
        """The power went before entry number `entry`, not below that of the call before.

        Of the blocks written since the last flush each is there, or not, or some of its sectors are.
        """
        unsure = self._go_on(entry)
        found, kept, torn = (
            self._sure.copy(),
            chance.choice((0.0, 0.5, 0.9, chance.random())),
            chance.random() / 4,
        )
        for write in unsure:
            for offset, piece in _pieces(write, BLOCK):
                if chance.random() < torn:
                    for at, sector in _pieces(Entry(0.0, offset, piece), SECTOR):
                        if chance.random() < 0.5:
                            found[at : at + len(sector)] = sector
                elif chance.random() < kept:
                    found[offset : offset + len(piece)] = piece
        return found

    def _go_on(self, entry: int) -> list[Entry]:
        """Make sure of everything before the last flush; return the writes behind it."""
        flushes = [at for at in range(self._next, entry) if self._log[at].is_flush]
        if flushes:
            for write in self._log[self._next : flushes[-1]]:
                if not write.is_flush:
                    self._sure[write.offset : write.offset + len(write.data)] = write.data
            self._next = flushes[-1] + 1
        return [write for write in self._log[self._next : entry] if not write.is_flush]


def _pieces(write: Entry, size: int) -> Iterator[tuple[int, bytes]]:
    """The parts of a write that lie in one block each."""
    at = write.offset
    while at < write.offset + len(write.data):
        end = min(write.offset + len(write.data), (at // size + 1) * size)
        yield at, write.data[at - write.offset : end - write.offset]
        at = end
