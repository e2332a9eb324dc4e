"""Choosing one of many: at most six on a page, the rest behind a button."""

from __future__ import annotations

from kiosk.dossier.text import Text
from kiosk.messages.pages import Option, Pick
from kiosk.session.seat import Seat
from kiosk.session.wording import button

MOST = 6


async def pick_one(seat: Seat, title: Text, options: list[Option], lead: Text | None = None) -> str:
    """The name of the option chosen; turning over goes round."""
    first = 0
    while True:
        page = Pick(
            title=title,
            lead=lead,
            options=options[first : first + MOST],
            buttons=[button("more-choices")] if len(options) > MOST else [],
        )
        answer = await seat.talk.ask(page)
        if answer.name != "more-choices":
            return answer.name
        first = first + MOST if first + MOST < len(options) else 0
