"""Keeps processes alive during development; on the appliance systemd does this.

Each process is started again a moment after it ended, without limit. Two sessions and two screens run: one
pair serves, one waits.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

POLL_S = 0.1
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
HEALTHY_S = 5.0
STOP_S = 6.0

log = structlog.get_logger()


@dataclass
class _Kept:
    name: str
    command: list[str]
    environment: Mapping[str, str]
    after: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE_S
    starts: int = field(default=0)
    held: bool = False

    @property
    def may_start(self) -> bool:
        return self.starts > 0 or self.after is None or self.after.exists()


class Supervisor:
    """Starts processes, starts them again, stops them all."""

    def __init__(self, logs: Path) -> None:
        """Each process writes its own file in `logs`."""
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._kept: list[_Kept] = []
        self._stopping = False

    def keep(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str] | None = None,
        after: Path | None = None,
    ) -> None:
        """Keep `command` running under this name, first started when `after` is there."""
        self._kept.append(_Kept(name, command, {**os.environ, **(environment or {})}, after))

    def pids(self) -> dict[str, int]:
        """The running processes."""
        return {kept.name: kept.process.pid for kept in self._kept if kept.process is not None}

    def run(self) -> None:
        """Run until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                self.look()
                time.sleep(POLL_S)
        finally:
            self.end()

    def look(self) -> None:
        """Start what is due."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.process is not None and kept.process.poll() is not None:
                self._ended(kept, now)
            if kept.process is None and now >= kept.due and not kept.held and kept.may_start:
                self._start(kept, now)

    def hold(self, name: str) -> None:
        """Stop a process and leave it stopped, as when somebody switched it off."""
        kept = next(kept for kept in self._kept if kept.name == name)
        kept.held = True
        if kept.process is not None:
            kept.process.terminate()
            kept.process.wait()

    def release(self, name: str) -> None:
        """Let a held process be started again."""
        next(kept for kept in self._kept if kept.name == name).held = False

    def end(self) -> None:
        """Stop all, the last started first; what does not stop in time is killed."""
        running = [kept.process for kept in reversed(self._kept) if kept.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_S
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, kept: _Kept, now: float) -> None:
        with (self._logs / f"{kept.name}.log").open("ab") as output:
            kept.process = subprocess.Popen(  # noqa: S603 - our own commands
                kept.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(kept.environment),
            )
        kept.started = now
        kept.starts += 1
        self._write_pids()

    def _ended(self, kept: _Kept, now: float) -> None:
        code = kept.process.returncode if kept.process is not None else None
        kept.process = None
        if code == 0 or now - kept.started > HEALTHY_S:
            kept.pause = FIRST_PAUSE_S
        else:
            kept.pause = min(kept.pause * 2, LONGEST_PAUSE_S)
        kept.due = now + kept.pause
        log.info("supervisor.ended", process=kept.name, code=code, starts=kept.starts)
        self._write_pids()

    def _write_pids(self) -> None:
        lines = [f"{name} {pid}\n" for name, pid in self.pids().items()]
        part = self._logs / "pids.part"
        part.write_text("".join(lines))
        part.replace(self._logs / "pids")

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True


def module(name: str, *words: str) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", name, *words]
