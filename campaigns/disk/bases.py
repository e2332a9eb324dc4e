"""Machines in the state that each errand needs, so that every errand can be played again and again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from campaigns.disk.steady import ERRANDS, MORNING, Noted, Outside, Steady, clock_at
from campaigns.people import Setting


@dataclass(frozen=True)
class Base:
    """A machine that the power left before an errand: its state, what was noted outside, the time."""

    state: Path
    noted: Noted
    passed_s: float

    def lay(self, folder: Path) -> Noted:
        """Lay the state there; what was noted so far, to go on from."""
        shutil.copytree(self.state, folder)
        return self.noted.copy()

    def machine(self, folder: Path, setting: Setting, outside: Outside) -> Steady:
        """The machine on a state that was laid there."""
        return Steady(folder, setting, outside, clock_at(self.passed_s))


def bases(folder: Path, setting: Setting) -> dict[str, Base]:
    """One for each of `ERRANDS`, below `folder`."""
    made, living, noted = {}, folder / "living", Noted()
    living.mkdir(parents=True)
    machine = Steady(living, setting, noted.outside(), clock_at(0.0))
    for errand in ERRANDS:
        before = shutil.copytree(living, folder / f"before {errand}")
        made[errand] = Base(before, noted.copy(), (machine.clock.now - MORNING).total_seconds())
        machine.run(errand)
    machine.lives.stop()
    return made
