"""Short forms of the disk campaigns, and the proof that each finds what was planted for it.

They need root, /dev/fuse, loop devices and strace; where one is missing they fail.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest

from campaigns.planted import HERE

CUTS = ("cuts", "--cuts", "40", "--recordings", "1", "--seconds", "5", "--seed", "5")
REFUSALS = ("refusals", "--errand", "deposit", "--first", "3", "--every", "5")
CALLS = ("every_call", "--errand", "collect")
SICK = ("sick", "--every", "16")
DAMAGE = ("damage", "--flips", "40", "--seed", "4")
FOUND_AS = {
    # what was cut off depends on who was just served; a witness that outlived its row says so itself
    "synchronous-normal": (CUTS, "the journal does not|lost|without an intent|out of service: JRN-001"),
    "folder-not-synced": (CUTS, "lost page"),
    "stage-answered-before-pages-durable": (CUTS, "lost page|lost config"),
    "fsync-error-swallowed": (REFUSALS, "lost page"),
    "commit-read-back-believed": (("sick", "--first", "24", "--last", "24"), "lost: staged"),
    "memory-believed-after-fsync-error": (("sick", "--first", "1", "--last", "1"), "out of service"),
    "journal-after-pulse": (CALLS, "pulsed without an intent"),
    "missing-journal-made-anew": (DAMAGE, "believed up to row 0"),
    "witness-not-heard": (DAMAGE, "believed up to row"),
}
COMMANDS = {plant: (f"campaigns.disk.{module}", *words) for plant, ((module, *words), _) in FOUND_AS.items()}


def found(*words: str) -> dict[str, Any]:
    """What a campaign reports that finds nothing wrong."""
    module, *rest = words
    command = [sys.executable, "-m", f"campaigns.disk.{module}", *rest]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_what_was_told_before_a_power_cut_is_on_the_disk() -> None:
    report = found(*CUTS)
    assert report["cuts"] == 40
    assert min(report["facts_told"], report["pulses"], report["flushes"]) > 10


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_disk_that_refuses_any_call_is_told_as_such_and_nothing_is_promised(error: str) -> None:
    report = found(*REFUSALS, "--error", error)
    assert report["refused"] > 20
    assert set(report["out_of_service"]) == {"JRN-003", "VLT-003"}


def test_an_engine_killed_at_any_call_of_a_collection_loses_and_doubles_nothing() -> None:
    report = found(*CALLS)
    assert report["counted"] == report["killed"]
    assert report["points"] > 30


def test_a_bad_spell_of_the_disk_costs_nothing_that_was_told() -> None:
    report = found(*SICK)
    assert report["endings"]["KILLED"] > 5
    assert report["back_alone"] + report["back_after_reboot"] == report["spells"]


def test_a_damaged_journal_is_refused_or_believed_whole() -> None:
    report = found(*DAMAGE)
    assert report["refused"]["JRN-001"] > 300


@pytest.mark.parametrize("plant", FOUND_AS)
def test_a_planted_fault_is_found(planted: Callable[[str], CompletedProcess[str]], plant: str) -> None:
    done = planted(plant)
    assert done.returncode == 1, done.stdout + done.stderr
    wrong = json.loads(done.stdout)["wrong"]
    assert any(re.search(FOUND_AS[plant][1], fault) for fault in wrong), wrong
