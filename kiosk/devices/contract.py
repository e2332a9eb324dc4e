"""What every device promises, in the words of the self-service industry (CWA 17852, XFS4IoT).

`status()` never raises and never blocks. A command has an id and a timeout, can be cancelled, and
completes exactly once. One `Worker` thread owns one bus or port; states are published on change, and
reconnecting is the driver's own business.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import structlog

T = TypeVar("T")
log = structlog.get_logger()


class DeviceState(StrEnum):
    """`Common.Status.device` of XFS4IoT."""

    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"
    STARTING = "starting"


class CompletionCode(StrEnum):
    """How a command ended."""

    SUCCESS = "success"
    CANCELED = "canceled"
    TIME_OUT = "timeOut"
    DEVICE_NOT_READY = "deviceNotReady"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    INVALID_DATA = "invalidData"
    UNSUPPORTED_COMMAND = "unsupportedCommand"
    SEQUENCE_ERROR = "sequenceError"
    FRAUD_ATTEMPT = "fraudAttempt"
    INTERNAL_ERROR = "internalError"
    COMMAND_ERROR_CODE = "commandErrorCode"


class Action(StrEnum):
    """Who can cure a fault (`Common.ErrorEvent.action`)."""

    RESET = "reset"
    SOFTWARE_ERROR = "softwareError"
    CONFIGURATION = "configuration"
    CLEAR = "clear"
    MAINTENANCE = "maintenance"
    SUSPEND = "suspend"


@dataclass(frozen=True)
class Fault:
    """What is wrong: a stable error id of the catalogue, who cures it, a technical detail."""

    error_id: str
    action: Action
    detail: str = ""


@dataclass(frozen=True)
class Status:
    """The state of a device. `facts` are class facts, such as paper=low or media=present."""

    device: DeviceState
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fault: Fault | None = None


@dataclass(frozen=True)
class Completion(Generic[T]):
    """The one and only ending of a command. `error_id` is set whenever `code` is not success."""

    code: CompletionCode
    value: T | None = None
    error_id: str | None = None
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the command did what it was asked."""
        return self.code is CompletionCode.SUCCESS


class DeviceError(Exception):
    """Raised inside a command by a driver; becomes its completion."""

    def __init__(self, code: CompletionCode, error_id: str, detail: str = "") -> None:
        """Name how the command ends and which error of the catalogue this is."""
        super().__init__(f"{error_id} {code}: {detail}")
        self.code = code
        self.error_id = error_id
        self.detail = detail


class Command(Generic[T]):
    """A command under way. The clock runs from submission, so time in the queue counts."""

    _ids = itertools.count(1)

    def __init__(self, name: str, run: Callable[[Command[T]], T], timeout: float) -> None:
        """`timeout` is in seconds."""
        self.id = next(self._ids)
        self.name = name
        self.deadline = time.monotonic() + timeout
        self._run = run
        self._cancelled = threading.Event()
        self._started = False
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._completion: Completion[T] | None = None
        self._listeners: list[Callable[[Completion[T]], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop; the hardware may finish all the same."""
        return self._cancelled.is_set()

    def remaining(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self.deadline - time.monotonic())

    def check(self) -> None:
        """Raise when the command was cancelled or is out of time; drivers call it between exchanges."""
        if self.cancelled:
            raise DeviceError(CompletionCode.CANCELED, "DEV-001", self.name)
        if self.remaining() <= 0:
            raise DeviceError(CompletionCode.TIME_OUT, "DEV-002", self.name)

    def cancel(self) -> None:
        """Ask the command to stop: one that waits ends at once, one that runs may finish all the same."""
        self._cancelled.set()
        self.withdraw()

    def withdraw(self) -> None:
        """End it if it still waits; one that runs goes on."""
        with self._lock:
            waiting = not self._started
        if waiting:
            self.complete(Completion(CompletionCode.CANCELED, None, "DEV-001", self.name))

    def execute(self) -> None:
        """Run on the worker's thread and complete; one that was cancelled while waiting is left alone."""
        with self._lock:
            if self._completion is not None:
                return
            self._started = True
        try:
            self.check()
            self.complete(Completion(CompletionCode.SUCCESS, self._run(self)))
        except DeviceError as error:
            self.complete(Completion(error.code, None, error.error_id, error.detail))
        except Exception as error:  # noqa: BLE001 - a driver's bug must not kill the thread that owns the port
            log.error("device.command-failed", command=self.name, error=type(error).__name__)
            self.complete(Completion(CompletionCode.INTERNAL_ERROR, None, "DEV-003", type(error).__name__))

    def complete(self, completion: Completion[T]) -> None:
        """Complete once; later completions are ignored."""
        with self._lock:
            if self._completion is not None:
                return
            self._completion = completion
            listeners = tuple(self._listeners)
        self._done.set()
        for listener in listeners:
            listener(completion)

    def on_done(self, listener: Callable[[Completion[T]], None]) -> None:
        """Call `listener` with the completion, on the worker's thread (at once when already done)."""
        with self._lock:
            if self._completion is None:
                self._listeners.append(listener)
                return
            completion = self._completion
        listener(completion)

    def wait(self, timeout: float | None = None) -> Completion[T]:
        """Block for the completion; a `TimeoutError` here leaves the command running."""
        if not self._done.wait(timeout):
            raise TimeoutError(self.name)
        assert self._completion is not None
        return self._completion


class Worker:
    """The one thread that owns a bus or a port: commands in order, `idle` between them."""

    def __init__(self, name: str, idle: Callable[[], float]) -> None:
        """`idle` polls or reconnects, and returns the seconds until it wants to be called again."""
        self._idle = idle
        self._queue: queue.Queue[Command[Any] | None] = queue.Queue()
        self._due = float("inf")
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, name: str, run: Callable[[Command[T]], T], timeout: float) -> Command[T]:
        """Queue a command; `timeout` in seconds."""
        command = Command(name, run, timeout)
        self._queue.put(command)
        return command

    def late_s(self) -> float:
        """Seconds by which the thread has missed its own time; 0 while it turns, or was not started."""
        return max(0.0, time.monotonic() - self._due)

    def stop(self) -> None:
        """Finish what runs, cancel what waits, end the thread."""
        self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout=5)

    def _loop(self) -> None:
        wait = 0.0
        while True:
            self._due = time.monotonic() + wait
            try:
                command = self._queue.get(timeout=wait)
            except queue.Empty:
                wait = self._poll()
                continue
            if command is None:
                self._drain()
                return
            self._due = max(self._due, command.deadline)
            command.execute()
            wait = 0.0

    def _poll(self) -> float:
        try:
            return self._idle()
        except Exception as error:  # noqa: BLE001 - polling must go on whatever a device answers
            log.error("device.poll-failed", error=type(error).__name__)
            return 1.0

    def _drain(self) -> None:
        while True:
            try:
                command = self._queue.get_nowait()
            except queue.Empty:
                return
            if command is not None:
                command.complete(Completion(CompletionCode.CANCELED, None, "DEV-001", command.name))


class Device(ABC):
    """What the engine, the session and the diagnostics know of any device."""

    def __init__(self, name: str, publish: Callable[[str, Status], None]) -> None:
        """`publish(name, status)` is called on the worker's thread whenever the status changes."""
        self.name = name
        self._publish = publish
        self._status = Status(DeviceState.STARTING)

    def status(self) -> Status:
        """The last known state; never raises, never blocks."""
        return self._status

    def _set_status(self, status: Status) -> None:
        if status == self._status:
            return
        self._status = status
        log.info(
            "device.status",
            device=self.name,
            state=status.device,
            error=status.fault.error_id if status.fault else None,
            **{f"fact_{key}": value for key, value in status.facts.items()},
        )
        self._publish(self.name, status)

    @abstractmethod
    def start(self) -> Command[None] | None:
        """Take the port and begin; a device that was not started opens nothing.

        Where opening takes long, the command completes when it was begun.
        """

    @abstractmethod
    def reset(self) -> Command[None]:
        """Bring the device back to a known state."""

    @abstractmethod
    def counters(self) -> Mapping[str, int]:
        """Monotonic counts since the process started."""

    @abstractmethod
    def close(self) -> None:
        """Stop the worker and release the port."""
