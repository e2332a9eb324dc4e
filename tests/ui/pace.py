"""How soon the glass answers, beside a plain sleeper: while the machine stalls nothing is judged."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from types import TracebackType

from PySide6.QtCore import QRectF

from tests.ui.audit_frame import arrived
from tests.ui.gallery import show_met
from tests.ui.limits import Fault
from tests.ui.recorded import Met
from tests.ui.stage import Spoken, Stage, box

Act = Callable[[], None]
PRESS_S, PAGE_S, SLIDE_S = 0.1, 0.3, 0.25
# knows nothing of the kiosk: sleeps and says when it woke; what nobody reads in time is lost
_SLEEPER = """
import contextlib, os, struct, time
os.set_blocking(1, False)
while True:
    time.sleep(0.002)
    with contextlib.suppress(BlockingIOError):
        os.write(1, struct.pack("d", time.monotonic()))
"""
_STALLED_S = 0.02
_GIVEN_UP_S = 2.0


class Pace:
    """Times what happens on the glass; each thing is tried until it was quick enough, a few times."""

    def __init__(self, stage: Stage, tries: int = 12) -> None:
        """Nothing is timed outside a `with` block."""
        self._stage, self._tries = stage, tries
        self._frames: list[float] = []

    def __enter__(self) -> Pace:
        """Start the sleeper."""
        self._sleeper = subprocess.Popen([sys.executable, "-I", "-c", _SLEEPER], stdout=subprocess.PIPE)
        self._stage.window.window.frameSwapped.connect(self._swapped)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._stage.window.window.frameSwapped.disconnect(self._swapped)
        self._sleeper.kill()
        self._sleeper.communicate()

    def too_slow(
        self,
        what: str,
        limit: float,
        before: Callable[[], None],
        act: Callable[[], None],
        done: Callable[[], bool],
    ) -> Iterator[Fault]:
        """Whether the frame with which `done` holds comes later than `limit` seconds after `act`."""
        tries: list[str] = []
        for _ in range(self._tries):
            before()
            self._stage.settle()
            took, stalled = self._once(act, done)
            if stalled < _STALLED_S and took <= limit:
                return
            tries.append(f"{took * 1000:.0f}" + (" stalled" if stalled >= _STALLED_S else ""))
        yield Fault("pace", what, f"{', '.join(tries)} ms, at most {limit * 1000:.0f}")

    def _once(self, act: Act, done: Callable[[], bool]) -> tuple[float, float]:
        """Seconds until it was done, and the longest that the sleeper overslept meanwhile."""
        self._awake_after(time.monotonic())
        began = time.monotonic()
        act()
        ended = self._frame_with(done, began + _GIVEN_UP_S)
        woken = [began, *(at for at in self._awake_after(ended) if at > began)]
        return ended - began, max(later - earlier for earlier, later in pairwise(woken))

    def _frame_with(self, done: Callable[[], bool], until: float) -> float:
        """When a frame was on the glass with which it surely was done; `until` when none was."""
        was = done()
        while time.monotonic() < until:
            if was:
                self._stage.window.window.update()
            self._frames.clear()
            self._stage.turn()
            if self._frames:
                if was:
                    return self._frames[-1]
                was = done()
        return until

    def _awake_after(self, moment: float) -> list[float]:
        assert self._sleeper.stdout is not None
        woken = [0.0]
        while woken[-1] <= moment:
            woken.append(struct.unpack("d", self._sleeper.stdout.read(8))[0])
        return woken

    def _swapped(self) -> None:
        self._frames.append(time.monotonic())


def slow_press(pace: Pace, stage: Stage, thing: Spoken) -> Iterator[Fault]:
    """A target shows within 100 ms that a finger is on it."""
    place = box(thing.item).intersected(
        QRectF(0, 0, stage.window.window.width(), stage.window.window.height())
    )
    area = place.toAlignedRect()
    at_rest = stage.picture().copy(area)

    def let_go() -> None:
        stage.let_go(thing.item, away=(0, 3000))
        until = time.monotonic() + _GIVEN_UP_S
        while stage.picture().copy(area) != at_rest and time.monotonic() < until:
            stage.settle(0.02)

    yield from pace.too_slow(
        thing.name,
        PRESS_S,
        let_go,
        lambda: stage.put_down(thing.item),
        lambda: stage.picture().copy(area) != at_rest,
    )
    let_go()


def slow_page(pace: Pace, stage: Stage, met: Met, after: Met) -> Iterator[Fault]:
    """A page that slides in after another stands still within 300 ms."""
    yield from pace.too_slow(
        f"{met.page.kind} {met.page.title.vi}",
        PAGE_S,
        lambda: _be_at(stage, after),
        lambda: show_met(stage, met),
        lambda: not list(arrived(stage)),
    )


def long_slide(pace: Pace, stage: Stage, met: Met, after: Met) -> Iterator[Fault]:
    """From its first frame on it moves for 250 ms at most."""

    def begin() -> None:
        _be_at(stage, after)
        show_met(stage, met)
        assert list(arrived(stage)), "it does not slide"

    yield from pace.too_slow("slide", SLIDE_S, begin, lambda: None, lambda: not list(arrived(stage)))


def _be_at(stage: Stage, met: Met) -> None:
    """Show a page without waiting for its slide: one that comes while another moves is there at once."""
    stage.let_move(False)
    show_met(stage, met)
    stage.let_move(True)
