"""Whose matter it is, by which phone they are reached, and who comes for the result."""

from __future__ import annotations

from kiosk.dossier.applicant import Applicant, Collector, ForWhom, check_id_number, check_phone
from kiosk.dossier.procedure import Answers
from kiosk.messages.pages import EnterDigits, EnterText, Option, Pick
from kiosk.session.failures import GoBack
from kiosk.session.journey import Journey
from kiosk.session.ports import Person
from kiosk.session.seat import Seat
from kiosk.session.wording import button
from kiosk.texts import phrase

PHONE, COLLECTOR, APPLICANT = "phone", "collector", "applicant"
_PHONE_DIGITS = 10
_ID_DIGITS = 12


async def ask_applicant(j: Journey, answers: Answers, person: Person) -> Applicant:
    """The person on the card, or the name of whom they act for."""
    for_whom = _for_whom(answers)
    if for_whom == "me":
        return Applicant(for_whom="me", name=person.name, id_number=person.id_number)
    page = EnterText(
        title=phrase(f"contact.applicant.{for_whom}"),
        hint=phrase(f"contact.applicant-hint.{for_whom}"),
        value=str(j.previous(APPLICANT).value) if j.previous(APPLICANT) else "",
    )
    return Applicant(for_whom=for_whom, name=(await j.ask(APPLICANT, page)).value)


async def ask_phone(j: Journey, seat: Seat) -> str | None:
    """A phone number of ten digits, or None."""

    async def ask(previous: str | None) -> str | None:
        page = EnterDigits(
            title=phrase("contact.phone"),
            lead=phrase("contact.phone-lead"),
            shortest=_PHONE_DIGITS,
            longest=_PHONE_DIGITS,
            groups=[4, 3, 3],
            value=previous or "",
            buttons=[button("no-phone")],
        )
        while True:
            answer = await seat.talk.ask(page)
            if answer.name == "no-phone":
                return None
            try:
                return check_phone(answer.value)
            except ValueError:
                page = page.model_copy(update={"error": phrase("contact.phone-wrong"), "value": ""})

    return await j.step(PHONE, ask)


async def ask_collector(j: Journey, seat: Seat, person: Person) -> Collector:
    """The person on the card, or somebody named with their ID number."""
    me = Collector(name=person.name, id_number=person.id_number)

    async def ask(_: Collector | None) -> Collector:
        while True:
            page = Pick(
                title=phrase("contact.collector"),
                lead=phrase("contact.collector-lead"),
                options=[
                    Option(name="me", label=phrase("contact.collector-me"), icon="person"),
                    Option(name="other", label=phrase("contact.collector-other"), icon="people"),
                ],
            )
            if (await seat.talk.ask(page)).name == "me":
                return me
            try:
                return await _other(seat)
            except GoBack:
                continue

    return await j.step(COLLECTOR, ask)


async def _other(seat: Seat) -> Collector:
    name = await seat.talk.ask(
        EnterText(title=phrase("contact.collector-name"), hint=phrase("contact.collector-name-hint"))
    )
    number = await seat.talk.ask(
        EnterDigits(
            title=phrase("contact.collector-number"),
            lead=phrase("contact.collector-number-lead"),
            shortest=_ID_DIGITS,
            longest=_ID_DIGITS,
            groups=[3, 3, 3, 3],
        )
    )
    return Collector(name=name.value, id_number=check_id_number(number.value))


def _for_whom(answers: Answers) -> ForWhom:
    wanted = answers.get("for_whom", "me")
    known: dict[str, ForWhom] = {
        "child": "child",
        "authorised": "authorised",
        "organisation": "organisation",
    }
    return known.get(wanted, "me")
