"""The process in its own mount and network namespace: pcscd, vpcd and the card that lies on it.

It obeys JSON lines on the socket whose file descriptor it is given, answers each with one line, and
ends when that socket closes, which is also how it dies with its parent.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from kiosk.devices.simulators.cards.smartcard_os import Faults, FaultyCard
from kiosk.devices.simulators.cards.spec import make_card
from kiosk.devices.simulators.cards.vpcd import PORT, CardInReader

PCSCD = "/usr/sbin/pcscd"
# where Debian's pcscd puts its socket and pid file; compiled in, hence the mount namespace
RUN_FOLDER = Path("/run/pcscd")
_START_TIMEOUT_S = 10.0


class Ledger:
    """What happened to cards: append-only JSON lines with acts, counts and status words, no content."""

    def __init__(self, path: Path) -> None:
        """Append to `path`."""
        self._file = path.open("a", encoding="ascii", buffering=1)
        self._lock = threading.Lock()

    def add(self, act: str, **facts: object) -> None:
        """Write one line with the time in seconds since 1970."""
        with self._lock:
            self._file.write(json.dumps({"at": round(time.time(), 3), "act": act, **facts}) + "\n")


class Service:
    """The private pcscd, started and ended by its recorded process id."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    def start(self) -> None:
        """Start pcscd and wait until it takes connections; RuntimeError when it does not."""
        for leftover in ("pcscd.comm", "pcscd.pid"):
            (RUN_FOLDER / leftover).unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 - fixed words
            ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", PCSCD, "--foreground"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not (RUN_FOLDER / "pcscd.comm").exists():
            if self.pid is None or time.monotonic() > deadline:
                raise RuntimeError("pcscd did not start")
            time.sleep(0.01)

    def kill(self) -> None:
        """End pcscd as a crash would."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)
            self._process.wait()


class Cell:
    """Obeys the control socket: lay, lift, fault, state, kill and start the service."""

    def __init__(self, ledger: Ledger) -> None:
        """The service is not started yet."""
        self._ledger = ledger
        self._service = Service()
        self._lying: CardInReader | None = None
        self._card: FaultyCard | None = None
        self._faults = Faults()
        self._acts: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "lay": self._lay,
            "lift": lambda _: self.lift(),
            "fault": self._fault,
            "state": lambda _: None,
            "start": lambda _: self._start(),
            "kill": lambda _: self._kill(),
        }

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked and tell the state afterwards; a failure is told, not raised."""
        try:
            self._acts[order["do"]](order)
        except (KeyError, ValueError, TypeError, OSError, RuntimeError) as error:
            return {"error": f"{type(error).__name__}: {error}"}
        return self._state()

    def lift(self) -> None:
        """Take the card away, if one lies there."""
        if self._lying is not None and self._lying.lying:
            self._lying.lift()
            self._ledger.add("lifted")
        self._lying = None

    def end(self) -> None:
        """Everything down."""
        self.lift()
        self._service.kill()

    def _start(self) -> None:
        if self._service.pid is None:
            self._service.start()
            self._ledger.add("service-started")

    def _kill(self) -> None:
        self._service.kill()
        self._ledger.add("service-killed")

    def _lay(self, order: dict[str, Any]) -> None:
        card = make_card(order["card"])
        self.lift()
        self._card = FaultyCard(card, self._faults)
        self._faults = Faults()
        self._ledger.add("laid", kind=card.kind)
        self._lying = CardInReader(self._card, self._note, lambda: self._ledger.add("pulled"))
        self._lying.lay()

    def _fault(self, order: dict[str, Any]) -> None:
        """Faults for the card that lies there, or else for the next one."""
        words = order["faults"]
        known = {field.name for field in fields(Faults)}
        if unknown := set(words) - known:
            raise ValueError(f"no such fault: {sorted(unknown)}")
        self._ledger.add("fault", **words)
        if self._card is not None and self._lying is not None and self._lying.lying:
            self._card.faults = replace(self._card.faults, **words)
        else:
            self._faults = replace(self._faults, **words)

    def _note(self, number: int, command: bytes, response: bytes) -> None:
        instruction = command[1:2].hex()
        self._ledger.add("exchange", n=number, ins=instruction, size=len(response), sw=response[-2:].hex())

    def _state(self) -> dict[str, Any]:
        lying = self._lying is not None and self._lying.lying
        return {
            "card": self._card.card.kind if lying and self._card is not None else None,
            "exchanges": self._card.exchanges if self._card is not None else 0,
            "service": self._service.pid,
            "port": PORT,
        }


def enter(folder: Path) -> None:
    """Make this namespace ready: our folder where pcscd puts its socket, and a loopback."""
    mount = ["/usr/bin/mount"]
    if not RUN_FOLDER.is_dir():
        try:
            RUN_FOLDER.mkdir(exist_ok=True)
        except PermissionError:
            # an ordinary user sees an empty /run in here; /mnt holds the folder meanwhile
            _run([*mount, "--bind", str(folder), "/mnt"])
            _run([*mount, "-t", "tmpfs", "tmpfs", "/run"])
            RUN_FOLDER.mkdir()
            folder = Path("/mnt")
    _run([*mount, "--bind", str(folder), str(RUN_FOLDER)])
    _run(["/usr/bin/ip", "link", "set", "lo", "up"])


def _run(words: list[str]) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - fixed words and our own folder


def main(folder: str, ledger: str, control: str) -> None:
    """Serve the control socket until it closes."""
    os.umask(0o077)
    line = socket.socket(fileno=int(control))
    book = Ledger(Path(ledger))
    cell = Cell(book)
    enter(Path(folder))
    try:
        with line.makefile("rw", encoding="utf-8") as orders:
            for words in orders:
                orders.write(json.dumps(cell.obey(json.loads(words))) + "\n")
                orders.flush()
    except (ConnectionError, BrokenPipeError):
        pass
    finally:
        cell.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
