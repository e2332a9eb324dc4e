"""A finger at the glass and an eye on its pixels, both at the X server; the kiosk is asked nothing.

Touches are XTEST's. What is drawn is told by the server's DAMAGE extension as it happens, so the eye costs
nothing while nothing changes, and sees more often than any polling could. Its own resolution is what a plain
client needs in the same run.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from dataclasses import dataclass

from Xlib import X
from Xlib.display import Display
from Xlib.ext import damage, xtest

# how long a fingertip rests on glass
HELD_S = 0.08
# a page that did not change for so long stands still
QUIET_S = 0.3
PATIENCE_S = 15.0
# of the panel's pixels: more than any button, less than any page
PAGE_SHARE = 0.15
_LOOKED_AT = 48


@dataclass(frozen=True)
class Felt:
    """When, by the monotonic clock: press, first pixel, letting go, the page's first and last pixel."""

    pressed: float
    first: float
    released: float
    page: float
    last: float

    @property
    def to_first(self) -> float:
        """Seconds from the press to the first pixel that changed."""
        return self.first - self.pressed

    @property
    def to_page(self) -> float:
        """Seconds from letting go to the first pixels of the page."""
        return self.page - self.released

    @property
    def to_rest(self) -> float:
        """Seconds from letting go until nothing moved any more."""
        return self.last - self.released


@dataclass(frozen=True)
class Drawn:
    """What came together: when, pixels of the rectangles drawn, whether a window came or went."""

    at: float
    pixels: int = 0
    came: bool = False
    went: bool = False


class NothingHappenedError(Exception):
    """The glass does not answer."""


class Finger:
    """One finger and one eye; times are of the monotonic clock."""

    def __init__(self, display: str, panel: tuple[int, int]) -> None:
        """`panel` is the size of the kiosk's window in pixels."""
        self._display = Display(display)
        self._root = self._display.screen().root
        self._panel = panel
        self._display.damage_query_version()
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._root.damage_create(damage.DamageReportRawRectangles)
        self._display.sync()

    def close(self) -> None:
        """Let go of the display."""
        self._display.close()

    def touch(self, x: int, y: int, *, turns: bool = False) -> Felt:
        """Press, rest, let go, and look until nothing moves; with `turns` the next page must come first.

        Raises `NothingHappenedError`.
        """
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        self._display.flush()
        self.settled(0.0, HELD_S)
        before = self._around(x, y)
        pressed = self._button(X.ButtonPress)
        shown = self.await_drawn(lambda drawn: self._around(x, y) != before)
        self._look(pressed + HELD_S - time.monotonic())
        released = self._button(X.ButtonRelease)
        page = self.await_drawn(self._is_page).at if turns else released
        return Felt(pressed, shown.at, released, page, self.settled(page))

    def settled(self, since: float, quiet: float = QUIET_S) -> float:
        """Look until nothing was drawn for `quiet` seconds; when the last was, `since` when nothing was."""
        while (drawn := self.next(quiet)) is not None:
            since = drawn.at
        return since

    def await_drawn(self, wanted: Callable[[Drawn], bool], patience: float = PATIENCE_S) -> Drawn:
        """The next that is `wanted`; raises `NothingHappenedError`."""
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            if (drawn := self.next(left)) is not None and wanted(drawn):
                return drawn
        raise NothingHappenedError(f"what was awaited did not show on the glass within {patience:.0f} s")

    def next(self, seconds: float) -> Drawn | None:
        """What comes next; None when nothing does within so many seconds."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 or self._display.pending_events():
            if not self._display.pending_events():
                select.select([self._display], [], [], left)
            drawn = self._read(time.monotonic())
            if drawn.pixels or drawn.came or drawn.went:
                return drawn
        return None

    def _look(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.next(left)

    def _is_page(self, drawn: Drawn) -> bool:
        return drawn.pixels > PAGE_SHARE * self._panel[0] * self._panel[1]

    def _button(self, kind: int) -> float:
        at = time.monotonic()
        xtest.fake_input(self._display, kind, 1)
        self._display.flush()
        return at

    def _read(self, at: float) -> Drawn:
        pixels, kinds = 0, set()
        while self._display.pending_events():
            event = self._display.next_event()
            kinds.add(event.type)
            if event.type == self._display.extension_event.DamageNotify:
                pixels += event.area.width * event.area.height
                # the server's clock is the same, in whole milliseconds: it tells when somebody looked late
                at = min(at, (event.timestamp + 1) / 1000)
        return Drawn(at, pixels, X.MapNotify in kinds, X.UnmapNotify in kinds)

    def _around(self, x: int, y: int) -> bytes:
        left, top = max(0, x - _LOOKED_AT // 2), max(0, y - _LOOKED_AT // 2)
        raw = self._root.get_image(left, top, _LOOKED_AT, _LOOKED_AT, X.ZPixmap, 0xFFFFFFFF)
        data: bytes = raw.data
        return data
