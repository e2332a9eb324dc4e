"""Who is there: the notice on personal data, the card, "is this you"."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from kiosk.dossier.applicant import masked
from kiosk.dossier.claims import collector_hash
from kiosk.dossier.text import Text
from kiosk.messages.pages import ConfirmIdentity, Explain, LayCard, Line, Section
from kiosk.session.failures import DeviceFailedError, VisitOver
from kiosk.session.journey import Journey
from kiosk.session.ports import Person
from kiosk.session.seat import Seat
from kiosk.session.situation import READER
from kiosk.session.wording import as_is, button, fault, on_button
from kiosk.texts import phrase

NOT_A_CITIZEN_CARD = "CRD-004"
EXPIRED = "SES-005"
IDENTITY = "identity"


@dataclass(frozen=True)
class Identified:
    """The person, and the hash that stands for the ID number outside this process."""

    person: Person
    owner_hash: str = field(repr=False)


async def give_notice(j: Journey, seat: Seat) -> None:
    """Say what is read, why, by whom, how long, and which rights; laying the card leads on."""

    async def read_it(_: object) -> bool:
        lay_there = seat.cards.present()
        seat.talk.show(_notice(seat))
        while await seat.talk.touch() is None:
            if seat.cards.present() and not lay_there:
                break
            lay_there = lay_there and seat.cards.present()
        return True

    await j.step("notice", read_it)


async def identify(j: Journey, seat: Seat) -> Identified:
    """Read the card and ask whether it is theirs; `VisitOver` when it is not."""
    return await j.step(IDENTITY, lambda previous: _identify(seat, previous))


async def _identify(seat: Seat, previous: Identified | None) -> Identified:
    known = previous or await hashed(seat, await read_card(seat, phrase("identify.lay-card")))
    page = ConfirmIdentity(
        title=phrase("identify.is-this-you"),
        lead=phrase("identify.put-away"),
        name=known.person.name,
        number=masked(known.person.id_number),
        buttons=[button("not-me"), on_button("its-me")],
    )
    if (await seat.talk.ask(page)).name == "not-me":
        raise VisitOver("not-me")
    return known


async def hashed(seat: Seat, person: Person) -> Identified:
    """The person with the hash of the ID number (scrypt takes some 50 ms)."""
    salt = bytes.fromhex(seat.situation.config.fleet_salt)
    digest = await asyncio.to_thread(collector_hash, person.id_number, salt)
    return Identified(person, digest.hex())


async def read_card(seat: Seat, title: Text) -> Person:
    """Wait for a citizen's card and read it, as often as it takes."""
    error: Text | None = None
    while True:
        if not seat.cards.present():
            out = seat.situation.out(READER)
            seat.talk.show(LayCard(title=title, state="waiting", error=out or error))
            await seat.talk.touch()
            continue
        try:
            return await _read(seat, title)
        except DeviceFailedError as failed:
            if failed.error_id == EXPIRED:
                raise
            error = fault(failed.error_id)
        await _until_lifted(seat, title, error)


async def _read(seat: Seat, title: Text) -> Person:
    def show(share: float) -> None:
        seat.talk.show(LayCard(title=title, state="reading", progress=share))

    show(0.0)
    if await seat.talk.beside(seat.cards.recognise()) == "staff":
        raise DeviceFailedError(NOT_A_CITIZEN_CARD)
    person = await seat.talk.beside(seat.cards.read(show))
    if person.expired:
        raise DeviceFailedError(EXPIRED)
    return person


async def _until_lifted(seat: Seat, title: Text, error: Text) -> None:
    while seat.cards.present():
        seat.talk.show(LayCard(title=title, state="lift", error=error))
        await seat.talk.touch()


def _notice(seat: Seat) -> Explain:
    unit = seat.situation.config.unit
    names = ("what", "why", "who", "how-long")
    lines = [
        Line(text=phrase(f"notice.{name}", unit=as_is(unit)), icon=icon)
        for name, icon in zip(names, ("card", "dossier", "building", "clock"), strict=True)
    ]
    return Explain(
        title=phrase("notice.title"),
        lead=phrase("notice.lay-card-to-go-on"),
        sections=[Section(lines=lines)],
        more=[
            phrase("notice.rights"),
            phrase("notice.law"),
            phrase("notice.contact", hotline=seat.situation.config.hotline),
        ],
        buttons=[on_button("next")],
    )
