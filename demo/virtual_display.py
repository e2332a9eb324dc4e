"""A display without a screen, to be looked at and touched in a browser on the same machine."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

NOVNC = Path("/usr/share/novnc")
STARTS_WITHIN_S = 15.0
ENDS_WITHIN_S = 8.0


class DisplayFailedError(RuntimeError):
    """A part of the display could not be started."""


class Programs:
    """Programs beside the kiosk, each ended by its process id, the newest first."""

    def __init__(self, logs: Path) -> None:
        """Each writes its own file in `logs`."""
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, command: list[str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a program that also ends when this one is killed; a terminal's Ctrl-C does not reach it."""
        with (self._logs / f"{name}.log").open("ab") as output:
            try:
                started = subprocess.Popen(  # noqa: S603 - our own commands
                    ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    pass_fds=pass_fds,
                    start_new_session=True,
                )
            except OSError as error:
                raise DisplayFailedError(f"{name} cannot be started: {error}") from error
        self._running.append(started)
        return started

    def end(self) -> None:
        """End them all, and whatever they or the kiosk left behind."""
        for process in reversed(self._running):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=ENDS_WITHIN_S / 2)
        deadline = time.monotonic() + ENDS_WITHIN_S
        while (left := _own_children()) and time.monotonic() < deadline:
            late = time.monotonic() > deadline - ENDS_WITHIN_S / 2
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            time.sleep(0.05)


def _own_children() -> list[int]:
    """Processes whose parent is this one (proc(5): the second field of `stat` after the name)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[1]) == os.getpid():
                    found.append(int(entry.name))
    return found


@dataclass(frozen=True)
class VirtualDisplay:
    """An X display that nobody sees, and the address where a browser does."""

    name: str
    address: str


def virtual_display(programs: Programs, size: tuple[int, int]) -> VirtualDisplay:
    """Start Xvfb, x11vnc and websockify, reachable only on loopback; raises `DisplayFailedError`."""
    name = _start_xvfb(programs, size)
    vnc, web = _free_ports(2)
    alone = ["-localhost", "-no6", "-rfbport", str(vnc), "-nosel", "-noclipboard", "-nosetclipboard"]
    programs.start("x11vnc", ["x11vnc", "-display", name, *alone, "-nopw", "-shared", "-forever", "-quiet"])
    programs.start("websockify", ["websockify", "--web", str(NOVNC), f"127.0.0.1:{web}", f"127.0.0.1:{vnc}"])
    for port in (vnc, web):
        _await_port(port)
    return VirtualDisplay(name, f"http://127.0.0.1:{web}/vnc.html?autoconnect=1&resize=scale")


def _start_xvfb(programs: Programs, size: tuple[int, int]) -> str:
    reading, writing = os.pipe()
    geometry = f"{size[0]}x{size[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", geometry, "-nolisten", "tcp"]
    programs.start("xvfb", command, pass_fds=(writing,))
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    if not number:
        raise DisplayFailedError("Xvfb did not start")
    return f":{number}"


def _await_port(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError as error:
            if time.monotonic() > deadline:
                raise DisplayFailedError(f"nothing answers on port {port}") from error
            time.sleep(0.1)
        else:
            return


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [sock.getsockname()[1] for sock in sockets]
