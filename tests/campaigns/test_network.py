"""Central's set and the kiosk's are one, whatever the line and central do; the short form of the campaign."""

import json
import subprocess
import sys
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from campaigns.planted import HERE

SHORT = ("--messages", "250", "--restores", "1", "--seed", "20261128")
FOUND_AS = {
    "receipt-of-a-lost-dossier-believed": "lost at central",
    "number-given-again": "had arrived in time",
    "naive-post": "doubled or invented at central",
}
COMMANDS = dict.fromkeys(FOUND_AS, ("campaigns.network", *SHORT, "--patience", "25"))


def test_everything_reaches_a_central_that_dies_and_is_restored_once_and_whole() -> None:
    command = [sys.executable, "-m", "campaigns.network", *SHORT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["restores"] == 1
    assert result["connections"].keys() - {"whole", "lives long"}


@pytest.mark.parametrize("plant", FOUND_AS)
def test_a_planted_fault_is_found(planted: Callable[[str], CompletedProcess[str]], plant: str) -> None:
    done = planted(plant)
    assert done.returncode == 1, done.stderr
    assert any(FOUND_AS[plant] in fault for fault in json.loads(done.stdout)["wrong"])
