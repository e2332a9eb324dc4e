"""The screen as a person meets it: touches, pages, stalls, farewells, starts, and what waiting costs.

The whole kiosk with its simulated cabinet and central, the real screens on a display without glass. All is
measured from outside it. Run on a machine that does nothing else: `python -m benchmarks screen`.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.finger import Finger
from benchmarks.machine import busy_s, cpu_s, started_at, taken
from benchmarks.screen_report import KIOSK, Measured, tables
from benchmarks.stalls import Stalls
from benchmarks.visitor import Visitor
from benchmarks.witnesses import Witness
from campaigns.citizen import DEPOSIT_STEPS, Citizen
from campaigns.glass import Glass as ScriptedGlass
from campaigns.world import KillableWorld
from demo.cabinet import Cabinet
from demo.citizen import Citizen as Depositor
from demo.day import Day
from demo.draw import FORM, draw
from demo.stage import PANEL, Room
from demo.touch import Glass
from kiosk.logs import set_up

# a strip under the kiosk's window for the plain client
STRIP = 80
ROUNDS, SLIPS, FAREWELLS, STARTS, OFFLINE_DEPOSITS = 7, 3, 5, 4, 3
FLOOR_TOUCHES = 56
WATCHED_S, IDLE_S = 6.0, 20.0


class Run:
    """One run over everything; the world runs, and nobody stands before it."""

    def __init__(self, world: KillableWorld, room: Room) -> None:
        """Take the places: finger, eye, hands, witness."""
        self._world, self._room = world, room
        self._display = room.environment["DISPLAY"]
        self._finger = Finger(self._display, PANEL)
        self._glass = Glass(room.environment, room.folder / "shots")
        self._cabinet = Cabinet(world.folder / "cabinet")
        self._plain = Witness(self._display, "plain", 0, PANEL[1], PANEL[0], STRIP)
        self._visitor = Visitor(self._glass, self._finger)
        self.passed = self._visitor.passed
        self.measured = Measured()
        for _ in self._cabinet.slips():
            self._cabinet.next_slip()

    def close(self) -> None:
        """Leave."""
        self._plain.tells()
        self._glass.close()
        self._cabinet.close_hands()
        self._finger.close()

    def play(self) -> None:
        """Everything, one after the other."""
        self._visitor.await_home(time.monotonic())
        self._scan()
        self._sync()
        for _ in range(FAREWELLS):
            self._visitor.leaves()
        self._rounds()
        self._watched("at rest", lambda: time.sleep(WATCHED_S))
        # the camera was let go of during the rounds
        self.measured.idle = taken(self._kiosk(), IDLE_S)
        self._slips()
        for _ in range(STARTS):
            self._start()

    def _rounds(self) -> None:
        """Touches of every kind, with some on the plain client between, while the sleeper sleeps."""
        self.passed.touches.clear()
        self.passed.turns.clear()
        sleeper = Witness(self._display, "sleeper")
        for _ in range(ROUNDS):
            self._visitor.goes_round()
            for _ in range(FLOOR_TOUCHES // ROUNDS):
                self.measured.floor.append(self._finger.touch(PANEL[0] // 2, PANEL[1] + STRIP // 2))
        self.measured.woken = sleeper.tells()

    def _watched(self, name: str, act: Callable[[], None]) -> None:
        stalls = self.measured.stalls.setdefault(name, Stalls())
        stalls.while_(self._display, PANEL, self._plain.said, act)

    def _slips(self) -> None:
        self._visitor.looks_up()
        for _ in range(SLIPS):
            self._watched("print", self._one_slip)
            self._visitor.closes_slip()
        self._visitor.goes_home()

    def _one_slip(self) -> None:
        self._visitor.orders_slip()
        self._cabinet.next_slip()

    def _scan(self) -> None:
        """A deposit as the demo plays it; first a paper that does not lie still under the live camera."""
        drawn = replace(draw(1), language="vi")
        day = Day(drawn, self._glass, self._cabinet, self._world.folder)

        def before(moment: str) -> None:
            if moment == f"scan {FORM}":
                self._cabinet.lay_paper({**drawn.scene(FORM), "defects": ["moving"]})
                time.sleep(1.0)
                self._watched("scan", lambda: time.sleep(WATCHED_S))

        day.before = before
        Depositor(day).deposit()
        self._visitor.await_home(time.monotonic())

    def _sync(self) -> None:
        """Sync was frozen: what was deposited meanwhile goes up now."""
        before = len(self._world.receipts())
        sync = self._world.pids()["sync"]

        def goes_on() -> None:
            os.kill(sync, signal.SIGCONT)
            time.sleep(WATCHED_S)

        self._watched("sync", goes_on)
        self.measured.synced = len(self._world.receipts()) - before

    def _start(self) -> None:
        self._world.switch(*KIOSK, on=False)
        time.sleep(0.5)
        busy = busy_s()
        self._world.switch(*KIOSK, on=True)
        stood = self._visitor.await_home(time.monotonic())
        pids = self._kiosk()
        took = stood - min(started_at(pid) for pid in pids.values())
        used = {name: cpu_s(pid) for name, pid in pids.items()}
        self.measured.starts.append(took)
        self.measured.start_own.append(sum(used.values()))
        self.measured.start_others.append(busy_s() - busy - sum(used.values()))
        for name, seconds in used.items():
            self.measured.start_cpu[name].append(seconds)

    def _kiosk(self) -> dict[str, int]:
        return {name: pid for name, pid in self._world.pids().items() if name in KIOSK}


def deposit_offline(world: KillableWorld, count: int) -> None:
    """Freeze sync and hand in dossiers at a scripted screen, while no real one runs yet."""
    world.switch("screen-1", "screen-2", on=False)
    os.kill(world.pids()["sync"], signal.SIGSTOP)
    for _ in range(count):
        glass = ScriptedGlass(world.engine_socket, world.build)
        citizen = Citizen(world.control, glass.person())
        citizen.play("deposit", len(DEPOSIT_STEPS), None)
        citizen.leave()
        glass.end()
    world.switch("screen-1", "screen-2", on=True)


def main() -> int:
    """Print the tables. Nothing here is a limit yet."""
    set_up("benchmark")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="screen-") as name:
        room = Room(Path(name) / "room", (PANEL[0], PANEL[1] + STRIP))
        with room.set_up():
            os.environ |= room.environment
            with KillableWorld(Path(name) / "world", screens=True) as world:
                deposit_offline(world, OFFLINE_DEPOSITS)
                run = Run(world, room)
                try:
                    run.play()
                finally:
                    run.close()
    console = Console(width=140)
    for each in tables(run.passed, run.measured):
        console.print(each)
    console.print(
        f"{len(run.passed.touches)} touches; {run.measured.synced} dossiers went up while sync was watched; "
        f"{time.monotonic() - began:.0f} s in all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
