"""When to take the picture by itself: the same good sheet, lying still for a while."""

from __future__ import annotations

import numpy as np

from kiosk.capture.judge import Judgement

STEADY_PICTURES = 6


class Steady:
    """Feed it every judgement; it says once per sheet that now is the moment."""

    def __init__(self, pictures: int = STEADY_PICTURES) -> None:
        """`pictures` good ones in a row, each compared with the one before it."""
        self._needed = pictures
        self._in_a_row = 0
        self._taken: Judgement | None = None

    @property
    def progress(self) -> float:
        """From 0 to 1, for the ring around the preview."""
        return min(1.0, self._in_a_row / self._needed)

    def see(self, judgement: Judgement) -> bool:
        """Whether to take the picture now. After that, nothing until this sheet has moved or is gone."""
        if self._still_the_taken_one(judgement) or judgement.moving or not judgement.ok:
            self._in_a_row = 0
            return False
        self._in_a_row += 1
        if self._in_a_row < self._needed:
            return False
        self._taken = judgement
        self._in_a_row = 0
        return True

    def again(self) -> None:
        """The person wants the same sheet taken anew."""
        self._taken = None
        self._in_a_row = 0

    def _still_the_taken_one(self, judgement: Judgement) -> bool:
        if self._taken is None:
            return False
        if judgement.page is None or judgement.moving:
            self._taken = None
            return False
        assert self._taken.page is not None
        shift = float(np.abs(judgement.page.corners - self._taken.page.corners).max())
        if shift > 0.02 * float(np.ptp(self._taken.page.corners)):
            self._taken = None
            return False
        return True
