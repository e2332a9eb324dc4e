"""Power cuts: a disk whose unflushed blocks are lost, torn or kept at random, and all that was told before.

An engine on a real bus serves people on ext4 over a logged device, is killed and begins again. The log is cut
at many places; each time the file system is mounted, the product started, and journal, vault and config are
compared with what board, paper, people and central had noted by then. The next recording begins on one of
those disks, so that recovering is cut too.
"""

from __future__ import annotations

import argparse
import bisect
import json
import random
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from structlog.testing import capture_logs

from campaigns.board import SurvivingBoard
from campaigns.disk import mounts
from campaigns.disk.device import Disk, Entry, Sickness, entries, logged_device
from campaigns.disk.reboot import Reboot, new_disk
from campaigns.ledgers import Ledgers
from campaigns.people import Setting
from campaigns.worker import Victim, killed_after

ERRANDS = (
    "deposit",
    "deposit",
    "deposit",
    "leave",
    "number",
    "collect",
    "round",
    "sync",
    "sync",
    "configure",
)
DOORS = 24
# A kiosk that is this broken needs no further proof.
MOST_WRONG = 10


@dataclass
class Result:
    """What was cut and what was found. `repaired`: disks that e2fsck had to mend before they were mounted."""

    seed: int
    cuts: int = 0
    recordings: int = 0
    writes: int = 0
    flushes: int = 0
    repaired: int = 0
    facts_told: int = 0
    pulses: int = 0
    slips: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recording:
    """A device's content, what was done to it, and what happened outside meanwhile."""

    content: bytes
    log: list[Entry]
    ledgers: Ledgers

    def moment(self, entry: int) -> float:
        """When the device took entry number `entry`; the end of time behind the last."""
        return self.log[entry].at if entry < len(self.log) else float("inf")

    def places(self, count: int, chance: random.Random) -> list[int]:
        """Where to cut: half of them just after somebody noted something, half anywhere."""
        moments = self.ledgers.moments()
        times = [entry.at for entry in self.log]
        told = [bisect.bisect_right(times, moment) for moment in moments if moment >= times[0]]
        anywhere = range(len(self.log) + 1)
        return sorted(chance.choice(told if told and number % 2 else anywhere) for number in range(count))


class Cutter:
    """Records and cuts, one recording after the other."""

    def __init__(self, folder: Path, seed: int, seconds: float) -> None:
        """Each recording lasts about so many seconds."""
        self._folder, self._seconds = folder, seconds
        self._chance = random.Random(seed)
        self._setting = Setting.make(folder, datetime.now(UTC), configs=60)
        self._reboot = Reboot(folder, self._setting, DOORS)
        self.result = Result(seed)

    def run(self, cuts: int, recordings: int) -> Result:
        """Cut so often, shared among so many recordings; ends early when much is wrong."""
        content, ledgers = new_disk(self._folder), Ledgers([], [], [], [])
        for number in range(recordings):
            recording = self._record(content, ledgers)
            count = cuts // recordings + (number < cuts % recordings)
            content, ledgers = self._cut(recording, count)
            if len(self.result.wrong) >= MOST_WRONG:
                break
        return self.result

    def _record(self, content: bytes, ledgers: Ledgers) -> Recording:
        noted, log, port = self._folder / "noted", self._folder / "log", self._folder / "locker"
        shutil.rmtree(noted, ignore_errors=True)
        noted.mkdir()
        ledgers.write(noted)
        board = SurvivingBoard(port, noted / "board.jsonl")
        try:
            with logged_device(self._folder / "device", content, log, Sickness()) as device:
                place = self._folder / "disk"
                with mounts.mounted(place, "-o", "loop", str(device)):
                    self._serve(place / "state", noted, port)
                    length = log.stat().st_size
        finally:
            board.stop()
        done = entries(log.read_bytes()[:length])
        self.result.recordings += 1
        self.result.flushes += sum(entry.is_flush for entry in done)
        self.result.writes += sum(not entry.is_flush for entry in done)
        return Recording(content, done, Ledgers.read(noted))

    def _serve(self, state: Path, noted: Path, port: Path) -> None:
        state.mkdir(exist_ok=True)
        left = self._seconds
        while left > 0:
            seed, seconds = self._chance.getrandbits(32), self._chance.uniform(0.5, 4.0)
            if not killed_after(
                seconds,
                lambda: Victim(state, noted, port, self._setting, seed, ERRANDS),  # noqa: B023 - called at once
                noted / "errors.log",
            ):
                self.result.wrong.append(
                    "a worker ended by itself: " + (noted / "errors.log").read_text()[-500:]
                )
            left -= seconds

    def _cut(self, recording: Recording, count: int) -> tuple[bytes, Ledgers]:
        """Cut at `count` places and compare; what the next recording begins with."""
        disk, content, entry = Disk(recording.content, recording.log), recording.content, 0
        for entry in recording.places(count, self._chance):
            content = bytes(disk.after_cut(entry, self._chance))
            known = recording.ledgers.until(recording.moment(entry))
            name = f"recording {self.result.recordings}, cut before entry {entry} of {len(recording.log)}"
            self._look(content, known, name)
            if len(self.result.wrong) >= MOST_WRONG:
                break
        return content, recording.ledgers.until(recording.moment(entry))

    def _look(self, content: bytes, known: Ledgers, name: str) -> None:
        found = self._reboot.compare(content, known)
        self.result.cuts += 1
        self.result.facts_told += found.facts_told
        self.result.pulses += found.pulses
        self.result.slips += found.slips
        self.result.repaired = self._reboot.repaired
        self.result.wrong += [f"{name}: {fault}" for fault in found.wrong]


def main() -> int:
    """Record, cut and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--recordings", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of a recording")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    given = parser.parse_args()
    # SIGTERM ends the board too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    mounts.alone()
    with tempfile.TemporaryDirectory(prefix="cuts-", dir="/dev/shm") as folder, capture_logs():
        result = Cutter(Path(folder), given.seed, given.seconds).run(given.cuts, given.recordings)
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
