"""The kiosk's journal, read from outside while the engine writes it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.journal.reading import JournalFile

_LOOK_EVERY = 0.05


class JournalError(Exception):
    """The journal does not say what it should; the message says what."""


class Journal:
    """What was recorded so far."""

    def __init__(self, path: Path) -> None:
        """`path` of the database."""
        self.path = path

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """Every event of this name, or every one, as stored: `name`, `wall`, `data` and more."""
        rows = [json.loads(row.body) for row in JournalFile(self.path).rows()]
        return [row for row in rows if name in ("", row["name"])]

    def await_event(
        self, name: str, meant: Callable[[dict[str, Any]], bool] = lambda data: True, patience: float = 40.0
    ) -> dict[str, Any]:
        """The newest event of this name whose data is `meant`, as soon as there is one."""
        deadline = time.monotonic() + patience
        while not (found := [event for event in self.events(name) if meant(event["data"])]):
            if time.monotonic() > deadline:
                raise JournalError(f"The kiosk's journal has no {name} after {patience:.0f} s.")
            time.sleep(_LOOK_EVERY)
        return found[-1]
