"""What the service manager hears, and when it hears nothing."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.contract import Worker
from kiosk.engine.crashes import HEALTHY_S, HOLD_S, MOST, CrashCount
from kiosk.service import Service, beat_with_loop


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Manager:
    """The service manager's end of the line."""

    def __init__(self, address: str) -> None:
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.line.bind("\0" + address[1:] if address.startswith("@") else address)
        self.environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "20000000"}

    def heard(self) -> list[str]:
        states = []
        while True:
            try:
                states.append(self.line.recv(4096).decode())
            except BlockingIOError:
                return states


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    address = str(tmp_path / "notify")
    made = Manager(address if request.param == "path" else f"@{address}")
    yield made
    made.line.close()


def test_ready_and_beats_arrive_and_a_busy_process_does_not_flood(manager: Manager) -> None:
    clock = Clock()
    service = Service(manager.environment, clock)
    service.ready()
    for _ in range(1000):
        service.beat()
        clock.now += 0.02
    assert service.present
    assert manager.heard() == ["READY=1"] + ["WATCHDOG=1"] * 4


def test_a_loop_that_turns_beats_and_one_that_hangs_does_not(manager: Manager) -> None:
    service = Service({**manager.environment, "WATCHDOG_USEC": "80000"})

    async def turn() -> int:
        beating = asyncio.create_task(beat_with_loop(service))
        await asyncio.sleep(0.2)
        beats = len(manager.heard())
        await asyncio.to_thread(lambda: None)
        beating.cancel()
        return beats

    assert asyncio.run(turn()) >= 2
    assert manager.heard().count("WATCHDOG=1") <= 1


def test_without_a_manager_nothing_is_sent() -> None:
    service = Service({})
    service.ready()
    service.beat()
    assert not service.present


def test_a_manager_that_went_away_is_no_error(manager: Manager) -> None:
    manager.line.close()
    service = Service(manager.environment)
    service.ready()
    service.beat()


def crash(file: Path, clock: Clock, lived: float = 1.0) -> None:
    count = CrashCount(file, clock)
    count.begin()
    clock.now += lived
    count.look()


def test_short_runs_that_crash_in_a_row_hold_the_next_one_for_a_while(tmp_path: Path) -> None:
    file, clock = tmp_path / "crashes", Clock()
    for _ in range(MOST):
        crash(file, clock)
    held = CrashCount(file, clock)
    held.begin()
    assert held.hold_s() == HOLD_S
    clock.now += HOLD_S
    assert held.hold_s() == 0


def test_after_a_hold_one_more_crash_holds_again_and_a_healthy_run_ends_it(tmp_path: Path) -> None:
    file, clock = tmp_path / "crashes", Clock()
    for _ in range(MOST):
        crash(file, clock)
    crash(file, clock, HOLD_S + 1)
    again = CrashCount(file, clock)
    again.begin()
    assert again.hold_s() == HOLD_S
    clock.now += HOLD_S + HEALTHY_S
    again.look()
    last = CrashCount(file, clock)
    last.begin()
    assert last.hold_s() == 0


@pytest.mark.parametrize("between", ["orderly end", "long run"])
def test_crashes_that_are_not_in_a_row_hold_nothing(tmp_path: Path, between: str) -> None:
    file, clock = tmp_path / "crashes", Clock()
    for _ in range(3 * MOST):
        crash(file, clock, HEALTHY_S if between == "long run" else 1.0)
        if between == "orderly end":
            orderly = CrashCount(file, clock)
            orderly.begin()
            orderly.end()
    count = CrashCount(file, clock)
    count.begin()
    assert count.hold_s() == 0


def test_a_run_that_was_not_begun_counts_nothing(tmp_path: Path) -> None:
    count = CrashCount(tmp_path / "crashes")
    count.look()
    count.end()
    assert count.hold_s() == 0
    assert not (tmp_path / "crashes").exists()


def test_a_damaged_count_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "crashes").write_bytes(b"\xff\x00")
    count = CrashCount(tmp_path / "crashes")
    count.begin()
    assert count.hold_s() == 0


def test_a_worker_that_hangs_misses_its_time_and_one_that_waits_does_not() -> None:
    hanging, release = threading.Event(), threading.Event()

    def idle() -> float:
        hanging.set()
        release.wait(10)
        return 30.0

    worker = Worker("bus", idle)
    assert worker.late_s() == 0
    worker.start()
    assert hanging.wait(5)
    time.sleep(0.15)
    assert worker.late_s() > 0.1
    release.set()
    assert worker.submit("read", lambda command: 1, 5.0).wait(5).ok
    assert worker.late_s() < 0.1
    worker.stop()
