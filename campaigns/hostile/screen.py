"""A screen that was taken over, against a real session on a real engine's core: touches nobody made.

Whoever stands there has laid a card or not, knows a claim code or not; what the screen says may at most do
what that person could have touched.
"""

from __future__ import annotations

import contextlib
import queue
import random
import socket
import threading
import time
from collections import Counter
from pathlib import Path

from campaigns.hostile.found import MOST_WRONG, Found
from campaigns.hostile.judge import Judge, Truth
from campaigns.hostile.mangling import Mangler, spoken
from kiosk.devices.locker.doors import DoorSeen
from kiosk.messages import screen as said
from kiosk.messages import staff
from kiosk.messages.pages import EnterDigits, EnterText, Page
from kiosk.messages.screen import SCREEN
from kiosk.messages.wire import Channel, Message, WireError
from tests.engine.cabinet import Cabinet
from tests.engine.doubles import StaffCard
from tests.session.world import CITIZEN, NEIGHBOUR, EngineHost, World

CODE = "12345678"
A_VISIT, A_BURST = 600, 12
_FRAME = ("back", "finish", "help", "end-now", "more-time", "go-on", "x")
_TYPED = (CODE, "00000000", "246810", "123456", "0912345678", "Nguyễn Văn A", "", "9" * 200, "\x00", "1")


class HostileScreen:
    """The screen's end of the socket; sees what is shown, and says what it likes."""

    def __init__(self, sock: socket.socket) -> None:
        """Begin to look."""
        self._sock = sock
        self._channel = Channel(sock, SCREEN)
        self.number = 0
        self.page: Page | None = None
        self.overlay: said.Overlay | None = None
        self.over = False
        threading.Thread(target=self._look, daemon=True).start()

    def say(self, frame: bytes) -> None:
        """Send bytes, unless the session is gone."""
        try:
            self._sock.sendall(frame)
        except OSError:
            self.over = True

    def vanishes(self) -> None:
        """The screen's process dies."""
        self._channel.close()

    def _look(self) -> None:
        with contextlib.suppress(OSError, WireError):
            while (received := self._channel.receive()) is not None:
                match received.message:
                    case said.Frame() as frame:
                        self.number = frame.number
                    case Page() as page:
                        self.page = page
                    case said.Overlay() as overlay:
                        self.overlay = overlay
                    case said.Close():
                        self.over = True
        self.over = True


class Touches:
    """What such a screen says: sensible touches, senseless ones, and bytes that are none."""

    def __init__(self, chance: random.Random) -> None:
        """By chance alone."""
        self._chance = chance
        self._mangler = Mangler(chance, sorted(SCREEN.kinds), ["collect", "deposit", CODE])

    def frame(self, screen: HostileScreen) -> bytes:
        """The next bytes to say."""
        message = self._message(screen)
        # what is no message ends the visit
        if self._chance.random() < 0.003:
            return self._mangler.mangled(message, b"")
        return spoken(message)

    def _message(self, screen: HostileScreen) -> Message:
        chance = self._chance
        if chance.random() < 0.05:
            return chance.choice(
                (said.Touched(), said.Ready(), said.LanguageChosen(language="en"), said.Close())
            )
        if screen.page is not None and chance.random() < 0.4:
            name, value = self._sensible(screen.page)
            return said.Answer(number=screen.number, name=name[:64], value=value)
        number = screen.number if chance.random() < 0.95 else chance.randrange(10**6)
        names = _names(screen.page) or ["x"]
        if screen.overlay is not None and chance.random() < 0.3:
            names = [button.name for button in screen.overlay.buttons] or names
        name = chance.choice(names) if chance.random() < 0.9 else chance.choice(_FRAME)
        if chance.random() < 0.3:
            name = chance.choice(("typed", "query", "change", "retake", "remove", "up"))
        value = chance.choice((*_TYPED, "1", "2", *names)) if name in {"typed", "query", "change"} else "1"
        return said.Answer(number=number, name=name[:64], value=value[:200])

    def _sensible(self, page: Page) -> tuple[str, str]:
        """What somebody would touch who wants to get on."""
        if isinstance(page, EnterDigits):
            fitting = [typed for typed in _TYPED if page.shortest <= len(typed) <= page.longest]
            return "typed", self._chance.choice(fitting or ["1" * page.longest])
        if isinstance(page, EnterText):
            return "typed", "Nguyễn Văn A"
        ways_on = [button.name for button in page.buttons if button.look == "primary" and button.enabled]
        return self._chance.choice(ways_on or _names(page) or ["x"]), ""


class Attack:
    """One cabinet; one session after the other has this screen."""

    def __init__(self, folder: Path, seed: int) -> None:
        """An engine with nothing in its compartments."""
        self._chance = random.Random(seed)
        self.found = Found("screen", seed)
        self._truth = Truth()
        self._judge = Judge(self._truth)
        self._host = EngineHost(folder)
        self._host.heard = self._heard
        self._officer = self._host.do(
            lambda cabinet: cabinet.authority.card("officer-1", "officer", days=36500)
        )
        self._touches = Touches(self._chance)
        self._pulses = 0
        self._host.do(self._watch_doors)

    def run(self, messages: int) -> Found:
        """Say so many messages, in visits of some hundreds."""
        looks = 0
        while self.found.messages < messages and len(self.found.wrong) < MOST_WRONG:
            self._visit(min(A_VISIT, messages - self.found.messages))
            if self.found.messages * 10 // messages > looks:
                looks = self.found.messages * 10 // messages
                # sessions live in this process here: its memory says nothing of the engine's
                self._host.do(lambda cabinet: self.found.look(cabinet, alone=False))
        self._host.do(self._sum_up)
        self._host.stop()
        return self.found

    def _visit(self, messages: int) -> None:
        self._host.do(self._office_works)
        world = World(self._host, screen=HostileScreen)
        screen = world.person
        assert isinstance(screen, HostileScreen)
        self._lay_something(world)
        until = self.found.messages + messages
        while self.found.messages < until and not screen.over:
            for _ in range(self._chance.randint(1, A_BURST)):
                screen.say(self._touches.frame(screen))
                self.found.messages += 1
            time.sleep(self._chance.choice((0.0, 0.001, 0.004)))
            self._host.do(self._turn)
            if self._chance.random() < 0.2:
                # the session may be gone by now
                with contextlib.suppress(RuntimeError, queue.Empty):
                    world.glances()
        screen.vanishes()
        try:
            world.ends()
        except AssertionError as failed:
            self.found.crashed("session", failed)
        self._host.do(lambda _: self._judge.seat_ends())

    def _lay_something(self, world: World) -> None:
        card: object = self._chance.choice((None, CITIZEN, CITIZEN, NEIGHBOUR, self._officer))
        if card is not None:
            world.lays(card)  # type: ignore[arg-type]

    # around it, on the engine's thread

    def _office_works(self, cabinet: Cabinet) -> None:
        """An honest officer has emptied everything, and loads a result for the one citizen."""
        cabinet.clock.pass_time(3600)
        for door in sorted(self._judge.open_doors):
            cabinet.bus.on_seen(door, DoorSeen("closed", "unknown"))
        cabinet.settle()
        cabinet.engine.seat_taken()
        grant = cabinet.officer()
        for number in range(1, cabinet.bus.channels + 1):
            cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="count"))
            cabinet.bus.close_door(number)
            cabinet.settle()
            cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="counted-empty"))
            self._judge.lies(number, None)
        claim = cabinet.offer(code=CODE)
        number = cabinet.load(claim)
        self._truth.codes[claim.claim_id] = CODE
        self._judge.lies(number, f"{claim.claim_id}/result")
        cabinet.engine.seat_left()
        cabinet.told.clear()
        self._pulses = len(cabinet.bus.pulses)

    def _heard(self, request: Message, raw: bytes, answer: Message) -> None:
        if isinstance(request, staff.StaffProof) and isinstance(self._officer, StaffCard):
            self._truth.signed[request.nonce] = "officer"
        cabinet = self._host.cabinet
        self._judge.heard(request, raw, answer, cabinet.clock.now.timestamp())
        self._count_pulses(cabinet)

    def _count_pulses(self, cabinet: Cabinet) -> None:
        for door in cabinet.bus.pulses[self._pulses :]:
            self._judge.pulsed(door)
        self._pulses = len(cabinet.bus.pulses)

    def _turn(self, cabinet: Cabinet) -> None:
        cabinet.clock.pass_time(self._chance.expovariate(0.5))
        for door in cabinet.journal.state.open_doors():
            if self._chance.random() < 0.5:
                cabinet.bus.close_door(door)
        cabinet.engine.tick()
        cabinet.settle()
        self._count_pulses(cabinet)

    def _watch_doors(self, cabinet: Cabinet) -> None:
        seen = cabinet.bus.on_seen

        def on_seen(door: int, now: DoorSeen) -> None:
            self._judge.moved(door, is_open=now.door == "open")
            seen(door, now)

        cabinet.bus.on_seen = on_seen

    def _sum_up(self, cabinet: Cabinet) -> None:
        self.found.wrong += self._judge.wrong
        self.found.opened = dict(Counter(self._judge.opened))
        self.found.close(cabinet)


def _names(page: Page | None) -> list[str]:
    """What a finger could touch on a page."""
    if page is None:
        return []
    listed = [*getattr(page, "options", ()), *getattr(page, "tiles", ()), *page.buttons]
    return [each.name for each in listed]
