"""Which procedure: by field, or by search without accents."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.dossier.catalogue import FieldOfWork
from kiosk.dossier.procedure import Procedure
from kiosk.dossier.search import search
from kiosk.messages.pages import Option, Pick, Search
from kiosk.session.failures import GoBack
from kiosk.session.journey import Journey
from kiosk.session.paging import MOST, pick_one
from kiosk.session.seat import Seat
from kiosk.session.wording import button
from kiosk.texts import phrase

PROCEDURE = ("field", "procedure", "search")
_ICONS = {"G15-TP07": "people", "G15-TP03": "stamp", "G01-CA05": "home", "G08-KH01": "building"}


async def choose_procedure(j: Journey, seat: Seat) -> Procedure:
    """Ask for the field, then the procedure; or search."""
    offered = _offered(seat)
    used = {procedure.field for procedure in offered}
    fields = [field for field in seat.catalogue.fields.values() if field.code in used]
    page = Pick(
        title=phrase("choose.field"),
        lead=phrase("choose.field-lead"),
        layout="tiles",
        options=field_options(fields),
        buttons=[button("search")],
    )
    chosen = (await j.ask("field", page)).name
    if chosen == "search":
        return await j.step("search", lambda _: _search(seat, offered))
    within = [p for p in offered if p.field == chosen]
    if len(within) == 1:
        return within[0]
    return await j.step("procedure", lambda _: _pick(seat, within), chosen)


def field_options(fields: Iterable[FieldOfWork]) -> list[Option]:
    """Fields of work to choose from."""
    return [
        Option(name=field.code, label=field.name, note=field.plain, icon=_ICONS.get(field.code, "dossier"))
        for field in fields
    ]


async def _pick(seat: Seat, procedures: list[Procedure]) -> Procedure:
    options = [_option(procedure) for procedure in procedures]
    chosen = await pick_one(seat, phrase("choose.procedure"), options)
    return next(p for p in procedures if p.code == chosen)


async def _search(seat: Seat, procedures: list[Procedure]) -> Procedure:
    query = ""
    while True:
        found = search(procedures, query) if query.strip() else tuple(procedures)
        seat.talk.show(
            Search(
                title=phrase("choose.search"),
                query=query,
                hint=phrase("choose.search-hint"),
                options=[_option(procedure) for procedure in found[:MOST]],
            )
        )
        answer = await seat.talk.touch()
        if answer is None:
            continue
        if answer.name != "query":
            return next(p for p in procedures if p.code == answer.name)
        query = answer.value


def _offered(seat: Seat) -> list[Procedure]:
    wanted = set(seat.situation.config.procedures)
    offered = [p for p in seat.catalogue.in_force(seat.now().date()) if p.code in wanted]
    if not offered:
        raise GoBack
    return offered


def _option(procedure: Procedure) -> Option:
    available = procedure.deposit.possible
    return Option(
        name=procedure.code,
        label=procedure.name,
        note=procedure.plain,
        icon="dossier" if available else "info",
    )
