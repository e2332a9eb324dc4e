"""A short form of the kill campaign, and the proof that it finds what was planted."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from campaigns.planted import HERE

FOUND_AS = {
    "journal-after-pulse": "pulsed without an intent",
    "stage-answered-before-durable": "lost: staged",
    "claim-door-opened-again-after-restart": "for collect",
    "blob-removed-when-sent": "lost page",
    "receipt-believed-twice": "doubled: received",
}
COMMANDS = dict.fromkeys(FOUND_AS, ("campaigns.kills", "--kills", "150", "--look-every", "15", "--seed", "5"))


def test_an_engine_killed_at_random_instants_loses_doubles_and_hides_nothing() -> None:
    command = [sys.executable, "-m", "campaigns.kills", "--kills", "25", "--seed", "20261121"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] == 25
    assert result["pulses"] > 0
    assert result["facts_told"] > 25


@pytest.mark.parametrize("plant", FOUND_AS)
def test_a_planted_fault_is_found(planted: Callable[[str], CompletedProcess[str]], plant: str) -> None:
    done = planted(plant)
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    shutil.rmtree(result["kept_in"])
    assert any(FOUND_AS[plant] in fault for fault in result["wrong"])
