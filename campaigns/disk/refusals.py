"""Every call that the engine's core makes to its disk refused, once and from then on; then the disk is well.

The product's own SQLite, vault, config trust and lives run on a folder that refuses. No answer may be given
that does not hold, nothing may end but the core's life, and for a reason that is true; when the disk is well
the machine must serve without hands. Last, power is cut: what was told must be on the disk.
"""

from __future__ import annotations

import argparse
import errno
import json
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from structlog.testing import capture_logs

from campaigns.comparing import compare
from campaigns.disk import mounts
from campaigns.disk.bases import bases
from campaigns.disk.refusing import Control, Refusal, cut_power, refusing
from campaigns.disk.steady import ERRANDS, MORNING, Noted, OutOfServiceError, Steady
from campaigns.people import Setting, UnexpectedError
from kiosk.engine.lives import RETRY_S
from tests.engine.doubles import TestClock

ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC}
# What a disk that refuses may be called; a journal on it is not damaged.
TRUE_REASONS = {"JRN-003", "VLT-003"}
# A core that is this broken needs no further proof.
MOST_WRONG = 10


@dataclass
class Result:
    """What was found. `calls`: each errand's calls to the disk; `refused`: how many runs met a refusal."""

    error: str
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: int = 0
    out_of_service: Counter[str] = field(default_factory=Counter)
    went_on: int = 0
    facts_told: int = 0
    wrong: list[str] = field(default_factory=list)


class Sweep:
    """One errand after the other, each from where the one before ended."""

    def __init__(self, folder: Path, setting: Setting, error: str) -> None:
        """`folder` is on a plain disk."""
        self._folder, self._setting = folder, setting
        self._seen, self._behind = folder / "seen", folder / "behind"
        self._bases = bases(folder / "bases", setting)
        self._made = 0
        self.result = Result(error)

    def run(self, errands: tuple[str, ...], first: int, every: int) -> Result:
        """Refuse each `every`th call of these errands from `first` on; ends early when much is wrong."""
        self._behind.mkdir()
        with refusing(self._seen, self._behind) as control:
            for errand in errands:
                self._count(control, errand)
                for refusal in self._refusals(errand, first, every):
                    self._meet(control, errand, refusal)
        return self.result

    def _refusals(self, errand: str, first: int, every: int) -> Iterator[Refusal]:
        points = sum(self.result.calls[errand].values())
        for nth in range(first, points + 1, every):
            for lasting in (False, True):
                if len(self.result.wrong) < MOST_WRONG:
                    yield Refusal(nth, ERRORS[self.result.error], lasting)

    def _machine(self, errand: str) -> tuple[str, Steady, Noted]:
        self._made += 1
        name, base = str(self._made), self._bases[errand]
        noted = base.lay(self._behind / name)
        return name, base.machine(self._seen / name, self._setting, noted.outside()), noted

    def _count(self, control: Control, errand: str) -> None:
        """The errand on a disk that is well."""
        name, steady, _ = self._machine(errand)
        self._begin_uncounted(steady, errand)
        control.refuse(Refusal())
        steady.run(errand)
        self.result.calls[errand] = dict(+control.counts)
        control.be_well()
        steady.lives.stop()
        shutil.rmtree(self._behind / name)

    def _begin_uncounted(self, steady: Steady, errand: str) -> None:
        if errand != "start":
            steady.begin()

    def _meet(self, control: Control, errand: str, refusal: Refusal) -> None:
        name, steady, noted = self._machine(errand)
        what = f"{errand}, {refusal}"
        try:
            self._begin_uncounted(steady, errand)
            control.refuse(refusal)
            self._try(steady, errand, refusal)
            control.be_well()
            steady.clock.pass_time(RETRY_S)
            steady.begin()
            steady.run("deposit")
        except (UnexpectedError, OutOfServiceError) as unexpected:
            self.result.wrong.append(f"{what}: {type(unexpected).__name__} {unexpected}")
        except Exception as crash:  # noqa: BLE001 - whatever it is, it would have ended the engine
            traceback.print_exception(crash)
            self.result.wrong.append(f"{what}: crash: {type(crash).__name__} {crash}")
        control.be_well()
        self.result.refused += 1
        cut_power(self._seen)
        self._compare(name, noted, what, steady.clock)
        steady.lives.stop()
        shutil.rmtree(self._behind / name)

    def _try(self, steady: Steady, errand: str, refusal: Refusal) -> None:
        try:
            steady.run(errand)
            self.result.went_on += 1
        except OutOfServiceError as page:
            self.result.out_of_service[str(page)] += 1
            for _ in range(2 if refusal.lasting else 0):
                steady.clock.pass_time(RETRY_S)
                steady.lives.look()
            if not {str(page), steady.lives.out_of_service} <= {*TRUE_REASONS, None}:
                self.result.wrong.append(f"{errand}, {refusal}: {page}, then {steady.lives.out_of_service}")

    def _compare(self, name: str, noted: Noted, what: str, clock: TestClock) -> None:
        """What is on the disk behind, started by the product, against what was told."""
        copy = shutil.copytree(self._behind / name, self._folder / "cut")
        after = Steady(copy, self._setting, Noted().outside(), clock)
        try:
            after.begin()
            after.lives.stop()
            found = compare(copy, noted.ledgers(), self._setting.keys.signer.public_key())
            self.result.facts_told += found.facts_told
            self.result.wrong += [f"{what}: {fault}" for fault in found.wrong]
        except OutOfServiceError as page:
            self.result.wrong.append(f"{what}: after the cut out of service, {page}")
        shutil.rmtree(copy)


def main() -> int:
    """Sweep and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--error", choices=ERRORS, default="EIO")
    parser.add_argument("--errand", choices=ERRANDS, action="append", help="by default all")
    parser.add_argument("--first", type=int, default=1, help="the call to begin with")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth call")
    given = parser.parse_args()
    mounts.alone()
    with tempfile.TemporaryDirectory(prefix="refusals-", dir="/dev/shm") as folder, capture_logs():
        setting = Setting.make(Path(folder), MORNING)
        errands = tuple(given.errand or ERRANDS)
        result = Sweep(Path(folder), setting, given.error).run(errands, given.first, given.every)
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
