"""Slips on paper, and their code on the glass when paper fails."""

from __future__ import annotations

from kiosk.dossier.text import Text
from kiosk.messages.dossiers import PrintAcceptance
from kiosk.messages.pages import Button, Ending, Page, ShowCode, TakeSlip
from kiosk.messages.seat import PrintChecklist, PrintSlip, SlipKind, SlipOrdered
from kiosk.session.failures import EngineRefusedError, VisitOver
from kiosk.session.seat import Seat
from kiosk.session.wording import button, on_button
from kiosk.texts import phrase

Order = PrintSlip | PrintChecklist | PrintAcceptance
_PRINTS_WITHIN = 40.0
_READ_FOR = 20.0


async def print_slip(seat: Seat, slip: SlipKind, about: str, title: Text, what: Text) -> bool:
    """Print and wait for the printer's own word; False when nothing came out."""
    return await order_slip(seat, PrintSlip(slip=slip, about=about), title, what)


async def order_slip(seat: Seat, order: Order, title: Text, what: Text, job: int | None = None) -> bool:
    """The same for any order of a slip; `job` is the sealed memory file of one that was made here."""
    seat.talk.show(TakeSlip(title=title, what=what, printing=True))
    try:
        if job is None:
            ordered = await seat.engine.request(order, SlipOrdered)
        else:
            ordered = await seat.engine.request_with(order, SlipOrdered, job)
    except EngineRefusedError:
        return False
    slips = seat.situation.slips
    await seat.talk.pause_unless(lambda: ordered.slip in slips, _PRINTS_WITHIN)
    done = slips.get(ordered.slip)
    return done is not None and done.printed


async def print_aside(seat: Seat, order: Order, area: str, shown_for: float, job: int | None = None) -> bool:
    """Print what a reader asked for, say how it went, go back to the page; `area` is that of its phrases."""
    talk, what = seat.talk, phrase(f"{area}.slip-what")
    talk.turn()
    printed = await order_slip(seat, order, phrase(f"{area}.slip"), what, job)
    close = [on_button("close")]
    done: Page = TakeSlip(title=phrase(f"{area}.slip-done"), what=what, printing=False, buttons=close)
    if not printed:
        lines = [phrase(f"{area}.slip-failed-kept")]
        done = Ending(title=phrase(f"{area}.slip-failed"), look="warning", lines=lines, buttons=close)
    talk.turn()
    talk.show(done)
    await talk.pause(shown_for)
    talk.turn()
    return printed


async def show_code(
    seat: Seat, title: Text, code: str, lines: list[Text], qr: str = "", more: list[Button] | None = None
) -> str:
    """Show a code to write down; the name of the button touched."""
    page = ShowCode(
        title=title, code=code, lines=lines, qr=qr, buttons=[*(more or []), on_button("written-down")]
    )
    return (await seat.talk.ask(page)).name


async def after_slip(seat: Seat, *, slip: bool) -> bool:
    """The deposit is done: hand in another, or go. True for another; nobody has to touch anything to go."""
    title, buttons = phrase("slip.done"), [button("another"), on_button("go")]
    page: Page = Ending(title=title, look="good", lines=[phrase("slip.code-is-enough")], buttons=buttons)
    if slip:
        page = TakeSlip(title=title, what=phrase("slip.take-it"), printing=False, buttons=buttons)
    answer = await linger(seat, page, _READ_FOR)
    return answer == "another"


async def linger(seat: Seat, page: Page, seconds: float) -> str:
    """Show a last page that goes by itself; the button touched, or nothing. Its own buttons end it."""
    talk = seat.talk
    talk.committed = talk.may_end = False
    talk.turn()
    talk.show(page)
    try:
        answer = await talk.pause(seconds)
    except VisitOver:
        return ""
    return "" if answer is None else answer.name
