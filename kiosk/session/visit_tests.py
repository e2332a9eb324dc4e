"""The guided tests of a visit, step by step; each ends with a recorded result."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kiosk.diagnostics.hands import FAINT, READS, SLOW, look_for_code, read_loop
from kiosk.diagnostics.machine import Measured
from kiosk.diagnostics.wording import called
from kiosk.dossier.text import Text
from kiosk.messages import technician as said
from kiosk.messages.pages import Bay, Button
from kiosk.messages.technician_pages import Check, CheckLine, TouchTest
from kiosk.session.failures import EngineRefusedError
from kiosk.session.ports import Inspection, Look
from kiosk.session.visit import ICONS, PLACES, SeatVisit, figure_lines
from kiosk.session.wording import as_is, button, cabinet, on_button
from kiosk.texts import phrase

DEAD_PLACE = "DIA-004"
_LOOKS_FOR = 60.0
_TOUCHES_WITHIN = 30.0
_WAITS_FOR_CARD = 60.0
_LINES = 4


async def guide(visit: SeatVisit, test: str) -> bool:
    """Run the test of a row; whether a result page is worth showing."""
    if test == "door":
        await _doors(visit)
        return False
    await _GUIDES[test](visit)
    return True


# --- card reader ---------------------------------------------------------------------------------------


async def _card_reader(visit: SeatVisit) -> None:
    cards, talk = visit.seat.cards, visit.seat.talk
    page = _running("card_reader", phrase("technician.reading", count=READS))
    talk.turn()
    talk.show(page.model_copy(update={"advice": phrase("technician.lay-test-card")}))
    await talk.pause_unless(cards.present, _WAITS_FOR_CARD)
    talk.show(page)
    await visit.record("card_reader", await talk.beside(read_loop(cards)))


# --- camera --------------------------------------------------------------------------------------------


async def _camera(visit: SeatVisit) -> None:
    """Live picture, focus figure, and the code of the printer's test ticket."""
    seat, said_no = visit.seat, asyncio.Event()
    looked: list[Inspection] = []

    def show() -> None:
        seat.talk.show(_looking(looked[-1] if looked else None))

    def told(inspection: Inspection) -> None:
        looked.append(inspection)
        show()

    def live(look: Look) -> None:
        if look.jpeg:
            seat.talk.picture("live", look.jpeg)

    seat.talk.turn()
    show()
    seat.camera.watch(live)
    looking = asyncio.ensure_future(look_for_code(seat.camera, told, said_no.is_set))
    asyncio.get_running_loop().call_later(_LOOKS_FOR, said_no.set)
    looking.add_done_callback(lambda _: seat.talk.stir())
    try:
        while not looking.done():
            if await seat.talk.touch() is not None:
                said_no.set()
        measured = await looking
    finally:
        looking.cancel()
        seat.camera.rest()
        seat.talk.picture("live", b"")
    await visit.record("camera", measured)


def _looking(seen: Inspection | None) -> Check:
    focus = None if seen is None or seen.focus is None else as_is(f"{seen.focus:.2f}")
    return Check(
        title=called("camera"),
        verdict="running",
        live=True,
        lines=[
            CheckLine(label=phrase("tests.figure.focus"), value=focus),
            CheckLine(label=phrase("technician.code-on-ticket"), look="now"),
        ],
        advice=phrase("technician.lay-ticket"),
        buttons=[button("no-code")],
    )


# --- what the engine runs ------------------------------------------------------------------------------


async def _printer(visit: SeatVisit) -> None:
    """A ticket with every letter; the printer says that it came out, the technician how it looks."""
    talk = visit.seat.talk
    page = _running("printer", phrase("technician.printing"))
    talk.turn()
    talk.show(page)
    result = await visit.run("printer")
    if result is None or result.outcome == "failed":
        return
    buttons = [button("faint-ticket"), on_button("clear-ticket")]
    advice = phrase("technician.look-at-ticket")
    question = page.model_copy(
        update={"verdict": "", "lines": figure_lines(result), "advice": advice, "buttons": buttons}
    )
    answer = await talk.ask(question)
    await visit.record("print", Measured(None if answer.name == "clear-ticket" else FAINT))


def _asked(test: said.EngineTest) -> Callable[[SeatVisit], Awaitable[None]]:
    async def run(visit: SeatVisit) -> None:
        visit.seat.talk.turn()
        visit.seat.talk.show(_running(test, phrase("technician.asking")))
        await visit.run(test)

    return run


# --- doors ---------------------------------------------------------------------------------------------


async def _doors(visit: SeatVisit) -> None:
    """Every door that surely holds nothing, one after another; the engine refuses all others."""
    testable = [door.compartment for door in visit.machine.doors if door.testable]
    log: list[CheckLine] = []
    if not testable:
        empty = visit.about("door", [on_button("to-list")])
        await visit.seat.talk.ask(empty.model_copy(update={"advice": phrase("technician.no-door")}))
        return
    for place, number in enumerate(testable):
        heading = phrase("technician.door", number=number, left=len(testable) - place - 1)
        buttons = [button("stop"), button("skip-door"), on_button("open-door")]
        answer = await visit.seat.talk.ask(_door_page(visit, heading, number, log, buttons))
        if answer.name == "stop":
            return
        if answer.name == "open-door":
            log.append(await _pass_door(visit, number, log))
            await visit.refresh()


async def _pass_door(visit: SeatVisit, number: int, log: list[CheckLine]) -> CheckLine:
    name = called("door", number)
    try:
        order = await visit.open(number)
    except EngineRefusedError as refused:
        return CheckLine(label=name, value=as_is(refused.error_id), look="bad")
    heading = phrase("technician.door-open", number=number)
    visit.seat.talk.show(_door_page(visit, heading, number, log, []))
    result = await visit.closed(order)
    if result is None or result.outcome == "failed":
        error_id = SLOW if result is None else result.error_id or SLOW
        return CheckLine(label=name, value=as_is(error_id), look="bad")
    figures = figure_lines(result)
    return CheckLine(label=name, value=figures[-1].value if figures else None, look="good")


def _door_page(
    visit: SeatVisit, heading: Text, number: int, log: list[CheckLine], buttons: list[Button]
) -> Check:
    return Check(title=heading, lines=log[-_LINES:], bays=_bays(visit, number, not buttons), buttons=buttons)


def _bays(visit: SeatVisit, number: int, at_work: bool) -> list[Bay]:
    passed = {r.compartment for r in visit.results_of("door") if r.outcome == "passed"}
    places = visit.seat.situation.config.compartments
    shut = {door.compartment for door in visit.machine.doors if not door.testable}
    looks = {place.number: "done" for place in places if place.number in passed}
    looks |= dict.fromkeys(shut, "frozen") | {number: "open" if at_work else "lit"}
    return [bay.model_copy(update={"look": looks.get(bay.number, "plain")}) for bay in cabinet(places, {})]


# --- the glass -----------------------------------------------------------------------------------------


async def _screen(visit: SeatVisit) -> None:
    """Targets to the corners; half a minute without a touch, or the technician's word: one fails."""
    talk, done = visit.seat.talk, list[int]()
    talk.bare = True
    talk.turn()
    try:
        while len(done) < PLACES:
            page = TouchTest(
                title=phrase("technician.touch"), places=PLACES, done=done, buttons=[button("missed-place")]
            )
            talk.show(page)
            answer = await talk.pause(_TOUCHES_WITHIN)
            if answer is None or answer.name != "place":
                break
            done = [*done, int(answer.value)]
    finally:
        talk.bare = False
    figures = {"places": float(len(done)), "missed": float(PLACES - len(done))}
    await visit.record("screen", Measured(None if len(done) == PLACES else DEAD_PLACE, figures))


def _running(test: str, step: Text) -> Check:
    lines = [CheckLine(label=step, look="now")]
    return Check(title=called(test), verdict="running", icon=ICONS[test], lines=lines)


_GUIDES: dict[str, Callable[[SeatVisit], Awaitable[None]]] = {
    "card_reader": _card_reader,
    "camera": _camera,
    "printer": _printer,
    "board": _asked("board"),
    "screen": _screen,
    "disk": _asked("disk"),
    "clock": _asked("clock"),
    "network": _asked("network"),
}
