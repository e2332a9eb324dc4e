"""After a session nothing personal is left: not in the memory of those who stay, not in files or logs."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from campaigns.canary import Canary, Hit, Pixels, in_files, in_memory, runs, slices
from campaigns.citizen import NUMBER, PHONE
from campaigns.world import stored_pages
from demo.cabinet import Cabinet
from demo.citizen import Citizen
from demo.day import Day
from demo.draw import FORM, draw
from demo.stage import Stage
from demo.touch import Glass
from kiosk.devices.simulators.papers.scene import exposures

STAYS = ("engine", "sync", "session-1", "session-2", "screen-1", "screen-2")


def test_the_scanner_finds_a_canary_in_memory_environment_and_files(tmp_path: Path) -> None:
    script = "import sys, time; kept = sys.stdin.readline(); print('ready', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LEAK": PHONE},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(NUMBER.encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    try:
        hits = in_memory(process.pid, {"number": NUMBER, "phone": PHONE, "nothing": "is not there at all"})
    finally:
        process.kill()
        process.communicate()
    assert {hit.canary for hit in hits} == {"number", "phone"}
    (tmp_path / "a.log").write_text(f"somebody logged {NUMBER}")
    (tmp_path / "b.bin").write_bytes("Nguyễn".encode("utf-16-le"))
    found = in_files([tmp_path], {"number": NUMBER, "name": "Nguyễn"})
    assert {hit.canary for hit in found} == {"number", "name"}


def test_the_scanner_finds_pixels_in_the_formats_of_camera_and_screen(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (90, 120, 3), np.uint8)
    canaries = dict(runs(noise))
    assert len(canaries) == 8
    opaque = np.full((90, 120, 1), 255, np.uint8)
    (tmp_path / "texture").write_bytes(np.concatenate([noise[:, :, ::-1], opaque], axis=2).tobytes())
    (tmp_path / "frame").write_bytes(noise[:, :, ::-1].tobytes())
    (tmp_path / "other").write_bytes(np.random.default_rng(6).bytes(90 * 120 * 3))
    hits = in_files([tmp_path], canaries)
    assert {(Path(hit.place).name, hit.form) for hit in hits} == {("texture", "bgra"), ("frame", "bgr")}
    assert {hit.canary for hit in hits} == set(canaries)


def test_a_picture_without_noise_gives_no_pixels_to_look_for() -> None:
    assert runs(np.full((90, 120, 3), 200, np.uint8)) == {}


class Witness:
    """Looks into the processes that serve while they serve: the scanner must find everything there."""

    def __init__(self, stage: Stage, day: Day, shots: Path) -> None:
        """Nothing has been looked at yet."""
        self._stage = stage
        self.world = stage.world
        self._drawn = day.drawn
        self._glass = day.glass
        self._shots = shots
        person = day.drawn.person
        self.words: dict[str, Canary] = {
            "name": person.name, "number": person.number, "phone": person.phone.replace(" ", "")
        }  # fmt: skip
        self.frames: dict[str, Canary] = {}
        self.shown: dict[str, Canary] = {}
        self.served: set[int] = set()

    def moment(self, name: str) -> None:
        """Look at the moments that show something."""
        if name == f"keep {FORM}":
            self._see_the_picture()
        elif name == "review":
            self._see_the_words()

    def stay(self) -> list[int]:
        """The processes that are there for the next person."""
        return [self._stage.pid_of(name) for name in STAYS]

    def _see_the_picture(self) -> None:
        for number, frame in enumerate(exposures(self._drawn.papers[FORM])[0]):
            self.frames |= {f"frame {number} {piece}": found for piece, found in slices(frame, 4).items()}
            self.frames |= {f"frame {number} {piece}": found for piece, found in _runs_of(frame).items()}
        self._glass.await_pictures()
        shot = next(self._shots.glob(f"*-seen-{FORM}.png")).read_bytes()
        self.shown = {f"glass {piece}": found for piece, found in _runs_of(shot).items()}
        # The session keeps what the camera sent; it decodes it only while it looks.
        assert {hit.form for hit in self._seen_by("session", self.frames)} >= {"plain"}
        assert {hit.form for hit in self._seen_by("screen", self.shown)} >= {"bgra"}

    def _see_the_words(self) -> None:
        assert {hit.canary for hit in self._seen_by("session", self.words)} == set(self.words)
        # The number is shown masked: the screen is never told it.
        in_screen = {hit.canary for hit in self._seen_by("screen", self.words)}
        assert in_screen == {"name", "phone"}

    def _seen_by(self, role: str, canaries: dict[str, Canary]) -> list[Hit]:
        """Hits in the one process of its role that serves; the waiting one must know nothing."""
        found = {}
        for number in (1, 2):
            pid = self._stage.pid_of(f"{role}-{number}")
            if hits := in_memory(pid, canaries):
                found[pid] = hits
        assert len(found) == 1, f"{role}: {sorted(found)}"
        self.served |= set(found)
        return next(iter(found.values()))


def _runs_of(picture: bytes) -> dict[str, Pixels]:
    with Image.open(io.BytesIO(picture)) as opened:
        return runs(np.asarray(opened.convert("RGB")))


@pytest.fixture
def story(tmp_path: Path) -> Iterator[tuple[Citizen, Witness]]:
    drawn, shots = draw(5), tmp_path / "shots"
    stage = Stage(tmp_path / "stage")
    with stage.set_up():
        cabinet, glass = Cabinet(stage.world / "cabinet"), Glass(stage.environment, shots)
        glass.journey = "deposit"
        day = Day(drawn, glass, cabinet, stage.world)
        witness = Witness(stage, day, shots)
        day.before = witness.moment
        yield Citizen(day), witness
        glass.close()
        cabinet.close_hands()


@pytest.mark.timeout(400)
def test_after_a_deposit_on_the_real_screen_nobody_who_stays_knows_who_it_was(
    story: tuple[Citizen, Witness],
) -> None:
    citizen, witness = story
    citizen.deposit()
    citizen.home()
    pages = _when_central_has(witness.world)
    assert len(pages) == 2
    canaries = {**witness.words, **witness.frames, **witness.shown}
    for number, page in enumerate(pages):
        canaries |= {f"page {number} {piece}": found for piece, found in slices(page, 6).items()}
        canaries |= {f"page {number} {piece}": found for piece, found in _runs_of(page).items()}
    stay = witness.stay()
    assert len(witness.served) == 2
    assert not witness.served & set(stay)
    hits = [hit for pid in stay for hit in in_memory(pid, canaries)]
    assert hits + in_files([witness.world / name for name in ("state", "run", "logs")], canaries) == []


def _when_central_has(world: Path) -> list[bytes]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if pages := stored_pages(world / "central"):
            return pages
        time.sleep(0.5)
    raise TimeoutError("central did not get the dossier")
