"""The chip card reader: watches for cards, and lends one card at a time to whoever speaks its protocol."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from kiosk.chip.errors import CardError, CardErrorKind
from kiosk.devices.card_reader import pcsc
from kiosk.devices.card_reader.pcsc import Context, Link, PcscError
from kiosk.devices.contract import (
    Action,
    Command,
    Completion,
    CompletionCode,
    Device,
    DeviceError,
    DeviceState,
    Fault,
    Status,
    Worker,
)

T = TypeVar("T")
Transmit = Callable[[bytes], tuple[bytes, int]]

# how often the list of readers is looked at when nothing happens
_WATCH_S = 0.5
_RETRY_S = 0.3
# longer than pcscd's poll of 400 ms, so that by the second look it has polled in between
_SECOND_LOOKS_S = (0.5, 1.0)
_RESET_TIMEOUT_S = 5.0
# a slow card may end its exchange a little after the deadline; a hung reader does not
_GRACE_S = 2.0

_SERVICE_GONE = Fault("CRD-011", Action.RESET)
_READER_MISSING = Fault("CRD-012", Action.MAINTENANCE)
_STUCK = Fault("CRD-013", Action.RESET)

_CHIP_CODES = {
    CardErrorKind.NOT_SUPPORTED: CompletionCode.UNSUPPORTED_COMMAND,
    CardErrorKind.REFUSED: CompletionCode.COMMAND_ERROR_CODE,
    CardErrorKind.MALFORMED: CompletionCode.INVALID_DATA,
    CardErrorKind.CONTRADICTORY: CompletionCode.INVALID_DATA,
}


def _facts(media: str, **more: str) -> Mapping[str, str]:
    return MappingProxyType({"media": media, **more})


class CardReader(Device):
    """A PC/SC reader. Fact `media` is present, notPresent or unknown; `card` is mute when it is silent.

    A waiting process constructs it and opens nothing; `start` opens the service.
    """

    def __init__(
        self,
        name: str,
        publish: Callable[[str, Status], None],
        reader_name: re.Pattern[str],
        pcsc_socket: Path | None = None,
    ) -> None:
        """The first reader whose PC/SC name `reader_name` is found in is ours.

        `pcsc_socket` names another service than the system's; a process can use only one.
        """
        super().__init__(name, publish)
        self._pattern = reader_name
        self._socket = pcsc_socket
        self._reader: str | None = None
        self._seen = Status(DeviceState.STARTING, _facts("unknown"))
        self._status = self._seen
        self._running: Command[Any] | None = None
        self._hangs = False
        self._lock = threading.RLock()
        self._counts: Counter[str] = Counter()
        self._lent = threading.Lock()
        self._looks_due: list[float] = []
        self._stop = threading.Event()
        self._context: Context | None = None
        self._open: set[Command[Any]] = set()
        self._watcher = threading.Thread(target=self._watch, name=f"{name}-watcher", daemon=True)
        self._worker = Worker(name, lambda: 3600.0)

    def start(self) -> None:
        """Open the service and watch for cards."""
        if self._socket is not None:
            pcsc.use_socket(self._socket)
        self._worker.start()
        self._watcher.start()

    def with_card(self, name: str, use: Callable[[Transmit], T], timeout: float) -> Command[T]:
        """Run `use(transmit)` on the card within one transaction, then reset the card.

        Completes with what `use` returns, or: USER_ERROR CRD-001 (card taken away), CRD-003 (silent),
        SEQUENCE_ERROR CRD-002 (no card), DEVICE_NOT_READY CRD-011/012/014, TIME_OUT, CANCELED, or what
        a `CardError` raised in `use` says. A call that hangs in the reader does not delay the ending.
        """
        return self._submit(name, lambda command: self._use(command, use), timeout)

    def atr(self, timeout: float) -> Command[bytes]:
        """The answer to reset of the card that lies there; fails as `with_card` does."""
        return self._submit("atr", lambda command: self._hold(command, _atr_of), timeout)

    def reset(self) -> Command[None]:
        """Reset the card that lies there; no card is no error."""

        def run(command: Command[None]) -> None:
            try:
                self._use(command, lambda transmit: None)
            except DeviceError as error:
                if error.error_id not in ("CRD-001", "CRD-002", "CRD-003"):
                    raise

        return self._submit("reset", run, _RESET_TIMEOUT_S)

    def counters(self) -> Mapping[str, int]:
        """cards, commands, pulled, failed, hung, services (times the service was found)."""
        return MappingProxyType(dict(self._counts))

    def close(self) -> None:
        """Stop watching, end what runs, release the service."""
        self._stop.set()
        with self._lock:
            for command in self._open:
                command.cancel()
            context = self._context
        if context is not None:
            context.cancel()
        if self._watcher.ident is not None:
            self._watcher.join(timeout=2 * _WATCH_S)
            self._worker.stop()
        self._status = Status(DeviceState.OFFLINE, _facts("unknown"))

    # commands, on the worker's thread

    def _submit(self, name: str, run: Callable[[Command[T]], T], timeout: float) -> Command[T]:
        command = self._worker.submit(name, run, timeout)
        with self._lock:
            self._open.add(command)
        clock = threading.Timer(timeout, self._out_of_time, (command,))
        clock.daemon = True
        clock.start()

        def ended(completion: Completion[T]) -> None:
            clock.cancel()
            with self._lock:
                self._counts["commands"] += 1
                self._counts["pulled"] += completion.error_id == "CRD-001"
                self._counts["failed"] += not completion.ok
                self._open.discard(command)

        command.on_done(ended)
        return command

    def _out_of_time(self, command: Command[Any]) -> None:
        """The reader may hang in a call for ever; whoever waits must not."""
        command.complete(Completion(CompletionCode.TIME_OUT, None, "DEV-002", command.name))
        grace = threading.Timer(_GRACE_S, self._still_running, (command,))
        grace.daemon = True
        grace.start()

    def _still_running(self, command: Command[Any]) -> None:
        with self._lock:
            if self._running is not command:
                return
            self._hangs = True
            self._counts["hung"] += 1
        self._tell()

    def _use(self, command: Command[T], use: Callable[[Transmit], T]) -> T:
        return self._hold(command, lambda link: self._lend(command, link, use))

    def _hold(self, command: Command[T], act: Callable[[Link], T]) -> T:
        self._running = command
        try:
            reader = self._reader
            if reader is None:
                fault = self._seen.fault or _READER_MISSING
                raise DeviceError(CompletionCode.DEVICE_NOT_READY, fault.error_id, "no reader")
            with self._lent, Context() as context:
                return act(context.connect(reader))
        except PcscError as error:
            raise _before_exchange(error) from error
        except CardError as error:
            code = _CHIP_CODES.get(error.kind, CompletionCode.COMMAND_ERROR_CODE)
            raise DeviceError(code, error.error_id, error.detail) from error
        finally:
            self._answered()

    def _lend(self, command: Command[T], link: Link, use: Callable[[Transmit], T]) -> T:
        def transmit(apdu: bytes) -> tuple[bytes, int]:
            command.check()
            try:
                answer = link.transmit(apdu)
            except PcscError as error:
                self._look_again_soon()
                raise _during_exchange(error) from error
            return answer[:-2], int.from_bytes(answer[-2:], "big")

        try:
            link.begin()
            return use(transmit)
        finally:
            link.end()

    def _answered(self) -> None:
        """The worker is free again: whatever hung has come back."""
        with self._lock:
            self._running, self._hangs = None, False
        self._tell()

    # watching, on the watcher's thread

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                with Context() as context:
                    with self._lock:
                        self._counts["services"] += 1
                    self._context = context
                    self._follow(context)
            except PcscError:
                self._reader = None
                self._see(Status(DeviceState.OFFLINE, _facts("unknown"), _SERVICE_GONE))
                self._stop.wait(_RETRY_S)
            finally:
                self._context = None

    def _follow(self, context: Context) -> None:
        """Follow the reader's state until the service goes away or we are closed."""
        state = pcsc.STATE_UNAWARE
        # whoever used the reader before us may have lost a card in an exchange
        self._look_again_soon()
        while not self._stop.is_set():
            reader = next((name for name in context.readers() if self._pattern.search(name)), None)
            if reader != self._reader:
                self._reader, state = reader, pcsc.STATE_UNAWARE
            if reader is None:
                self._see(Status(DeviceState.NO_DEVICE, _facts("unknown"), _READER_MISSING))
                self._stop.wait(_RETRY_S)
                continue
            state = self._look(context, reader, state)

    def _look_again_soon(self) -> None:
        self._looks_due = [time.monotonic() + delay for delay in _SECOND_LOOKS_S]

    def _look(self, context: Context, reader: str, known: int) -> int:
        try:
            state = context.wait_for_change(reader, known, _WATCH_S)
        except PcscError as error:
            if error.code not in pcsc.READER_GONE:
                raise
            self._reader = None
            return pcsc.STATE_UNAWARE
        if state & pcsc.STATE_GONE:
            self._reader = None
            return pcsc.STATE_UNAWARE
        self._see(_status_of(state))
        if self._looks_due and self._looks_due[0] <= time.monotonic():
            self._look_closer(context, reader, bool(state & pcsc.STATE_PRESENT))
        return state

    def _look_closer(self, context: Context, reader: str, present: bool) -> None:
        self._looks_due = self._looks_due[1:]
        # a card that is lent is no riddle, and must not be reset under its user
        if not self._lent.acquire(blocking=False):
            return
        try:
            found = context.look_again(reader)
        finally:
            self._lent.release()
        if found is not None and found != present:
            self._look_again_soon()

    def _see(self, status: Status) -> None:
        with self._lock:
            arrived = status.facts["media"] == "present" != self._seen.facts["media"]
            self._seen = status
            self._counts["cards"] += arrived
        self._tell()

    def _tell(self) -> None:
        """Publish what is seen, or that the reader hangs."""
        with self._lock:
            if self._stop.is_set():
                return
            hangs = Status(DeviceState.HARDWARE_ERROR, _facts("unknown"), _STUCK)
            self._set_status(hangs if self._hangs else self._seen)


def _atr_of(link: Link) -> bytes:
    try:
        return link.atr()
    finally:
        link.end()


def _status_of(state: int) -> Status:
    if state & pcsc.STATE_MUTE:
        return Status(DeviceState.ONLINE, _facts("present", card="mute"))
    return Status(DeviceState.ONLINE, _facts("present" if state & pcsc.STATE_PRESENT else "notPresent"))


def _before_exchange(error: PcscError) -> DeviceError:
    detail = str(error)
    if error.code in pcsc.NO_CARD:
        return DeviceError(CompletionCode.SEQUENCE_ERROR, "CRD-002", detail)
    if error.code in pcsc.MUTE:
        return DeviceError(CompletionCode.USER_ERROR, "CRD-003", detail)
    if error.code in pcsc.BUSY:
        return DeviceError(CompletionCode.DEVICE_NOT_READY, "CRD-014", detail)
    if error.code in pcsc.READER_GONE:
        return DeviceError(CompletionCode.DEVICE_NOT_READY, "CRD-012", detail)
    if error.code in pcsc.SERVICE_GONE:
        return DeviceError(CompletionCode.DEVICE_NOT_READY, "CRD-011", detail)
    return DeviceError(CompletionCode.HARDWARE_ERROR, "CRD-015", detail)


def _during_exchange(error: PcscError) -> DeviceError:
    """Whatever way a reader words it, a card lost between two APDUs is a card to be laid again."""
    if error.code in pcsc.CARD_LOST:
        return DeviceError(CompletionCode.USER_ERROR, "CRD-001", str(error))
    return _before_exchange(error)
