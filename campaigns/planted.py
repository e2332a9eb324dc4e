"""A patched copy of the work tree: a campaign that runs there must find the fault that was planted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# The work tree itself, wherever this file was reached from.
ROOT = Path(__file__).resolve().parent.parent
# Where campaigns run from: beside them, and not beside the product when that is installed.
HERE = Path(__file__).parent.parent
_LEFT_OUT = (".*", "__pycache__", "out")


class PlantError(Exception):
    """The patch could not be planted, so nothing was tried; the message says why."""


def patched_copy(patch: Path, folder: Path) -> Path:
    """Copy the work tree into `folder` and apply the patch (as `git diff` writes it); raises `PlantError`."""
    if not patch.is_file():
        raise PlantError(f"there is no patch {patch}")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    done = subprocess.run(
        ["patch", "-p1", "--batch", "--forward", "-r", "-", "-d", str(folder), "-i", str(patch.absolute())],
        capture_output=True,
        text=True,
        check=False,
    )
    told = (done.stdout + done.stderr).strip()
    if done.returncode != 0:
        raise PlantError(f"{patch.name} does not apply to this commit:\n{told}")
    # an empty file applies everywhere
    if "patching file" not in told:
        raise PlantError(f"{patch.name} changes nothing")
    return folder


def run_patched(patch: Path, folder: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a campaign's module inside a patched copy; raises `PlantError`."""
    copy = patched_copy(patch, folder)
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
