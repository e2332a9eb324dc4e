"""The ticket printer: its state as it says it, and slips that are printed only when it confirms them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.ticket_printer import escpos
from kiosk.devices.ticket_printer.job import sealed_job
from kiosk.devices.ticket_printer.port import PrinterPort
from kiosk.devices.ticket_printer.status import Kind, PrinterSeen
from kiosk.devices.ticket_printer.wire import PrinterWire, StalledError, WireLostError

log = structlog.get_logger()

# What each error of the catalogue means for the device's state, and who cures it.
STATES = {
    "PRN-001": (DeviceState.POWER_OFF, Action.MAINTENANCE),
    "PRN-002": (DeviceState.OFFLINE, Action.CLEAR),
    "PRN-003": (DeviceState.USER_ERROR, Action.CLEAR),
    "PRN-004": (DeviceState.OFFLINE, Action.CLEAR),
    "PRN-005": (DeviceState.ONLINE, Action.CLEAR),
    "PRN-006": (DeviceState.HARDWARE_ERROR, Action.MAINTENANCE),
    "PRN-007": (DeviceState.DEVICE_BUSY, Action.SUSPEND),
    "PRN-012": (DeviceState.OFFLINE, Action.CLEAR),
}
ENDINGS = {
    "PRN-003": CompletionCode.USER_ERROR,
    "PRN-006": CompletionCode.HARDWARE_ERROR,
    "PRN-008": CompletionCode.COMMAND_ERROR_CODE,
    "PRN-009": CompletionCode.TIME_OUT,
    "PRN-010": CompletionCode.INVALID_DATA,
}
UNKNOWN_FACTS = {"paper": "unknown", "cover": "unknown"}


@dataclass(frozen=True)
class Printed:
    """The printer said that it printed and cut. `paper` is its state afterwards: full, low or out."""

    bytes_sent: int
    mm: int
    paper: str


class TicketPrinter(Device):
    """Facts: paper = full, low, out or unknown; cover = open, closed or unknown.

    A printer that does not answer is offline, never fine. Ready to print means `DeviceState.ONLINE`.
    """

    def __init__(
        self,
        name: str,
        profile: PrinterProfile,
        port: str,
        publish: Callable[[str, Status], None],
    ) -> None:
        """`port`: path of the serial line or of the USB printer, or `tcp:HOST:PORT`."""
        super().__init__(name, publish)
        self._profile = profile
        self._path = port
        self._port: PrinterPort | None = None
        self._wire: PrinterWire | None = None
        self._tries = 0
        # what an earlier process left in the printer or on its paper is not known
        self._separate = True
        self._leftover = True
        self._half_out = False
        self._counts = dict.fromkeys(("slips", "failed", "bytes", "mm", "reconnects", "silences"), 0)
        self._worker = Worker(f"printer-{name}", self._idle)

    def start(self) -> None:
        """Start the thread; the first poll connects."""
        self._worker.start()

    def print(self, slip_json: bytes, timeout: float = 60.0) -> Command[Printed]:
        """Print `Slip.to_bytes()`. Errors: PRN-001 to 012; after PRN-008 and 009 a part is on paper."""
        job = sealed_job(slip_json)
        del slip_json
        return self.print_sealed(job, timeout)

    def print_sealed(self, job: int, timeout: float = 60.0) -> Command[Printed]:
        """Print a slip from a memory file; takes over its descriptor and reads nothing of it."""
        command: Command[Printed] = self._worker.submit(
            "print", lambda command: self._print(command, job), timeout
        )
        command.on_done(lambda _: os.close(job))
        return command

    def identify(self, timeout: float = 5.0) -> Command[Mapping[str, str]]:
        """Firmware, maker, model and serial number as the printer tells them."""
        return self._worker.submit("identify", self._identify, timeout)

    def reset(self) -> Command[None]:
        """Open the port anew and clear the printer's buffers."""
        return self._worker.submit("reset", self._reset, 10.0)

    def counters(self) -> Mapping[str, int]:
        """Slips printed and failed, bytes, millimetres of slips, reconnects, unanswered questions."""
        return dict(self._counts)

    def close(self) -> None:
        """Stop the worker and release the port."""
        self._worker.stop()
        self._release()

    # on the worker's thread from here

    def _idle(self) -> float:
        timing = self._profile.timing_ms
        if self._wire is None and not self._connect():
            return min(timing.reconnect_first << min(self._tries - 1, 10), timing.reconnect_most) / 1000
        assert self._wire is not None
        try:
            self._poll(self._wire)
        except WireLostError as loss:
            self._lost(loss)
        return timing.poll / 1000

    def _poll(self, wire: PrinterWire) -> None:
        seen = wire.look() or wire.look()
        if seen is None:
            self._counts["silences"] += 1
            self._show("PRN-002", UNKNOWN_FACTS)
            return
        if self._leftover:
            self._forget_rest()
            seen = wire.look() or seen
        if self._half_out and not self._leftover and seen.fault is None:
            self._cut_off(wire)
        self._show_seen(seen)

    def _show_seen(self, seen: PrinterSeen) -> None:
        facts = {"paper": seen.paper, "cover": "open" if seen.cover_open else "closed"}
        self._show(seen.fault or ("PRN-005" if seen.paper == "low" else None), facts)

    def _show(self, error_id: str | None, facts: Mapping[str, str]) -> None:
        if error_id is None:
            self._set_status(Status(DeviceState.ONLINE, facts))
            return
        state, action = STATES[error_id]
        self._set_status(Status(state, facts, Fault(error_id, action)))

    def _connect(self) -> bool:
        try:
            self._port = PrinterPort(self._path, self._profile)
        except WireLostError:
            self._tries += 1
            self._show("PRN-001", UNKNOWN_FACTS)
            return False
        self._wire = PrinterWire(self._port.fd, self._profile.timing_ms.status_timeout / 1000)
        self._counts["reconnects"] += self._tries > 0
        self._tries = 0
        return True

    def _lost(self, loss: WireLostError) -> None:
        log.warning("printer.port-lost", device=self.name, cause=str(loss))
        self._release()
        self._tries = 1
        self._show("PRN-001", UNKNOWN_FACTS)

    def _release(self) -> None:
        if self._port is not None:
            self._port.close()
        self._port = self._wire = None

    def _needed(self) -> PrinterPort:
        if self._port is None and not self._connect():
            raise DeviceError(CompletionCode.DEVICE_NOT_READY, "PRN-001", self._path)
        assert self._port is not None
        return self._port

    def _print(self, command: Command[Printed], job: int) -> Printed:
        port = self._needed()
        separate, self._separate = self._separate, True
        self._leftover = True
        try:
            ending = self._run_child(command, port.fd, job, separate)
        except DeviceError:
            self._half_out = True
            self._forget_rest()
            raise
        if ending["error_id"]:
            # a job that put nothing on paper leaves things as they were
            self._half_out = bool(ending["streamed"])
            self._separate = separate or self._half_out
            self._counts["failed"] += 1
            if ending["error_id"] == "PRN-001":
                self._lost(WireLostError(ending["detail"]))
            self._forget_rest()
            code = ENDINGS.get(ending["error_id"], CompletionCode.DEVICE_NOT_READY)
            raise DeviceError(code, ending["error_id"], ending["detail"])
        self._separate = self._leftover = self._half_out = False
        self._counts["slips"] += 1
        self._counts["bytes"] += ending["bytes_sent"]
        self._counts["mm"] += ending["mm"]
        return Printed(ending["bytes_sent"], ending["mm"], ending["paper"])

    def _forget_rest(self) -> None:
        """Clear what the printer still holds, before anybody hears of the ending and changes the roll."""
        if self._wire is None or not self._leftover:
            return
        try:
            self._leftover = not self._wire.clear(self._profile.realtime_status.clear)
        except WireLostError as loss:
            self._lost(loss)

    def _cut_off(self, wire: PrinterWire) -> None:
        """Half a slip comes off as soon as the printer can, while the one whose it is still stands there."""
        with contextlib.suppress(StalledError):
            wire.send(
                escpos.INITIALISE + escpos.cut(self._profile), self._profile.timing_ms.job_timeout / 1000
            )
            self._half_out = self._separate = False

    def _run_child(self, command: Command[Printed], port: int, job: int, separate: bool) -> dict[str, Any]:
        arguments = [str(port), str(job), str(int(separate)), self._profile.model_dump_json(by_alias=True)]
        child = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "kiosk.devices.ticket_printer.child", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(port, job),
        )
        try:
            while True:
                try:
                    line, _ = child.communicate(timeout=0.1)
                    break
                except subprocess.TimeoutExpired:
                    command.check()
        except DeviceError:
            child.kill()
            child.communicate()
            raise
        return _told(line)

    def _identify(self, command: Command[Mapping[str, str]]) -> Mapping[str, str]:
        self._needed()
        assert self._wire is not None
        found = {}
        try:
            for name, kind in (("firmware", 65), ("maker", 66), ("model", 67), ("serial", 68)):
                command.check()
                if answer := self._wire.ask(escpos.ask_identity(kind), Kind.TEXT):
                    found[name] = answer.data.decode("ascii", "replace")
        except WireLostError as loss:
            self._lost(loss)
            raise DeviceError(CompletionCode.DEVICE_NOT_READY, "PRN-001", str(loss)) from loss
        if not found:
            raise DeviceError(CompletionCode.DEVICE_NOT_READY, "PRN-002")
        return found

    def _reset(self, command: Command[None]) -> None:
        self._release()
        self._needed()
        self._leftover = True
        time.sleep(self._profile.timing_ms.reconnect_first / 1000)
        self._idle()


def _told(line: bytes) -> dict[str, Any]:
    """The child's last words; a child that died without any failed in an unknown place."""
    try:
        ending: dict[str, Any] = json.loads(line)
        return ending
    except ValueError:
        return {"error_id": "PRN-010", "streamed": True, "detail": "print process died"}
