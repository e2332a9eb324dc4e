"""Runs a campaign on a patched copy of the product: it must find the fault that was planted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# The work tree itself, wherever this file was reached from.
ROOT = Path(__file__).resolve().parent.parent
COPIED = ("kiosk", "central", "campaigns", "tests", "catalogue", "firmware_profiles", "pyproject.toml")


# Where campaigns run from: beside them, and not beside the product when that is installed.
HERE = Path(__file__).parent.parent


def patched_copy(patch: Path, folder: Path) -> Path:
    """Copy the work tree into `folder` and apply the patch; `CalledProcessError` when it does not fit."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    subprocess.run(["patch", "-p1", "--quiet", "-d", str(folder), "-i", str(patch.absolute())], check=True)
    return folder


def run_patched(patch: Path, folder: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a campaign's module inside the patched copy."""
    copy = patched_copy(patch, folder)
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
