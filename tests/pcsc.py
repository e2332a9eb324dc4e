"""Real PC/SC for tests: one private pcscd for the whole run, because libpcsclite keeps to one socket.

Import `card_slot` (and `card_reader`) into the conftest of a folder that needs them.
"""

from __future__ import annotations

import atexit
import functools
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.devices.card_reader.reader import CardReader
from kiosk.devices.contract import Status
from kiosk.devices.simulators.cards.pcscd import READER_NAME
from kiosk.devices.simulators.cards.slot import CardSlot

READER_PATTERN = re.compile(f"^{re.escape(READER_NAME)}$")


class Watched:
    """A card reader together with what it published."""

    def __init__(self, slot: CardSlot, pattern: re.Pattern[str] = READER_PATTERN) -> None:
        self.published: list[Status] = []
        self._changed = threading.Condition()
        self.reader = CardReader("card", self._hear, pattern, slot.socket_path)

    def _hear(self, name: str, status: Status) -> None:
        with self._changed:
            self.published.append(status)
            self._changed.notify_all()

    def until(self, wanted: Callable[[Status], bool], timeout: float = 8.0) -> Status:
        """Wait for a status; fails the test with the last one when it does not come."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not wanted(self.reader.status()):
                left = deadline - time.monotonic()
                assert left > 0, f"still {self.reader.status()}"
                self._changed.wait(left)
        return self.reader.status()

    def until_media(self, media: str) -> Status:
        """Wait until `media` is present or notPresent."""
        return self.until(lambda status: status.facts.get("media") == media)


@functools.cache
def _running_slot() -> CardSlot:
    slot = CardSlot(Path(tempfile.mkdtemp(prefix="kiosk-pcsc-")))
    atexit.register(slot.stop)
    slot.start()
    return slot


@pytest.fixture
def card_slot() -> Iterator[CardSlot]:
    """The virtual reader with nothing on it; fails when pcscd or vpcd is missing."""
    slot = _running_slot()
    yield slot
    slot.lift()
    slot.fault(pull_at=0, refuse_at=0, delay_s=0.0, short_read=0, hang_at=0)
    slot.start_service()


@pytest.fixture
def card_reader(card_slot: CardSlot) -> Iterator[Watched]:
    """The product's driver on that reader, started, and no card seen yet."""
    watched = Watched(card_slot)
    watched.reader.start()
    watched.until_media("notPresent")
    yield watched
    watched.reader.close()
