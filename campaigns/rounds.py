"""Runs the rounds of one part, some at a time, and keeps its one result file; what was cut off goes on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ALL_RIGHT, FOUND, NOT_RUN, UNFINISHED = 0, 1, 2, 3
_LOOK_EVERY_S = 0.2
_ENDS_WITHIN_S = 20.0


@dataclass(frozen=True)
class Round:
    """One program that prints one JSON report with a list `wrong`; exit 0 when it is empty, else 1."""

    name: str
    module: str
    words: tuple[str, ...]


# Rounds that may run at the same time, wave after wave.
Plan = tuple[tuple[Round, ...], ...]


@dataclass
class Report:
    """What a part has found so far; written after every round."""

    part: str
    commit: str
    seed: int
    plant: str | None = None
    seconds: float = 0.0
    whole: bool = False
    rounds: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def take(self, name: str, said: dict[str, Any], seconds: float) -> None:
        """Take in a round's report."""
        self.rounds[name] = {"seconds": round(seconds, 1), **said}
        self.wrong += [f"{name}: {fault}" for fault in said["wrong"]]

    def keep(self, path: Path) -> None:
        """Write all of it, or nothing."""
        new = path.with_suffix(".part")
        new.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        new.replace(path)


class RoundFailedError(Exception):
    """A round ended without a report: nothing is proven either way. The message is what it said."""


def commit_of(tree: Path) -> str:
    """The commit of a work tree; changes in it that are not committed are named by their hash."""
    head = _git(tree, "rev-parse", "--short", "HEAD").strip().decode() or "unknown"
    changed = _git(tree, "diff", "HEAD", "--binary")
    new = _git(tree, "ls-files", "--others", "--exclude-standard")
    return f"{head}+{hashlib.sha256(changed + new).hexdigest()[:8]}" if changed or new else head


def earlier(path: Path, part: str, commit: str) -> Report | None:
    """What an earlier run of the same commit has done; None begins anew."""
    try:
        report = Report(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return report if (report.part, report.commit, report.plant) == (part, commit, None) else None


class Runner:
    """Runs what is left of a plan inside `tree` until it is whole, has found its plant, or time is over."""

    def __init__(
        self, tree: Path, report: Report, path: Path, seconds: float, scratch: Path | None = None
    ) -> None:
        """`path` takes the report; rounds that still run after `seconds` are ended and count for nothing.

        What rounds would keep for somebody to look at goes into `scratch` when it is given.
        """
        self._environment = {**os.environ, **({"TMPDIR": str(scratch)} if scratch else {})}
        self._tree = tree
        self._report = report
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._began = time.monotonic()
        self._deadline = self._began + seconds
        self._before = report.seconds

    def run(self, plan: Plan) -> int:
        """Run; returns one of the codes above. Raises `RoundFailedError`."""
        report = self._report
        for wave in plan:
            left = [each for each in wave if each.name not in report.rounds]
            if left and not self._wave(left):
                return self._ended(UNFINISHED)
            if report.plant and report.wrong:
                return self._ended(FOUND)
        report.whole = True
        return self._ended(FOUND if report.wrong else ALL_RIGHT)

    def _ended(self, code: int) -> int:
        self._keep()
        return code

    def _keep(self) -> None:
        self._report.seconds = round(self._before + time.monotonic() - self._began, 1)
        self._report.keep(self._path)

    def _wave(self, wave: list[Round]) -> bool:
        """Run a wave to its end; False when time was over first."""
        running = {each: self._start(each) for each in wave}
        began = time.monotonic()
        try:
            while running:
                if time.monotonic() > self._deadline:
                    return False
                for each in [each for each, process in running.items() if process.poll() is not None]:
                    self._take(each, running.pop(each), time.monotonic() - began)
                time.sleep(_LOOK_EVERY_S)
        finally:
            for process in running.values():
                _end(process)
        return True

    def _start(self, each: Round) -> subprocess.Popen[str]:
        errors = self._path.parent / f"{each.name.replace(' ', '-')}.log"
        with errors.open("w") as log, errors.with_suffix(".out").open("w") as out:
            print(f"{each.name} …", file=sys.stderr, flush=True)
            return subprocess.Popen(
                [sys.executable, "-m", each.module, *each.words],
                cwd=self._tree,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def _take(self, each: Round, process: subprocess.Popen[str], seconds: float) -> None:
        errors = self._path.parent / f"{each.name.replace(' ', '-')}.log"
        output = errors.with_suffix(".out")
        said = _report_in(output.read_text(encoding="utf-8"), process.returncode)
        output.unlink()
        if said is None:
            told = errors.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RoundFailedError(f"{each.name} ended with {process.returncode} and no report:\n{told}")
        self._report.take(each.name, said, seconds)
        self._keep()
        print(f"{each.name}: {len(said['wrong'])} wrong, {seconds:.0f} s", file=sys.stderr, flush=True)


def _report_in(output: str, code: int) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads(output)
        wrong = said["wrong"]
    except (ValueError, KeyError, TypeError):
        return None
    return said if code == (FOUND if wrong else ALL_RIGHT) else None


def _end(process: subprocess.Popen[str]) -> None:
    """End a round and what it started: its programs end their own children when they are asked to."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _git(tree: Path, *words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=tree, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""
