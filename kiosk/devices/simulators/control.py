"""The person's hands, from outside: a client of the simulated cabinet's control socket."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any


class OrderRefusedError(RuntimeError):
    """The cabinet said that this cannot be done."""


class CabinetControl:
    """Sends orders; every call returns the cabinet's state after it."""

    def __init__(self, folder: Path, wait_s: float = 20.0) -> None:
        """Connect to the cabinet of `folder`, waiting until it listens."""
        self._sock = _connect(folder / "control.sock", wait_s)
        self._lines = self._sock.makefile("rb")

    def order(self, device: str, do: str, **words: Any) -> dict[str, Any]:
        """One order; raises `OrderRefusedError`."""
        line = json.dumps({"device": device, "do": do, **words}, default=str) + "\n"
        self._sock.sendall(line.encode())
        answer = json.loads(self._lines.readline())
        if not answer["ok"]:
            raise OrderRefusedError(answer["error"])
        state: dict[str, Any] = answer["state"]
        return state

    def state(self) -> dict[str, Any]:
        """What a bystander could see."""
        return self.order("locker", "state")

    def open_doors(self) -> list[int]:
        """Doors that really stand open."""
        return [int(door) for door, seen in self.state()["locker"]["doors"].items() if seen["open"]]

    def close(self) -> None:
        """Let go."""
        self._lines.close()
        self._sock.close()


def _connect(path: Path, wait_s: float) -> socket.socket:
    deadline = time.monotonic() + wait_s
    while True:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(str(path))
        except OSError:
            sock.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return sock
