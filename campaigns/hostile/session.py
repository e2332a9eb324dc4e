"""A session that was taken over, against an engine's core: any message, in any order, with all it has heard.

Sometimes an honest officer or technician stands there with a card, or a collector with the right code: then
that much may be opened, and nothing else. Doors are slow, jammed or unseen; the engine dies and the machine
boots in between.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

from campaigns.hostile.found import MOST_WRONG, Found
from campaigns.hostile.judge import Judge, Truth
from campaigns.hostile.mangling import Mangler, spoken
from campaigns.hostile.speech import Speech
from kiosk.devices.locker.doors import DoorSeen
from kiosk.dossier.claims import collector_hash
from kiosk.messages import seat, staff, technician
from kiosk.messages.engine import ENGINE
from kiosk.messages.wire import Frame
from tests.engine.cabinet import ID_NUMBER, SALT, Cabinet
from tests.engine.plan import PROCEDURE

DOORS = 24


class Attack:
    """One cabinet under attack."""

    def __init__(self, folder: Path, seed: int) -> None:
        """An empty cabinet of 24 doors, all shut."""
        self._chance = random.Random(seed)
        self.found = Found("session", seed)
        self._truth = Truth()
        self._judge = Judge(self._truth)
        self._cabinet = Cabinet(folder, doors=DOORS)
        procedure = self._cabinet.catalogue.procedure(PROCEDURE, self._cabinet.clock.now.date())
        self._speech = Speech(self._chance, procedure, DOORS)
        self._speech.owners.append(collector_hash(ID_NUMBER, SALT).hex())
        self._speech.signed = self._truth.signed.__setitem__
        self._mangler = Mangler(self._chance, sorted(ENGINE.kinds), self._speech.known)
        self._pulses = 0
        self._honest = False
        self._cards = {
            role: self._cabinet.authority.card(f"{role}-1", role, days=36500)
            for role in ("officer", "technician", "attendant")
        }
        self._cabinet.see_all()
        self._watch_doors()

    def run(self, messages: int) -> Found:
        """Say so many messages; ends early when far too much is wrong."""
        self._new_seat()
        for number in range(messages):
            if self._chance.random() < 1 / 400:
                self._new_seat()
            self._message()
            self._world_turns()
            if (number + 1) % max(1, messages // 10) == 0:
                self._look()
            if len(self.found.wrong) + len(self._judge.wrong) >= MOST_WRONG:
                break
        return self._summed_up()

    # one message

    def _message(self) -> None:
        message, raw = self._speech.say()
        mangled = self._chance.random() < 0.4
        frame = self._mangler.mangled(message, raw) if mangled else spoken(message, raw)
        heard = self.found.heard(ENGINE, frame)
        if heard is not None:
            self._ask(heard)

    def _ask(self, frame: Frame) -> None:
        try:
            answer = self._cabinet.engine.handle(frame.message, frame.raw)
            ENGINE.encode(answer)
        except Exception as crash:  # noqa: BLE001 - whatever it is, an engine would have died of it
            self.found.crashed(frame.message.kind, crash)
            self._restart()
            return
        self._judge.heard(frame.message, frame.raw, answer, self._cabinet.clock.now.timestamp())
        self._settle()
        self.found.refused += isinstance(answer, seat.Refused)
        self._speech.heard(frame.message, answer)

    def _settle(self) -> None:
        for door in self._cabinet.bus.pulses[self._pulses :] if not self._honest else ():
            self._judge.pulsed(door)
        self._pulses = len(self._cabinet.bus.pulses)
        self._cabinet.settle()
        for event in self._cabinet.told:
            ENGINE.encode(event)
        self._cabinet.told.clear()

    # around it

    def _new_seat(self) -> None:
        self._leave()
        if self._chance.random() < 0.5:
            self._office_works()
        self._speech.new_seat()
        self._cabinet.engine.seat_taken()
        if self._chance.random() < 0.6:
            # the card of whom this seat is after, mostly
            role = {"staff": "officer", "visit": "technician"}.get(
                self._speech.after, self._chance.choice(("officer", "technician", "attendant"))
            )
            self._speech.card = self._cards[role], role
        if self._chance.random() < 0.6:
            self._speech.codes.update(self._truth.codes)

    def _leave(self) -> None:
        self._cabinet.bus.obey = True
        for door in self._cabinet.journal.state.open_doors():
            self._move(door, "closed")
        self._cabinet.clock.pass_time(20)
        self._tick()
        self._cabinet.engine.seat_left()
        self._settle()
        self._judge.seat_ends()

    def _office_works(self) -> None:
        """An honest officer empties what must be emptied and loads a result; weeks are over."""
        cabinet, self._honest = self._cabinet, True
        cabinet.clock.pass_time(3600)
        for door in list(self._judge.open_doors):
            self._move(door, "closed")
        cabinet.see_all()
        cabinet.engine.seat_taken()
        if cabinet.engine.resting():
            self._puts_back_in_service()
        grant = self._granted("officer")
        for number in range(1, DOORS + 1):
            if not cabinet.journal.state.compartment(number).free and self._chance.random() < 0.5:
                self._counts(grant, number)
        cabinet.ask(staff.EndRound(grant=grant))
        if any(cabinet.journal.state.compartment(number).free for number in range(1, DOORS + 1)):
            self._load()
        cabinet.engine.seat_left()
        self._settle()
        self._honest = False

    def _puts_back_in_service(self) -> None:
        """A technician finds everything in order again."""
        ask, grant = self._cabinet.ask, self._granted("technician")
        for device in ("card_reader", "document_camera"):
            ask(seat.DeviceChanged(report=seat.DeviceReport(device=device, state="online")))
        ask(technician.BeginVisit(grant=grant))
        for own in ("card_reader", "camera", "screen", "print"):
            ask(technician.RecordTest(grant=grant, test=own))
        self._cabinet.printer.failure = None
        for test in ("printer", "board"):
            ask(technician.RunTest(grant=grant, test=test))
        ask(technician.EndVisit(grant=grant))

    def _granted(self, role: str) -> str:
        nonce = self._cabinet.ask(staff.AskChallenge()).nonce
        return str(self._cabinet.ask(self._cards[role].answer(nonce)).grant)

    def _counts(self, grant: str, number: int) -> None:
        order = self._cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="count"))
        if not isinstance(order, seat.DoorOrdered):
            return
        self._move(number, "closed")
        told = staff.TellRound(grant=grant, compartment=number, act="counted-empty")
        if isinstance(self._cabinet.ask(told), seat.Done):
            self._judge.lies(number, None)

    def _load(self) -> None:
        code = f"{self._chance.randrange(10**8):08}"
        claim = self._cabinet.offer(code=code)
        number = self._cabinet.load(claim)
        self._truth.codes[claim.claim_id] = code
        self._judge.lies(number, f"{claim.claim_id}/result")
        self._speech.results.append(claim.dossier_code)

    def _world_turns(self) -> None:
        chance, cabinet = self._chance, self._cabinet
        cabinet.clock.pass_time(chance.expovariate(2.0))
        for door in cabinet.journal.state.open_doors():
            if chance.random() < 0.2:
                self._move(door, "closed")
        cabinet.bus.obey = chance.random() < 0.9
        cabinet.printer.failure = "PRN-009" if chance.random() < 0.1 else None
        if chance.random() < 0.003:
            self._move(chance.randint(1, DOORS), chance.choice(("unknown", "closed", "open")))
        if chance.random() < 0.3:
            self._tick()
        if chance.random() < 1 / 700:
            self._restart()

    def _tick(self) -> None:
        try:
            self._cabinet.engine.tick()
        except Exception as crash:  # noqa: BLE001 - whatever it is, an engine would have died of it
            self.found.crashed("tick", crash)
        self._settle()

    def _restart(self) -> None:
        """The engine dies; one time in four the machine boots."""
        cabinet = self._cabinet
        if self._chance.random() < 0.25:
            cabinet.clock.boot, cabinet.clock.mono = f"boot-{self._chance.getrandbits(40)}", 5.0
        self.found.restarts += 1
        cabinet.restart()
        self._watch_doors()
        cabinet.see_all(**{f"d{door}": "open" for door in self._judge.open_doors})
        self._settle()
        self._judge.seat_ends()
        self._speech.new_seat()
        cabinet.engine.seat_taken()

    def _watch_doors(self) -> None:
        seen = self._cabinet.bus.on_seen

        def on_seen(door: int, now: DoorSeen) -> None:
            self._judge.moved(door, is_open=now.door == "open")
            seen(door, now)

        self._cabinet.bus.on_seen = on_seen

    def _move(self, door: int, to: Any) -> None:
        self._cabinet.bus.on_seen(door, DoorSeen(to, "unknown"))
        self._settle()

    # what is left

    def _look(self) -> None:
        self._new_seat()
        self.found.look(self._cabinet)

    def _summed_up(self) -> Found:
        self.found.wrong += self._judge.wrong
        self.found.opened = dict(Counter(self._judge.opened))
        self.found.close(self._cabinet)
        return self.found
