"""`python packaging/mutants.py MODULE`: the mutation score of one module with that module's own fast tests.

Runs mutmut in a copy of the work tree. The module `kiosk.dossier.codes` is tried with
`tests/dossier/test_codes.py`, or with the whole folder `tests/dossier` where no test file bears its name.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("kiosk", "central", "campaigns", "demo", "tests", "catalogue", "firmware_profiles", "packaging")


def main() -> int:
    """Print the survivors and the score; 2 when there is no such module or no test of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", help="such as kiosk.dossier.codes")
    given = parser.parse_args()
    source = Path(*given.module.split(".")).with_suffix(".py")
    if not (ROOT / source).is_file():
        print(f"there is no module {given.module}", file=sys.stderr)
        return 2
    tests = tests_of(source)
    if tests is None:
        print(f"{given.module} has no tests of its own", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = copied(Path(folder) / "copy", source, tests)
        return report(copy, given.module, tests)


def tests_of(source: Path) -> Path | None:
    """The tests that belong to a source file, relative to the work tree."""
    for name in (Path(*source.parts[1:-1]) / f"test_{source.stem}.py", Path(source.parts[1])):
        if (ROOT / "tests" / name).exists():
            return Path("tests") / name
    return None


def copied(folder: Path, source: Path, tests: Path) -> Path:
    """A copy of the work tree that tells mutmut what to change and what to run."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = f"""
[tool.mutmut]
source_paths = ["{source.parts[0]}"]
only_mutate = ["{source}"]
pytest_add_cli_args_test_selection = ["{tests}"]
pytest_add_cli_args = ["-x", "-q", "-p", "no:cacheprovider"]
also_copy = {json.dumps([*COPIED, "pyproject.toml"])}
use_git_change_detection = false
"""
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + settings)
    return folder


def report(copy: Path, module: str, tests: Path) -> int:
    """Run, and tell what no test noticed."""
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    subprocess.run([mutmut, "run"], cwd=copy, check=True)
    survivors = subprocess.run([mutmut, "results"], cwd=copy, check=True, capture_output=True, text=True)
    subprocess.run([mutmut, "export-cicd-stats"], cwd=copy, check=True, capture_output=True)
    stats = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text())
    killed = stats["killed"] + stats["timeout"]
    tried = killed + stats["survived"]
    console = Console()
    console.print(survivors.stdout)
    share = f"{killed / tried:.0%}" if tried else "nothing to change"
    untested = stats["no_tests"]
    console.print(f"{module} with {tests}: {killed} of {tried} noticed ({share}), {untested} untested")
    return 0


if __name__ == "__main__":
    sys.exit(main())
