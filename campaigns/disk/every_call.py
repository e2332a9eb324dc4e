"""Every write, sync, rename and send of every errand, each the last thing an engine does; then the next life.

The engine's core runs on one thread, so its calls are the same each time. A clean run under strace counts
them; then each is killed once, before the kernel carries it out. What the core sends to board, paper, people
and central goes over a socket, to somebody who survives.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from campaigns.comparing import compare
from campaigns.disk.bases import Base, bases
from campaigns.disk.steady import ERRANDS, MORNING, Noted, OutOfServiceError, Outside, Steady
from campaigns.ledgers import NAMES
from campaigns.people import Setting, UnexpectedError

# Whatever changes the disk, and whatever leaves the process.
CALLS = (
    "write", "writev", "pwrite64", "pwritev", "pwritev2", "ftruncate", "truncate", "fallocate", "fsync",
    "fdatasync", "sync_file_range", "rename", "renameat", "renameat2", "link", "unlink", "unlinkat", "mkdir",
    "mkdirat", "rmdir", "sendto", "sendmsg",
)  # fmt: skip
# A core that is this broken needs no further proof.
MOST_WRONG = 10
_CALL = re.compile(r"^(\w+)\(", re.MULTILINE)


@dataclass
class Result:
    """`counted`: calls of a clean run; `killed`: how many of them were the last thing a core did."""

    counted: dict[str, dict[str, int]] = field(default_factory=dict)
    killed: dict[str, dict[str, int]] = field(default_factory=dict)
    points: int = 0
    facts_told: int = 0
    pulses: int = 0
    wrong: list[str] = field(default_factory=list)


class CannotTraceError(Exception):
    """The machine does not allow it: needs root and strace."""


class _Sent:
    """A ledger whose lines leave the process in one call each."""

    def __init__(self, name: str, line: socket.socket) -> None:
        self._name, self._line = name, line

    def add(self, **facts: Any) -> None:
        self._line.send(json.dumps([self._name, facts]).encode())


class Killer:
    """One errand after the other, one call after the other."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the machines."""
        self._state = folder / "state"
        self._trace = folder / "trace"
        self._setting = Setting.make(folder, MORNING)
        self._bases = bases(folder / "bases", self._setting)
        self.result = Result()

    def run(self, errands: tuple[str, ...], every: int) -> Result:
        """Kill at each `every`th call of these errands; ends early when much is wrong."""
        for errand in errands:
            counted = self._count(errand)
            self.result.counted[errand] = dict(counted)
            killed: Counter[str] = Counter()
            for call, times in counted.items():
                for nth in range(1, times + 1, every):
                    if len(self.result.wrong) < MOST_WRONG:
                        killed[call] += self._kill(errand, call, nth)
            self.result.killed[errand] = dict(killed)
            if every == 1 and killed != counted and not self.result.wrong:
                self.result.wrong.append(f"{errand}: {counted.total()} calls, {killed.total()} killed")
        self.result.points = sum(sum(each.values()) for each in self.result.killed.values())
        return self.result

    def _count(self, errand: str) -> Counter[str]:
        """A clean run; it must end by itself."""
        with self._life(errand, "-o", str(self._trace), "-e", "trace=" + ",".join(CALLS)) as (noted, code):
            if code != 0:
                self.result.wrong.append(f"{errand}: a clean run ended with {code}")
            self._begin_again(self._bases[errand], noted, f"{errand}, nothing killed")
        return Counter(_CALL.findall(self._trace.read_text()))

    def _kill(self, errand: str, call: str, nth: int) -> int:
        """Kill before the `nth` call of this kind; 1 when there was one."""
        words = ("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={nth}")
        with self._life(errand, *words) as (noted, code):
            if code not in {0, -signal.SIGKILL}:
                self.result.wrong.append(f"{errand}, {call} {nth}: ended with {code}")
            self._begin_again(self._bases[errand], noted, f"{errand}, {call} {nth}")
        return int(code == -signal.SIGKILL)

    @contextmanager
    def _life(self, errand: str, *words: str) -> Iterator[tuple[Noted, int]]:
        """A core that goes about the errand under strace; what was noted outside, and how it ended."""
        base = self._bases[errand]
        noted = base.lay(self._state)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            ours.close()
            _go_about(base.machine(self._state, self._setting, _outside(theirs)), errand, theirs)
        theirs.close()
        ours.recv(1)
        with _traced(pid, *words):
            ours.send(b"g")
            for name, facts in _received(ours):
                noted.add(name, facts)
            _, status = os.waitpid(pid, 0)
        yield noted, os.waitstatus_to_exitcode(status)
        shutil.rmtree(self._state)

    def _begin_again(self, base: Base, noted: Noted, name: str) -> None:
        machine = base.machine(self._state, self._setting, noted.outside())
        machine.clock.pass_time(60.0)
        try:
            machine.begin()
            machine.tick()
            unfinished = [key for key, each in machine.state.deposits.items() if each.step != "accepted"]
            self.result.wrong += [f"{name}: staged and never finished: {dossier}" for dossier in unfinished]
            machine.run("deposit")
        except (UnexpectedError, OutOfServiceError) as unexpected:
            self.result.wrong.append(f"{name}: {type(unexpected).__name__} {unexpected}")
        except Exception as crash:  # noqa: BLE001 - whatever it is, it would have ended the engine
            traceback.print_exception(crash)
            self.result.wrong.append(f"{name}: crash: {type(crash).__name__} {crash}")
        machine.lives.stop()
        found = compare(self._state, noted.ledgers(), self._setting.keys.signer.public_key())
        self.result.facts_told += found.facts_told
        self.result.pulses += found.pulses
        self.result.wrong += [f"{name}: {fault}" for fault in found.wrong]


@contextmanager
def _traced(pid: int, *words: str) -> Iterator[None]:
    """Under strace until it ends."""
    command = ["strace", "-p", str(pid), *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        if "attached" not in said:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise CannotTraceError(said.strip())
        yield


def _outside(line: socket.socket) -> Outside:
    return Outside(*(_Sent(name, line) for name in NAMES))


def _received(line: socket.socket) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was sent until the other end is gone."""
    while packet := line.recv(1 << 16):
        name, facts = json.loads(packet)
        yield name, facts


def _go_about(machine: Steady, errand: str, line: socket.socket) -> None:
    """The child: ready, go, one errand, the end."""
    code = 1
    try:
        if errand != "start":
            machine.begin()
        line.send(b"r")
        line.recv(1)
        machine.run(errand)
        code = 0
    except Exception as crash:  # noqa: BLE001 - whatever it is, the parent hears how it ended
        traceback.print_exception(crash)
    finally:
        os._exit(code)


def main() -> int:
    """Kill and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errand", choices=ERRANDS, action="append", help="by default all")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth call of a kind")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="calls-", dir="/dev/shm") as folder, capture_logs():
        result = Killer(Path(folder)).run(tuple(given.errand or ERRANDS), given.every)
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
