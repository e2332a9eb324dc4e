"""The measures of the screen see who is held up, and tell the machine's own delays from a client's."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.finger import Finger
from benchmarks.stalls import Stalls
from benchmarks.witnesses import Witness
from demo.stage import Room

GLASS, STRIP = (400, 300), 100
HELD_UP_S = 0.3


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    with Room(tmp_path, (GLASS[0], GLASS[1] + STRIP)).set_up() as room:
        yield room.environment["DISPLAY"]


def _freeze(pid: int, seconds: float) -> threading.Thread:
    """Freeze a process for a while, as something that hangs."""
    os.kill(pid, signal.SIGSTOP)

    def wake() -> None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    waking = threading.Thread(target=wake)
    waking.start()
    return waking


def test_the_eye_sees_a_pixel_that_comes_late_as_late_as_it_comes(display: str) -> None:
    client = Witness(display, "plain", 0, 0, *GLASS)
    finger = Finger(display, GLASS)
    prompt = finger.touch(200, 150, turns=True)
    waking = _freeze(client.pid, HELD_UP_S)
    late = finger.touch(200, 150, turns=True)
    waking.join()
    finger.close()
    client.tells()
    assert late.first - late.pressed > HELD_UP_S / 2 > prompt.first - prompt.pressed


def test_a_window_that_hangs_answers_late_and_one_beside_it_does_not(display: str) -> None:
    hanging, plain = Witness(display, "plain", 0, 0, *GLASS), Witness(display, "plain", 0, 300, 400, STRIP)
    stalls = Stalls()
    stalls.while_(display, GLASS, plain.said, lambda: _freeze(hanging.pid, HELD_UP_S).join())
    hanging.tells()
    plain.tells()
    answers = stalls.kiosk + stalls.discounted
    assert max(answers) > HELD_UP_S / 2
    # asked in step, whether or not it answered: the whole stall is in the figures, not one late answer
    assert sum(answer > HELD_UP_S / 2 for answer in answers) > 10
    assert sorted(stalls.plain)[len(stalls.plain) // 2] < HELD_UP_S / 2


def test_what_is_measured_while_the_machine_holds_everybody_up_does_not_count() -> None:
    stalls = Stalls()
    stalls.add(
        asked=[(1.00, 0.001), (2.00, 0.300), (3.00, 0.300), (4.00, 0.002)],
        plain=[],
        woken=[(1.00, 0.0), (2.25, 0.240), (3.10, 0.001), (4.00, 0.0)],
    )
    assert stalls.kiosk == [0.001, 0.300, 0.002]
    assert stalls.discounted == [0.300]
