"""A short form of the kill campaign, and the proof that it finds what was planted."""

import json
import subprocess
import sys
from pathlib import Path

from campaigns.planted import HERE, ROOT, run_patched


def test_an_engine_killed_at_random_instants_loses_doubles_and_hides_nothing(tmp_path: Path) -> None:
    words = ("--kills", "25", "--seed", "20261121", "--keep", str(tmp_path))
    command = [sys.executable, "-m", "campaigns.kills", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] == 25
    assert result["pulses"] > 0
    assert result["facts_told"] > 25


def test_a_pulse_that_is_journalled_afterwards_is_found(tmp_path: Path) -> None:
    plant = ROOT / "campaigns" / "plants" / "journal-after-pulse.patch"
    words = ("--kills", "80", "--seed", "5", "--keep", str(tmp_path / "run"))
    done = run_patched(plant, tmp_path / "copy", "campaigns.kills", *words)
    assert done.returncode == 1, done.stderr
    assert "pulsed without an intent" in done.stdout
