"""A lane: one thread that works until told to stop, by timer and by poke, and never gives up.

There is no limit of attempts. After a failure it waits with full jitter (a random time up to a doubling
bound), so that ten thousand kiosks do not return in step after an outage; pokes do not shorten that wait.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from kiosk.sync.engine_link import EngineGoneError, EngineRefusedError
from kiosk.sync.transport import BusyError, ItemRefusedError, LinkError, TurnedAwayError

# a step moves at most a few megabytes, over a line that may be thin and with timeouts of its own
LONGEST_STEP_S = 600.0

_log = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """How often things are done, in seconds. The waits between them vary by a fifth."""

    heartbeat: float = 60.0
    poll: float = 15.0
    look: float = 30.0
    least_wait: float = 1.0
    longest_wait: float = 300.0

    def after_failures(self, failures: int) -> float:
        """A random wait below `least_wait` doubled with each failure in a row."""
        return random.uniform(0, min(self.longest_wait, self.least_wait * 2.0 ** min(failures, 30)))  # noqa: S311

    def around(self, seconds: float) -> float:
        """About `seconds`."""
        return seconds * random.uniform(0.8, 1.2)  # noqa: S311


class LinkWatch:
    """Whether central can be reached, as the lanes find out; a change is reported once."""

    def __init__(self, report: Callable[[bool], None]) -> None:
        """`report` is called with the new state."""
        self._report = report
        self._lock = threading.Lock()
        self._up: bool | None = None

    def found(self, up: bool) -> None:
        """A lane found central reachable or not."""
        with self._lock:
            if up == self._up:
                return
            self._up = up
            self._report(up)


class Lane:
    """Repeats `work`, which returns whether there is more to do at once.

    None: it had nothing to ask of central, which says nothing about the line.
    """

    def __init__(self, name: str, work: Callable[[], bool | None], interval: float, pace: Pace) -> None:
        """`interval` is the time between two looks when nothing pokes."""
        self._name, self._work, self._interval, self._pace = name, work, interval, pace
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._failures = 0
        self._due = float("inf")

    def poke(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def stop(self) -> None:
        """End after the present step."""
        self._stopped.set()
        self._wake.set()

    def late_s(self) -> float:
        """Seconds by which this lane has missed its own time; 0 while it moves, or was not started."""
        return max(0.0, time.monotonic() - self._due)

    def run(self, link: LinkWatch) -> None:
        """Work until stopped or until the engine is gone."""
        try:
            while not self._stopped.is_set():
                self._wait(*self._step(link))
        except EngineGoneError:
            return

    def _step(self, link: LinkWatch) -> tuple[float, bool]:
        """Do one piece of work; return how long to wait and whether a poke may end the wait."""
        self._wake.clear()
        self._due = time.monotonic() + LONGEST_STEP_S
        try:
            more = self._work()
        except BusyError as busy:
            return max(busy.wait_s, self._failed(busy)), False
        except (LinkError, TurnedAwayError) as error:
            link.found(False)
            return self._failed(error), False
        except ItemRefusedError as error:
            link.found(True)
            return self._failed(error), False
        except EngineRefusedError as error:
            # it may have refused before central was asked
            return self._failed(error), False
        if more is not None:
            link.found(True)
        self._failures = 0
        return (0.0 if more else self._pace.around(self._interval)), True

    def _failed(self, error: Exception) -> float:
        self._failures += 1
        wait = self._pace.after_failures(self._failures)
        _log.info(
            "sync.waiting",
            lane=self._name,
            error=getattr(error, "error_id", ""),
            failures=self._failures,
            wait_s=round(wait, 1),
        )
        return wait

    def _wait(self, seconds: float, may_be_poked: bool) -> None:
        self._due = time.monotonic() + seconds
        if seconds:
            (self._wake if may_be_poked else self._stopped).wait(seconds)
