"""The officer's round: take deposits out, load results, count the compartments, bring central's list."""

from __future__ import annotations

from kiosk.messages.pages import Ending
from kiosk.messages.seat import Done
from kiosk.messages.staff import EndRound, Granted
from kiosk.session.journey import Journey
from kiosk.session.round_doors import RoundDoors
from kiosk.session.round_list import can_take_list, take_list
from kiosk.session.round_stops import Loading, check, count_all, take_out
from kiosk.session.seat import Seat
from kiosk.session.slips import linger, print_slip
from kiosk.session.wording import button, on_button
from kiosk.texts import phrase

_READ_FOR = 10.0


async def officer_round(j: Journey, seat: Seat, granted: Granted) -> None:
    """From the granted card to the handover list."""
    doors = RoundDoors(seat, granted)
    j.point_of_no_return(lambda: _end(seat, granted))
    await doors.refresh()
    while (wish := await _wish(seat, doors)) != "end-round":
        if wish == "take":
            await take_out(doors)
        elif wish == "load":
            await Loading(doors).run()
        elif wish == "check":
            await check(doors)
        elif wish == "take-list":
            await take_list(doors)
        else:
            await count_all(doors)
        await doors.refresh()
    page = await _end(seat, granted)
    await linger(seat, page.model_copy(update={"buttons": [on_button("close")]}), _READ_FOR)


async def _wish(seat: Seat, doors: RoundDoors) -> str:
    """What to do next: what is waiting comes first, so one touch is enough."""
    plan = doors.plan
    to_take = any(stop.act == "take" for stop in plan.stops)
    wanted = {
        "take": to_take,
        "load": plan.loadable > 0,
        "check": any(stop.act == "check" for stop in plan.stops),
        "take-list": can_take_list(seat),
        "count": True,
        "end-round": True,
    }
    names = [name for name, is_wanted in wanted.items() if is_wanted]
    first = names[0] if names[0] in {"take", "load", "check"} else "end-round"
    rest = [button(name) for name in names if name != first]
    page = doors.page(phrase("round.choose"), [*rest, on_button(first)])
    return (await seat.talk.ask(page)).name


async def _end(seat: Seat, granted: Granted) -> Ending:
    """End the visit: only now what was loaded can be collected; the list is printed."""
    await seat.engine.request(EndRound(grant=granted.grant), Done)
    title, what = phrase("slip.handover"), phrase("slip.handover-what")
    printed = await print_slip(seat, "handover", granted.grant, title, what)
    name = "round.ended" if printed else "round.ended-unprinted"
    return Ending(title=phrase("round.over"), look="good" if printed else "warning", lines=[phrase(name)])
