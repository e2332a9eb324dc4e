"""The same over real sockets: an engine's process with a simulated cabinet, and hostile processes beside it.

Each attacker is a process of its own, for a seat is free again only when its process is gone. Besides what
they say, they are rude: silent, deaf, slow and many. Meanwhile an honest process must be served.
"""

from __future__ import annotations

import collections
import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from campaigns.glass import Glass
from campaigns.hostile import attackers
from campaigns.hostile.found import Found
from campaigns.hostile.judge import Judge, Truth
from campaigns.ledgers import lines, orders_under_way
from campaigns.world import KillableWorld
from kiosk.devices.simulators.control import CabinetControl
from kiosk.messages import outbox, seat
from kiosk.messages.outbox import OUTBOX
from kiosk.messages.wire import WireError

# Here all run as one user, so the silent ones keep others out until the engine has lost patience with them;
# on the appliance each kind of process has a user, and places, of its own.
SERVED_WITHIN_S = 16.0
GROWS_MB = 24.0
Attacker = Callable[[Path, int, int, attackers.Pipe], None]


class Siege:
    """A world of processes, and who attacks it."""

    def __init__(self, world: KillableWorld, seed: int) -> None:
        """The world runs."""
        self._world = world
        self._chance = random.Random(seed)
        self.found = Found("sockets", seed)
        self._judge = Judge(Truth())
        self._engine = world.pids()["engine"]
        self._over = threading.Event()
        self._hands = threading.Thread(target=self._close_doors, daemon=True)
        self._hands.start()

    def attack(self, messages: int) -> None:
        """Each kind says so many messages."""
        self._settle_down()
        began = self._resident_mb()
        for name in ("session-1", "session-2"):
            self._world.switch(name, on=False)
        self._many("session", attackers.session, messages, glass=True)
        for name in ("session-1", "session-2"):
            self._world.switch(name, on=True)
        self._many("screen", attackers.screen, messages)
        self._world.switch("sync", on=False)
        self._many("sync", attackers.sync, messages)
        self._one(attackers.rude, 3000, glass=False, beside=self._is_served)
        self._settle_down()
        self.found.resident_mb = [began, self._resident_mb()]

    def _many(self, who: str, attacker: Attacker, messages: int, *, glass: bool = False) -> None:
        said = 0
        while said < messages:
            this = self._one(attacker, messages - said, glass=glass)
            said += this
            self.found.opened[f"{who} processes"] = self.found.opened.get(f"{who} processes", 0) + 1
            if not this:
                self.found.wrong.append(f"a hostile {who} could say nothing: nothing is proven of it")
                return
        self._is_served()

    def _one(
        self, attacker: Attacker, most: int, *, glass: bool, beside: Callable[[], None] = lambda: None
    ) -> int:
        ours, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("fork")
        path, seed = self._world.engine_socket, self._chance.getrandbits(32)
        seen = Glass(path, self._world.build) if glass else None
        process = context.Process(target=attacker, args=(path, seed, most, theirs), daemon=True)
        process.start()
        theirs.close()
        said = self._take(ours)
        beside()
        process.kill()
        process.join()
        if seen is not None:
            seen.kill()
        self._judge.seat_ends()
        self.found.messages += said
        return said

    def _take(self, ours: Any) -> int:
        """What the attacker asked and was answered; what the board did is read apart."""
        while ours.poll(300):
            try:
                first, second = ours.recv()
            except EOFError:
                return 0
            if first == "lost":
                continue
            for message, raw, answer, at in second:
                self._judge.heard(message, raw, answer, at)
                self.found.refused += isinstance(answer, seat.Refused)
            return int(first)
        self.found.wrong.append("an attacker hangs: the engine has not answered for minutes")
        return 0

    def _is_served(self) -> None:
        """An honest process comes, and comes again when it was sent away, until the engine answers it."""
        began = time.monotonic()
        while not self._answered():
            if time.monotonic() - began > SERVED_WITHIN_S:
                self.found.wrong.append(f"an honest process was not served in {SERVED_WITHIN_S:.0f} s")
                return
            time.sleep(0.5)

    def _answered(self) -> bool:
        try:
            line = attackers.Line(self._world.engine_socket, "sync", OUTBOX)
            line.channel.send(outbox.ReadState())
            answer = line.answer((outbox.Poke,))
            line.channel.close()
        except (OSError, WireError):
            return False
        return answer is not None

    def _settle_down(self) -> None:
        deadline = time.monotonic() + 60
        while orders_under_way(self._world.events()) and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(2)

    def _close_doors(self) -> None:
        control = CabinetControl(self._world.folder / "cabinet")
        while not self._over.wait(0.1):
            for door in control.open_doors():
                control.order("locker", "act", verb="close", door=door)
        control.close()

    def _resident_mb(self) -> float:
        status = Path(f"/proc/{self._engine}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024, 1)

    def close(self) -> Found:
        """Compare with the board's ledger and the journal."""
        self._over.set()
        self._hands.join()
        found, world = self.found, self._world
        board = lines(world.folder / "cabinet" / "ledgers" / "locker.jsonl")
        pulses = collections.Counter(entry["door"] for entry in board if entry["event"] == "pulse")
        ordered = collections.Counter(self._judge.ordered)
        found.pulses, found.rows = sum(pulses.values()), len(world.events())
        found.wrong += self._judge.wrong
        found.wrong += [f"door {door} pulsed more often than was answered" for door in pulses - ordered]
        if world.pids().get("engine") != self._engine or world.starts() != 1:
            found.wrong.append(f"the engine died: {world.starts()} starts")
        if found.resident_mb and found.resident_mb[1] - found.resident_mb[0] > GROWS_MB:
            found.wrong.append(f"the engine grew from {found.resident_mb[0]} to {found.resident_mb[1]} MB")
        names = {event["name"] for event in world.events()}
        for never in ("claim.offered/1", "receipt.recorded/1", "config.applied/1", "staff.granted/1"):
            if never in names:
                found.wrong.append(f"{never} without anybody who could")
        return found
