"""A disk with a bad spell: one block write after the other fails, alone or with the next; then it is well.

The product's core runs on ext4, so the kernel does what it does: it gives up a page whose writing failed and
goes on showing it from memory, or makes the file system read-only. In half of the runs the engine is killed
before it can close its journal. After the bad spell the power is cut, and what was told must be on the disk.
"""

from __future__ import annotations

import argparse
import enum
import json
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from campaigns.disk import mounts
from campaigns.disk.device import Disk, Sickness, entries, logged_device
from campaigns.disk.reboot import Reboot, new_disk
from campaigns.disk.steady import DOORS, MORNING, OutOfServiceError, Outside, Steady, clock_at
from campaigns.ledgers import NAMES, Ledgers
from campaigns.people import Setting, UnexpectedError
from campaigns.worker import Ledger
from kiosk.engine.engine import Engine
from kiosk.engine.lives import RETRY_S

# So many writes in a row fail; with the second one a commit of the file system's own journal may be hit.
SPELLS = (1, 2, 3)
# A core that is this broken needs no further proof.
MOST_WRONG = 10


class Ending(enum.IntEnum):
    """How an engine's process ended."""

    WENT_ON = 0
    CRASHED = 1
    OUT_OF_SERVICE = 2
    KILLED = 9


@dataclass(frozen=True)
class Spell:
    """Write `nth` fails, and the next ones until `many` have. `killed`: the engine, where it would close."""

    nth: int
    many: int
    killed: bool

    def __str__(self) -> str:
        """For people."""
        return f"{self.many} writes from {self.nth} on{', killed' if self.killed else ''}"


@dataclass
class Result:
    """What was found. `writes`: block writes of the errand on a disk that is well."""

    errand: str
    writes: int = 0
    spells: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    back_alone: int = 0
    back_after_reboot: int = 0
    facts_told: int = 0
    wrong: list[str] = field(default_factory=list)


class _Deadly:
    """A connection whose closing is the process's end."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        os._exit(Ending.KILLED)


def _never_closes(engine: Engine) -> None:
    journal = engine._core.journal
    journal._connection = _Deadly(journal._connection)


class Sick:
    """One errand, on one disk after the other."""

    def __init__(self, folder: Path, errand: str) -> None:
        """`folder` is on a plain disk."""
        self._folder = folder
        self._setting = Setting.make(folder, MORNING)
        self._reboot = Reboot(folder, self._setting, DOORS)
        self._healthy = new_disk(folder)
        self._sickness = Sickness()
        self.result = Result(errand)

    def run(self, first: int, last: int | None, every: int) -> Result:
        """Let every `every`th of these writes begin a bad spell; ends early when much is wrong."""
        self._play(Spell(0, 0, killed=False))
        for nth in range(first, (last or self.result.writes) + 1, every):
            for many in SPELLS:
                for killed in (False, True):
                    if len(self.result.wrong) < MOST_WRONG:
                        self.result.spells += 1
                        self._play(Spell(nth, many, killed=killed))
        return self.result

    def _play(self, spell: Spell) -> None:
        noted, log = self._folder / "noted", self._folder / "log"
        shutil.rmtree(noted, ignore_errors=True)
        noted.mkdir()
        with (
            logged_device(self._folder / "device", self._healthy, log, self._sickness) as device,
            mounts.mounted(self._folder / "disk", "-o", "loop", str(device)),
        ):
            state = self._folder / "disk" / "state"
            state.mkdir()
            self._first_life(state, noted, spell)
            if spell.many:
                self._second_life(state, noted, spell)
            else:
                self.result.writes = self._sickness.counted
            length = log.stat().st_size
        done = entries(log.read_bytes()[:length])
        content = bytes(Disk(self._healthy, done).after_cut(len(done), random.Random(spell.nth)))
        found = self._reboot.compare(content, Ledgers.read(noted))
        self.result.facts_told += found.facts_told
        self.result.wrong += [f"{spell}: {fault}" for fault in found.wrong]

    def _machine(self, state: Path, noted: Path, passed_s: float) -> Steady:
        outside = Outside(*(Ledger(noted / f"{name}.jsonl") for name in NAMES))
        return Steady(state, self._setting, outside, clock_at(passed_s))

    def _first_life(self, state: Path, noted: Path, spell: Spell) -> None:
        """In a process of its own, that ends without a word."""
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = self._fall_ill(self._machine(state, noted, 0.0), spell)
            except Exception as crash:  # noqa: BLE001 - whatever it is, it would have ended the engine
                traceback.print_exception(crash)
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        ending = Ending(os.waitstatus_to_exitcode(status))
        self.result.endings[ending.name] += 1
        if ending is Ending.CRASHED:
            self.result.wrong.append(f"{spell}: crash, see the log")

    def _fall_ill(self, steady: Steady, spell: Spell) -> int:
        steady.begin()
        if spell.killed:
            steady.lives.act(_never_closes)
        self._sickness.strike(spell.nth, spell.many)
        try:
            steady.run(self.result.errand)
        except OutOfServiceError:
            return Ending.OUT_OF_SERVICE
        return Ending.WENT_ON

    def _second_life(self, state: Path, noted: Path, spell: Spell) -> None:
        self._sickness.strike(0, 0)
        steady = self._machine(state, noted, RETRY_S)
        try:
            steady.begin()
            steady.run("deposit")
            self.result.back_alone += 1
        except OutOfServiceError:
            # the kernel made the file system read-only, as `errors=remount-ro` has it: until the next start
            self.result.back_after_reboot += 1
        except UnexpectedError as unexpected:
            self.result.wrong.append(f"{spell}: {unexpected}")
        finally:
            steady.lives.stop()


def main() -> int:
    """Play and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errand", default="deposit")
    parser.add_argument("--first", type=int, default=1, help="the write to begin with")
    parser.add_argument("--last", type=int, help="the write to end with")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth write")
    given = parser.parse_args()
    mounts.alone()
    with tempfile.TemporaryDirectory(prefix="sick-", dir="/dev/shm") as folder, capture_logs():
        result = Sick(Path(folder), given.errand).run(given.first, given.last, given.every)
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
