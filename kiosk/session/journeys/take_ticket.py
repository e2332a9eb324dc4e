"""Take a queue number: for which business, with priority or without, and out comes the ticket."""

from __future__ import annotations

from kiosk.dossier.text import Text
from kiosk.dossier.tickets import any_of
from kiosk.messages.pages import Ending, Explain, Line, Pick, Section, ShowCode, TakeSlip
from kiosk.messages.tickets import TakeTicket, TicketGiven
from kiosk.session.choose_procedure import field_options
from kiosk.session.failures import EngineLostError, EngineRefusedError
from kiosk.session.journey import Journey
from kiosk.session.seat import VIETNAM, Seat
from kiosk.session.situation import PRINTER
from kiosk.session.slips import linger, print_slip
from kiosk.session.wording import as_is, button, fault, on_button
from kiosk.texts import phrase

_READ_FOR = 15.0
_WRITE_WITHIN = 60.0
_KEPT_FOR_DEPOSITS = {"low", "out"}


def no_tickets(seat: Seat) -> Text | None:
    """Why no number can be had now, and until when where that is known; None when one can."""
    now = seat.now()
    opening = seat.calendar.opening(now)
    if opening > now:
        time = f"{opening:%H:%M}"
        if opening.date() == now.date():
            return phrase("take-ticket.closed.today", time=time)
        day = phrase(f"take-ticket.weekday.{opening.weekday()}", date=f"{opening:%d/%m}")
        return phrase("take-ticket.closed.later", time=time, day=day)
    out = seat.situation.out(PRINTER)
    if out is None and seat.situation.paper() in _KEPT_FOR_DEPOSITS:
        return phrase("take-ticket.closed.paper")
    return out


async def take_ticket(j: Journey, seat: Seat) -> None:
    """From the field to the number, on paper or on the glass."""
    fields = list(seat.catalogue.fields.values())
    page = Pick(
        title=phrase("take-ticket.field"),
        lead=phrase("take-ticket.field-lead"),
        layout="tiles",
        options=field_options(fields),
    )
    field = (await j.ask("field", page)).name
    priority = (await j.ask("priority", _priority(seat))).name == "have-priority"
    try:
        given = await seat.engine.request(TakeTicket(field=field, priority=priority), TicketGiven)
    except EngineRefusedError as refused:
        await _refused(seat, refused)
        return
    # from here on there is nothing to go back from or to finish early: the number is given
    seat.talk.may_end = seat.talk.may_go_back = seat.talk.watches_idle = False
    if await _printed(seat, given):
        page_done = TakeSlip(
            title=phrase("take-ticket.done", number=as_is(given.number)),
            what=_where(given),
            code=given.number,
            printing=False,
            buttons=[on_button("go")],
        )
        await linger(seat, page_done, _READ_FOR)
        return
    await _write_down(seat, given)


async def _write_down(seat: Seat, given: TicketGiven) -> None:
    """Leave the number on the glass until it is written down."""
    page = ShowCode(
        title=phrase("take-ticket.write-down"),
        code=given.number,
        lines=[phrase("take-ticket.unprinted"), _where(given)],
        buttons=[on_button("written-down")],
    )
    try:
        await linger(seat, page, _WRITE_WITHIN)
    except EngineLostError:
        # said once; the number is in the journal and stays to be read
        await linger(seat, page, _WRITE_WITHIN)


def _priority(seat: Seat) -> Explain:
    groups = [Line(text=g.name, plain=g.plain, icon="heart") for g in seat.catalogue.queue.priority]
    return Explain(
        title=phrase("take-ticket.priority"),
        lead=phrase("take-ticket.priority-lead"),
        sections=[Section(lines=groups)],
        icon="heart",
        buttons=[button("have-priority"), on_button("no-priority")],
    )


async def _printed(seat: Seat, given: TicketGiven) -> bool:
    title, what = phrase("take-ticket.printing"), _where(given)
    try:
        return await print_slip(seat, "ticket", given.ticket, title, what)
    except EngineLostError:
        # whether it came out is not known; the number is read from the glass
        return False


async def _refused(seat: Seat, refused: EngineRefusedError) -> None:
    lines = [fault(refused.error_id)]
    page = Ending(title=phrase("take-ticket.not-given"), look="warning", lines=lines)
    await linger(seat, page.model_copy(update={"buttons": [on_button("close")]}), _READ_FOR)


def _where(given: TicketGiven) -> Text:
    return phrase("take-ticket.at-counter", counters=any_of(given.counters), ahead=_ahead(given))


def _ahead(given: TicketGiven) -> Text:
    ahead = given.ahead
    if ahead is None:
        return phrase("take-ticket.unknown")
    at = f"{ahead.told_at.astimezone(VIETNAM):%H:%M}"
    name = "ahead" if ahead.people else "nobody"
    return phrase(f"take-ticket.{name}", count=ahead.people, at=at)
