"""A citizen collects what waits: named before any door, handed out one compartment at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.messages.collect import (
    Claims,
    FindClaims,
    FinishCollection,
    OpenForClaim,
    ProveClaim,
    WaitingClaim,
    WaitingItem,
)
from kiosk.messages.pages import Ending, EnterDigits, Option, WhatWaits
from kiosk.messages.seat import Done, DoorOrdered
from kiosk.session.attend import show_ending
from kiosk.session.doors import OPEN_AGAIN, Closed, Doorway, Hindrance, call_help
from kiosk.session.failures import EngineRefusedError
from kiosk.session.find_key import Key, find_key
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.slips import linger, print_slip
from kiosk.session.unfinished import tell_unfinished
from kiosk.session.wording import as_is, button, fault, on_button, where
from kiosk.texts import phrase

STEPS = 3
CODE_DIGITS = 8
WRONG_CODE, WAIT = "ENG-009", "ENG-010"
_READ_FOR = 20.0
_TRIES = 1
Outcome = Literal["received", "empty", "not-mine", "incomplete"]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, with the claim it belongs to."""

    claim: WaitingClaim
    item: WaitingItem

    @property
    def name(self) -> str:
        """Its option's name."""
        return f"{self.claim.claim_id[:24]}/{self.item.item_id}"[:64]


@dataclass
class Collecting:
    """What was handed out so far in this visit."""

    seat: Seat
    proven: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    received: list[str] = field(default_factory=list)
    under_way: Waiting | None = None


async def collect(j: Journey, seat: Seat) -> None:
    """From the card, or the slip, to the thing in the person's hands."""
    seat.talk.step = (1, STEPS)
    key = await j.step("key", lambda _: find_key(seat))
    found = await _look(j, seat, key)
    waiting = [Waiting(claim, item) for claim in found.claims for item in claim.items]
    if not waiting:
        await show_ending(seat, "ending.nothing-waits", "good")
        return
    visit = Collecting(seat)
    while True:
        left = [thing for thing in waiting if thing.name not in visit.ended]
        thing = await _choose(j, seat, left)
        if thing is None:
            return
        seat.talk.step = (2, STEPS)
        await _prove(j, visit, key, thing)
        if j.safe_ending is None:
            j.point_of_no_return(lambda: _end_safely(visit))
        seat.talk.step = (3, STEPS)
        outcome = await _hand_out(visit, thing)
        if outcome is None:
            return
        if not any(_available(other) for other in left if other is not thing):
            await _finish(visit)
            return


async def _look(j: Journey, seat: Seat, key: Key) -> Claims:
    if key.who is not None:
        return await tell_unfinished(j, seat, key.who)
    find = FindClaims(slip_payload=key.slip_payload)
    return await j.once("found", lambda: seat.engine.request(find, Claims), find)


# --- choosing and proving ------------------------------------------------------------------------------


async def _choose(j: Journey, seat: Seat, waiting: list[Waiting]) -> Waiting | None:
    """The thing to collect now; None when the person is done, or nothing can be had here."""
    some = any(_available(thing) for thing in waiting)
    page = WhatWaits(
        title=phrase("collect.what-waits"),
        lead=phrase("collect.choose" if some else "collect.not-here"),
        options=[_option(seat, thing) for thing in waiting],
        buttons=[] if some else [on_button("close")],
    )
    chosen = (await j.ask(f"item:{len(waiting)}", page)).name
    return next((thing for thing in waiting if thing.name == chosen), None)


def _option(seat: Seat, thing: Waiting) -> Option:
    number = thing.item.compartment
    note = as_is(thing.claim.dossier_code)
    if number is not None and _available(thing):
        place = where(seat.situation.config.compartments, number)
        note = phrase("collect.lies", code=thing.claim.dossier_code, number=number, where=place)
    icons = {"result": "stamp", "returned_original": "paper", "supplement_request": "edit", "refusal": "info"}
    return Option(
        name=thing.name,
        label=thing.item.name,
        note=note,
        icon=icons[thing.item.kind],
        available=_available(thing),
        reason=thing.item.obstacle,
    )


def _available(thing: Waiting) -> bool:
    return thing.item.obstacle is None and thing.item.compartment is not None


async def _prove(j: Journey, visit: Collecting, key: Key, thing: Waiting) -> None:
    """Ask for the claim code where the claim needs it, as often as the engine allows."""
    claim = thing.claim
    if not claim.needs_code or claim.claim_id in visit.proven:
        return
    await j.step(f"proof:{claim.claim_id}", lambda _: _ask_code(visit.seat, key, claim))
    visit.proven.add(claim.claim_id)


async def _ask_code(seat: Seat, key: Key, claim: WaitingClaim) -> bool:
    page = EnterDigits(
        title=phrase("collect.code"),
        lead=phrase("collect.code-lead"),
        shortest=CODE_DIGITS,
        longest=CODE_DIGITS,
        groups=[4, 4],
    )
    while True:
        typed = (await seat.talk.ask(page)).value
        prove = ProveClaim(
            claim_id=claim.claim_id,
            owner_hash=key.owner_hash,
            slip_payload="" if key.owner_hash else key.slip_payload,
            code=typed,
        )
        try:
            await seat.engine.request(prove, Done)
        except EngineRefusedError as refused:
            if refused.error_id not in {WRONG_CODE, WAIT}:
                raise
            why = phrase("collect.code-wrong", left=refused.tries_left or 0)
            page = page.model_copy(update={"error": why, "wait_s": refused.wait_s})
        else:
            return True


# --- handing out ---------------------------------------------------------------------------------------


async def _hand_out(visit: Collecting, thing: Waiting) -> Outcome | None:
    """Door, and the person's word; None when the visit ends with it."""
    doorway = Doorway(visit.seat, thing.item.name)
    visit.under_way = thing
    hindered, tries = await _try_to_open(visit, doorway, thing), _TRIES
    while hindered is not None and (hindered.wait_s or tries):
        tries -= not hindered.wait_s
        lead, again = phrase("doors.did-not-open-take"), [on_button(OPEN_AGAIN)]
        await doorway.ask("stuck", lead, again, hindered)
        hindered = await _try_to_open(visit, doorway, thing)
    if hindered is not None:
        await call_help(visit.seat, "door-stuck")
        await show_ending(visit.seat, "ending.door-stuck", "sorry")
        return None
    buttons = [button("incomplete"), button("not-mine"), button("empty"), on_button("received")]
    said = (await doorway.ask("closed", phrase("doors.take-out-done"), buttons)).name
    if said == "received":
        await _tell(visit, thing, "received")
        visit.received.append(thing.claim.claim_id)
        return "received"
    outcome: Outcome = "empty" if said == "empty" else "not-mine" if said == "not-mine" else "incomplete"
    await _dispute(visit, doorway, thing, outcome)
    return None


async def _try_to_open(visit: Collecting, doorway: Doorway, thing: Waiting) -> Hindrance | None:
    """Let the thing be taken out; when its door did not open, why."""
    assert thing.item.compartment is not None
    doorway.compartment = thing.item.compartment
    try:
        closed = await _open(visit, doorway, thing, "doors.take-out-lead")
    except EngineRefusedError as refused:
        return Hindrance.of(refused)
    return None if closed == "closed" else Hindrance(phrase("doors.still-locked"))


async def _dispute(visit: Collecting, doorway: Doorway, thing: Waiting, outcome: Outcome) -> None:
    """Not as it should be: what was taken is laid back, the compartment frozen, the office called."""
    if outcome != "empty":
        try:
            await _open(visit, doorway, thing, "doors.lay-back-lead")
        except EngineRefusedError:
            await call_help(visit.seat, "cannot-lay-back")
    await _tell(visit, thing, outcome)
    await call_help(visit.seat, f"collect-{outcome}")
    await show_ending(visit.seat, f"ending.{outcome}", "warning")


async def _open(visit: Collecting, doorway: Doorway, thing: Waiting, lead: str) -> Closed:
    request = OpenForClaim(claim_id=thing.claim.claim_id, item_id=thing.item.item_id)

    async def order() -> DoorOrdered:
        return await visit.seat.engine.request(request, DoorOrdered)

    return await doorway.use(order, phrase(lead))


async def _tell(visit: Collecting, thing: Waiting, outcome: Outcome | Literal["unconfirmed"]) -> None:
    finish = FinishCollection(claim_id=thing.claim.claim_id, item_id=thing.item.item_id, outcome=outcome)
    await visit.seat.engine.request(finish, Done)
    visit.ended.add(thing.name)
    visit.under_way = None


# --- ending --------------------------------------------------------------------------------------------


async def _finish(visit: Collecting) -> None:
    """All is handed out; a slip is offered, not forced."""
    page = Ending(
        title=phrase("ending.collected.title"),
        look="good",
        lines=[phrase("ending.collected.kept")],
        buttons=[button("print-slip"), on_button("go")],
    )
    if await linger(visit.seat, page, _READ_FOR) == "print-slip":
        await _print(visit)


async def _print(visit: Collecting) -> None:
    title, what = phrase("slip.collection"), phrase("slip.collection-what")
    printed = [
        await print_slip(visit.seat, "collection", claim_id, title, what)
        for claim_id in dict.fromkeys(visit.received)
    ]
    if not all(printed):
        await show_ending(visit.seat, "ending.no-collection-slip", "good")


async def _end_safely(visit: Collecting) -> Ending:
    """The person left: what was opened without a last word stays unconfirmed."""
    thing = visit.under_way
    if thing is None:
        lines = [phrase("ending.collected.kept")]
        return Ending(title=phrase("ending.collected.title"), look="good", lines=lines)
    try:
        await _tell(visit, thing, "unconfirmed")
    except EngineRefusedError as refused:
        # its door never opened: it still waits
        return Ending(title=phrase("ending.still-waits"), look="warning", lines=[fault(refused.error_id)])
    hotline = visit.seat.situation.config.hotline
    return Ending(
        title=phrase("ending.unconfirmed.title"),
        look="warning",
        lines=[phrase("ending.unconfirmed.kept", hotline=hotline)],
    )
