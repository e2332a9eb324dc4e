"""A thermal receipt printer on a pty, written from the ESC/POS command reference.

Python API, safe from any thread: `start`, `stop`, `act`, `fault`, `state`, `ledger`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from kiosk.devices.simulators.ledger import PhysicalLedger
from kiosk.devices.simulators.printer_language import (
    AutomaticStatus,
    CutPaper,
    Interpreter,
    Mark,
    Respond,
    Row,
    Step,
    split_realtime,
)
from kiosk.devices.simulators.printer_paper import HEAD_TO_CUTTER_ROWS, ROWS_PER_MM, Roll, Strip
from kiosk.devices.simulators.pty_port import PtyPort

FAULTS = (
    "silent",  # without power: hears nothing, answers nothing, prints nothing
    "unplugged",  # its cable is pulled out of the computer
    "cover-open",
    "paper-near-end",  # the near-end sensor sees a thin roll
    "paper-out",  # the paper sensor sees nothing
    "cutter-jam",  # an error that needs a hand
    "hot",  # an error that goes away by itself
    "slow",  # prints at a tenth of its speed
    "no-completion",  # GS r is never answered
    "mute-when-offline",  # answers nothing at all while cover or paper stop it, as some models do
)
IDENTITY = {65: b"1.08 ESC/POS", 66: b"EPSON", 67: b"TM-T20III", 68: b"SIM0000001"}


class TicketPrinterSimulator:
    """The printer and the hands of the person who tends it.

    What is received while the printer cannot print is kept, and printed when it can again.
    `act(verb, mm)`: "change-roll" (the old paper is torn off; a new roll of `mm`), "roll-left" (the roll in
    it ends after `mm`), "open-cover", "close-cover".
    `fault(name, on)`: names in FAULTS.
    `state()`: {"plugged", "faults", "roll_mm", "waiting" (steps not printed yet), "mm_out" (paper hanging
    out uncut), "slips" (PNG names, oldest first)}.
    Ledger events: started (first black line of a slip), cut and torn {png (null for blank paper), mm, qr,
    text}, completion {n}, cleared {steps}, paper-out {mm of the slip so far}, roll-changed {mm}, plugged,
    unplugged.
    """

    # what the maker says of a TM-T20III
    mm_per_second = 250.0

    def __init__(self, port: Path, ledger: Path, folder: Path, roll_mm: float = 60_000.0) -> None:
        """`port`: where the link to the pty appears; `folder`: where the PNG files go."""
        folder.mkdir(parents=True, exist_ok=True)
        self.ledger = PhysicalLedger(ledger)
        self._port = PtyPort(port)
        self._roll = Roll(roll_mm)
        self._strip = Strip(folder, self.ledger)
        self._interpreter = Interpreter()
        self._held = bytearray()
        self._steps: deque[Step] = deque()
        self._faults: set[str] = set()
        self._automatic = 0
        self._told = b""
        self._lock = threading.RLock()
        self._running = False
        self._printed_until = time.monotonic()
        self._thread = threading.Thread(target=self._loop, name="simulated-printer", daemon=True)

    def start(self) -> None:
        """Plug in and begin to answer."""
        self._port.plug_in()
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        """Pull out and end the thread."""
        self._running = False
        self._port.wake()
        self._thread.join(timeout=5)
        self._port.close()
        self.ledger.close()

    def fault(self, name: str, on: bool) -> None:
        """Switch a fault on or off."""
        if name not in FAULTS:
            raise ValueError(f"no such fault: {name}")
        with self._lock:
            (self._faults.add if on else self._faults.discard)(name)
            if name == "unplugged" and self._port.plugged == on:
                self.ledger.add("unplugged" if on else "plugged")
                (self._port.pull_out if on else self._port.plug_in)()
            if name == "silent" and on:
                self._forget()
        self._port.wake()

    def act(self, verb: str, mm: float = 60_000.0) -> None:
        """What a person does at the printer."""
        with self._lock:
            if verb == "change-roll":
                self._change_roll(mm)
            elif verb == "roll-left":
                self._roll.mm_left = mm
            elif verb in ("open-cover", "close-cover"):
                self.fault("cover-open", verb == "open-cover")
            else:
                raise ValueError(f"no such act: {verb}")
        self._port.wake()

    def state(self) -> dict[str, Any]:
        """Everything a bystander could see."""
        with self._lock:
            return {
                "plugged": self._port.plugged,
                "faults": sorted(self._faults),
                "roll_mm": round(max(0.0, self._roll.mm_left), 1),
                "waiting": len(self._steps),
                "mm_out": self._strip.mm,
                "slips": self._strip.slips(),
            }

    def _change_roll(self, mm: float) -> None:
        if self._strip.mm > 0:
            self._strip.come_off("torn")
        self._faults -= {"paper-out", "paper-near-end"}
        self._roll.mm_left = mm
        self.ledger.add("roll-changed", mm=mm)

    # the printer

    def _loop(self) -> None:
        while self._running:
            with self._lock:
                busy = bool(self._steps) and not self._stopped()
            received = self._port.receive(0.01 if busy else 0.5)
            with self._lock:
                if "silent" not in self._faults:
                    self._take_in(received)
                    self._print_due()
                    self._tell_changes()

    def _take_in(self, received: bytes) -> None:
        if not self._steps:
            self._printed_until = time.monotonic()
        for is_realtime, data in split_realtime(self._held, received):
            if not is_realtime or self._interpreter.inside_picture:
                self._steps.extend(self._interpreter.feed(data))
            if is_realtime:
                self._at_once(data)

    def _at_once(self, command: bytes) -> None:
        if command[1] == 0x04:
            self._send(self._status(command[2]))
        elif command[1] == 0x05 and command[2] == 2 and self._has_error():
            self._forget()
        elif command[1:3] == b"\x14\x08":
            self._forget()
            self._send(b"7%\x00")

    def _forget(self) -> None:
        if self._steps or self._interpreter.inside_picture:
            self.ledger.add("cleared", steps=len(self._steps))
        self._steps.clear()
        self._interpreter = Interpreter()

    def _print_due(self) -> None:
        if self._stopped():
            self._printed_until = time.monotonic()
            return
        speed = self.mm_per_second * (0.1 if "slow" in self._faults else 1.0)
        a_row = 1 / (speed * ROWS_PER_MM)
        while self._steps and not self._stopped() and self._printed_until <= time.monotonic():
            rows = self._do(self._steps.popleft())
            self._printed_until += rows * a_row

    def _do(self, step: Step) -> int:
        """Rows of paper the step took."""
        match step:
            case Row(dots):
                return self._advance(dots)
            case Mark():
                self._strip.mark(step)
            case CutPaper(extra):
                for _ in range(extra):
                    self._strip.advance(b"")
                self._roll.advance_rows(HEAD_TO_CUTTER_ROWS + extra)
                self._strip.come_off("cut")
                return HEAD_TO_CUTTER_ROWS + extra
            case Respond(command, n):
                self._respond(command, n)
            case AutomaticStatus(n):
                self._automatic, self._told = n, b""
        return 0

    def _advance(self, dots: bytes) -> int:
        self._strip.advance(dots)
        self._roll.advance_rows(1)
        if self._roll.is_out:
            self.ledger.add("paper-out", mm=self._strip.mm)
        return 1

    def _respond(self, command: str, n: int) -> None:
        if command == "GS I":
            self._send(b"_" + IDENTITY.get(n, b"") + b"\x00")
        elif "no-completion" not in self._faults:
            if n in (1, 49):
                self.ledger.add("completion", n=n)
            self._send(bytes((0x03 if self._near_end() and n in (1, 49) else 0x00,)))

    # its state

    def _out(self) -> bool:
        return self._roll.is_out or "paper-out" in self._faults

    def _near_end(self) -> bool:
        return self._out() or self._roll.is_near_end or "paper-near-end" in self._faults

    def _has_error(self) -> bool:
        return bool(self._faults & {"cutter-jam", "hot"})

    def _stopped(self) -> bool:
        return self._out() or self._has_error() or bool(self._faults & {"cover-open", "silent", "unplugged"})

    def _status(self, n: int) -> bytes:
        cover, out = "cover-open" in self._faults, self._out()
        bits = {
            1: 0x08 * self._stopped(),
            2: 0x04 * cover | 0x20 * out | 0x40 * self._has_error(),
            3: 0x08 * ("cutter-jam" in self._faults) | 0x40 * ("hot" in self._faults),
            4: 0x0C * self._near_end() | 0x60 * out,
        }
        return bytes((0x12 | bits.get(n, 0),))

    def _tell_changes(self) -> None:
        cover, out = "cover-open" in self._faults, self._out()
        block = bytes(
            (
                0x10 | 0x08 * self._stopped() | 0x20 * cover,
                0x08 * ("cutter-jam" in self._faults) | 0x40 * ("hot" in self._faults),
                0x03 * self._near_end() | 0x0C * out,
                0x00,
            )
        )
        if self._automatic and block != self._told:
            self._told = block
            self._send(block)

    def _send(self, answer: bytes) -> None:
        if not ("mute-when-offline" in self._faults and self._stopped()):
            self._port.send(answer)
