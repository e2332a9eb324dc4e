"""The whole machine on a disk that is full, has no inodes left, is read-only or fails, and somebody is there.

Real processes and a scripted person: how soon the page says that the machine is out of service, whether the
engine lives, whether the machine is back alone when the disk is well, and whether deposits then go through.
"""

from __future__ import annotations

import argparse
import errno
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.beside import Beside
from campaigns.citizen import DEPOSIT_STEPS, Citizen
from campaigns.disk import mounts
from campaigns.disk.refusing import Refusal, refusing
from campaigns.glass import Glass
from campaigns.world import KillableWorld
from kiosk.logs import set_up
from kiosk.messages.pages import Home, OutOfService
from tests.session import screen_person
from tests.session.screen_person import PersonAtScreen

PAGE_WITHIN_S = 2.0
# The engine tries every two seconds, and a session and a screen take the seat anew.
BACK_WITHIN_S = 6.0
SIZE = "16m"
MOST_SCREENS = 12


@dataclass
class Result:
    """Seconds until the page, and until it was back, each with how much a plain process was slowed."""

    page_s: dict[str, tuple[float, float]] = field(default_factory=dict)
    back_s: dict[str, tuple[float, float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trouble:
    """Something that can happen to a disk, and be over; `noticed`: without anybody using it."""

    name: str
    begin: Callable[[], None]
    end: Callable[[], None]
    noticed: bool = True


class Machine:
    """A world whose state folder is in trouble, and whoever stands before it."""

    def __init__(self, world: KillableWorld, result: Result) -> None:
        """The world runs already."""
        self._world, self._result = world, result
        # each waits until the one before it is gone
        self._glasses: list[Glass] = []
        self._seated = 0

    def suffer(self, trouble: Trouble) -> None:
        """From a home page to the next, through the trouble; then a deposit."""
        engine = self._world.pids()["engine"]
        person = self._next_person()
        person.sees(Home)
        citizen = Citizen(self._world.control, person)
        if not trouble.noticed:
            # somebody is just handing in
            citizen.play("deposit", 5, None)
        self._wait_with_screens(2)
        with Beside() as plain:
            trouble.begin()
            began = time.monotonic()
            if not trouble.noticed:
                citizen.step("deposit", 5)
            stranded = self._next_after(person)
            stranded.sees(OutOfService)
            took = time.monotonic() - began
        citizen.leave()
        self._judge(self._result.page_s, trouble.name, (took, plain.slowdown), PAGE_WITHIN_S)
        with Beside() as plain:
            trouble.end()
            ended = time.monotonic()
            person = self._next_after(stranded)
            person.sees(Home)
            took = time.monotonic() - ended
        self._judge(self._result.back_s, trouble.name, (took, plain.slowdown), BACK_WITHIN_S)
        if self._world.pids()["engine"] != engine and trouble.name != "read-only":
            self._result.wrong.append(f"{trouble.name}: the engine's process ended")
        self._deposits(person, trouble.name)

    def _judge(
        self, kept: dict[str, tuple[float, float]], name: str, took: tuple[float, float], within: float
    ) -> None:
        seconds, slowdown = kept[name] = (round(took[0], 2), round(took[1], 2))
        if seconds > within * slowdown:
            self._result.wrong.append(f"{name}: {seconds} s, at most {within} s times {slowdown}")

    def _deposits(self, person: PersonAtScreen, name: str) -> None:
        before = len(self._world.facts())
        citizen = Citizen(self._world.control, person)
        try:
            citizen.play("deposit", len(DEPOSIT_STEPS), None)
        except AssertionError as stuck:
            self._result.wrong.append(f"{name}: no deposit afterwards: {stuck}")
        citizen.leave()
        if len(self._world.facts()) <= before:
            self._result.wrong.append(f"{name}: no deposit in the journal afterwards")

    def _wait_with_screens(self, count: int) -> None:
        while len(self._glasses) < self._seated + count:
            self._glasses.append(Glass(self._world.engine_socket, self._world.build))

    def _next_person(self) -> PersonAtScreen:
        while True:
            self._wait_with_screens(1)
            self._seated += 1
            try:
                return self._glasses[self._seated - 1].person()
            except TimeoutError:
                # a screen ends with an engine that was switched off; the next one comes
                if len(self._glasses) > MOST_SCREENS:
                    raise

    def _next_after(self, person: PersonAtScreen) -> PersonAtScreen:
        """A screen ends with its session; then whoever comes next is seated."""
        deadline = time.monotonic() + screen_person.PATIENCE
        while not person.gone and time.monotonic() < deadline:
            time.sleep(0.01)
        self._glasses[self._seated - 1].kill()
        return self._next_person()

    def end(self) -> None:
        """Take the screens away."""
        for glass in self._glasses[self._seated - 1 :]:
            glass.kill()


@contextmanager
def _full(state: Path, world: Callable[[], KillableWorld]) -> Iterator[Trouble]:
    filler = state / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(1 << 16)):
                    pass
            except OSError:
                return

    with mounts.mounted(state, "-t", "tmpfs", "-o", f"size={SIZE}", "none"):
        yield Trouble("full", fill, filler.unlink)


@contextmanager
def _no_inodes(state: Path, world: Callable[[], KillableWorld]) -> Iterator[Trouble]:
    folder = state / "fillers"

    def fill() -> None:
        folder.mkdir()
        try:
            for number in range(1 << 20):
                (folder / str(number)).touch()
        except OSError:
            return

    def clear() -> None:
        for filler in folder.iterdir():
            filler.unlink()
        folder.rmdir()

    with mounts.mounted(state, "-t", "tmpfs", "-o", f"size={SIZE},nr_inodes=300", "none"):
        yield Trouble("no inodes", fill, clear)


@contextmanager
def _read_only(state: Path, world: Callable[[], KillableWorld]) -> Iterator[Trouble]:
    """At a start: while files are open for writing, the kernel does that only to a disk that failed."""

    def remount(how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(state)], check=True)

    def begin() -> None:
        world().switch("engine", on=False)
        remount("ro")
        world().switch("engine", on=True)

    with mounts.mounted(state, "-t", "tmpfs", "-o", f"size={SIZE}", "none"):
        yield Trouble("read-only", begin, lambda: remount("rw"))


@contextmanager
def _failing(state: Path, world: Callable[[], KillableWorld]) -> Iterator[Trouble]:
    behind = state.with_name("behind")
    behind.mkdir()
    with refusing(state, behind) as control:
        failing = Refusal(nth=1, error=errno.EIO, lasting=True)
        yield Trouble("failing", lambda: control.refuse(failing), control.be_well, noticed=False)


TROUBLES = {"full": _full, "no-inodes": _no_inodes, "read-only": _read_only, "failing": _failing}


def play(folder: Path, name: str, result: Result) -> None:
    """One trouble, in a world of its own."""
    state, running = folder / "state", list[KillableWorld]()
    state.mkdir(mode=0o700)
    with TROUBLES[name](state, lambda: running[0]) as trouble, KillableWorld(folder) as world:
        running.append(world)
        machine = Machine(world, result)
        try:
            machine.suffer(trouble)
        except (AssertionError, OSError) as stuck:
            result.wrong.append(f"{name}: stuck: {type(stuck).__name__} {stuck}")
        finally:
            machine.end()
        if not result.wrong:
            result.wrong += [f"{name}: {fault}" for fault in world.final_faults()]


def main() -> int:
    """Play and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trouble", choices=TROUBLES, action="append", help="by default all")
    given = parser.parse_args()
    set_up("campaign")
    screen_person.PATIENCE = 45.0
    # SIGTERM ends the world too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    mounts.alone()
    result = Result()
    for name in given.trouble or TROUBLES:
        with tempfile.TemporaryDirectory(prefix="machine-") as folder:
            play(Path(folder), name, result)
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
