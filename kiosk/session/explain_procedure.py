"""What is said before anything is read: can it be done here now, how long, which papers."""

from __future__ import annotations

from kiosk.dossier.checklist import Checklist, checklist, questions
from kiosk.dossier.procedure import Answers, Component, Procedure
from kiosk.dossier.text import Text
from kiosk.messages.pages import Explain, Line, Option, Pick, Section
from kiosk.messages.seat import Reserve, Reserved
from kiosk.session.choose_procedure import PROCEDURE
from kiosk.session.failures import EngineRefusedError
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.wording import button, mishap, on_button, section
from kiosk.texts import phrase

SLIPS = 2
NONE_FREE = "ENG-002"


async def reserve(j: Journey, seat: Seat, procedure: Procedure) -> int | str | None:
    """The compartment kept free, or the error id when none is free, or None when none is needed."""
    if not procedure.deposit.possible or procedure.compartment is None:
        return None
    size = procedure.compartment

    async def ask() -> int | str:
        try:
            return (await seat.engine.request(Reserve(size=size, slips=SLIPS), Reserved)).compartment
        except EngineRefusedError as refused:
            if refused.error_id != NONE_FREE:
                raise
            return refused.error_id

    return await j.once("reserve", ask, size)


async def explain_before(j: Journey, seat: Seat, procedure: Procedure, reserved: int | str | None) -> None:
    """Say what this takes; where it cannot be done here, why, with no way on."""
    page = Explain(
        title=procedure.name,
        sections=_ability(seat, procedure, reserved) + _papers(procedure),
        more=[procedure.plain, *_details(procedure)],
        buttons=[on_button("next")] if procedure.deposit.possible else [button("other-procedure")],
    )
    if (await j.ask("explained", page)).name == "other-procedure":
        j.forget("explained")
        j.change(*PROCEDURE)


async def ask_case(j: Journey, procedure: Procedure) -> Answers:
    """Ask the questions that apply, one a page."""
    answers: Answers = {}
    while True:
        waiting = [q for q in questions(procedure, answers) if q.id not in answers]
        if not waiting:
            return answers
        question = waiting[0]
        page = Pick(
            title=question.text,
            lead=question.plain,
            options=[Option(name=option.id, label=option.text) for option in question.options],
        )
        answers[question.id] = (await j.ask(f"case:{question.id}", page)).name


async def show_checklist(
    j: Journey, procedure: Procedure, answers: Answers, reserved: int | str | None
) -> Checklist:
    """Show only what applies; raises `EngineRefusedError` when it needs a compartment and none is free."""
    needed = checklist(procedure, answers)
    if needed.compartment is not None and isinstance(reserved, str):
        raise EngineRefusedError(reserved)
    page = Explain(
        title=phrase("deposit.checklist"),
        lead=phrase("deposit.checklist-lead"),
        sections=[
            *section("deposit.to-bring", [_line(c, "paper") for c in needed.to_scan]),
            *section(
                "deposit.nothing-to-bring",
                [_line(c, "check") for c in needed.components if not c.scanned],
            ),
            *section("deposit.mind", [Line(text=p.text, icon="info") for p in needed.preconditions]),
        ],
        buttons=[on_button("have-all")],
    )
    await j.ask("checklist", page)
    return needed


def _ability(seat: Seat, procedure: Procedure, reserved: int | str | None) -> list[Section]:
    if not procedure.deposit.possible:
        assert procedure.deposit.why is not None
        why = Line(text=procedure.deposit.why, icon="info")
        return [Section(heading=phrase("deposit.not-here"), lines=[why])]
    lines = [Line(text=phrase("deposit.minutes", minutes=procedure.minutes), icon="clock")]
    if isinstance(reserved, int):
        lines.append(Line(text=phrase("deposit.reserved", number=reserved), icon="lock"))
    if isinstance(reserved, str):
        lines.append(Line(text=mishap(reserved), icon="warning"))
    if seat.situation.can_print():
        lines.append(Line(text=phrase("deposit.paper-ready"), icon="printer"))
    return [Section(heading=phrase("deposit.here-now"), lines=lines)]


def _papers(procedure: Procedure) -> list[Section]:
    """What everybody needs; what depends on the case is only announced, for the case is not known yet."""
    always = [c for c in procedure.components if not c.when]
    left = [Line(text=c.name, icon="lock") for c in always if c.original == "leave"]
    shown = [Line(text=c.name, icon="home") for c in always if c.original == "show"]
    sections = [*section("deposit.leave", left), *section("deposit.take-home", shown)]
    if any(c.when and c.scanned for c in procedure.components):
        sections.append(Section(lines=[Line(text=phrase("deposit.by-case-later"), icon="help")]))
    return sections


def _details(procedure: Procedure) -> list[Text]:
    """Every paper with its plain words and where its original goes."""
    details = []
    for component in procedure.components:
        if component.original == "none":
            continue
        told = phrase(f"deposit.detail.{component.original}", paper=component.name, plain=component.plain)
        details.append(phrase("deposit.detail.by-case", detail=told) if component.when else told)
    return details


def _line(component: Component, icon: str) -> Line:
    return Line(text=component.name, plain=component.plain, icon=icon)
