"""A private PC/SC service with a virtual reader; any number of them run side by side.

Debian's pcscd has its socket's place compiled in, and vpcd its TCP port, so each pair lives in a mount
and a network namespace of its own. Processes outside reach it through `PCSCLITE_CSOCK_NAME`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

READER_NAME = "Virtual PCD 00 00"
_REPLY_TIMEOUT_S = 20.0


class PrivatePcscd:
    """pcscd and vpcd in namespaces of their own, with the virtual card inside; dies with its parent."""

    def __init__(self, folder: Path, ledger: Path | None = None) -> None:
        """`folder` will hold the socket; the ledger of card acts stands at `ledger`."""
        self.folder = folder
        self.ledger = ledger or folder / "cards.jsonl"
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def socket_path(self) -> Path:
        """Where clients find the service."""
        return self.folder / "pcscd.comm"

    @property
    def environment(self) -> dict[str, str]:
        """What a client process needs in its environment."""
        return {"PCSCLITE_CSOCK_NAME": str(self.socket_path)}

    def __enter__(self) -> PrivatePcscd:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self.stop()

    def start(self) -> None:
        """Start the namespace and the service; RuntimeError says why it could not."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ours, theirs = socket.socketpair()
        flags = ["-mn"] if os.geteuid() == 0 else ["-rmn"]
        words = [
            "/usr/bin/unshare",
            *flags,
            "--",
            sys.executable,
            "-m",
            "kiosk.devices.simulators.cards.cell",
        ]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - fixed words and our own folder
                [*words, str(self.folder), str(self.ledger), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # a terminal's interrupt must reach us first, so that the cell ends in order
                start_new_session=True,
            )
        ours.settimeout(_REPLY_TIMEOUT_S)
        self._control = ours
        self.order("start")

    def order(self, do: str, **words: Any) -> dict[str, Any]:
        """Give the cell one order and return its state; RuntimeError when it refused or is gone."""
        with self._lock:
            if self._control is None:
                raise RuntimeError("the card service is not started")
            try:
                self._control.sendall(json.dumps({"do": do, **words}).encode() + b"\n")
                reply = self._read_line(self._control)
            except OSError as error:
                raise RuntimeError(f"the card service is gone: {error}") from error
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply

    def stop(self) -> None:
        """End the service, the card and the namespace."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            for leftover in ("pcscd.comm", "pcscd.pid"):
                with contextlib.suppress(OSError):
                    (self.folder / leftover).unlink()

    @staticmethod
    def _read_line(line: socket.socket) -> dict[str, Any]:
        data = b""
        while not data.endswith(b"\n"):
            part = line.recv(65536)
            if not part:
                raise ConnectionError("no answer")
            data += part
        reply: dict[str, Any] = json.loads(data)
        return reply
