"""`python -m campaigns PART`: runs one part, resumable, and writes its result beside the others."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from campaigns.planted import run_patched

PARTS = {
    "kills": [("campaigns.kills", ["--kills", "3000"]), ("campaigns.processes", ["--most", "68"])],
}


def main() -> int:
    """Run a part, on a patched copy when a plant is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=sorted(PARTS))
    parser.add_argument("--out", type=Path, default=Path("out/campaigns"))
    parser.add_argument("--plant", type=Path)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    codes = [_run(given, module, words) for module, words in PARTS[given.part]]
    return max(codes)


def _run(given: argparse.Namespace, module: str, words: list[str]) -> int:
    if given.plant is not None:
        with tempfile.TemporaryDirectory(prefix="planted-") as folder:
            done = run_patched(given.plant, Path(folder) / "copy", module, *words)
    else:
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    plant = f"-{given.plant.stem}" if given.plant else ""
    (given.out / f"{module.rpartition('.')[2]}{plant}.json").write_text(done.stdout)
    print(done.stdout or done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
