"""A staff card on the reader: card and PIN, then what the person's role is there for."""

from __future__ import annotations

from kiosk.session.attend import show_ending
from kiosk.session.journey import Journey
from kiosk.session.journeys.officer_round import officer_round
from kiosk.session.journeys.technician import technician
from kiosk.session.seat import Seat
from kiosk.session.staff_login import staff_login


async def staff(j: Journey, seat: Seat) -> None:
    """Officers go their round, technicians look after the machine."""
    granted = await j.step("staff", lambda _: staff_login(seat))
    if granted.role == "officer":
        await officer_round(j, seat, granted)
    elif granted.role == "technician":
        await technician(j, seat, granted)
    else:
        await show_ending(seat, "ending.no-round", "warning")
