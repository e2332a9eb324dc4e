"""`python -m benchmarks PART`: tables with ratios against a peer or a limit measured in the same run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable

from benchmarks import capture, journal, officer_round, screen

PARTS: dict[str, Callable[[], int | None]] = {
    "capture": capture.main,
    "journal": journal.main,
    "round": officer_round.main,
    "screen": screen.main,
}


def main() -> int:
    """Run one part, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--photos", help="a folder of photographs with their truth in manifest.json")
    given = parser.parse_args()
    if given.photos:
        os.environ["PHOTOS"] = given.photos
    # SIGTERM ends the worlds too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.argv[1:] = []
    chosen = PARTS.values() if given.part == "all" else [PARTS[given.part]]
    return max(part() or 0 for part in chosen)


if __name__ == "__main__":
    sys.exit(main())
