"""SIGKILL at random instants of deposits, collections, rounds and sync; then three ledgers are compared."""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaigns.board import SurvivingBoard
from campaigns.worker import Keys, Victim
from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.journal.reading import JournalFile

KNOWN_WITHIN_S = 5.0


@dataclass
class Result:
    """What the ledgers say."""

    seed: int
    kills: int = 0
    pulses: int = 0
    facts_told: int = 0
    events: int = 0
    slowest_doors_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a ledger; the last one may have been cut by a kill."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def run(folder: Path, kills: int, seed: int) -> Result:
    """Kill `kills` times, then compare."""
    result = Result(seed)
    chance = random.Random(seed)
    keys, catalogue = Keys(), Catalogue.load(data_folder("catalogue"))
    board = SurvivingBoard(folder / "locker", folder / "board.jsonl")
    try:
        while result.kills < kills:
            died = _life(folder, keys, catalogue, chance)
            if died:
                result.kills += 1
            else:
                result.wrong.append("a worker ended by itself: see told.jsonl and errors.log")
                break
    finally:
        time.sleep(0.2)
        board.stop()
    compare(folder, keys, result)
    return result


def _life(folder: Path, keys: Keys, catalogue: Catalogue, chance: random.Random) -> bool:
    seed = chance.getrandbits(32)
    pid = os.fork()
    if pid == 0:
        _victim(folder, keys, catalogue, seed)
    # Mostly within a journey, sometimes during the start itself.
    time.sleep(chance.uniform(0.0, 0.05) if chance.random() < 0.15 else chance.uniform(0.05, 0.9))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def _victim(folder: Path, keys: Keys, catalogue: Catalogue, seed: int) -> None:
    errors = os.open(folder / "errors.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    try:
        Victim(folder, folder / "locker", keys, catalogue, seed).live()
    finally:
        traceback.print_exception(sys.exc_info()[1])
        os._exit(4)


def compare(folder: Path, keys: Keys, result: Result) -> None:
    """Board, paper and people against the journal."""
    journal = JournalFile(folder / "journal.db")
    result.events = journal.verify(keys.signer.public_key())
    events = [json.loads(row.body) for row in journal.rows()]
    _compare_doors(lines(folder / "board.jsonl"), events, result)
    _compare_told(folder, events, result)
    _compare_central(folder, journal, result)


def _compare_doors(board: list[dict[str, Any]], events: list[dict[str, Any]], result: Result) -> None:
    """Every pulse has its own intent, written before it; no intent has two."""
    # The journal's clock runs on through a suspend of the machine, the board's does not.
    ahead = time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    pulses = [{**entry, "mono": entry["mono"] + ahead} for entry in board if entry["event"] == "pulse"]
    result.pulses = len(pulses)
    intents: dict[int, list[float]] = collections.defaultdict(list)
    for event in events:
        if event["name"] == "door.intended/1":
            intents[event["data"]["channel"]].append(event["mono"])
    for pulse in pulses:
        waiting = intents[pulse["door"]]
        # Both clocks are the same boot's; the journal rounds to milliseconds.
        if waiting and waiting[0] <= pulse["mono"] + 0.001:
            earlier = [at for at in waiting if at <= pulse["mono"] + 0.001]
            waiting.remove(earlier[-1])
        else:
            result.wrong.append(f"door {pulse['door']} pulsed without an intent")


def _compare_told(folder: Path, events: list[dict[str, Any]], result: Result) -> None:
    told = lines(folder / "told.jsonl")
    result.facts_told = len(told)
    known: dict[str, collections.Counter[str]] = {
        "staged": _count(events, "deposit.staged/1", "dossier_id"),
        "accepted": _count(events, "deposit.accepted/1", "dossier_id"),
        "collected": _count(events, "item.collected/1", "claim_id", "item_id"),
        "loaded": _count(events, "item.loaded/1", "claim_id", "item_id"),
    }
    for fact in told:
        if fact["fact"] == "doors-known":
            result.slowest_doors_s = max(result.slowest_doors_s, fact["seconds"])
        elif fact["fact"] == "unexpected":
            result.wrong.append(f"unexpected: {fact['request']} {fact['answer']}")
        elif not known[fact["fact"]][fact["id"]]:
            result.wrong.append(f"lost: {fact['fact']} {fact['id']}")
        for blob in fact.get("blobs", ()):
            if not (folder / "vault" / blob).is_file():
                result.wrong.append(f"lost page of {fact['id']}")
    for kind in ("staged", "accepted", "collected"):
        result.wrong += [f"doubled: {kind} {key}" for key, count in known[kind].items() if count > 1]
    codes = collections.Counter(e["data"]["deposit_code"] for e in events if e["name"] == "deposit.begun/1")
    result.wrong += [f"code given twice: {code}" for code, count in codes.items() if count > 1]
    if result.slowest_doors_s > KNOWN_WITHIN_S:
        result.wrong.append(f"doors known only after {result.slowest_doors_s:.1f} s")


def _compare_central(folder: Path, journal: JournalFile, result: Result) -> None:
    hashes = {row.seq: row.hash.hex() for row in journal.rows()}
    for row in lines(folder / "central.jsonl"):
        if hashes.get(row["seq"]) != row["hash"]:
            result.wrong.append(f"central holds a row {row['seq']} that the journal does not")


def _count(events: list[dict[str, Any]], name: str, *keys: str) -> collections.Counter[str]:
    return collections.Counter(
        "/".join(event["data"][key] for key in keys) for event in events if event["name"] == name
    )


def main() -> int:
    """Run and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="kills-"))
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    result = run(folder, given.kills, given.seed)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    report = {
        "commit": commit.stdout.strip(),
        "seconds": round(time.monotonic() - started, 1),
        **result.__dict__,
    }
    print(json.dumps(report, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
