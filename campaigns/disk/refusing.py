"""A folder that refuses its Nth call, once or from then on, with the error of a failing or a full disk.

What was written since the last fsync of a file is lost with an fsync that fails, while the kernel goes on
showing it from memory: as a real disk behaves, and unlike what one is tempted to believe.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mfusepy

from campaigns.disk.mounts import served

CALLS = ("open", "create", "write", "fsync", "fsyncdir", "rename", "unlink", "truncate", "mkdir")


@dataclass(frozen=True)
class Refusal:
    """`nth`: which call, from 1; 0 is none. `error`: an errno. `lasting`: every call from then on."""

    nth: int = 0
    error: int = errno.EIO
    lasting: bool = False

    def __str__(self) -> str:
        """For people."""
        return f"{errno.errorcode[self.error]} {'from' if self.lasting else 'at'} call {self.nth}"


class Control:
    """What the campaign and the folder's process share: the orders, and the counts."""

    def __init__(self) -> None:
        """Nothing is refused."""
        self._numbers = multiprocessing.RawArray("q", 4 + len(CALLS))

    def refuse(self, refusal: Refusal) -> None:
        """Count from here on, and refuse as told."""
        self._numbers[:] = [1, refusal.nth, refusal.error, refusal.lasting, *([0] * len(CALLS))]

    def be_well(self) -> None:
        """Refuse nothing more, and count nothing more."""
        self._numbers[0] = 0

    @property
    def counts(self) -> Counter[str]:
        """Calls counted since the last order."""
        return Counter(dict(zip(CALLS, self._numbers[4:], strict=True)))

    def pass_call(self, call: str) -> None:
        """Count one call; raises `OSError` when it is to be refused."""
        counting, nth, error, lasting = self._numbers[:4]
        if not counting:
            return
        self._numbers[4 + CALLS.index(call)] += 1
        so_far = sum(self._numbers[4:])
        if nth and (so_far == nth or (lasting and so_far > nth)):
            raise mfusepy.FuseOSError(error)


class RefusingFolder:
    """Passes everything on to `behind`, but for what `control` says."""

    use_ns = True

    def __init__(self, behind: Path, control: Control) -> None:
        """`behind` is a plain folder."""
        self._behind = behind
        self._control = control
        # by path: where bytes were written since the last fsync, and what was there before
        self._unsynced: dict[str, list[tuple[int, bytes]]] = {}

    def _at(self, path: str) -> Path:
        return self._behind / path.lstrip("/")

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        found = self._at(path).lstat()
        names = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_mtime_ns", "st_atime_ns")
        return {name.removesuffix("_ns"): getattr(found, name) for name in names}

    def statfs(self, path: str) -> dict[str, int]:
        found = os.statvfs(self._behind)
        return {
            name: getattr(found, name) for name in dir(found) if name.startswith("f_") and name != "f_fsid"
        }

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *(each.name for each in self._at(path).iterdir())]

    def open(self, path: str, flags: int) -> int:
        self._control.pass_call("open")
        # whatever a caller wants to do with it, what was there before is read
        return os.open(self._at(path), flags & ~(os.O_APPEND | os.O_ACCMODE) | os.O_RDWR)

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        self._control.pass_call("create")
        return os.open(self._at(path), os.O_RDWR | os.O_CREAT | os.O_TRUNC, mode)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return os.pread(fh, size, offset)

    def write(self, path: str | None, data: bytes, offset: int, fh: int) -> int:
        self._control.pass_call("write")
        if path is not None:  # it was not unlinked meanwhile
            before = os.pread(fh, len(data), offset).ljust(len(data), b"\0")
            self._unsynced.setdefault(path, []).append((offset, before))
        return os.pwrite(fh, data, offset)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        try:
            self._control.pass_call("fsync")
        except OSError:
            self._lose(path)
            raise
        self._unsynced.pop(path, None)
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        self._control.pass_call("fsyncdir")
        return 0

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        self._control.pass_call("truncate")
        os.truncate(self._at(path), length)
        kept = [(at, before[: length - at]) for at, before in self._unsynced.get(path, []) if at < length]
        self._unsynced[path] = kept
        return 0

    def rename(self, old: str, new: str) -> int:
        self._control.pass_call("rename")
        self._at(old).rename(self._at(new))
        self._unsynced[new] = self._unsynced.pop(old, [])
        return 0

    def unlink(self, path: str) -> int:
        self._control.pass_call("unlink")
        self._at(path).unlink()
        self._unsynced.pop(path, None)
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        self._control.pass_call("mkdir")
        self._at(path).mkdir(mode)
        return 0

    def rmdir(self, path: str) -> int:
        self._at(path).rmdir()
        return 0

    def chmod(self, path: str, mode: int) -> int:
        self._at(path).chmod(stat.S_IMODE(mode))
        return 0

    def release(self, path: str, fh: int) -> int:
        os.close(fh)
        return 0

    def removexattr(self, path: str, name: str) -> int:
        """Named "power": what was never fsynced is gone from the disk."""
        for each in list(self._unsynced):
            self._lose(each)
        return 0

    def _lose(self, path: str) -> None:
        written = self._unsynced.pop(path, [])
        if not self._at(path).exists():  # a machine that was taken away
            return
        with self._at(path).open("r+b", buffering=0) as file:
            for offset, before in reversed(written):
                os.pwrite(file.fileno(), before, offset)


@contextmanager
def refusing(place: Path, behind: Path) -> Iterator[Control]:
    """The folder `behind`, seen through `place`."""
    control = Control()
    with served(place, lambda: RefusingFolder(behind, control)):
        yield control


def cut_power(place: Path) -> None:
    """Lose from the disk behind `place` whatever was not fsynced; the kernel's memory of it stays."""
    os.removexattr(place, "user.power")
