"""Somebody wants to know which papers a procedure needs; nothing is read, nothing is kept."""

from __future__ import annotations

from kiosk.dossier.checklist import case_for
from kiosk.dossier.fees import fee_for, quote
from kiosk.dossier.procedure import Answers, Procedure
from kiosk.dossier.text import Text
from kiosk.messages.pages import Explain, Line, Section
from kiosk.session.choose_procedure import choose_procedure
from kiosk.session.explain_procedure import ask_case, explain_before, show_checklist
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.wording import button, on_button
from kiosk.texts import phrase


async def look_up(j: Journey, seat: Seat) -> bool:
    """Show what applies, what it costs and how long it takes; True to hand in now."""
    procedure = await choose_procedure(j, seat)
    await explain_before(j, seat, procedure, None)
    answers = await ask_case(j, procedure)
    await show_checklist(j, procedure, answers, None)
    result = procedure.result
    lines = [
        Line(text=result.name, plain=result.plain, icon="collect"),
        Line(text=_time(procedure, answers), icon="calendar"),
        Line(text=phrase("look-up.fee", fee=_fee(procedure, answers)), icon="money"),
    ]
    if result.collectable.why is not None:
        lines.append(Line(text=result.collectable.why, icon="info"))
    page = Explain(
        title=phrase("look-up.result"),
        sections=[Section(lines=lines)],
        more=_exempt(seat, procedure, answers),
        buttons=[button("close"), on_button("deposit-now")],
    )
    return (await j.ask("look-up", page)).name == "deposit-now"


def _time(procedure: Procedure, answers: Answers) -> Text:
    period = case_for(procedure, answers).time
    return phrase(f"look-up.time.{period.unit}", amount=period.amount)


def _fee(procedure: Procedure, answers: Answers) -> Text:
    return quote(fee_for(procedure, answers)).words


def _exempt(seat: Seat, procedure: Procedure, answers: Answers) -> list[Text]:
    groups = [exemption.group for exemption in fee_for(procedure, answers).exempt]
    return [phrase("look-up.exempt", group=seat.catalogue.exemptions[group].name) for group in groups]
