"""The end of a visit: the machine is free again when card and papers are taken."""

from __future__ import annotations

from kiosk.messages.pages import Farewell
from kiosk.session.doors import call_help
from kiosk.session.seat import Seat
from kiosk.session.wording import on_button
from kiosk.texts import phrase

_REMIND_EVERY = 15.0
_REMINDERS = 8
SEEN_FOR = 2.5
_FIRST_LOOK = 1.5


async def farewell(seat: Seat) -> None:
    """Wait until card and tray are empty; after two minutes the office is told and the visit ends."""
    talk = seat.talk
    talk.may_end = talk.may_go_back = talk.watches_idle = False
    talk.step = (0, 0)
    seat.camera.watch(lambda look: talk.stir())
    try:
        # the camera needs a moment; until it has looked nobody should be told of papers on the tray
        await talk.pause_unless(seat.camera.tray_empty, _FIRST_LOOK)
        for _ in range(_REMINDERS):
            _show(seat)
            if await talk.pause_unless(lambda: _show(seat), _REMIND_EVERY):
                await talk.pause(SEEN_FOR)
                return
            talk.speak(phrase("farewell.take-along"))
        await call_help(seat, "things-left")
    finally:
        seat.camera.rest()


def _show(seat: Seat) -> bool:
    """Show what still lies there; whether nothing does. Who stands behind may then begin at once."""
    card_out, tray_empty = not seat.cards.present(), seat.camera.tray_empty()
    page = Farewell(
        title=phrase("farewell.title"),
        lead=phrase("farewell.lead"),
        card_out=card_out,
        tray_empty=tray_empty,
        buttons=[on_button("next-person")] if card_out and tray_empty else [],
    )
    seat.talk.show(page)
    return card_out and tray_empty
