"""The slip that says what to bring: from the catalogue and the answers alone, so it names nobody."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.slip import Block, Words
from kiosk.dossier.checklist import checklist, questions
from kiosk.dossier.fees import fee_for, quote
from kiosk.dossier.procedure import Answers, Component, Procedure
from kiosk.dossier.text import Text
from kiosk.texts import phrase
from kiosk.texts.terms import basis, period


def checklist_blocks(procedure: Procedure, answers: Answers) -> list[Block]:
    """Everything under the head of the slip; raises `AnswerError` for answers that decide no case."""
    needed = checklist(procedure, answers)
    price = quote(fee_for(procedure, answers))
    held = [component for component in needed.components if component.kind == "already_held"]
    by_card = any(component.kind == "from_card" for component in needed.components)
    bring = [_item(component) for component in needed.to_scan]
    return [
        _paragraph(procedure.name, strong=True),
        _as_is(procedure.code),
        *_answered(procedure, answers),
        *_list("bring", [*([_card()] if by_card else []), *bring], "box"),
        *_list("nothing", (drawn.Item(text=_words(component.name)) for component in held), "dash"),
        *_list("mind", (drawn.Item(text=_words(each.text)) for each in needed.preconditions), "dash"),
        drawn.Rule(style="thin"),
        _paragraph(period(needed.case.time)),
        _paragraph(phrase("look-up.fee", fee=price.words)),
        _as_is(basis(price.source).vi),
        _paragraph(procedure.deposit.why or phrase("slips.checklist.deposit-here")),
        _paragraph(procedure.result.collectable.why or phrase("slips.checklist.collect-here")),
    ]


def _answered(procedure: Procedure, answers: Answers) -> list[Block]:
    """The case that the list is for: whoever it is read to must see whether it is theirs."""
    items = []
    for question in questions(procedure, answers):
        chosen = next(option for option in question.options if option.id == answers[question.id])
        items.append(drawn.Item(text=_words(question.text), note=chosen.text.vi))
    return _list("case", items, "dash")


def _card() -> drawn.Item:
    """What the chip card tells needs no paper, but the card itself comes along."""
    return drawn.Item(text=_words(phrase("slips.checklist.card")), note=phrase("slips.checklist.lay").vi)


def _item(component: Component) -> drawn.Item:
    note = phrase("slips.checklist.leave" if component.original == "leave" else "slips.checklist.show")
    return drawn.Item(text=_words(component.name), note=note.vi)


def _list(heading: str, items: Iterable[drawn.Item], marker: str) -> list[Block]:
    listed = tuple(items)
    if not listed:
        return []
    title = drawn.Heading(text=_words(phrase(f"slips.checklist.{heading}")), level=2)
    return [title, drawn.ItemList.model_validate({"items": listed, "marker": marker})]


def _paragraph(text: Text, *, strong: bool = False) -> drawn.Paragraph:
    return drawn.Paragraph(text=_words(text), strong=strong)


def _as_is(words: str) -> drawn.Paragraph:
    """A code, or a law's title: there is no other language of it."""
    return drawn.Paragraph(text=Words(vi=words))


def _words(text: Text) -> Words:
    return Words(vi=text.vi, en=text.en)
