"""Mounts that nobody has to clean up: they live in a mount namespace of this process and end with it.

Loop devices are made by `mount -o loop`, which lets the kernel free them with their mount, and a process that
serves a file system dies with its parent. So nothing is left behind, however the campaign ends.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import mfusepy

# <sched.h>, <sys/mount.h>, <sys/prctl.h>
_CLONE_NEWNS, _MS_REC, _MS_PRIVATE, _PR_SET_PDEATHSIG = 0x20000, 0x4000, 0x40000, 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_MOUNTED_WITHIN_S = 20.0


class CannotMountError(Exception):
    """The machine does not allow it: needs root, /dev/fuse and loop devices."""


def alone() -> None:
    """From here on this process and its children have mounts of their own. Raises `CannotMountError`."""
    if _LIBC.unshare(_CLONE_NEWNS) != 0 or _LIBC.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None) != 0:
        raise CannotMountError(f"no mount namespace: {os.strerror(ctypes.get_errno())}")


@contextmanager
def mounted(place: Path, *words: str) -> Iterator[None]:
    """`mount WORDS place` for as long as the block lasts."""
    place.mkdir(exist_ok=True)
    _run("mount", *words, str(place))
    try:
        yield
    finally:
        _undo(place)


@contextmanager
def served(place: Path, operations: Callable[[], object]) -> Iterator[int]:
    """A file system in a process of its own, mounted at `place`; its process id."""
    place.mkdir(exist_ok=True)
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(place, operations))
    process.start()
    assert process.pid is not None
    try:
        _await_mount(place, process)
        yield process.pid
    finally:
        _undo(place)
        process.kill()
        process.join()


def _serve(place: Path, operations: Callable[[], object]) -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    mfusepy.FUSE(
        operations(), str(place), foreground=True, nothreads=True, kernel_cache=True, hard_remove=True
    )


def _await_mount(place: Path, process: multiprocessing.process.BaseProcess) -> None:
    deadline = time.monotonic() + _MOUNTED_WITHIN_S
    while not place.is_mount():
        if not process.is_alive() or time.monotonic() > deadline:
            raise CannotMountError("no FUSE: needs root, /dev/fuse and libfuse")
        time.sleep(0.01)


def _undo(place: Path) -> None:
    if not place.is_mount():
        return
    try:
        _run("umount", str(place))
    except CannotMountError:
        # a file of it is still open, for something went wrong before; it goes with that
        _run("umount", "--lazy", str(place))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotMountError(f"{command[0]}: {done.stderr.strip()}")
