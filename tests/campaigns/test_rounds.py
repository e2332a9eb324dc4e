"""A part of a campaign: cut off it goes on, it names what is wrong; what did not run proves nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from campaigns.parts import PARTS
from campaigns.planted import HERE
from campaigns.rounds import (
    ALL_RIGHT,
    FOUND,
    UNFINISHED,
    Report,
    Round,
    RoundFailedError,
    Runner,
    commit_of,
    earlier,
)

# A round: notes that it ran, waits, and reports the fault it is told.
ROUND = """
import json, pathlib, sys, time
name, fault, seconds = sys.argv[1:]
with pathlib.Path("ran").open("a") as ran:
    ran.write(name + "\\n")
time.sleep(float(seconds))
if fault == "breaks":
    sys.exit("broken")
print(json.dumps({"kills": 3, "wrong": [fault] if fault else []}))
sys.exit(bool(fault))
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "fake.py").write_text(ROUND)
    return tmp_path


def a_round(name: str, fault: str = "", seconds: float = 0.0) -> Round:
    return Round(name, "fake", (name, fault, str(seconds)))


def run(tree: Path, report: Report, *waves: tuple[Round, ...], seconds: float = 20.0) -> int:
    return Runner(tree, report, tree / "out" / "result.json", seconds).run(waves)


def ran(tree: Path) -> list[str]:
    return (tree / "ran").read_text().split()


def test_a_part_that_was_cut_off_goes_on_where_it_stopped(tree: Path) -> None:
    slow = a_round("b", seconds=30)
    assert run(tree, Report("kills", "c1", 7), (a_round("a"),), (slow,), seconds=1.5) == UNFINISHED
    kept = earlier(tree / "out" / "result.json", "kills", "c1")
    assert kept is not None
    assert (list(kept.rounds), kept.seed, kept.whole) == (["a"], 7, False)
    assert run(tree, kept, (a_round("a"),), (a_round("b"),)) == ALL_RIGHT
    assert ran(tree) == ["a", "b", "b"]
    result = json.loads((tree / "out" / "result.json").read_text())
    assert result["whole"]
    assert (result["commit"], result["seed"], result["rounds"]["b"]["kills"]) == ("c1", 7, 3)


def test_another_commit_begins_anew(tree: Path) -> None:
    run(tree, Report("kills", "c1", 7), (a_round("a"),))
    assert earlier(tree / "out" / "result.json", "kills", "c2") is None
    assert earlier(tree / "nothing.json", "kills", "c1") is None


def test_a_change_that_is_not_committed_is_another_commit(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True)

    git("init", "-q")
    (tmp_path / "a").write_text("1")
    git("add", "a")
    git("commit", "-qm", "a")
    before = commit_of(tmp_path)
    (tmp_path / "a").write_text("2")
    changed = commit_of(tmp_path)
    assert changed != before
    assert changed.startswith(before)


def test_what_a_round_found_stays_and_the_others_still_run(tree: Path) -> None:
    report = Report("kills", "c1", 7)
    assert run(tree, report, (a_round("a", "lost"), a_round("b")), (a_round("c"),)) == FOUND
    assert report.wrong == ["a: lost"]
    assert sorted(ran(tree)) == ["a", "b", "c"]
    assert run(tree, report, (a_round("a"), a_round("b")), (a_round("c"),)) == FOUND


def test_a_plant_is_looked_for_until_it_is_found(tree: Path) -> None:
    report = Report("kills", "c1", 7, plant="x.patch")
    assert run(tree, report, (a_round("a"),), (a_round("b", "lost"),), (a_round("c"),)) == FOUND
    assert ran(tree) == ["a", "b"]


def test_a_round_that_breaks_proves_nothing(tree: Path) -> None:
    with pytest.raises(RoundFailedError, match="broken"):
        run(tree, Report("kills", "c1", 7), (a_round("a", "breaks"),))


def test_every_part_names_each_round_once() -> None:
    for plan in PARTS.values():
        names = [each.name for wave in plan(3) for each in wave]
        assert len(names) == len(set(names)) >= 3


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        ("", "changes nothing"),
        ("--- a/kiosk/logs.py\n+++ b/kiosk/logs.py\n@@ -1 +1 @@\n-nothing like it\n+x\n", "does not apply"),
        ("--- a/kiosk/none.py\n+++ b/kiosk/none.py\n@@ -1 +1 @@\n-x\n+y\n", "does not apply"),
        ("some words that are no patch\n", "does not apply"),
        (None, "there is no patch"),
    ],
)
def test_a_patch_that_cannot_be_planted_is_not_taken_for_found(
    tmp_path: Path, patch: str | None, why: str
) -> None:
    file = tmp_path / "some.patch"
    if patch is not None:
        file.write_text(patch)
    command = [sys.executable, "-m", "campaigns", "kills", "--out", str(tmp_path), "--plant", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 2
    assert "NOT RUN" in done.stderr
    assert why in done.stderr
    assert "FOUND" not in done.stdout + done.stderr
    assert not (tmp_path / "kills-some.json").exists()
