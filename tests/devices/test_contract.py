"""What every device promises: a command completes exactly once, in order, in time, or cancelled."""

import threading
import time

import pytest

from kiosk.devices.contract import Command, CompletionCode, DeviceError, Worker


@pytest.fixture
def worker() -> Worker:
    made = Worker("test", lambda: 0.05)
    made.start()
    return made


def test_commands_run_one_after_the_other_in_order(worker: Worker) -> None:
    order: list[int] = []
    commands = [worker.submit(f"c{n}", lambda _, n=n: order.append(n), 5.0) for n in range(20)]  # type: ignore[misc]
    assert all(command.wait(5).ok for command in commands)
    assert order == list(range(20))
    worker.stop()


def test_a_command_that_waits_is_cancelled_at_once(worker: Worker) -> None:
    release = threading.Event()
    worker.submit("blocks", lambda _: release.wait(5), 10.0)
    ran: list[bool] = []
    waiting: Command[None] = worker.submit("waits", lambda _: ran.append(True), 10.0)
    waiting.cancel()
    assert waiting.wait(0.1).code is CompletionCode.CANCELED
    release.set()
    worker.stop()
    assert ran == []


def test_the_time_in_the_queue_counts(worker: Worker) -> None:
    worker.submit("slow", lambda _: time.sleep(0.2), 5.0)
    late = worker.submit("late", lambda _: None, 0.05)
    assert late.wait(2).code is CompletionCode.TIME_OUT
    worker.stop()


def test_a_running_command_hears_that_it_was_cancelled(worker: Worker) -> None:
    started = threading.Event()

    def patient(command: Command[None]) -> None:
        started.set()
        while True:
            command.check()
            time.sleep(0.01)

    running = worker.submit("patient", patient, 10.0)
    assert started.wait(2)
    running.cancel()
    assert running.wait(2).code is CompletionCode.CANCELED
    worker.stop()


def test_a_drivers_error_is_the_commands_completion(worker: Worker) -> None:
    def fails(command: Command[None]) -> None:
        raise DeviceError(CompletionCode.HARDWARE_ERROR, "LCK-002", "no answer")

    done = worker.submit("fails", fails, 5.0).wait(2)
    assert (done.code, done.error_id) == (CompletionCode.HARDWARE_ERROR, "LCK-002")
    worker.stop()


def test_a_drivers_bug_ends_the_command_and_not_the_thread(worker: Worker) -> None:
    def broken(command: Command[None]) -> None:
        raise ZeroDivisionError

    assert worker.submit("broken", broken, 5.0).wait(2).code is CompletionCode.INTERNAL_ERROR
    assert worker.submit("next", lambda _: 7, 5.0).wait(2).value == 7
    worker.stop()


def test_a_completion_comes_exactly_once_also_to_late_listeners(worker: Worker) -> None:
    heard: list[int | None] = []
    command = worker.submit("seven", lambda _: 7, 5.0)
    command.wait(2)
    command.on_done(lambda done: heard.append(done.value))
    command.cancel()
    command.execute()
    assert heard == [7]
    assert command.wait(0).ok
    worker.stop()


def test_stopping_cancels_what_waits() -> None:
    worker = Worker("test", lambda: 0.05)
    release = threading.Event()
    first = worker.submit("blocks", lambda _: release.wait(5), 10.0)
    second = worker.submit("waits", lambda _: None, 10.0)
    worker.start()
    time.sleep(0.05)
    threading.Timer(0.1, release.set).start()
    worker.stop()
    assert first.wait(1).ok
    assert second.wait(1).code in {CompletionCode.CANCELED, CompletionCode.SUCCESS}
