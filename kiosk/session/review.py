"""Everything once more before it is handed in; each answer can be changed from here."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.dossier.applicant import Applicant, Collector, masked
from kiosk.dossier.checklist import Checklist
from kiosk.dossier.procedure import Answers, Component, Procedure
from kiosk.dossier.text import Text
from kiosk.messages.pages import Review, ReviewRow
from kiosk.session.choose_procedure import PROCEDURE
from kiosk.session.contact import APPLICANT, COLLECTOR, PHONE
from kiosk.session.identify import Identified
from kiosk.session.journey import Journey
from kiosk.session.scan import Scanned
from kiosk.session.wording import as_is, on_button
from kiosk.texts import phrase


@dataclass(frozen=True, repr=False)
class Draft:
    """What is about to be handed in."""

    procedure: Procedure
    answers: Answers
    needed: Checklist
    who: Identified
    applicant: Applicant
    phone: str | None
    collector: Collector
    scans: tuple[Scanned, ...]

    @property
    def not_held(self) -> tuple[Component, ...]:
        """Components without a page."""
        return tuple(scanned.component for scanned in self.scans if not scanned.pages)

    @property
    def left(self) -> tuple[Component, ...]:
        """Originals for the compartment: of what should stay, what the person has."""
        missing = {component.code for component in self.not_held}
        return tuple(component for component in self.needed.to_leave if component.code not in missing)

    @property
    def taken_home(self) -> tuple[Component, ...]:
        """Originals that go home."""
        missing = {component.code for component in self.not_held}
        return tuple(component for component in self.needed.to_take_home if component.code not in missing)


async def review(j: Journey, draft: Draft) -> None:
    """Show it all; `ChangeAnswer` when something is to be changed."""
    page = Review(
        title=phrase("deposit.review"),
        lead=phrase("deposit.review-lead"),
        rows=_rows(draft),
        leave=[component.name for component in draft.left],
        take=[component.name for component in draft.taken_home],
        buttons=[on_button("hand-in")],
    )
    answer = await j.ask("review", page)
    if answer.name == "change":
        j.forget("review")
        j.change(*(PROCEDURE if answer.value == "field" else (answer.value,)))


def _rows(draft: Draft) -> list[ReviewRow]:
    person = draft.who.person
    rows = [
        _row("procedure", draft.procedure.name, "field"),
        *_case_rows(draft),
        # who stands here can only be changed by ending: "this is not me"
        _row("depositor", as_is(f"{person.name} · {masked(person.id_number)}"), ""),
    ]
    if draft.applicant.for_whom != "me":
        rows.append(_row("applicant", as_is(draft.applicant.name), APPLICANT))
    phone = phrase("deposit.row.no-phone") if draft.phone is None else as_is(draft.phone)
    collector = (
        phrase("contact.collector-me")
        if draft.collector.id_number == person.id_number
        else as_is(f"{draft.collector.name} · {masked(draft.collector.id_number)}")
    )
    rows += [_row("phone", phone, PHONE), _row("collector", collector, COLLECTOR)]
    return rows + [_scan_row(scanned) for scanned in draft.scans]


def _case_rows(draft: Draft) -> list[ReviewRow]:
    rows = []
    for question in draft.procedure.questions:
        chosen = draft.answers.get(question.id)
        option = next((option for option in question.options if option.id == chosen), None)
        if option is not None:
            rows.append(ReviewRow(label=question.text, value=option.text, change=f"case:{question.id}"))
    return rows


def _scan_row(scanned: Scanned) -> ReviewRow:
    pages = len(scanned.pages)
    value = phrase("deposit.row.pages", count=pages) if pages else phrase("deposit.row.not-held")
    return ReviewRow(label=scanned.component.name, value=value, change=f"scan:{scanned.component.code}")


def _row(name: str, value: Text, change: str) -> ReviewRow:
    return ReviewRow(label=phrase(f"deposit.row.{name}"), value=value, change=change)
