"""Where the machine stands: a cabinet and its model, doors, time and deaths, and what must always agree."""

from __future__ import annotations

import collections
import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from campaigns.model.tiny import Claim, Deposit, Tiny
from kiosk.devices.locker.doors import DoorSeen
from kiosk.messages import outbox, seat
from kiosk.messages.wire import Message
from tests.engine.cabinet import Cabinet

ITEM = "result"
# What ends most of what is under way happens once in a while.
SELDOM = st.sampled_from((True, False, False, False))


def said(answer: Message) -> str:
    """`ok`, or the id of the refusal."""
    return answer.error_id if isinstance(answer, seat.Refused) else "ok"


class Ground(RuleBasedStateMachine):
    """The engine's core beside the model: seat, doors, time, deaths; and what must agree after each step."""

    # How often what was done, over all lives: a machine that never opens a door agrees with everything.
    done: ClassVar[collections.Counter[str]] = collections.Counter()

    def __init__(self) -> None:
        """A cabinet with every door seen shut."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="model-"))
        self.cabinet = Cabinet(self.folder)
        self.cabinet.see_all()
        self.tiny = Tiny()
        self.rows: list[bytes] = []
        self.offers: dict[str, Any] = {}

    def teardown(self) -> None:
        """Nothing stays."""
        self.cabinet.journal.abandon()
        shutil.rmtree(self.folder)

    @property
    def now(self) -> float:
        """Seconds that nobody sets."""
        return self.cabinet.clock.mono

    # the seat

    def _somebody(self) -> None:
        """Whoever acts stands there, the one who came before or somebody new."""
        if self.tiny.seat is None:
            self.tiny.sit()
            assert self.cabinet.engine.seat_taken() == self.tiny.seat

    def _nobody(self) -> None:
        if self.tiny.seat is not None:
            self.tiny.stand_up()
            self.cabinet.engine.seat_left()

    @rule(really=SELDOM)
    def somebody_goes(self, really: bool) -> None:
        if really:
            self._nobody()

    # doors

    def _order(self, request: Message, thing: Deposit | Claim, *, allowed: bool, opens: bool) -> None:
        self.cabinet.bus.obey = opens
        pulses = len(self.cabinet.bus.pulses)
        answer = self.cabinet.ask(request)
        assert (said(answer) == "ok") == allowed, (said(answer), thing)
        assert len(self.cabinet.bus.pulses) == pulses + allowed
        self.done[f"{request.kind} {'opened' if allowed else 'refused'}"] += 1
        if allowed:
            self.tiny.ordered(thing, self.now, opens=opens)
            if not opens:
                # the sensors were read throughout and saw it shut
                self._pass_time(9)

    @precondition(lambda self: self.tiny.open_door is not None)
    @rule()
    def closes_the_door(self) -> None:
        door = self.tiny.open_door
        assert door is not None
        self.tiny.close()
        self.cabinet.bus.close_door(door)
        self.cabinet.settle()

    @precondition(lambda self: self.tiny.open_door is None and self.tiny.pending is None)
    @rule(door=st.integers(1, 6), really=st.booleans())
    def a_door_springs_open(self, door: int, really: bool) -> None:
        if really:
            self.tiny.springs_open(door)
            self.done["doors sprung open"] += 1
            self.cabinet.bus.on_seen(door, DoorSeen("open", "unknown"))
            self.cabinet.settle()

    @rule(seconds=st.sampled_from((1.0, 30.0, 200.0, 700.0)))
    def time_passes(self, seconds: float) -> None:
        self._pass_time(seconds)

    def _pass_time(self, seconds: float) -> None:
        self.cabinet.clock.pass_time(seconds)
        if self.tiny.pending is not None and seconds > 8:
            # its door never opened as far as anybody saw; nobody watched throughout
            self.tiny.pending = None
            self.tiny.at_rest()
        self.cabinet.engine.tick()
        self.cabinet.settle()

    # deaths

    @rule(really=st.booleans())
    def the_engine_dies(self, really: bool) -> None:
        if really:
            self._die()

    def _die(self) -> None:
        self.done["deaths"] += 1
        self.tiny.seat = None
        self.tiny.proven.clear()
        self.cabinet.restart()
        opened = {f"d{self.tiny.open_door}": "open"} if self.tiny.open_door is not None else {}
        self.cabinet.see_all(**opened)
        self.cabinet.settle()
        self.tiny.at_rest()

    # what must agree

    @invariant()
    def the_same_lies_where(self) -> None:
        self.done["steps"] += 1
        bays = self.cabinet.journal.state.compartments
        for door in self.tiny.doors:
            holds = (bays[door].holds or "").partition("/")[0] or None
            assert holds == self.tiny.holds.get(door), door
            assert (bays[door].frozen is not None) == (door in self.tiny.frozen), door
            assert bays[door].free == (door in self.tiny.free()), door
            assert bays[door].door == ("open" if door == self.tiny.open_door else "closed"), door

    @invariant()
    def the_same_has_ended(self) -> None:
        state = self.cabinet.journal.state
        for dossier_id, deposit in self.tiny.deposits.items():
            assert (state.deposits[dossier_id].outcome or "") == deposit.outcome
        for claim_id, claim in self.tiny.claims.items():
            item = state.claims[claim_id].items[ITEM]
            assert (item.ended or "", state.claims[claim_id].wrong_tries) == (claim.ended, claim.wrong)

    @invariant()
    def the_same_is_owed_to_central(self) -> None:
        owed = {key for key, deposit in self.tiny.deposits.items() if not deposit.receipt}
        answer = self.cabinet.engine.outbox.handle(outbox.ListDossiers(), b"")
        assert isinstance(answer, outbox.Dossiers)
        assert {each.dossier_id for each in answer.pending} == owed

    @invariant()
    def nothing_written_is_ever_unwritten(self) -> None:
        for number, row in enumerate(self.cabinet.journal.rows(max(0, len(self.rows) - 5)), 1):
            place = max(0, len(self.rows) - 5) + number
            if place <= len(self.rows):
                assert self.rows[place - 1] == row.hash
            else:
                self.rows.append(row.hash)
        assert self.cabinet.journal.seq == len(self.rows)
