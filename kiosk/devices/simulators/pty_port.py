"""The far end of a serial line: a pseudo terminal behind a path that stays the same."""

from __future__ import annotations

import contextlib
import os
import select
import tty
from pathlib import Path


class PtyPort:
    """A pty whose slave is reached through the symbolic link `path`; can be pulled out and put back.

    `pull_out` closes the pty, which the other side sees as an unplugged adapter.
    """

    def __init__(self, path: Path) -> None:
        """Nothing is plugged in yet."""
        self.path = path
        self._near: int | None = None
        self._far: int | None = None
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    @property
    def plugged(self) -> bool:
        """Whether the adapter is there."""
        return self._near is not None

    def plug_in(self) -> None:
        """Make a new pty and point the link at it."""
        if self._near is not None:
            return
        near, far = os.openpty()
        tty.setraw(far)
        os.set_blocking(near, False)
        beside = self.path.with_name(self.path.name + ".new")
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        beside.symlink_to(os.ttyname(far))
        beside.rename(self.path)
        # the far end stays open here too, so that reading does not fail while nobody has opened it
        self._near, self._far = near, far
        self.wake()

    def pull_out(self) -> None:
        """Close the pty and remove the link."""
        near, far, self._near, self._far = self._near, self._far, None, None
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        for end in (far, near):
            if end is not None:
                os.close(end)
        self.wake()

    def wake(self) -> None:
        """Make a waiting `receive` return."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"!")

    def receive(self, seconds: float) -> bytes:
        """Bytes from the other side, or b"" after `seconds` or a `wake`."""
        near = self._near
        ends = [self._wake_read] if near is None else [self._wake_read, near]
        try:
            ready, _, _ = select.select(ends, [], [], max(0.0, seconds))
            if self._wake_read in ready:
                os.read(self._wake_read, 4096)
            if near is not None and near in ready:
                return os.read(near, 65536)
        except (OSError, ValueError):  # pulled out in this very moment
            return b""
        return b""

    def send(self, data: bytes) -> None:
        """Write to the other side; lost when nobody reads or nothing is plugged in."""
        near = self._near
        if near is not None:
            with contextlib.suppress(OSError):
                os.write(near, data)

    def close(self) -> None:
        """Pull out for good."""
        self.pull_out()
        os.close(self._wake_read)
        os.close(self._wake_write)
