"""Everything that can happen to a cabinet, in any order, deaths in between; engine and model must agree."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, precondition, rule

from campaigns.model.ground import ITEM, SELDOM, Ground, said
from campaigns.model.tiny import LEASE_S, TRIES, Claim, Deposit
from kiosk.messages import collect, outbox, seat, staff

RIGHT, WRONG = "12345678", "00000000"
# more days than these would end other things: sealed parts, staff cards
MOST_SILENCES = 2


class Machine(Ground):
    """What people, officers and central do."""

    deposits: Bundle[str] = Bundle("deposits")
    claims: Bundle[str] = Bundle("claims")

    # deposits

    @precondition(lambda self: bool(self.tiny.free()))
    @rule(target=deposits)
    def stages(self) -> str:
        self._somebody()
        where = self.tiny.free()[0]
        dossier_id, _ = self.cabinet.stage()
        assert self.tiny.seat is not None
        self.tiny.deposits[dossier_id] = Deposit(self.tiny.seat, where)
        self.tiny.holds[where] = dossier_id
        return dossier_id

    @precondition(lambda self: bool(self.tiny.free()) and not self._in_motion())
    @rule(target=deposits, opens=st.booleans())
    def stages_and_opens(self, opens: bool) -> str:
        dossier_id = str(self.stages())
        self.opens_for_deposit(dossier_id, opens)
        return dossier_id

    @precondition(lambda self: not self.tiny.free())
    @rule()
    def finds_no_room(self) -> None:
        self._somebody()
        assert said(self.cabinet.ask(seat.Reserve(size="small", slips=2))) == "ENG-002"

    @rule(dossier_id=deposits, opens=st.booleans())
    def opens_for_deposit(self, dossier_id: str, opens: bool) -> None:
        self._somebody()
        deposit = self.tiny.deposits[dossier_id]
        mine = deposit.seat == self.tiny.seat and not deposit.outcome
        allowed = mine and self.tiny.may_open(deposit, self.now)
        self._order(seat.OpenForDeposit(dossier_id=dossier_id), deposit, allowed=allowed, opens=opens)

    @rule(dossier_id=deposits, word=st.sampled_from(("placed", "not-left")))
    def says_how_it_went(self, dossier_id: str, word: Any) -> None:
        self._somebody()
        deposit = self.tiny.deposits[dossier_id]
        answer = said(self.cabinet.ask(seat.FinishDeposit(dossier_id=dossier_id, originals=word)))
        mine = deposit.seat == self.tiny.seat
        fits = not self.tiny.moving(deposit.compartment) and (word == "not-left" or deposit.closed_again)
        assert (answer == "ok") == (mine and (fits or bool(deposit.outcome))), answer
        if answer == "ok" and not deposit.outcome:
            self.tiny.accept(deposit, word)

    @rule(dossier_id=deposits)
    def wants_more_room(self, dossier_id: str) -> None:
        self._somebody()
        tiny, deposit = self.tiny, self.tiny.deposits[dossier_id]
        assert deposit.compartment is not None
        room = tiny.larger(deposit.compartment)
        mine = deposit.seat == tiny.seat and not deposit.outcome
        still = tiny.open_door is None and tiny.pending is None
        answer = self.cabinet.ask(seat.LargerCompartment(dossier_id=dossier_id))
        assert isinstance(answer, seat.Reserved) == bool(mine and still and room), answer
        if isinstance(answer, seat.Reserved):
            assert answer.compartment == room[0]
            del tiny.holds[deposit.compartment]
            tiny.holds[room[0]] = dossier_id
            deposit.compartment = room[0]
            deposit.ordered = deposit.maybe_open = deposit.closed_again = False

    @rule(dossier_id=deposits, opened=st.booleans())
    def it_dies_between_order_and_door(self, dossier_id: str, opened: bool) -> None:
        self._somebody()
        deposit = self.tiny.deposits[dossier_id]
        mine = deposit.seat == self.tiny.seat and not deposit.outcome
        if not (mine and self.tiny.may_open(deposit, self.now)):
            return
        self.cabinet.bus.obey = False
        assert said(self.cabinet.engine.handle(seat.OpenForDeposit(dossier_id=dossier_id), b"")) == "ok"
        self.tiny.ordered(deposit, self.now, opens=opened)
        deposit.maybe_open = True
        self.tiny.pending = None if opened else deposit.compartment
        self._die()

    # claims

    @rule(target=claims)
    def central_offers(self) -> str:
        offered = self.cabinet.offer(code=RIGHT)
        self.tiny.claims[offered.claim_id] = Claim()
        self.offers[offered.claim_id] = offered
        self.tiny.hear_central(self.now)
        return str(offered.claim_id)

    @precondition(lambda self: bool(self.tiny.free()) and not self._in_motion())
    @rule(target=claims, opens=st.booleans())
    def a_result_is_loaded_proven_and_opened(self, opens: bool) -> str:
        claim_id = str(self.central_offers())
        self.an_officer_loads(claim_id)
        self.proves(claim_id, right=True)
        self.opens_for_claim(claim_id, opens)
        return claim_id

    @precondition(lambda self: bool(self.tiny.free()) and not self._in_motion())
    @precondition(lambda self: self.tiny.silences < MOST_SILENCES)
    @rule(target=claims)
    def a_result_waits_for_longer_than_the_lease(self) -> str:
        claim_id = str(self.central_offers())
        self.an_officer_loads(claim_id)
        self.proves(claim_id, right=True)
        self.central_is_silent_for_three_days()
        self.opens_for_claim(claim_id, opens=True)
        return claim_id

    @rule()
    def central_answers(self) -> None:
        self.cabinet.lease()
        self.tiny.hear_central(self.now)

    @precondition(lambda self: self.tiny.silences < MOST_SILENCES)
    @rule()
    def central_is_silent_for_three_days(self) -> None:
        self.tiny.silences += 1
        self._pass_time(LEASE_S)

    @rule(claim_id=claims, really=SELDOM)
    def central_withdraws(self, claim_id: str, really: bool) -> None:
        if not really:
            return
        number, raw, signature = self.cabinet.directive("claim.withdraw", {"claim_id": claim_id})
        arrived = outbox.DirectiveArrived(number=number, signature=signature)
        assert isinstance(self.cabinet.engine.outbox.handle(arrived, raw), outbox.Done)
        self.tiny.claims[claim_id].withdrawn = True

    @precondition(lambda self: not self._in_motion())
    @rule(claim_id=claims)
    def an_officer_loads(self, claim_id: str) -> None:
        self._nobody()
        claim = self.tiny.claims[claim_id]
        self.tiny.sit()
        self.cabinet.engine.seat_taken()
        self.cabinet.bus.obey = True
        grant = self.cabinet.officer()
        code = self.offers[claim_id].dossier_code
        place = self.cabinet.ask(staff.PlaceResult(grant=grant, code=code))
        waits = not claim.withdrawn and claim.compartment is None and not claim.ended
        room = self.tiny.free()
        assert isinstance(place, staff.ResultPlace) == bool(waits and room), place
        if isinstance(place, staff.ResultPlace):
            assert place.compartment == room[0]
            self._looks_into(grant, room[0], "load", "loaded")
            claim.compartment = room[0]
            self.tiny.holds[room[0]] = claim_id
        assert said(self.cabinet.ask(staff.EndRound(grant=grant))) == "ok"
        self.tiny.stand_up()
        self.cabinet.engine.seat_left()

    def _looks_into(self, grant: str, door: int, task: Any, act: Any) -> None:
        order = self.cabinet.ask(staff.OpenForRound(grant=grant, compartment=door, task=task))
        assert said(order) == "ok", (task, order)
        self.cabinet.bus.close_door(door)
        self.cabinet.settle()
        assert said(self.cabinet.ask(staff.TellRound(grant=grant, compartment=door, act=act))) == "ok"

    @precondition(lambda self: not self._in_motion())
    @rule(really=SELDOM, takes_all=st.booleans())
    def an_officer_looks_everywhere(self, really: bool, takes_all: bool) -> None:
        if not really:
            return
        self._nobody()
        self.tiny.sit()
        self.cabinet.engine.seat_taken()
        self.cabinet.bus.obey = True
        grant = self.cabinet.officer()
        plan = self.cabinet.ask(staff.ReadRound(grant=grant))
        take = {d.compartment for d in self.tiny.deposits.values() if d.waits_for_officer}
        assert {stop.compartment for stop in plan.stops if stop.act == "take"} == take
        assert {stop.compartment for stop in plan.stops if stop.act == "check"} == self.tiny.to_check()
        for door in self.tiny.doors:
            if door in take:
                self._looks_into(grant, door, "take", "taken")
                self.tiny.emptied(door)
            elif takes_all:
                self._looks_into(grant, door, "count", "counted-empty")
                self.tiny.emptied(door)
            elif door not in self.tiny.free():
                self._looks_into(grant, door, "count", "counted-full")
                self.tiny.found_full(door)
        assert said(self.cabinet.ask(staff.EndRound(grant=grant))) == "ok"
        self.tiny.stand_up()
        self.cabinet.engine.seat_left()

    def _in_motion(self) -> bool:
        return self.tiny.open_door is not None or self.tiny.pending is not None

    @rule(claim_id=claims, right=st.booleans())
    def proves(self, claim_id: str, right: bool) -> None:
        self._somebody()
        claim = self.tiny.claims[claim_id]
        self._pass_time(61)
        answer = said(self.cabinet.prove(self.offers[claim_id], RIGHT if right else WRONG))
        if claim.withdrawn:
            assert answer == "ENG-006"
        elif claim_id in self.tiny.proven:
            assert answer == "ok"
        elif claim.wrong >= TRIES:
            assert answer == "ENG-022"
        elif right:
            assert answer == "ok"
            self.tiny.proven.add(claim_id)
        else:
            claim.wrong += 1
            assert answer == ("ENG-022" if claim.wrong == TRIES else "ENG-009")

    @rule(claim_id=claims, opens=st.booleans())
    def opens_for_claim(self, claim_id: str, opens: bool) -> None:
        self._somebody()
        claim = self.tiny.claims[claim_id]
        mine = claim_id in self.tiny.proven and not claim.withdrawn and not claim.ended
        rights = mine and claim.wrong < TRIES and self.tiny.leased(self.now)
        allowed = rights and self.tiny.may_open(claim, self.now)
        request = collect.OpenForClaim(claim_id=claim_id, item_id=ITEM)
        self._order(request, claim, allowed=allowed, opens=opens)

    @rule(claim_id=claims, word=st.sampled_from(("received", "empty", "unconfirmed")))
    def says_what_was_there(self, claim_id: str, word: Any) -> None:
        self._somebody()
        claim = self.tiny.claims[claim_id]
        finish = collect.FinishCollection(claim_id=claim_id, item_id=ITEM, outcome=word)
        answer = said(self.cabinet.ask(finish))
        proven = claim_id in self.tiny.proven
        fits = bool(claim.ended) or (claim.maybe_open and not self.tiny.moving(claim.compartment))
        assert (answer == "ok") == (proven and fits), answer
        if answer == "ok" and not claim.ended:
            self.tiny.end_claim(claim, "collected" if word == "received" else "disputed")

    # the way out

    @rule(dossier_id=deposits)
    def central_receipts(self, dossier_id: str) -> None:
        stored = self.cabinet.journal.state.deposits[dossier_id]
        openings = {blob: self.cabinet.opening(dossier_id, blob).hex() for blob in stored.blobs}
        body = {"dossier_id": dossier_id, "digest": stored.manifest, "central_seq": 1, "openings": openings}
        raw = json.dumps(body).encode()
        arrived = outbox.ReceiptArrived(signature=self.cabinet.receipts.sign(raw).hex())
        assert isinstance(self.cabinet.engine.outbox.handle(arrived, raw), outbox.Done)
        self.tiny.deposits[dossier_id].receipt = True
