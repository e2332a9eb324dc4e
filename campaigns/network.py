"""Everything through a hostile line while central is killed and restored; then two sets are compared."""

from __future__ import annotations

import argparse
import collections
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from campaigns.hostile_network import HostileNetwork
from campaigns.networked import NetworkedKiosk
from campaigns.planted import HERE
from kiosk.config.enrolment import Bundle
from kiosk.journal.facts.kiosk import DirectiveTaken
from kiosk.logs import set_up
from tests.central.world import STAFF_CA, CentralProcess
from tests.engine.plan import KIOSK, UNIT

# how much is made between two looks at whether central dies
STEP = 40
DIES = 0.08
ARRIVES_WITHIN_S = 60.0


@dataclass
class Result:
    """What the ledgers say."""

    seed: int
    messages: int = 0
    rows: int = 0
    dossiers: int = 0
    directives: int = 0
    connections: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    restores: int = 0
    wrong: list[str] = field(default_factory=list)


class Office:
    """A real central that is killed, started, copied and restored."""

    def __init__(self, folder: Path) -> None:
        """Made, with one kiosk enrolled; not running."""
        self._folder = folder
        self.data = folder / "data"
        self._run("init", "--recovery-out", str(folder / "recovery"))
        (folder / "staff.pem").write_text(STAFF_CA)
        out = folder / "bundle.json"
        kiosk = ["--name", KIOSK, "--number", "1", "--unit", UNIT, "--staff-ca", str(folder / "staff.pem")]
        self._run("add-kiosk", *kiosk, "--out", str(out))
        self.bundle = Bundle.from_file(out)
        self.process = CentralProcess(self.data)
        self.process.start()

    def dies(self) -> None:
        """By SIGKILL, in the middle of anything, and comes back."""
        self.process.stop(signal.SIGKILL)
        self.process.start()

    def backs_up(self) -> None:
        """A copy of everything it has, made while it stands still."""
        self.process.stop()
        shutil.rmtree(self._folder / "backup", ignore_errors=True)
        shutil.copytree(self.data, self._folder / "backup")
        self.process.start()

    def is_restored(self) -> None:
        """All since the last copy is gone."""
        self.process.stop(signal.SIGKILL)
        shutil.rmtree(self.data)
        shutil.copytree(self._folder / "backup", self.data)
        self.process.start()

    def asks(self, *words: str) -> str:
        """A question to central's own side."""
        command = [sys.executable, "-m", "campaigns.central_side", str(self.data), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE).stdout.strip()

    def _run(self, command: str, *words: str) -> None:
        told = [sys.executable, "-m", "central", command, "--data", str(self.data), *words]
        subprocess.run(told, check=True, cwd=HERE, stdout=subprocess.DEVNULL)


def run(folder: Path, messages: int, restores: int, seed: int, patience: float) -> Result:
    """Make `messages` rows, dossiers and directives, and compare. Central is restored `restores` times.

    When all is made the line is good, and everything must have arrived within `patience` seconds.
    """
    chance, result = random.Random(seed), Result(seed)
    office = Office(folder)
    network = HostileNetwork(office.process.port, seed)
    kiosk = NetworkedKiosk(folder / "kiosk", office.bundle)
    line = kiosk.connect(network.port)
    due = sorted(chance.uniform(0.3, 0.95) for _ in range(restores))
    try:
        while (done := kiosk.journal.seq + result.directives) < messages:
            kiosk.note(STEP)
            for _ in range(chance.randint(0, 1)):
                kiosk.hand_in()
            line.poke()
            if chance.random() < DIES:
                result.directives += int(office.asks("tell", str(chance.randint(1, 8))))
                office.dies()
                result.kills += 1
            if due and done > due[0] * messages:
                due.pop(0)
                network.kind = True
                _lose(office, kiosk)
                network.kind = False
                result.restores += 1
            kiosk.serve(0.02)
        network.kind = True
        _settle(kiosk, office, result, patience)
    finally:
        line.close()
        network.close()
    result.connections = network.met
    _compare(office, kiosk, result)
    office.process.stop()
    result.messages = result.rows + result.dossiers + result.directives
    return result


def _lose(office: Office, kiosk: NetworkedKiosk) -> None:
    """A copy is made, work goes on and arrives, and then only the copy is left."""
    office.backs_up()
    kiosk.hand_in()
    kiosk.note(STEP)
    office.asks("tell", "3")
    deadline = time.monotonic() + ARRIVES_WITHIN_S
    while not (kiosk.settled() and _unheard(office, kiosk) == 0) and time.monotonic() < deadline:
        kiosk.serve(0.5)
    office.is_restored()
    # what is said before the kiosk has spoken again must not be taken for what was said before
    office.asks("tell", "2")


def _settle(kiosk: NetworkedKiosk, office: Office, result: Result, patience: float) -> None:
    """A good line at last: everything must arrive without hands."""
    deadline, quiet = time.monotonic() + patience, 0
    while quiet < 5:
        kiosk.serve(0.5)
        quiet = quiet + 1 if kiosk.settled() and _unheard(office, kiosk) == 0 else 0
        if time.monotonic() > deadline:
            result.wrong.append("not everything had arrived in time")
            return


def _unheard(office: Office, kiosk: NetworkedKiosk) -> int:
    """Directives of central's that the kiosk has not taken in."""
    taken = {event.id for event in _taken_in(kiosk)}
    return len(set(json.loads(office.asks("directives"))) - taken)


def _taken_in(kiosk: NetworkedKiosk) -> list[DirectiveTaken]:
    return [at.event for at in kiosk.journal.read() if isinstance(at.event, DirectiveTaken)]


def _compare(office: Office, kiosk: NetworkedKiosk, result: Result) -> None:
    rows = [[row.seq, row.hash.hex()] for row in kiosk.journal.rows(0)]
    there = json.loads(office.asks("rows"))
    result.rows = len(rows)
    if there != rows:
        result.wrong.append(f"central holds {len(there)} rows, the kiosk {len(rows)}, or others")
    made = collections.Counter(list(kiosk.journal.state.deposits))
    held = collections.Counter(json.loads(office.asks("whole-dossiers")))
    result.dossiers = len(made)
    result.wrong += [f"lost at central: {key}" for key in made - held]
    result.wrong += [f"doubled or invented at central: {key}" for key in held - made]
    numbers = [event.number for event in _taken_in(kiosk)]
    if numbers != list(range(1, len(numbers) + 1)):
        result.wrong.append("directives were taken in twice, or one was left out")
    result.directives = len(numbers)


def main() -> int:
    """Run and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=12_500)
    parser.add_argument("--restores", type=int, default=3)
    parser.add_argument("--patience", type=float, default=240.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(31))
    given = parser.parse_args()
    set_up("campaign")
    with tempfile.TemporaryDirectory(prefix="network-", ignore_cleanup_errors=True) as folder:
        result = run(Path(folder), given.messages, given.restores, given.seed, given.patience)
    print(json.dumps(asdict(result), indent=1))
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
