"""How often doors may be opened again: a budget for each kind, counted in the journal, refilled by no death.

A kind whose budget is spent pauses by itself; what the others may do, and every first opening, goes on.
"""

from __future__ import annotations

import math

from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.clock import surely_passed
from kiosk.journal.facts.doors import DoorsPaused, OpeningKind, Purpose

WINDOW_S = 600.0
KINDS: dict[Purpose, OpeningKind] = {
    "deposit": "citizen",
    "collect": "citizen",
    "swap": "citizen",
    "round": "round",
    "diagnostics": "diagnostics",
}
# Reopenings within the window; for a round, whatever goes beyond its list.
ALLOWED: dict[OpeningKind, int] = {"citizen": 6, "round": 3, "diagnostics": 6}


class Budgets:
    """What is left of each kind, by the journal alone."""

    def __init__(self, core: Core) -> None:
        """Nothing is kept here."""
        self._core = core

    def require(self, purpose: Purpose) -> None:
        """Raise `RefusalError` ENG-005 with the seconds to wait when this kind has no reopening left."""
        kind = KINDS[purpose]
        left = self._left_s(kind)
        if left <= 0:
            return
        wait = math.ceil(left)
        if not self._told(kind):
            self._core.journal.append(DoorsPaused(opening=kind, wait_s=wait))
        raise RefusalError("ENG-005", wait_s=wait)

    def _left_s(self, kind: OpeningKind) -> float:
        ages = sorted(
            surely_passed(self._core.clock, boot, mono)
            for purpose, boot, mono in self._core.state.reopenings
            if KINDS[purpose] == kind
        )
        most = ALLOWED[kind]
        return 0.0 if len(ages) < most else WINDOW_S - ages[most - 1]

    def _told(self, kind: OpeningKind) -> bool:
        """Whether this pause is in the journal already: asking again and again must not fill it."""
        pause = self._core.state.pauses.get(kind)
        if pause is None:
            return False
        boot, mono, wait_s = pause
        return surely_passed(self._core.clock, boot, mono) < wait_s
