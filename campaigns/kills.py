"""SIGKILL at random instants of deposits, collections, rounds and sync; then the ledgers are compared."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from campaigns.board import SurvivingBoard
from campaigns.comparing import Comparison, compare
from campaigns.ledgers import Ledgers
from campaigns.people import Setting
from campaigns.worker import Victim, killed_after
from kiosk.logs import set_up


@dataclass
class Result(Comparison):
    """What the ledgers say, after how many kills."""

    seed: int = 0
    kills: int = 0
    kept_in: str = ""


def run(folder: Path, kills: int, seed: int, look_every: int) -> Result:
    """Kill `kills` times and compare after every `look_every`; ends with the first that finds something."""
    chance = random.Random(seed)
    setting = Setting.make(folder, datetime.now(UTC))
    result = Result(seed=seed)
    board = SurvivingBoard(folder / "locker", folder / "board.jsonl")
    try:
        while result.kills < kills and not result.wrong:
            done, alone = _kill(folder, setting, chance, min(look_every, kills - result.kills))
            time.sleep(0.2)
            found = compare(folder, Ledgers.read(folder), setting.keys.signer.public_key())
            result = Result(**found.__dict__, seed=seed, kills=result.kills + done)
            result.wrong += alone
    finally:
        board.stop()
    return result


def _kill(folder: Path, setting: Setting, chance: random.Random, times: int) -> tuple[int, list[str]]:
    """Kill so many workers; how many were, and what was wrong with the one that was not."""
    for done in range(times):
        if not _life(folder, setting, chance):
            return done, ["a worker ended by itself: see told.jsonl and errors.log"]
    return times, []


def _life(folder: Path, setting: Setting, chance: random.Random) -> bool:
    seed = chance.getrandbits(32)
    # Mostly within a journey, sometimes during the start itself.
    seconds = chance.uniform(0.0, 0.05) if chance.random() < 0.15 else chance.uniform(0.05, 0.9)
    return killed_after(
        seconds, lambda: Victim(folder, folder, folder / "locker", setting, seed), folder / "errors.log"
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
    result = Result(seed=given.seed)
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
