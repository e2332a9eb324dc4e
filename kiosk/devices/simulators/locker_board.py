"""A cabinet of 24 compartments behind a lock control board of the "8A/80 XOR" family, on a pty.

Written from the board maker's protocol text, not from any driver. Frames: head, board, lock, command,
check = XOR of all bytes before. `8A b l 11` pulses lock l and answers `8A b l s`; `80 b l 33` answers
`80 b l s`; `80 b 00 33` answers `80 b s3 s2 s1 33`, s1 holding locks 1-8 with lock 1 in its lowest bit;
s = 11 or bit 1: contact shorted, which means closed. `8A b 00 11` pulses all locks.

Python API, safe from any thread: `start`, `stop`, `act`, `fault`, `state`, `ledger`.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.devices.simulators.ledger import PhysicalLedger
from kiosk.devices.simulators.pty_port import PtyPort

SIZES = "L" * 4 + "M" * 8 + "S" * 12
BOARD_FAULTS = (
    "silent",  # the board is without power: hears nothing, does nothing
    "unplugged",  # the adapter is pulled out of the computer
    "garbage-prefix",  # stray bytes before every answer
    "late-reply",  # answers after `late_s`
    "partial-reply",  # the last two bytes of every answer get lost
    "split-reply",  # every answer arrives byte by byte
    "bad-check",  # line noise: the check byte is wrong
    "wrong-address",  # another board's address in the answers
    "reply-lost",  # a lock is pulsed, but the answer to it never arrives
)
DOOR_FAULTS = (
    "stuck-open",  # the sensor says open whatever the door does
    "stuck-closed",  # the sensor says closed whatever the door does
    "does-not-open",  # the pulse comes, the bolt is jammed
)


@dataclass
class _Compartment:
    door: int
    size: str
    is_open: bool = False
    pulsing: bool = False
    things: list[str] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)

    def contact_shorted(self) -> bool:
        if "stuck-open" in self.faults:
            return False
        return "stuck-closed" in self.faults or not self.is_open


class LockerBoardSimulator:
    """The board, its doors, and the hands of the person in front of them.

    `act(verb, door, thing)`:
      "close", "open" (pull a door that is unlocked by its pulse but has no spring), "force" (break it
      open), "put" (a named thing), "take" (a named thing, or everything). `ValueError` when a hand
      could not do that, such as putting something through a shut door.
    `fault(name, on, door=None)`: names in BOARD_FAULTS, and with `door` those in DOOR_FAULTS.
    `state()`: {"plugged", "faults", "doors": {"1": {"size", "open", "sensor", "things", "faults"}}}.
    Ledger events: pulse, opened, closed, put, taken, forced, unplugged, plugged; each with `door` where
    there is one. Contents and open doors are rebuilt from an existing ledger, as a real cabinet keeps them.
    """

    pulse_s = 0.3
    spring_s = 0.04
    answer_s = 0.06
    late_s = 0.45

    def __init__(self, port: Path, ledger: Path, address: int = 1, sizes: str = SIZES) -> None:
        """`port`: where the link to the pty appears; `sizes`: one letter for each door."""
        self.ledger = PhysicalLedger(ledger)
        self._port = PtyPort(port)
        self._address = address
        self._doors = {n: _Compartment(n, size) for n, size in enumerate(sizes, start=1)}
        self._faults: set[str] = set()
        self._lock = threading.RLock()
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._inbox = bytearray()
        self._running = False
        self._thread = threading.Thread(target=self._loop, name="simulated-locker", daemon=True)
        self._rebuild()

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

    def fault(self, name: str, on: bool, door: int | None = None) -> None:
        """Switch a fault on or off."""
        if name not in (BOARD_FAULTS if door is None else DOOR_FAULTS):
            raise ValueError(f"no such fault: {name}")
        with self._lock:
            faults = self._faults if door is None else self._doors[door].faults
            (faults.add if on else faults.discard)(name)
            if name == "unplugged":
                self._set_plugged(not on)

    def act(self, verb: str, door: int, thing: str = "") -> None:
        """What a person does at a door."""
        acts = {"close": self._close, "open": self._pull, "force": self._force}
        with self._lock:
            compartment = self._doors[door]
            if verb == "put":
                self._put(compartment, thing)
            elif verb == "take":
                self._take(compartment, thing)
            elif verb in acts:
                acts[verb](compartment)
            else:
                raise ValueError(f"no such act: {verb}")

    def state(self) -> dict[str, Any]:
        """Everything a bystander could see."""
        with self._lock:
            doors = {
                str(c.door): {
                    "size": c.size,
                    "open": c.is_open,
                    "sensor": "closed" if c.contact_shorted() else "open",
                    "things": list(c.things),
                    "faults": sorted(c.faults),
                }
                for c in self._doors.values()
            }
            return {"plugged": self._port.plugged, "faults": sorted(self._faults), "doors": doors}

    # hands

    def _close(self, c: _Compartment) -> None:
        if c.is_open:
            self._swing(c, False, "closed")

    def _pull(self, c: _Compartment) -> None:
        if not c.is_open and not c.pulsing:
            raise ValueError("the bolt holds the door")
        self._swing(c, True, "opened")

    def _force(self, c: _Compartment) -> None:
        if not c.is_open:
            self._swing(c, True, "forced")

    def _put(self, c: _Compartment, thing: str) -> None:
        if not c.is_open:
            raise ValueError("the door is shut")
        self.ledger.add("put", door=c.door, thing=thing)
        c.things.append(thing)

    def _take(self, c: _Compartment, thing: str) -> None:
        if not c.is_open:
            raise ValueError("the door is shut")
        if thing and thing not in c.things:
            raise ValueError("it is not in there")
        for taken in [thing] if thing else list(c.things):
            self.ledger.add("taken", door=c.door, thing=taken)
            c.things.remove(taken)

    def _swing(self, c: _Compartment, is_open: bool, event: str) -> None:
        if c.is_open != is_open:
            self.ledger.add(event, door=c.door)
            c.is_open = is_open

    def _set_plugged(self, plugged: bool) -> None:
        if plugged == self._port.plugged:
            return
        self.ledger.add("plugged" if plugged else "unplugged")
        (self._port.plug_in if plugged else self._port.pull_out)()

    def _rebuild(self) -> None:
        for line in self.ledger.entries():
            if (c := self._doors.get(line.get("door", 0))) is None:
                continue
            match line["event"]:
                case "opened" | "forced":
                    c.is_open = True
                case "closed":
                    c.is_open = False
                case "put":
                    c.things.append(line["thing"])
                case "taken":
                    c.things.remove(line["thing"])

    # the board

    def _loop(self) -> None:
        while self._running:
            received = self._port.receive(self._until_next())
            with self._lock:
                if "silent" not in self._faults:
                    self._inbox += received
                    self._obey()
                while self._agenda and self._agenda[0][0] <= time.monotonic():
                    heapq.heappop(self._agenda)[2]()

    def _until_next(self) -> float:
        with self._lock:
            return max(0.0, self._agenda[0][0] - time.monotonic()) if self._agenda else 0.5

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (time.monotonic() + seconds, next(self._order), then))

    def _obey(self) -> None:
        while len(self._inbox) >= 5:
            request = bytes(self._inbox[:5])
            if not self._is_request(request):
                del self._inbox[0]
                continue
            del self._inbox[:5]
            if request[1] == self._address:
                self._serve(request[0], request[2])

    @staticmethod
    def _is_request(frame: bytes) -> bool:
        return (frame[0], frame[3]) in ((0x8A, 0x11), (0x80, 0x33)) and _check(frame[:4]) == frame[4]

    def _serve(self, head: int, lock: int) -> None:
        if head == 0x8A:
            for door in self._doors if lock == 0 else [lock] if lock in self._doors else []:
                self._pulse(self._doors[door])
            if "reply-lost" not in self._faults:
                self._later(self.answer_s, lambda: self._answer(self._one(head, lock)))
        elif lock == 0:
            self._later(0.005, lambda: self._answer(self._all()))
        elif lock in self._doors:
            self._later(0.005, lambda: self._answer(self._one(head, lock)))

    def _pulse(self, c: _Compartment) -> None:
        self.ledger.add("pulse", door=c.door, ms=round(self.pulse_s * 1000))
        if "does-not-open" in c.faults:
            return
        c.pulsing = True
        self._later(self.spring_s, lambda: self._swing(c, True, "opened"))
        self._later(self.pulse_s, lambda: setattr(c, "pulsing", False))

    def _one(self, head: int, lock: int) -> bytes:
        closed = lock in self._doors and self._doors[lock].contact_shorted()
        return bytes((head, self._address, lock, 0x11 if closed else 0x00))

    def _all(self) -> bytes:
        bits = sum(1 << (c.door - 1) for c in self._doors.values() if c.contact_shorted())
        return bytes((0x80, self._address, *bits.to_bytes(3, "big"), 0x33))

    def _answer(self, body: bytes) -> None:
        faults = self._faults
        if "wrong-address" in faults:
            body = body[:1] + bytes((body[1] % 32 + 1,)) + body[2:]
        frame = body + bytes((_check(body) ^ (0x55 if "bad-check" in faults else 0),))
        if "partial-reply" in faults:
            frame = frame[:-2]
        if "garbage-prefix" in faults:
            frame = b"\xfa\xfd\x99\x80" + frame
        if "late-reply" in faults:
            self._later(self.late_s, lambda: self._port.send(frame))
        elif "split-reply" in faults:
            for place in range(len(frame)):
                self._later(place * 0.012, lambda byte=frame[place : place + 1]: self._port.send(byte))  # type: ignore[misc]
        else:
            self._port.send(frame)


def _check(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total
