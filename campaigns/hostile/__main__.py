"""`python -m campaigns.hostile WHO`: one attack; its figures as JSON, exit 1 when anything is wrong."""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from campaigns.hostile import screen, session, sync
from campaigns.hostile.found import Found
from campaigns.hostile.sockets import Siege
from campaigns.world import KillableWorld
from kiosk.logs import set_up

ATTACKS: dict[str, Callable[[Path, int], session.Attack | screen.Attack | sync.Attack]] = {
    "session": session.Attack,
    "screen": screen.Attack,
    "sync": sync.Attack,
}


def attack(who: str, folder: Path, messages: int, seed: int) -> Found:
    """One attack in a fresh cabinet; `sockets`: on real processes, so many messages of each kind."""
    if who != "sockets":
        return ATTACKS[who](folder, seed).run(messages)
    with KillableWorld(folder) as world:
        siege = Siege(world, seed)
        siege.attack(messages)
        return siege.close()


def main() -> int:
    """Attack and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", choices=[*ATTACKS, "sockets"])
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    given = parser.parse_args()
    # The result stands alone on standard output.
    set_up("hostile")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        found = attack(given.who, Path(folder), given.messages, given.seed)
    print(json.dumps(found.__dict__, indent=1, ensure_ascii=False))
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
