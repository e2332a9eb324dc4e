"""A lane waits with jitter, never gives up, and is not hurried by pokes while central is away."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages.hello import Hello, TurnedAway, Welcome
from kiosk.messages.wire import Channel
from kiosk.sync.engine_link import EngineGoneError, EngineRefusedError
from kiosk.sync.lanes import Lane, LinkWatch, Pace
from kiosk.sync.process import VOCABULARY
from kiosk.sync.transport import BusyError, ItemRefusedError, LinkError, TurnedAwayError
from tests.central.world import EnrolledKiosk, make_dossier
from tests.sync.cabinet import Cabinet, eventually


@given(st.integers(min_value=1, max_value=10_000))
def test_the_wait_after_failures_is_bounded_however_many_there_were(failures: int) -> None:
    pace = Pace()
    assert 0 <= pace.after_failures(failures) <= min(300, 2.0 ** min(failures, 30))


def test_the_wait_is_spread_so_that_kiosks_do_not_return_in_step() -> None:
    waits = [Pace().after_failures(20) for _ in range(200)]
    assert min(waits) < 100 < 200 < max(waits)


def test_a_lane_outlives_every_kind_of_failure_and_reports_the_link_only_when_it_changes() -> None:
    failures: list[Exception] = [
        EngineRefusedError("JRN-001"),
        LinkError(),
        LinkError(),
        BusyError(0),
        TurnedAwayError(),
        ItemRefusedError(409, "CEN-021", {}),
    ]
    seen: list[bool] = []

    def work() -> bool:
        if failures:
            raise failures.pop(0)
        raise EngineGoneError

    Lane("test", work, 0.0, Pace(least_wait=0.001, longest_wait=0.002)).run(LinkWatch(seen.append))
    assert failures == []
    assert seen == [False, True]


def test_a_lane_with_nothing_to_ask_of_central_does_not_call_the_line_whole() -> None:
    steps: list[Exception | None] = [LinkError(), None, None]
    seen: list[bool] = []

    def work() -> bool | None:
        if not steps:
            raise EngineGoneError
        if (step := steps.pop(0)) is not None:
            raise step
        return None

    Lane("test", work, 0.0, Pace(least_wait=0.001, longest_wait=0.002)).run(LinkWatch(seen.append))
    assert seen == [False]


def test_a_poke_ends_the_idle_wait_but_not_the_wait_after_a_failure() -> None:
    worked = threading.Semaphore(0)
    down = threading.Event()

    def work() -> bool:
        worked.release()
        if down.is_set():
            raise LinkError
        return False

    lane = Lane("test", work, 3600.0, Pace(least_wait=1e6, longest_wait=3600.0))
    thread = threading.Thread(target=lane.run, args=(LinkWatch(lambda up: None),), daemon=True)
    thread.start()
    assert worked.acquire(timeout=5)
    lane.poke()
    assert worked.acquire(timeout=5)
    down.set()
    lane.poke()
    assert worked.acquire(timeout=5)
    lane.poke()
    assert not worked.acquire(timeout=0.2)
    lane.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_the_process_says_hello_delivers_and_comes_back_when_the_engine_was_away(
    kiosk: EnrolledKiosk, tmp_path: Path
) -> None:
    path = tmp_path / "engine.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    script = (
        "import sys; from pathlib import Path; from kiosk.sync.process import run;"
        "run(Path(sys.argv[1]), Path(sys.argv[2]), 'b1')"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(path), str(kiosk.sync.folder)])
    try:
        greet(listener).close()
        cabinet = Cabinet(kiosk)
        cabinet.stage(make_dossier(kiosk))
        channel = greet(listener)
        while cabinet.pending:
            frame = channel.receive()
            assert frame is not None
            channel.send(*cabinet.answer(frame))
        channel.close()
        turned, hello = accepted(listener)
        assert hello == Hello(role="sync", build="b1")
        turned.send(TurnedAway(error_id="ENG-001"))
        eventually(lambda: process.poll() is not None)
        assert process.returncode != 0
        turned.close()
    finally:
        process.kill()
        process.wait(10)
        listener.close()


def accepted(listener: socket.socket) -> tuple[Channel, object]:
    listener.settimeout(20)
    sock, _ = listener.accept()
    sock.settimeout(20)
    channel = Channel(sock, VOCABULARY)
    frame = channel.receive()
    assert frame is not None
    return channel, frame.message


def greet(listener: socket.socket) -> Channel:
    channel, hello = accepted(listener)
    assert hello == Hello(role="sync", build="b1")
    channel.send(Welcome())
    return channel
