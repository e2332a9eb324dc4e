"""`python -m campaigns PART`: runs one part, resumable, and writes its one result file.

Exit 0: whole, nothing wrong. 1: something is wrong; with a plant, that it was found. 2: it could not run, or
a round ended without a report; nothing is proven either way. 3: time is over; run it again to go on.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

from campaigns.parts import PARTS
from campaigns.planted import HERE, ROOT, PlantError, patched_copy
from campaigns.rounds import (
    ALL_RIGHT,
    FOUND,
    NOT_RUN,
    UNFINISHED,
    Report,
    RoundFailedError,
    Runner,
    commit_of,
    earlier,
)

MINUTES = 40.0
SEEDS = 2**31


def main() -> int:
    """Run a part, on a patched copy when a plant is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=sorted(PARTS))
    parser.add_argument("--out", type=Path, default=Path("out/campaigns"))
    parser.add_argument("--plant", type=Path, help="a patch: runs on a patched copy and must fail")
    parser.add_argument("--seed", type=int, help="drawn, or that of the run that goes on")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    given = parser.parse_args()
    # what is ended from outside ends its rounds
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = _planted(given) if given.plant else _plain(given)
    except (PlantError, RoundFailedError) as error:
        print(f"NOT RUN, nothing is proven: {error}", file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        print("ENDED from outside; run it again to go on", file=sys.stderr)
        return UNFINISHED
    return code


def _plain(given: argparse.Namespace) -> int:
    path, commit = given.out / f"{given.part}.json", commit_of(ROOT)
    report = earlier(path, given.part, commit)
    if report is None or given.seed not in {None, report.seed}:
        report = Report(given.part, commit, _seed(given))
    code = Runner(HERE, report, path.absolute(), given.minutes * 60).run(PARTS[given.part](report.seed))
    said = {
        ALL_RIGHT: "whole, nothing wrong",
        FOUND: f"WRONG, {len(report.wrong)} times",
        UNFINISHED: "time is over; run it again to go on",
    }
    return _tell(report, path, code, said[code])


def _planted(given: argparse.Namespace) -> int:
    path = given.out / f"{given.part}-{given.plant.stem}.json"
    path.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = patched_copy(given.plant, Path(folder) / "copy")
        report = Report(given.part, commit_of(ROOT), _seed(given), plant=given.plant.name)
        runner = Runner(copy, report, path.absolute(), given.minutes * 60, Path(folder))
        code = runner.run(PARTS[given.part](report.seed))
    said = {
        ALL_RIGHT: "NOT FOUND: the campaign is blind to this plant",
        FOUND: "FOUND, as it must be",
        UNFINISHED: "time is over and it was not found",
    }
    return _tell(report, path, code, f"{given.plant.name}: {said[code]}")


def _tell(report: Report, path: Path, code: int, verdict: str) -> int:
    for fault in report.wrong[:20]:
        print(f"  {fault}")
    print(f"{report.part} at {report.commit}, seed {report.seed}, {report.seconds:.0f} s: {verdict}")
    print(f"result: {path}")
    return code


def _seed(given: argparse.Namespace) -> int:
    return int(given.seed) if given.seed is not None else random.SystemRandom().randrange(SEEDS)


if __name__ == "__main__":
    sys.exit(main())
