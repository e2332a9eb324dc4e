"""Each real process killed at each step of a deposit and of a collection, on real wires.

After every kill: nothing staged is lost, nothing is done twice, the next session tells the ending, every
compartment's state is known within five seconds, and the cabinet's own ledger shows no opening that the
journal does not intend.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaigns.beside import Beside
from campaigns.citizen import COLLECT_STEPS, DEPOSIT_STEPS, Citizen
from campaigns.glass import Glass
from campaigns.world import KillableWorld, WorldDidNotStartError
from kiosk.devices.simulators.control import OrderRefusedError
from kiosk.logs import set_up
from tests.session import screen_person

VICTIMS = ("engine", "session", "screen", "sync")
# A kiosk that is this broken needs no further proof.
MOST_WRONG = 10
# Nobody who plays here is in a hurry: how soon the kiosk is back is measured by itself.
PATIENCE_S = 45.0


@dataclass
class Outcome:
    """What the campaign found."""

    seed: int
    kills: int = 0
    # Seconds until every door was known, and how much the machine slowed a plain process down meanwhile.
    doors: list[tuple[float, float]] = field(default_factory=list)
    slowest_seat_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Killer:
    """Plays a journey up to a step, kills, and looks at what is left."""

    def __init__(self, world: KillableWorld, outcome: Outcome, within: float) -> None:
        """The world runs already. Doors must be known `within` seconds, on a machine that is idle."""
        self._within = within
        self._world = world
        self._outcome = outcome

    def kill_at(self, journey: str, step: int, victim: str) -> None:
        """One kill. What keeps a person from playing on is noted like every other fault."""
        name = f"{journey} step {step}, {victim} killed"
        try:
            self._play_and_kill(journey, step, victim, name)
        except (AssertionError, OSError, OrderRefusedError) as stuck:
            self._outcome.wrong.append(f"{name}: stuck: {type(stuck).__name__} {stuck}")

    def _play_and_kill(self, journey: str, step: int, victim: str, name: str) -> None:
        world = self._world
        waiting = world.make_claim() if journey == "collect" else None
        before = world.events()
        glass = Glass(world.engine_socket, world.build)
        citizen = Citizen(world.control, glass.person())
        try:
            citizen.play(journey, step, waiting)
            starts = world.starts() + (victim == "engine")
            self._kill(victim, glass)
            self._outcome.kills += 1
            self._recover(name, starts)
        finally:
            citizen.leave()
            glass.end()
        self._check(name, before)

    def _kill(self, victim: str, glass: Glass) -> None:
        if victim == "screen":
            glass.kill()
        elif victim == "session":
            os.kill(self._world.seated_session(), signal.SIGKILL)
        else:
            os.kill(self._world.pids()[victim], signal.SIGKILL)

    def _recover(self, name: str, starts: int) -> None:
        world, killed = self._world, time.monotonic()
        world.close_doors()
        with Beside() as plain:
            self._until(
                lambda: world.starts() >= starts and world.doors_known(), f"{name}: doors known", 60.0
            )
            took = time.monotonic() - killed
        self._outcome.doors.append((round(took, 2), round(plain.slowdown, 2)))
        if took > self._within * plain.slowdown:
            slowed = f"a plain process was slowed {plain.slowdown:.1f} times"
            self._outcome.wrong.append(f"{name}: doors known only after {took:.1f} s; {slowed}")
        # A door that was ordered just before the kill springs open only now.
        self._until(world.at_rest, f"{name}: every door closed and no order under way", 60.0)

    def _check(self, name: str, before: list[dict[str, Any]]) -> None:
        glass = Glass(self._world.engine_socket, self._world.build)
        started = time.monotonic()
        try:
            person = glass.person()
            took = time.monotonic() - started
            self._outcome.slowest_seat_s = max(self._outcome.slowest_seat_s, took)
            self._outcome.wrong += [f"{name}: {fault}" for fault in self._world.faults(before, person)]
            person.vanishes()
        except TimeoutError as late:
            self._outcome.wrong.append(f"{name}: no session took the seat ({late})")
        finally:
            glass.end()

    def _until(self, condition: Callable[[], bool], what: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                self._outcome.wrong.append(f"not within {seconds:.0f} s: {what}")
                return
            time.sleep(0.05)


def plan(first: int, most: int, chance: random.Random) -> list[tuple[str, int, str]]:
    """All combinations in a drawn order, or `most` of them from `first` on."""
    journeys = [("deposit", len(DEPOSIT_STEPS)), ("collect", len(COLLECT_STEPS))]
    everything = [
        (journey, step, victim)
        for (journey, steps), victim in itertools.product(journeys, VICTIMS)
        for step in range(1, steps + 1)
    ]
    chance.shuffle(everything)
    return everything[first : first + most]


def play(chosen: list[tuple[str, int, str]], outcome: Outcome, within: float) -> None:
    """Kill at each of the chosen steps, in one world."""
    with tempfile.TemporaryDirectory(prefix="processes-") as folder, KillableWorld(Path(folder)) as world:
        killer = Killer(world, outcome, within)
        for journey, step, victim in chosen:
            print(f"{journey} {step} {victim}", file=sys.stderr, flush=True)
            known = len(outcome.wrong)
            killer.kill_at(journey, step, victim)
            for fault in outcome.wrong[known:]:
                print(f"WRONG {fault}", file=sys.stderr, flush=True)
            if len(outcome.wrong) >= MOST_WRONG:
                return
        outcome.wrong += world.final_faults()


def main() -> int:
    """Run and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--doors-within", type=float, default=5.0, help="seconds, on an idle machine")
    given = parser.parse_args()
    # The result stands alone on standard output.
    set_up("campaign")
    screen_person.PATIENCE = PATIENCE_S
    # SIGTERM ends the world too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    outcome = Outcome(given.seed)
    try:
        play(plan(given.first, given.most, random.Random(given.seed)), outcome, given.doors_within)
    except WorldDidNotStartError as error:
        outcome.wrong.append(f"the world did not start: {error}")
    print(json.dumps(outcome.__dict__, indent=1, ensure_ascii=False))
    return bool(outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
