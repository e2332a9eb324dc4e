"""The slip that says what to bring: from the catalogue and the answers alone, so it names nobody."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.slip import Block
from kiosk.dossier.checklist import checklist, questions
from kiosk.dossier.fees import fee_for, quote
from kiosk.dossier.procedure import Answers, Component, Procedure
from kiosk.texts import phrase
from kiosk.texts.on_slips import as_is, paragraph, section, words
from kiosk.texts.terms import basis, period


def checklist_blocks(procedure: Procedure, answers: Answers) -> list[Block]:
    """Everything under the head of the slip; raises `AnswerError` for answers that decide no case."""
    needed = checklist(procedure, answers)
    price = quote(fee_for(procedure, answers))
    held = [component for component in needed.components if component.kind == "already_held"]
    by_card = any(component.kind == "from_card" for component in needed.components)
    bring = [_item(component) for component in needed.to_scan]
    return [
        paragraph(procedure.name, strong=True),
        drawn.Paragraph(text=as_is(procedure.code)),
        *_answered(procedure, answers),
        *_list("bring", [*([_card()] if by_card else []), *bring], "box"),
        *_list("nothing", (drawn.Item(text=words(component.name)) for component in held), "dash"),
        *_list("mind", (drawn.Item(text=words(each.text)) for each in needed.preconditions), "dash"),
        drawn.Rule(style="thin"),
        paragraph(period(needed.case.time)),
        paragraph(phrase("look-up.fee", fee=price.words)),
        drawn.Paragraph(text=as_is(basis(price.source).vi)),
        paragraph(procedure.deposit.why or phrase("slips.checklist.deposit-here")),
        paragraph(procedure.result.collectable.why or phrase("slips.checklist.collect-here")),
    ]


def _answered(procedure: Procedure, answers: Answers) -> list[Block]:
    """The case that the list is for: whoever it is read to must see whether it is theirs."""
    items = []
    for question in questions(procedure, answers):
        chosen = next(option for option in question.options if option.id == answers[question.id])
        items.append(drawn.Item(text=words(question.text), note=chosen.text.vi))
    return _list("case", items, "dash")


def _card() -> drawn.Item:
    """What the chip card tells needs no paper, but the card itself comes along."""
    return drawn.Item(text=words(phrase("slips.checklist.card")), note=phrase("slips.checklist.lay").vi)


def _item(component: Component) -> drawn.Item:
    note = phrase("slips.checklist.leave" if component.original == "leave" else "slips.checklist.show")
    return drawn.Item(text=words(component.name), note=note.vi)


def _list(heading: str, items: Iterable[drawn.Item], marker: str) -> list[Block]:
    listed = tuple(items)
    if not listed:
        return []
    title = section(phrase(f"slips.checklist.{heading}"))
    return [title, drawn.ItemList.model_validate({"items": listed, "marker": marker})]
