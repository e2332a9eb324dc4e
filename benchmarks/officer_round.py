"""The officer's round over all 24 doors of the simulated cabinet, on real wires: machine time and touches.

The scripted officer needs no time of their own, so what is measured is what the machine makes them wait: the
bolt, the sensor, the camera that reads the label, the engine, the next door.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from campaigns.glass import Glass
from campaigns.officer import Officer
from campaigns.world import PIN, KillableWorld
from kiosk.logs import set_up
from tests.session.screen_person import PersonAtScreen

DOORS = 24
MOST_S = 600.0
MOST_TOUCHES = 2.0


@dataclass(frozen=True)
class Part:
    """One part of a round: seconds of the whole, of the slowest door, and touches."""

    name: str
    doors: int
    seconds: float
    slowest: float
    touches: int


class Round24:
    """Loads every compartment, then counts them all."""

    def __init__(self, world: KillableWorld, person: PersonAtScreen) -> None:
        """The officer has the seat."""
        self._world, self._person = world, person
        self._officer = Officer(world.control, person)

    def load(self) -> Part:
        """Every result by the label that lies with it, scanned under the camera."""
        codes = iter([result.dossier for result in self._world.release_results(DOORS)])
        self._officer.logs_in(self._world.staff_card(), PIN)
        self._officer.begins("load")

        def one() -> None:
            code = next(codes)
            self._officer.scans_code(code)
            self._officer.fills_open_door(code)

        return self._timed("load by scan", one)

    def count(self) -> Part:
        """Every compartment looked into, one touch a door where no sensor looks."""
        self._officer.stops()
        self._officer.begins("count")
        return self._timed("inventory", self._officer.counts_open_door)

    def _timed(self, name: str, one: Callable[[], object]) -> Part:
        began, touched, slowest = time.monotonic(), self._person.touches_made, 0.0
        for _ in range(DOORS):
            at = time.monotonic()
            one()
            slowest = max(slowest, time.monotonic() - at)
        touches = self._person.touches_made - touched
        return Part(name, DOORS, time.monotonic() - began, slowest, touches)


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    set_up("benchmark")
    with tempfile.TemporaryDirectory(prefix="round-") as folder, KillableWorld(Path(folder)) as world:
        glass = Glass(world.engine_socket, world.build)
        person = glass.person()
        try:
            officer_round = Round24(world, person)
            parts = [officer_round.load(), officer_round.count()]
        finally:
            person.vanishes()
            glass.end()
    table = Table(
        "part", "doors", "machine time", "limit", "ratio", "slowest door", "touches a door", "limit"
    )
    for part in parts:
        table.add_row(
            part.name,
            str(part.doors),
            f"{part.seconds:.1f} s",
            f"{MOST_S:.0f} s",
            f"{part.seconds / MOST_S:.2f}",
            f"{part.slowest:.2f} s",
            f"{part.touches / part.doors:.2f}",
            f"{MOST_TOUCHES:.0f}",
        )
    Console().print(table)
    return int(any(part.seconds > MOST_S or part.touches > MOST_TOUCHES * part.doors for part in parts))


if __name__ == "__main__":
    sys.exit(main())
