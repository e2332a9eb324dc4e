"""An append-only record of what physically happened, kept by a simulated device."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any


class PhysicalLedger:
    """JSON lines in a file opened with O_APPEND: one line per physical happening, written before it is seen.

    Every line has `mono` (seconds of the monotonic clock), `wall` (seconds since 1970) and `event`.
    """

    def __init__(self, path: Path) -> None:
        """Continue the file when it is there."""
        self.path = path
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def add(self, event: str, **facts: Any) -> None:
        """Append one line in a single write."""
        line = {"mono": time.monotonic(), "wall": time.time(), "event": event, **facts}
        with self._lock:
            os.write(self._file, (json.dumps(line, ensure_ascii=False) + "\n").encode())

    def entries(self, event: str | None = None) -> list[dict[str, Any]]:
        """What was recorded so far, oldest first, of one kind or all."""
        lines = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        return [line for line in lines if event in (None, line["event"])]

    def close(self) -> None:
        """Release the file."""
        os.close(self._file)
