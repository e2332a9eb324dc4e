"""Short forms of what attacks the doors: hostile processes, random lives; and the proof that they see."""

import json
import subprocess
import sys
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest

from campaigns.hostile.judge import Judge, Truth
from campaigns.planted import HERE
from kiosk.messages import collect, seat

ATTACKS = {"session": 6000, "screen": 3000, "sync": 4000}


def run(module: str, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("who", ATTACKS)
def test_whatever_a_hostile_process_says_opens_only_what_may_be_opened(who: str) -> None:
    found = run("campaigns.hostile", who, "--messages", str(ATTACKS[who]), "--seed", "20261128")
    assert found["messages"] >= ATTACKS[who]
    assert len(found["objects"]) > 3
    if who == "session":
        assert {"OpenForDeposit", "OpenForClaim", "OpenForRound"} <= set(found["opened"])


@pytest.mark.timeout(300)
def test_hostile_processes_at_the_real_sockets_stop_nobody() -> None:
    found = run("campaigns.hostile", "sockets", "--messages", "150", "--seed", "20261128")
    assert found["messages"] >= 450


def test_random_lives_of_a_cabinet_agree_with_the_model() -> None:
    found = run("campaigns.model", "--examples", "100", "--seed", "20261128")
    # far below what any seed gave: every change of the source is another seed
    assert found["done"]["steps"] > 1000
    assert found["done"]["deaths"] > 10
    assert found["done"]["seat.open-claim opened"] > 10
    assert found["done"]["seat.open-deposit opened"] > 10


def test_a_month_of_guessing_finds_no_claim_code() -> None:
    found = run("campaigns.guesses", "--guesses", "6000", "--seed", "20261128")
    assert found["codes"] == 24 * 30
    assert found["compared"] > found["codes"]
    assert found["right_ones_refused"] > 10
    assert found["deaths"] > 3


LIVES = ("--examples", "1000", "--unshrunk")
PLANTS = {
    "claim-opened-unproven": ("hostile", ("session", "--messages", "30000"), "nobody proved"),
    "reopenings-counted-in-memory": ("hostile", ("session", "--messages", "60000"), "within ten minutes"),
    "open-tried-again": ("hostile", ("session", "--messages", "30000"), "no answer said so"),
    "any-claim-code-is-right": ("hostile", ("screen", "--messages", "30000"), "by a wrong code"),
    "directive-not-verified": ("hostile", ("sync", "--messages", "30000"), "central did not"),
    "tries-counted-in-memory": ("guesses", ("--guesses", "30000"), "was compared 6 times"),
    "right-code-gives-tries-back": ("model", LIVES, "AssertionError"),
    "lease-without-end": ("model", LIVES, "AssertionError"),
    "unsure-compartment-given-away": ("model", LIVES, "AssertionError"),
    "unsure-compartment-on-no-list": ("model", LIVES, "AssertionError"),
}
COMMANDS = {
    plant: (f"campaigns.{module}", *words, "--seed", "5") for plant, (module, words, _) in PLANTS.items()
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_found(planted: Callable[[str], CompletedProcess[str]], plant: str) -> None:
    done = planted(plant)
    assert done.returncode == 1, done.stdout + done.stderr[-3000:]
    assert any(PLANTS[plant][2] in fault for fault in json.loads(done.stdout)["wrong"]), done.stdout


def test_the_judge_knows_a_door_that_nobody_ordered_from_one_that_was() -> None:
    judge = Judge(Truth())
    judge.pulsed(3)
    claim = collect.OpenForClaim(claim_id="c", item_id="result")
    judge.heard(claim, b"", seat.DoorOrdered(order="o", compartment=4), 0.0)
    judge.pulsed(4)
    assert [fault.split(",")[0] for fault in judge.wrong] == [
        "door 3 pulsed",
        "door 4 opened for a claim that nobody proved here",
        "door 4 opened for c/result",
    ]
