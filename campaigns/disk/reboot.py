"""What a machine finds on its disk when the power is back: mounted, started by the product, compared."""

from __future__ import annotations

import subprocess
import traceback
from pathlib import Path

import pysqlite3

from campaigns.comparing import Comparison, compare, whole_blobs
from campaigns.disk import mounts
from campaigns.disk.steady import Noted, OutOfServiceError, Steady
from campaigns.ledgers import Ledgers
from campaigns.people import Setting
from kiosk.journal.clock import SystemClock
from tests.engine.doubles import TestClock

SIZE = 24 << 20


def new_disk(folder: Path) -> bytes:
    """An empty ext4 file system; `folder` takes a file for it meanwhile."""
    file = folder / "new.img"
    file.write_bytes(bytes(SIZE))
    words = ("-q", "-F", "-b", "4096", "-E", "nodiscard,lazy_itable_init=0")
    subprocess.run(["mkfs.ext4", *words, str(file)], check=True)
    return file.read_bytes()


class Reboot:
    """Power is back, again and again, each time with another disk."""

    def __init__(self, folder: Path, setting: Setting, doors: int) -> None:
        """The state lies in `state` on the disk; the cabinet has so many doors."""
        self._image, self._place = folder / "cut.img", folder / "cut"
        self._setting, self._doors = setting, doors
        self.repaired = 0

    def compare(self, content: bytes, known: Ledgers) -> Comparison:
        """Mount, start, compare with what was known when the power went."""
        self._image.write_bytes(content)
        try:
            return self._mounted(known)
        except mounts.CannotMountError:
            pass
        # as the appliance does at its start
        subprocess.run(["e2fsck", "-p", str(self._image)], capture_output=True, check=False)
        self.repaired += 1
        try:
            return self._mounted(known)
        except mounts.CannotMountError as refused:
            return Comparison(wrong=[f"cannot be mounted: {refused}"])

    def _mounted(self, known: Ledgers) -> Comparison:
        with mounts.mounted(self._place, "-o", "loop", str(self._image)):
            return self._compare(self._place / "state", known)

    def _compare(self, state: Path, known: Ledgers) -> Comparison:
        state.mkdir(exist_ok=True)
        found_whole = whole_blobs(state / "vault")
        try:
            self._start(state)
        except OutOfServiceError as page:
            return Comparison(wrong=[f"out of service: {page}"])
        except Exception as crash:  # noqa: BLE001 - whatever it is, it would have ended the engine
            traceback.print_exception(crash)
            return Comparison(wrong=[f"crash: {type(crash).__name__} {crash}"])
        found = compare(state, known, self._setting.keys.signer.public_key(), found_whole)
        found.wrong += _unsound(state / "journal.db")
        return found

    def _start(self, state: Path) -> None:
        now, clock = SystemClock(), TestClock()
        clock.now, clock.mono, clock.boot = now.wall(), now.monotonic(), now.boot
        machine = Steady(state, self._setting, Noted().outside(), clock, self._doors)
        try:
            machine.begin()
        finally:
            machine.lives.stop()


def _unsound(journal: Path) -> list[str]:
    connection = pysqlite3.connect(f"file:{journal}?mode=ro", uri=True)
    try:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    finally:
        connection.close()
    return [] if said == "ok" else [f"integrity_check: {said}"]
