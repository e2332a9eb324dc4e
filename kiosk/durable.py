"""Small files that survive a power cut: whole and new, or whole and old."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# With less than this, what somebody has begun might not be finished.
LEAST_BYTES, LEAST_FILES = 1 << 20, 16


class DiskError(OSError):
    """The disk did not keep a file, or does not give it back: full, read-only, failing (VLT-003)."""

    error_id = "VLT-003"


@contextmanager
def told_as_disk_error() -> Iterator[None]:
    """Whatever the disk refuses in here is a `DiskError`."""
    try:
        yield
    except OSError as error:
        raise DiskError(error.errno, error.strerror) from error


def check_room(folder: Path) -> None:
    """Raises `DiskError` when nothing can be kept there: read-only, full, out of inodes."""
    with told_as_disk_error():
        found = os.statvfs(folder)
    if found.f_flag & os.ST_RDONLY:
        raise DiskError(errno.EROFS, os.strerror(errno.EROFS))
    # a file system that does not count tells 0 of 0
    few_bytes = found.f_blocks > 0 and found.f_bavail * found.f_frsize < LEAST_BYTES
    few_files = found.f_files > 0 and found.f_favail < LEAST_FILES
    if few_bytes or few_files:
        raise DiskError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def replace(path: Path, content: bytes) -> None:
    """Write beside, fsync, rename over, fsync the folder. After a `DiskError` it is whole, old or new."""
    part = path.with_name(path.name + ".part")
    with told_as_disk_error():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good."""
    with told_as_disk_error():
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def make_folder(path: Path, mode: int) -> None:
    """Make a folder, and those above it, where they are missing."""
    with told_as_disk_error():
        if not path.is_dir():
            make_folder(path.parent, mode)
            path.mkdir(mode=mode, exist_ok=True)
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    with told_as_disk_error():
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
