"""Pictures of a camera, and what a run of them says about the camera itself."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass

from kiosk.capture.opencv import Picture
from kiosk.capture.sharpness import edge_slope
from kiosk.devices.contract import Action, Fault

FROZEN_AFTER = 2.0
BLACK_AFTER = 2.0
SLOWEST_RATE = 3.0
SLOW_AFTER = 2.0
SOFT_SLOPE = 0.22
SOFT_AFTER = 5.0
FOCUS_EVERY = 1.0


@dataclass(frozen=True)
class Frame:
    """One picture (BGR). `number` grows by one a picture; `taken` is of the monotonic clock."""

    number: int
    picture: Picture
    taken: float

    @property
    def age(self) -> float:
        """Seconds since the picture arrived."""
        return time.monotonic() - self.taken


class FrameWatch:
    """Judges the camera by its pictures: standing still, black, too slow, out of focus."""

    def __init__(self) -> None:
        """Start without an opinion."""
        self.focus = "unknown"
        self._print = 0
        self._sharp = self._focus_due = time.monotonic()
        self.resume()

    def resume(self) -> None:
        """The stream begins anew; the time without it says nothing about the pictures."""
        self._changed = self._lit = self._brisk = time.monotonic()
        self._gap = 0.0
        self._last: float | None = None

    def see(self, frame: Frame) -> Fault | None:
        """Take in one picture; returns what is wrong with the camera, if anything."""
        now = frame.taken
        sample = frame.picture[::8, ::8]
        # A sensor never gives the same picture twice; a camera whose firmware hangs does
        if (digest := zlib.crc32(sample.tobytes())) != self._print:
            self._print, self._changed = digest, now
        if float(sample.mean()) > 12 or float(sample.std()) > 8:
            self._lit = now
        self._pace(now)
        self._look_at_focus(frame.picture, now)
        return self._verdict(now)

    def _pace(self, now: float) -> None:
        if self._last is not None:
            self._gap = 0.7 * self._gap + 0.3 * (now - self._last)
        self._last = now
        if self._gap <= 1 / SLOWEST_RATE:
            self._brisk = now

    def _look_at_focus(self, picture: Picture, now: float) -> None:
        if now < self._focus_due:
            return
        self._focus_due = now + FOCUS_EVERY
        slope = edge_slope(picture)
        if slope is None or slope >= SOFT_SLOPE:
            self._sharp = now
            self.focus = self.focus if slope is None else "sharp"
        elif now - self._sharp >= SOFT_AFTER:
            self.focus = "soft"

    def _verdict(self, now: float) -> Fault | None:
        if now - self._changed >= FROZEN_AFTER:
            return Fault("CAM-003", Action.RESET)
        if now - self._lit >= BLACK_AFTER:
            return Fault("CAM-004", Action.MAINTENANCE)
        if now - self._brisk >= SLOW_AFTER:
            return Fault("CAM-006", Action.MAINTENANCE)
        if self.focus == "soft":
            return Fault("CAM-007", Action.MAINTENANCE)
        return None
