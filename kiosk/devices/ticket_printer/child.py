"""The short-lived process that prints one job: `python -m kiosk.devices.ticket_printer.child`.

It inherits the printer's port and a sealed memory file with the slip, so that what a slip says lives in
no long-lived process. It says how it ended in one JSON line on its standard output, which holds nothing
of the slip, and its exit code is 0 only when the printer confirmed the print.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass

from pydantic import ValidationError

from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.ticket_printer import escpos
from kiosk.devices.ticket_printer.raster import DOTS_PER_MM, Drawing, Piece
from kiosk.devices.ticket_printer.slip import Slip
from kiosk.devices.ticket_printer.status import Kind, PrinterSeen
from kiosk.devices.ticket_printer.wire import PrinterWire, StalledError, WireLostError

LOOK_EVERY = 0.25
MID_SLIP = {"PRN-004": "PRN-008"}


@dataclass(frozen=True)
class Ending:
    """`streamed`: bytes of the slip reached the printer, so something of it may be on paper."""

    error_id: str | None
    streamed: bool
    paper: str = "unknown"
    bytes_sent: int = 0
    mm: int = 0
    detail: str = ""


class _NotPrintedError(Exception):
    def __init__(self, error_id: str, detail: str = "") -> None:
        super().__init__(error_id)
        self.error_id = error_id
        self.detail = detail


class Job:
    """One slip on one printer: clean, stream, wait for the printer's own word."""

    def __init__(self, wire: PrinterWire, profile: PrinterProfile, separate: bool) -> None:
        """`separate`: cut off first what an earlier job may have left on the paper."""
        self._wire = wire
        self._profile = profile
        self._separate = separate
        self._patience = profile.timing_ms.job_timeout / 1000
        self._streamed = False
        self._looked = 0.0

    def run(self, slip: Slip) -> Ending:
        """Print; never raises for what a printer does."""
        pieces = Drawing(self._profile.paper.width_dots, self._profile.features.qr).pieces(slip)
        try:
            self._make_clean()
            paper = self._print(pieces)
        except _NotPrintedError as error:
            return self._ended(error.error_id, detail=error.detail)
        except StalledError:
            return self._ended(self._why_stalled(), detail="no more bytes taken")
        except WireLostError as error:
            return self._ended("PRN-001", detail=str(error))
        rows = sum(piece.height for piece in pieces)
        return self._ended(None, paper, rows // DOTS_PER_MM)

    def _ended(self, error_id: str | None, paper: str = "unknown", mm: int = 0, detail: str = "") -> Ending:
        return Ending(error_id, self._streamed, paper, self._wire.sent, mm, detail)

    def _make_clean(self) -> None:
        seen = self._must_answer()
        if not self._wire.clear(self._profile.realtime_status.clear):
            raise _NotPrintedError("PRN-011")
        if seen.fault is not None:
            seen = self._must_answer()
        if seen.fault is not None:
            raise _NotPrintedError(seen.fault)
        if self._separate:
            self._wire.send(escpos.INITIALISE + escpos.cut(self._profile), self._patience)

    def _print(self, pieces: list[Piece]) -> str:
        self._looked = time.monotonic()
        for command in escpos.encode(pieces, self._profile):
            self._streamed = True
            self._wire.send(command, self._patience)
            if time.monotonic() - self._looked > LOOK_EVERY:
                self._look_after()
        self._wire.send(escpos.COMPLETION, self._patience)
        self._wait_for_completion()
        return self._must_answer().paper

    def _wait_for_completion(self) -> None:
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            for answer in self._wire.receive(LOOK_EVERY):
                if answer.kind is Kind.PAPER:
                    return
            if self._completed_while_looking():
                return
        raise _NotPrintedError("PRN-009")

    def _completed_while_looking(self) -> bool:
        """Look for trouble without losing the completion byte that may come in between."""
        self._wire.send(escpos.ask_status(2) + escpos.ask_status(4), self._patience)
        # not asked again before both are there, or the answers would be taken for each other
        deadline = time.monotonic() + 3 * self._profile.timing_ms.status_timeout / 1000
        bytes_seen: list[int] = []
        while len(bytes_seen) < 2 and (left := deadline - time.monotonic()) > 0:
            for answer in self._wire.receive(left):
                if answer.kind is Kind.PAPER:
                    return True
                if answer.kind is Kind.REALTIME:
                    bytes_seen.append(answer.data[0])
        if len(bytes_seen) < 2:
            raise _NotPrintedError("PRN-009", "silent in mid-slip")
        cause, paper = bytes_seen
        if cause & 0x64 or paper & 0x60:
            self._look_after()
        return False

    def _look_after(self) -> None:
        self._looked = time.monotonic()
        fault = self._must_answer().fault
        if fault is not None and fault != "PRN-007":
            raise _NotPrintedError(MID_SLIP.get(fault, fault))

    def _must_answer(self) -> PrinterSeen:
        seen = self._wire.look() or self._wire.look()
        if seen is None:
            raise _NotPrintedError("PRN-009" if self._streamed else "PRN-002")
        return seen

    def _why_stalled(self) -> str:
        try:
            seen = self._wire.look()
        except WireLostError:
            return "PRN-001"
        fault = seen.fault if seen else None
        return MID_SLIP.get(fault, fault) if fault else "PRN-009"


def _inherited(fd: int) -> bytes:
    with os.fdopen(fd, "rb") as job:
        job.seek(0)
        return job.read()


def main(arguments: list[str]) -> int:
    """Arguments: port fd, job fd, whether to separate (0 or 1), the printer's profile as JSON."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    port, job, separate, profile_json = arguments
    profile = PrinterProfile.model_validate_json(profile_json)
    try:
        slip = Slip.from_bytes(_inherited(int(job)))
    except ValidationError as error:
        ending = Ending("PRN-010", False, detail=f"{error.error_count()} errors in the slip")
    else:
        wire = PrinterWire(int(port), profile.timing_ms.status_timeout / 1000)
        ending = Job(wire, profile, separate == "1").run(slip)
    sys.stdout.write(json.dumps(asdict(ending)) + "\n")
    return 0 if ending.error_id is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
