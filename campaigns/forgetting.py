"""However a visit ends, nobody who stays knows who it was: not in memory, not in a file, not in a log.

On the real screen, up to the review page of a deposit; there the person finishes, or walks away, or a process
is killed. What is looked for must first be found where it belongs: in the two processes that serve.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from campaigns.canary import Canary, Hit, Pixels, in_files, in_memory, runs, slices
from campaigns.world import stored_pages
from demo.cabinet import Cabinet
from demo.citizen import Citizen
from demo.day import Day
from demo.draw import FORM, Draw, draw
from demo.stage import Stage, StageError
from demo.touch import Glass, StrayError
from demo.words import Words
from kiosk.devices.simulators.papers.scene import exposures
from kiosk.logs import set_up

STAYS = ("engine", "sync", "session-1", "session-2", "screen-1", "screen-2")
FOLDERS = ("state", "run", "logs", "temporary")
# where much is to be read: five minutes, half a minute of counting down, more on a busy machine
LEFT_ALONE_S = 450.0
BACK_WITHIN_S = 60.0


@dataclass
class Outcome:
    """What the campaign found, and how many canaries it looked for after each ending."""

    seed: int
    looked_for: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class _WalksAwayError(Exception):
    """The person stops in the middle of the deposit."""


@dataclass(frozen=True)
class Place:
    """A kiosk to go to; `shots` takes the pictures of its glass."""

    stage: Stage
    cabinet: Cabinet
    glass: Glass
    shots: Path


class Visit:
    """One deposit by somebody whose name, number, phone and papers are looked for."""

    def __init__(self, place: Place, drawn: Draw) -> None:
        """Nothing has been looked at yet."""
        self._stage, self._shots, self._glass = place.stage, place.shots, place.glass
        self._drawn = drawn
        self.world = place.stage.world
        day = Day(drawn, place.glass, place.cabinet, self.world)
        day.before = self._moment
        self._greeting = Words("vi", day.today).say("home.title")
        self.citizen = Citizen(day)
        self._stops = False
        person = drawn.person
        self._words: dict[str, Canary] = {
            "name": person.name, "number": person.number, "phone": person.phone.replace(" ", "")
        }  # fmt: skip
        self._frames: dict[str, Canary] = {}
        self._shown: dict[str, Canary] = {}
        self.served: dict[str, int] = {}
        self.blind: list[str] = []

    @property
    def canaries(self) -> dict[str, Canary]:
        """Everything of the person that went through the kiosk."""
        return {**self._words, **self._frames, **self._shown}

    def to_the_review(self) -> None:
        """Hand in up to the last question, and say nothing more."""
        self._stops = True
        with contextlib.suppress(_WalksAwayError):
            self.citizen.deposit()
        self._stops = False

    def kill(self, role: str) -> None:
        """End the process that serves, as a crash would."""
        os.kill(self.served[role], signal.SIGKILL)

    def home_again(self, patience: float) -> None:
        """Wait until the kiosk greets the next person."""
        self._glass.until("The home page", lambda view: self._greeting in view.headings, patience=patience)

    def left_behind(self, canaries: dict[str, Canary]) -> list[str]:
        """What those who stay, and the disk, still know."""
        staying = self._who_stays()
        still = sorted(role for role, pid in self.served.items() if pid in staying)
        hits = [hit for pid in staying for hit in in_memory(pid, canaries)]
        hits += in_files([self.world / name for name in FOLDERS], canaries)
        return [f"the {role} that served serves on" for role in still] + [str(hit) for hit in hits]

    def _who_stays(self) -> list[int]:
        """Everybody of the kiosk; who was killed is back after a moment."""
        deadline = time.monotonic() + BACK_WITHIN_S
        while True:
            try:
                return [self._stage.pid_of(name) for name in STAYS]
            except StageError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _moment(self, name: str) -> None:
        if name == f"keep {FORM}":
            self._see_the_picture()
        elif name == "review":
            self._see_the_words()
            if self._stops:
                raise _WalksAwayError

    def _see_the_picture(self) -> None:
        for number, frame in enumerate(exposures(self._drawn.papers[FORM])[0]):
            self._frames |= {f"frame {number} {piece}": found for piece, found in slices(frame, 4).items()}
            self._frames |= {f"frame {number} {piece}": found for piece, found in runs_of(frame).items()}
        self._glass.await_pictures()
        shot = max(self._shots.glob(f"*-seen-{FORM}.png"), key=lambda path: path.stat().st_mtime)
        self._shown = {f"glass {piece}": found for piece, found in runs_of(shot.read_bytes()).items()}
        # The session keeps what the camera sent; it decodes it only while it looks.
        self._must_see("session", self._frames, lambda hits: "plain" in {hit.form for hit in hits})
        self._must_see("screen", self._shown, lambda hits: "bgra" in {hit.form for hit in hits})

    def _see_the_words(self) -> None:
        self._must_see("session", self._words, lambda hits: {hit.canary for hit in hits} == set(self._words))
        # The number is shown masked: the screen is never told it.
        shown = {"name", "phone"}
        self._must_see("screen", self._words, lambda hits: {hit.canary for hit in hits} == shown)

    def _must_see(self, role: str, canaries: dict[str, Canary], right: Callable[[list[Hit]], bool]) -> None:
        """The one of its role that serves knows; the one that waits knows nothing."""
        found = {}
        for number in (1, 2):
            pid = self._stage.pid_of(f"{role}-{number}")
            if hits := in_memory(pid, canaries):
                found[pid] = hits
        if len(found) != 1 or not right(next(iter(found.values()))):
            told = [str(hit) for hits in found.values() for hit in hits]
            self.blind.append(f"{len(found)} {role} processes know, and of {sorted(canaries)} only {told}")
        self.served[role] = next(iter(found), 0)


def runs_of(picture: bytes) -> dict[str, Pixels]:
    """Runs of pixels of a picture in a file."""
    with Image.open(io.BytesIO(picture)) as opened:
        return runs(np.asarray(opened.convert("RGB")))


def finished(visit: Visit) -> dict[str, Canary]:
    """Everything is handed in; what central got is looked for as well."""
    visit.citizen.deposit()
    visit.home_again(BACK_WITHIN_S)
    found: dict[str, Canary] = {}
    for number, page in enumerate(_when_central_has(visit.world)):
        found |= {f"page {number} {piece}": cut for piece, cut in slices(page, 6).items()}
        found |= {f"page {number} {piece}": cut for piece, cut in runs_of(page).items()}
    return found


def left_alone(visit: Visit) -> dict[str, Canary]:
    """Nobody touches the glass any more; the kiosk asks, counts down and wipes."""
    visit.to_the_review()
    visit.home_again(LEFT_ALONE_S)
    return {}


def session_killed(visit: Visit) -> dict[str, Canary]:
    """The process that knows most dies."""
    visit.to_the_review()
    visit.kill("session")
    visit.home_again(BACK_WITHIN_S)
    return {}


def screen_killed(visit: Visit) -> dict[str, Canary]:
    """The process that shows it dies."""
    visit.to_the_review()
    visit.kill("screen")
    visit.home_again(BACK_WITHIN_S)
    return {}


ENDINGS: dict[str, Callable[[Visit], dict[str, Canary]]] = {
    "session-killed": session_killed,
    "screen-killed": screen_killed,
    "left-alone": left_alone,
    "finished": finished,
}


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Place]:
    """A world whose kiosk greets the first person."""
    stage = Stage(folder / "stage")
    temporary = stage.world / "temporary"
    stage.environment["TMPDIR"] = str(temporary)
    temporary.mkdir(parents=True)
    with stage.set_up():
        cabinet, glass = Cabinet(stage.world / "cabinet"), Glass(stage.environment, folder / "shots")
        glass.journey = "deposit"
        try:
            yield Place(stage, cabinet, glass, folder / "shots")
        finally:
            glass.close()
            cabinet.close_hands()


def play(endings: list[str], outcome: Outcome) -> None:
    """One visit for each, by different people; whoever came before must still be forgotten."""
    canaries: dict[str, Canary] = {}
    with tempfile.TemporaryDirectory(prefix="forgetting-") as folder, opened(Path(folder)) as place:
        for number, ending in enumerate(endings):
            print(ending, file=sys.stderr, flush=True)
            visit = Visit(place, draw(outcome.seed + number))
            canaries |= {f"{ending} {name}": found for name, found in ENDINGS[ending](visit).items()}
            canaries |= {f"{ending} {name}": found for name, found in visit.canaries.items()}
            outcome.looked_for[ending] = len(canaries)
            found = [*visit.blind, *visit.left_behind(canaries)]
            outcome.wrong += [f"after {ending}: {fault}" for fault in found]


def _when_central_has(world: Path) -> list[bytes]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if pages := stored_pages(world / "central"):
            return pages
        time.sleep(0.5)
    raise TimeoutError("central did not get the dossier")


def main() -> int:
    """Run and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endings", nargs="+", choices=sorted(ENDINGS), default=list(ENDINGS))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    given = parser.parse_args()
    set_up("campaign")
    outcome = Outcome(given.seed)
    try:
        play(given.endings, outcome)
    except (StageError, StrayError, TimeoutError, OSError) as stuck:
        outcome.wrong.append(f"stuck: {stuck}")
    print(json.dumps(outcome.__dict__, indent=1, ensure_ascii=False))
    return bool(outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
