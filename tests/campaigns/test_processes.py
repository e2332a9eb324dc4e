"""Four kills of real processes at steps of a deposit and of a collection, on real wires."""

import json
import subprocess
import sys

import pytest

from campaigns.planted import HERE


@pytest.mark.timeout(600)
def test_each_process_comes_back_and_the_next_session_tells_the_ending() -> None:
    # The time until doors are known is judged by the campaign, on an idle machine.
    words = ("--most", "4", "--seed", "20261121", "--doors-within", "30")
    command = [sys.executable, "-m", "campaigns.processes", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    assert json.loads(done.stdout)["kills"] == 4
