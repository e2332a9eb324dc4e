"""Somebody needs a person: the office is told, and the number, hours and address stand large."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from kiosk.dossier.text import Text
from kiosk.messages.pages import Line, OfficeHelp
from kiosk.messages.seat import CallHelp, Done
from kiosk.session.failures import EngineRefusedError, GoBack
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.wording import as_is, on_button
from kiosk.texts import phrase

_LOOK_AGAIN = 20.0


async def ask_help(j: Journey, seat: Seat) -> None:
    """Tell the office once, and stay until it is closed; then the home page of the same visit again."""
    called = await j.once("call", lambda: _call(seat))
    await j.step("help", lambda _: _show(seat, called))


async def _call(seat: Seat) -> datetime | None:
    """When the office was told; None when the engine could not take it down."""
    try:
        await seat.engine.request(CallHelp(step="home"), Done)
    except EngineRefusedError:
        return None
    return seat.now()


async def _show(seat: Seat, called: datetime | None) -> NoReturn:
    while True:
        seat.talk.show(_page(seat, called))
        if await seat.talk.touch(_LOOK_AGAIN) is not None:
            raise GoBack


def _page(seat: Seat, called: datetime | None) -> OfficeHelp:
    config, now = seat.situation.config, seat.now()
    opening = seat.calendar.opening(now)
    unit = seat.catalogue.unit(config.unit, now.date())
    is_open = opening <= now
    lines = [
        Line(
            text=phrase("ask-help.open-now") if is_open else phrase("ask-help.opens", time=_moment(opening)),
            plain=phrase("ask-help.hours", hours=config.office_hours.spoken),
            icon="clock",
        ),
        Line(text=unit.name, plain=as_is(unit.address), icon="building"),
        Line(text=phrase("ask-help.meanwhile"), icon="back"),
    ]
    return OfficeHelp(
        title=phrase("ask-help.title"),
        hotline=config.hotline,
        call=_became(seat, called, None if is_open else opening),
        sent=called is not None and seat.situation.link_up,
        lines=lines,
        buttons=[on_button("close")],
    )


def _became(seat: Seat, called: datetime | None, opening: datetime | None) -> Text:
    """What became of the call: the office sees it only over the network, and in its hours."""
    if called is None:
        return phrase("ask-help.failed")
    if not seat.situation.link_up:
        return phrase("ask-help.later")
    if opening is not None:
        return phrase("ask-help.told-closed", time=_moment(opening))
    return phrase("ask-help.told", time=f"{called:%H:%M}")


def _moment(at: datetime) -> str:
    return f"{at:%H:%M, %d/%m}"
