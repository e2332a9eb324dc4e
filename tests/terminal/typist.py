"""A technician at a terminal: `kiosk diagnose` on a pty, with standard output read apart."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from typing import Any

PATIENCE = 40.0


class Typist:
    """Sees what the terminal shows, types lines, and waits for the command's end."""

    def __init__(self, settings: Path, *words: str) -> None:
        """Start the command."""
        self._ours, theirs = pty.openpty()
        self._changed = threading.Condition()
        self._seen = ""
        self._read_up_to = 0
        command = [sys.executable, "-m", "kiosk", "diagnose", "--settings", str(settings), *words]
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            preexec_fn=lambda: (os.setsid(), fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)),  # type: ignore[func-returns-value]
            env={**os.environ, "COLUMNS": "100"},
        )
        os.close(theirs)
        self._left = threading.Event()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._looker.start()

    def sees(self, words: str) -> None:
        """Wait for words that come after those seen before."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while (place := self._seen.find(words, self._read_up_to)) < 0:
                left = deadline - time.monotonic()
                assert left > 0, f"waits for {words!r}; sees {self._seen[self._read_up_to :]!r}"
                self._changed.wait(left)
            self._read_up_to = place + len(words)

    def types(self, line: str) -> None:
        """A line and Enter."""
        os.write(self._ours, f"{line}\n".encode())

    def presses(self, key: str) -> None:
        os.write(self._ours, key.encode())

    def presses_ctrl_c(self) -> None:
        self.presses("\x03")

    def hangs_up(self) -> None:
        """The terminal is gone: its line drops."""
        self._left.set()
        self._looker.join(5)
        os.close(self._ours)

    def is_killed(self) -> None:
        self.process.send_signal(signal.SIGKILL)

    def echoes(self) -> bool:
        """Whether what is typed now would be seen."""
        return bool(termios.tcgetattr(self._ours)[3] & termios.ECHO)

    def ends(self) -> tuple[int, str]:
        """Exit code and standard output."""
        told, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told.decode()

    def ends_with_document(self) -> tuple[int, dict[str, Any]]:
        """Exit code and the one JSON document of standard output."""
        code, told = self.ends()
        document: dict[str, Any] = json.loads(told)
        return code, document

    @property
    def shown(self) -> str:
        """Everything the terminal ever showed."""
        return self._seen

    def leave(self) -> None:
        """Whatever still runs ends."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        if not self._left.is_set():
            self.hangs_up()

    def _look(self) -> None:
        with contextlib.suppress(OSError):
            while not self._left.is_set():
                if not select.select([self._ours], [], [], 0.05)[0]:
                    continue
                data = os.read(self._ours, 4096)
                with self._changed:
                    self._seen += data.decode(errors="replace")
                    self._changed.notify_all()


def outcomes(document: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Each test of a document with its outcome and error id; a door by its number."""
    told = {}
    for test in document["tests"]:
        name = test["test"] if test["compartment"] is None else f"{test['test']}/{test['compartment']}"
        told[name] = (test["outcome"], test["error_id"])
    return told
