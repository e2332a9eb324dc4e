"""Somebody wants to know which papers a procedure needs; nothing is read, nothing is kept."""

from __future__ import annotations

from kiosk.messages.pages import Explain, Line, Section
from kiosk.session.choose_procedure import choose_procedure
from kiosk.session.explain_procedure import ask_case, explain_before, show_checklist
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.wording import button, on_button
from kiosk.texts import phrase


async def look_up(j: Journey, seat: Seat) -> bool:
    """Show what applies; True when the person wants to hand in now."""
    procedure = await choose_procedure(j, seat)
    await explain_before(j, seat, procedure, None)
    answers = await ask_case(j, procedure)
    await show_checklist(j, procedure, answers, None)
    lines = [Line(text=procedure.result.name, plain=procedure.result.plain, icon="collect")]
    why = procedure.result.collectable.why
    if why is not None:
        lines.append(Line(text=why, icon="info"))
    page = Explain(
        title=phrase("look-up.result"),
        sections=[Section(lines=lines)],
        buttons=[button("close"), on_button("deposit-now")],
    )
    return (await j.ask("look-up", page)).name == "deposit-now"
