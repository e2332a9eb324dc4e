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
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure, quantile, spread, table
from benchmarks.finger import Finger
from benchmarks.machine import Taken, cpu_s, started_at, taken
from benchmarks.stalls import Stalls
from benchmarks.visitor import Passed, Visitor
from benchmarks.witnesses import Witness
from campaigns.citizen import DEPOSIT_STEPS, Citizen
from campaigns.glass import Glass as ScriptedGlass
from campaigns.world import KillableWorld
from demo.cabinet import Cabinet
from demo.draw import FORM, draw
from demo.officer import Office
from demo.stage import PANEL, Room
from demo.story import Story
from demo.touch import Glass
from kiosk.logs import set_up

# a strip under the kiosk's window for the plain client
STRIP = 80
KIOSK = ("engine", "sync", "session-1", "session-2", "screen-1", "screen-2")
ROUNDS, SLIPS, FAREWELLS, STARTS, OFFLINE_DEPOSITS = 7, 3, 5, 4, 3
FLOOR_TOUCHES = 56
WATCHED_S, IDLE_S = 6.0, 20.0
FIRST_MS, USABLE_MS, STALL_MS, HOME_MS, START_MS = 50.0, 150.0, 50.0, 1000.0, 3000.0
IDLE_CORE, MEMORY_MB = 0.03, 450.0


@dataclass
class Measured:
    """All that one run brings."""

    floor: list[float] = field(default_factory=list)
    stalls: dict[str, Stalls] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    start_cpu: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in KIOSK})
    idle: dict[str, Taken] = field(default_factory=dict)
    synced: int = 0


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
        for _ in range(ROUNDS):
            self._visitor.goes_round()
            self._floor()
        self._watched("at rest", lambda: time.sleep(WATCHED_S))
        # the camera was let go of during the rounds
        self.measured.idle = taken(self._kiosk(), IDLE_S)
        self._slips()
        for _ in range(STARTS):
            self._start()

    def _floor(self) -> None:
        """The same touches on the plain client."""
        for _ in range(FLOOR_TOUCHES // ROUNDS):
            felt = self._finger.touch(PANEL[0] // 2, PANEL[1] + STRIP // 2)
            self.measured.floor.append(felt.first - felt.pressed)

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
        story = Story(drawn, self._glass, self._cabinet, Office(0), self._world.folder)

        def before(moment: str) -> None:
            if moment == f"scan {FORM}":
                self._cabinet.lay_paper({**drawn.scene(FORM), "defects": ["moving"]})
                time.sleep(1.0)
                self._watched("scan", lambda: time.sleep(WATCHED_S))

        story.before = before
        story.deposit()
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
        self._world.switch(*KIOSK, on=True)
        stood = self._visitor.await_home(time.monotonic())
        pids = self._kiosk()
        self.measured.starts.append(stood - min(started_at(pid) for pid in pids.values()))
        for name, pid in pids.items():
            self.measured.start_cpu[name].append(cpu_s(pid))

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


def tables(passed: Passed, measured: Measured) -> list[Table]:
    """Times, stalls, and what the processes take."""
    times = [
        Figure(
            "press to first changed pixel", passed.first, FIRST_MS, f"plain client {spread(measured.floor)}"
        ),
        Figure("let go to first pixels of the page", passed.page),
        Figure("let go to page usable (at rest, named)", passed.usable, USABLE_MS),
        Figure("farewell's end to home", passed.home, HOME_MS, f"no page on the glass {spread(passed.dark)}"),
        Figure("processes started to home", measured.starts, START_MS),
    ]
    stalls = [
        Figure(
            name, each.kiosk, STALL_MS,
            f"plain {spread(each.plain)}; sleeper {spread(each.sleeper)}; {len(each.discounted)} not counted",
        )
        for name, each in measured.stalls.items()
    ]  # fmt: skip
    return [
        table("Touches and pages", "beside", times),
        table("Stalls of the drawing thread: its answer to a window manager's ping", "beside", stalls),
        _waiting(measured),
    ]


def _waiting(measured: Measured) -> Table:
    made = Table(
        "process",
        "idle, % of a core",
        "PSS MB",
        "RSS MB",
        "CPU s to start",
        title="What waiting costs",
        title_justify="left",
    )
    for name, took in measured.idle.items():
        start = quantile(measured.start_cpu[name], 0.5)
        made.add_row(name, f"{took.core:.2%}", f"{took.pss:.0f}", f"{took.rss:.0f}", f"{start:.2f}")
    core, memory = (sum(t.core for t in measured.idle.values()), sum(t.pss for t in measured.idle.values()))
    made.add_row("all", f"{core:.2%}", f"{memory:.0f}", "", "")
    made.add_row("target", f"{IDLE_CORE:.0%}", f"{MEMORY_MB:.0f}", "", "")
    made.add_row("ratio", f"{core / IDLE_CORE:.2f}", f"{memory / MEMORY_MB:.2f}", "", "")
    return made


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
        f"{len(run.passed.first)} touches; {run.measured.synced} dossiers went up while sync was watched; "
        f"{time.monotonic() - began:.0f} s in all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
