"""A lock board that survives every kill: its own process, and a patient person who closes what opens."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.synchronize import Event
from pathlib import Path

from kiosk.devices.simulators.locker_board import LockerBoardSimulator

CLOSE_AFTER_S = 0.03


class QuickBoard(LockerBoardSimulator):
    """The same board with a shortened delay table."""

    pulse_s = 0.01
    spring_s = 0.003
    answer_s = 0.001
    late_s = 0.05


def _run(port: Path, ledger: Path, stop: Event, ready: Event) -> None:
    board = QuickBoard(port, ledger)
    board.start()
    ready.set()
    opened: dict[int, float] = {}
    while not stop.wait(0.005):
        now = time.monotonic()
        doors = board.state()["doors"]
        for name, seen in doors.items():
            door = int(name)
            if not seen["open"]:
                opened.pop(door, None)
            elif now - opened.setdefault(door, now) > CLOSE_AFTER_S:
                board.act("close", door)
    board.stop()


class SurvivingBoard:
    """Starts and stops the board's process."""

    def __init__(self, port: Path, ledger: Path) -> None:
        """`ledger` is what physically happened."""
        context = multiprocessing.get_context("spawn")
        self._stop, ready = context.Event(), context.Event()
        self._process = context.Process(target=_run, args=(port, ledger, self._stop, ready), daemon=True)
        self._process.start()
        if not ready.wait(20):
            raise RuntimeError("the board did not start")

    def stop(self) -> None:
        """End the process."""
        self._stop.set()
        self._process.join(10)
