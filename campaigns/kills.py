"""SIGKILL at random instants of deposits, collections, rounds and sync; then three ledgers are compared."""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaigns.board import SurvivingBoard
from campaigns.ledgers import doubled_openings, lines
from campaigns.worker import Keys, Victim
from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.journal.chain import ChainBrokenError
from kiosk.journal.reading import JournalFile
from kiosk.logs import set_up

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
    kept_in: str = ""
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, kills: int, seed: int, look_every: int) -> Result:
    """Kill `kills` times and compare after every `look_every`; ends with the first that finds something."""
    chance = random.Random(seed)
    keys, catalogue = Keys(), Catalogue.load(data_folder("catalogue"))
    result = Result(seed)
    board = SurvivingBoard(folder / "locker", folder / "board.jsonl")
    try:
        while result.kills < kills and not result.wrong:
            result = Result(seed, result.kills)
            _kill(folder, keys, catalogue, chance, result, min(look_every, kills - result.kills))
            time.sleep(0.2)
            compare(folder, keys, result)
    finally:
        board.stop()
    return result


def _kill(
    folder: Path, keys: Keys, catalogue: Catalogue, chance: random.Random, result: Result, times: int
) -> None:
    for _ in range(times):
        if not _life(folder, keys, catalogue, chance):
            result.wrong.append("a worker ended by itself: see told.jsonl and errors.log")
            return
        result.kills += 1


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
    try:
        result.events = journal.verify(keys.signer.public_key())
    except ChainBrokenError as broken:
        result.wrong.append(f"the journal's chain is broken at row {broken}")
    events = [json.loads(row.body) for row in journal.rows()]
    _compare_doors(lines(folder / "board.jsonl"), events, result)
    _compare_asked(lines(folder / "told.jsonl"), events, result)
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


def _compare_asked(told: list[dict[str, Any]], events: list[dict[str, Any]], result: Result) -> None:
    """No door is ordered that nobody asked for; a citizen's door opens freely once."""
    asked = collections.Counter(fact["compartment"] for fact in told if fact["fact"] == "asked")
    intents = [event["data"] for event in events if event["name"] == "door.intended/1"]
    ordered = collections.Counter(intent["compartment"] for intent in intents)
    for compartment, times in ordered.items():
        if times > asked[compartment]:
            result.wrong.append(
                f"compartment {compartment} ordered {times} times, asked for {asked[compartment]}"
            )
    result.wrong += doubled_openings(events)


def _compare_told(folder: Path, events: list[dict[str, Any]], result: Result) -> None:
    told = lines(folder / "told.jsonl")
    known: dict[str, collections.Counter[str]] = {
        "staged": _count(events, "deposit.staged/2", "dossier_id"),
        "accepted": _count(events, "deposit.accepted/1", "dossier_id"),
        "collected": _count(events, "item.collected/1", "claim_id", "item_id"),
        "loaded": _count(events, "item.loaded/1", "claim_id", "item_id"),
        "received": _count(events, "receipt.recorded/1", "dossier_id"),
    }
    result.facts_told = sum(fact["fact"] in known for fact in told)
    for fact in told:
        if fact["fact"] == "doors-known":
            result.slowest_doors_s = max(result.slowest_doors_s, fact["seconds"])
        elif fact["fact"] == "unexpected":
            result.wrong.append(f"unexpected: {fact['request']} {fact['answer']}")
        elif fact["fact"] != "asked" and not known[fact["fact"]][fact["id"]]:
            result.wrong.append(f"lost: {fact['fact']} {fact['id']}")
        for blob in fact.get("blobs", ()):
            if not (folder / "vault" / blob).is_file():
                result.wrong.append(f"lost page of {fact['id']}")
    for kind in ("staged", "accepted", "collected", "received"):
        result.wrong += [f"doubled: {kind} {key}" for key, count in known[kind].items() if count > 1]
    codes = collections.Counter(e["data"]["deposit_code"] for e in events if e["name"] == "deposit.begun/1")
    result.wrong += [f"code given twice: {code}" for code, count in codes.items() if count > 1]
    if result.slowest_doors_s > KNOWN_WITHIN_S:
        result.wrong.append(f"doors known only after {result.slowest_doors_s:.1f} s")


def _compare_central(folder: Path, journal: JournalFile, result: Result) -> None:
    hashes = {row.seq: row.hash.hex() for row in journal.rows()}
    for row in lines(folder / "central.jsonl"):
        if "seq" in row and hashes.get(row["seq"]) != row["hash"]:
            result.wrong.append(f"central holds a row {row['seq']} that the journal does not")


def _count(events: list[dict[str, Any]], name: str, *keys: str) -> collections.Counter[str]:
    return collections.Counter(
        "/".join(event["data"][key] for key in keys) for event in events if event["name"] == name
    )


def main() -> int:
    """Run and print; exit 1 when anything is wrong, and then keep the cabinet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--look-every", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    given = parser.parse_args()
    set_up("victim")
    # SIGTERM ends the board too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    result = Result(given.seed)
    try:
        result = run(folder, given.kills, given.seed, given.look_every)
    finally:
        if result.wrong:
            result.kept_in = str(folder)
        else:
            shutil.rmtree(folder)
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
