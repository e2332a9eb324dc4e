"""The locker bus: one board, its doors, one thread that owns the port."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from kiosk.devices.contract import (
    Action,
    Command,
    CompletionCode,
    Device,
    DeviceError,
    DeviceState,
    Fault,
    Status,
    Worker,
)
from kiosk.devices.locker.doors import UNKNOWN, DoorSeen, Pulse
from kiosk.devices.locker.line import Line, LineLostError
from kiosk.devices.locker.xor8a import AllStates, OpenReply, Reply, Xor8A
from kiosk.devices.profiles import LockerProfile

log = structlog.get_logger()

READ_TRIES = 3
# An order that waited longer in the queue is void: whoever gave it no longer stands there for certain.
ORDER_LIFE_S = 5.0

LINE_GONE = Fault("LCK-001", Action.MAINTENANCE, "port cannot be opened")
BOARD_SILENT = Fault("LCK-002", Action.MAINTENANCE, "no answer to a status request")
BOARD_GARBLED = Fault("LCK-003", Action.MAINTENANCE, "answers are late or not whole")


class LockerBus(Device):
    """Opens doors and watches them. Channels are the board's locks, 1 to `profile.limits.channels`.

    An open order is written at most once, whatever comes back: a repeated pulse could open a door that its
    owner just closed. While no answer comes from the board, no door is opened, because its state could not
    be seen.
    """

    def __init__(
        self,
        name: str,
        profile: LockerProfile,
        port: str,
        publish: Callable[[str, Status], None],
        seen: Callable[[int, DoorSeen], None],
        board: int = 1,
    ) -> None:
        """`seen(channel, DoorSeen)` is called on the worker's thread when a door's state changed,
        and for every door after the line was lost and found again."""
        super().__init__(name, publish)
        self._profile = profile
        self._path = port
        self._seen = seen
        self._codec = Xor8A(
            board,
            profile.limits.channels,
            profile.protocol.feedback,
            profile.protocol.status_byte_order,
        )
        self._doors = dict.fromkeys(range(1, profile.limits.channels + 1), UNKNOWN)
        self._line: Line | None = None
        self._tries = 0
        self._last_open = float("-inf")
        self._counts = dict.fromkeys(
            ("pulses", "acks", "refusals", "no_acks", "reads", "read_retries", "silences", "reconnects"), 0
        )
        self._worker = Worker(f"locker-{name}", self._idle)

    def start(self) -> None:
        """Start the thread; the first poll connects."""
        self._worker.start()

    def open(self, channel: int, timeout: float = ORDER_LIFE_S) -> Command[Pulse]:
        """Pulse one lock once, within `timeout` seconds or never.

        Nothing was sent: LCK-001 to LCK-003, LCK-005 (no such channel), DEV-001 and DEV-002 (too late).
        """
        return self._worker.submit(f"open {channel}", lambda command: self._open(command, channel), timeout)

    def read(self, timeout: float = 5.0) -> Command[Mapping[int, DoorSeen]]:
        """Ask the board now for the state of every door."""
        return self._worker.submit("read", self._read, timeout)

    def doors(self) -> Mapping[int, DoorSeen]:
        """What was seen last; never blocks."""
        return dict(self._doors)

    def reset(self) -> Command[None]:
        """Close the port, open it anew, read every door."""
        return self._worker.submit("reset", self._reset, 10.0)

    def late_s(self) -> float:
        """Seconds by which the bus has missed its own time; a silent board is polled all the same."""
        return self._worker.late_s()

    def counters(self) -> Mapping[str, int]:
        """Pulses and how the board answered them; reads, retries, silences; reconnects; dropped bytes."""
        return {**self._counts, "bytes_dropped": self._codec.dropped}

    def close(self) -> None:
        """Stop the worker and release the port."""
        self._worker.stop()
        if self._line is not None:
            self._line.close()
            self._line = None

    # on the worker's thread from here

    def _idle(self) -> float:
        line = self._line or self._connected()
        if line is None:
            timing = self._profile.timing_ms
            backoff = timing.reconnect_first << min(self._tries - 1, 10)
            return min(backoff, timing.reconnect_most) / 1000
        settled = self._last_open + self._profile.timing_ms.after_open_settle / 1000 - time.monotonic()
        if settled > 0:
            return settled
        try:
            self._look(line)
        except LineLostError as loss:
            self._lost(loss)
        return self._pause()

    def _pause(self) -> float:
        watch = self._last_open + self._profile.timing_ms.door_open_deadline / 1000 > time.monotonic()
        moving = watch or any(seen.door == "open" for seen in self._doors.values())
        poll = self._profile.poll
        return (poll.door_watch_ms if moving else poll.idle_ms) / 1000

    def _connected(self) -> Line | None:
        try:
            self._line = Line(self._path, self._codec, self._profile)
        except LineLostError:
            self._tries += 1
            self._set_status(Status(DeviceState.POWER_OFF, {"doors": "unknown"}, LINE_GONE))
            return None
        if self._tries:
            self._counts["reconnects"] += 1
        self._tries = 0
        return self._line

    def _lost(self, loss: LineLostError) -> None:
        log.warning("locker.line-lost", device=self.name, cause=str(loss))
        if self._line is not None:
            self._line.close()
            self._line = None
        self._tries = 1
        self._all_unknown(LINE_GONE)

    def _all_unknown(self, fault: Fault) -> None:
        self._set_status(Status(DeviceState.POWER_OFF, {"doors": "unknown"}, fault))
        self._note(dict.fromkeys(self._doors, UNKNOWN))

    def _note(self, doors: Mapping[int, DoorSeen]) -> None:
        for channel, seen in doors.items():
            if self._doors[channel] != seen:
                self._doors[channel] = seen
                self._seen(channel, seen)

    def _look(self, line: Line) -> bool:
        """Read every door; True when the board answered. Reading is harmless, so it is tried again."""
        self._counts["reads"] += 1
        heard = 0
        for attempt in range(READ_TRIES):
            self._counts["read_retries"] += attempt > 0
            states = line.ask(self._codec.read_all(), _all_states)
            if states is None:
                line.let_pass()
                heard += line.heard
            else:
                self._set_status(Status(DeviceState.ONLINE, {"doors": "seen"}))
                # this family has no item sensor
                self._note(
                    {
                        channel: DoorSeen("closed" if closed else "open", "unknown")
                        for channel, closed in enumerate(states.closed, start=1)
                    }
                )
                return True
        self._counts["silences"] += 1
        self._all_unknown(BOARD_GARBLED if heard else BOARD_SILENT)
        return False

    def _ready(self) -> Line:
        line = self._line or self._connected()
        if line is None:
            raise DeviceError(CompletionCode.DEVICE_NOT_READY, LINE_GONE.error_id, LINE_GONE.detail)
        try:
            if self._status.device is DeviceState.ONLINE or self._look(line):
                return line
        except LineLostError as loss:
            self._lost(loss)
        fault = self._status.fault or LINE_GONE
        raise DeviceError(CompletionCode.DEVICE_NOT_READY, fault.error_id, fault.detail)

    def _open(self, command: Command[Pulse], channel: int) -> Pulse:
        try:
            request = self._codec.open_one(channel)
        except ValueError as error:
            raise DeviceError(CompletionCode.INVALID_DATA, "LCK-005", str(error)) from error
        line = self._ready()
        gap = self._profile.timing_ms.min_gap_between_opens / 1000
        while (wait := self._last_open + gap - time.monotonic()) > 0:
            command.check()
            time.sleep(min(wait, 0.05))
        command.check()
        self._codec.forget()
        self._last_open = time.monotonic()
        self._counts["pulses"] += 1
        # from here the pulse may have happened: nothing below may end in an error
        try:
            reply = line.ask(request, lambda reply: _open_reply(reply, channel))
        except LineLostError as loss:
            reply = None
            self._lost(loss)
        self._last_open = time.monotonic()
        if reply is None:
            self._counts["no_acks"] += 1
            return Pulse(channel, "none")
        self._counts["refusals" if reply.closed else "acks"] += 1
        return Pulse(channel, "refused" if reply.closed else "yes")

    def _read(self, command: Command[Any]) -> Mapping[int, DoorSeen]:
        line = self._line or self._connected()
        try:
            if line is not None and self._look(line):
                return self.doors()
        except LineLostError as loss:
            self._lost(loss)
        fault = self._status.fault or LINE_GONE
        raise DeviceError(CompletionCode.DEVICE_NOT_READY, fault.error_id, fault.detail)

    def _reset(self, command: Command[None]) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        self._read(command)


def _all_states(reply: Reply) -> AllStates | None:
    return reply if isinstance(reply, AllStates) else None


def _open_reply(reply: Reply, channel: int) -> OpenReply | None:
    return reply if isinstance(reply, OpenReply) and reply.lock == channel else None
