"""How long the screen's drawing thread keeps everybody waiting, beside a plain client and a plain sleeper."""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.witnesses import Witness

# a sleeper that wakes so late was held up by the machine: what was measured meanwhile does not count
LATE_S = 0.010
_AFTER_S = 0.1


class HeldUp:
    """When the machine held a plain sleeper up, and so everybody."""

    def __init__(self, woken: list[tuple[float, float]]) -> None:
        """Take the sleeper's notes: [when woken, seconds late]."""
        self._late = [(woke - lateness, woke) for woke, lateness in woken if lateness > LATE_S]
        self._ends = [end for _, end in self._late]

    def during(self, begin: float, end: float) -> bool:
        """Whether it did so between two moments."""
        place = bisect.bisect_left(self._ends, begin)
        return place < len(self._late) and self._late[place][0] <= end


@dataclass
class Stalls:
    """Seconds until kiosk and plain client answered, by which the sleeper was late; what does not count."""

    kiosk: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    sleeper: list[float] = field(default_factory=list)
    discounted: list[float] = field(default_factory=list)

    def add(self, asked: list[tuple[float, float]], plain: list[tuple[float, float]],
            woken: list[tuple[float, float]]) -> None:  # fmt: skip
        """Take the notes of the witnesses: [when asked, seconds], [when woken, seconds late]."""
        held_up = HeldUp(woken)
        for at, seconds in asked:
            (self.discounted if held_up.during(at, at + seconds) else self.kiosk).append(seconds)
        self.plain += [seconds for _, seconds in plain]
        self.sleeper += [lateness for _, lateness in woken]

    def while_(self, display: str, panel: tuple[int, int], plain: int, act: Callable[[], None]) -> None:
        """Ask while `act` runs; `plain` is the id of the plain client's window."""
        sleeper, pinger = Witness(display, "sleeper"), Witness(display, "pinger", *panel, plain)
        act()
        time.sleep(_AFTER_S)
        told, woken = pinger.tells(), sleeper.tells()
        self.add(told["kiosk"], told["plain"], woken)
