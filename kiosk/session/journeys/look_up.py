"""Somebody wants to know which papers a procedure needs; nothing is read, nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.dossier.checklist import Checklist, checklist
from kiosk.dossier.fees import fee_for, quote
from kiosk.dossier.procedure import Answers, Component, Procedure
from kiosk.dossier.text import Text
from kiosk.messages.pages import Button, Explain, Line, Section
from kiosk.messages.seat import PrintChecklist
from kiosk.session.choose_procedure import PROCEDURE, choose_procedure
from kiosk.session.explain_procedure import ask_case
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA, LOCKER, PRINTER, READER
from kiosk.session.slips import print_aside
from kiosk.session.wording import button, on_button, section
from kiosk.texts import phrase
from kiosk.texts.terms import basis, period

DEPOSIT_NEEDS = (READER, CAMERA, PRINTER, LOCKER)
_SHOWN_FOR = 6.0
_ICONS = {"from_card": "card", "form": "edit", "paper": "paper"}


async def look_up(j: Journey, seat: Seat) -> Sequence[str]:
    """Show what applies, what it costs and how long it takes.

    To hand in now: the names of the answers that the deposit can take over; empty when only asked.
    """
    procedure = await choose_procedure(j, seat)
    answers = await ask_case(j, procedure)
    wish = await j.step("look-up", lambda _: _show(seat, procedure, answers), (procedure.code, answers))
    return [*PROCEDURE, *(f"case:{question}" for question in answers)] if wish == "deposit-now" else []


async def _show(seat: Seat, procedure: Procedure, answers: Answers) -> str:
    """The list, kept up while devices come and go; printing it comes back to it."""
    while True:
        seat.talk.show(_page(seat, procedure, answers))
        answer = await seat.talk.touch()
        if answer is None:
            continue
        if answer.name != "print-list":
            return answer.name
        order = PrintChecklist(
            procedure=procedure.code, rule_version=procedure.rule_version, answers=dict(answers)
        )
        await print_aside(seat, order, "look-up", _SHOWN_FOR)


def _page(seat: Seat, procedure: Procedure, answers: Answers) -> Explain:
    needed = checklist(procedure, answers)
    mind = [_line(each.text, None, "info") for each in needed.preconditions]
    return Explain(
        title=procedure.name,
        lead=procedure.plain,
        sections=[
            *section("look-up.bring", [_line(c.name, c.plain, _ICONS[c.kind]) for c in _brought(needed)]),
            *section(
                "deposit.nothing-to-bring",
                [_line(c.name, c.plain, "check") for c in needed.components if c.kind == "already_held"],
            ),
            _place(seat, procedure),
            _terms(procedure, answers, needed),
            *([Section(lines=mind)] if mind else []),
        ],
        more=_exempt(seat, procedure, answers),
        buttons=_buttons(seat, procedure),
    )


def _brought(needed: Checklist) -> list[Component]:
    """The card comes along too, though nothing of it goes under the camera."""
    brought = [component for component in needed.components if component.kind != "already_held"]
    return sorted(brought, key=lambda component: component.kind != "from_card")


def _line(name: Text, plain: Text | None, icon: str) -> Line:
    return Line(text=name, plain=plain, icon=icon)


def _terms(procedure: Procedure, answers: Answers, needed: Checklist) -> Section:
    price = quote(fee_for(procedure, answers))
    return Section(
        lines=[
            _line(period(needed.case.time), basis(needed.case.source), "calendar"),
            _line(phrase("look-up.fee", fee=price.words), basis(price.source), "money"),
        ],
    )


def _place(seat: Seat, procedure: Procedure) -> Section:
    """Whether it can be handed in and collected here, now and at all, and why not."""
    out = seat.situation.out(*DEPOSIT_NEEDS)
    if not procedure.deposit.possible:
        handing_in = _line(phrase("deposit.not-here"), procedure.deposit.why, "info")
    elif out is not None:
        handing_in = _line(phrase("look-up.not-now", why=out), None, "warning")
    else:
        handing_in = _line(phrase("look-up.deposit-here"), None, "deposit")
    collectable = procedure.result.collectable
    name = "collect-here" if collectable.possible else "collect-counter"
    lines = [handing_in, _line(phrase(f"look-up.{name}"), collectable.why, "collect")]
    if (why := seat.situation.no_paper_to_spare()) is not None:
        lines.append(_line(why, None, "printer"))
    return Section(lines=lines)


def _buttons(seat: Seat, procedure: Procedure) -> list[Button]:
    listing = button("print-list", enabled=seat.situation.no_paper_to_spare() is None)
    if procedure.deposit.possible and seat.situation.out(*DEPOSIT_NEEDS) is None:
        return [listing, on_button("deposit-now")]
    return [listing, on_button("close")]


def _exempt(seat: Seat, procedure: Procedure, answers: Answers) -> list[Text]:
    groups = [seat.catalogue.exemptions[each.group] for each in fee_for(procedure, answers).exempt]
    return [phrase("look-up.exempt", group=group.name, evidence=group.evidence) for group in groups]
