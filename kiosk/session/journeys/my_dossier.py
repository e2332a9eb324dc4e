"""How far are my dossiers: by card or slip with what is asked and what waits, by a typed code barely."""

from __future__ import annotations

import os
from dataclasses import dataclass

from kiosk.devices.ticket_printer.job import sealed_job
from kiosk.messages.collect import Claims, FindClaims, WaitingClaim
from kiosk.messages.dossiers import FindDossiers, FoundDossiers, KnownDossier, PrintAcceptance
from kiosk.messages.pages import EnterDigits, Explain, Line, Option, Section
from kiosk.session.acceptance_slip import acceptance_slip
from kiosk.session.dossier_page import bare_page, dossier_page, may_collect, name_of, state_of
from kiosk.session.failures import EngineRefusedError
from kiosk.session.find_key import Key, find_key
from kiosk.session.journey import Journey
from kiosk.session.paging import pick_one
from kiosk.session.particulars import Particulars
from kiosk.session.seat import Seat
from kiosk.session.slips import print_aside
from kiosk.session.unfinished import tell_unfinished
from kiosk.session.wording import as_is, button, on_button
from kiosk.texts import phrase

KEY = "key"
WAIT = "ENG-010"
_TAKEN_WITHIN = 20.0
# a deposit code has 16 digits, the longest dossier codes in use 19
_SHORTEST, _LONGEST = 10, 20


@dataclass(frozen=True)
class Shown:
    """One dossier with what waits of it here; a claim whose dossier was never reported stands alone."""

    dossier: KnownDossier | None
    claims: tuple[WaitingClaim, ...]

    @property
    def name(self) -> str:
        """Its option's name."""
        return self.dossier.key if self.dossier is not None else self.claims[0].claim_id

    @property
    def code(self) -> str:
        """The code that its slips and letters carry."""
        if self.dossier is None:
            return self.claims[0].dossier_code
        return self.dossier.dossier_code or self.dossier.deposit_code


async def my_dossier(j: Journey, seat: Seat) -> bool:
    """Show one dossier; True to collect what waits, now and with the same card or slip."""
    key: Key = await j.step(KEY, lambda _: find_key(seat, may_type=True))
    if not key.typed:
        mine = await _find(j, seat, key)
        if mine:
            return await _show(j, seat, key, mine)
        if (await j.ask("none", _none(seat))).name != "type-code":
            return False
    known = await j.step("typed", lambda _: _ask_code(seat))
    await j.ask("dossier", bare_page(seat, known))
    return False


async def _find(j: Journey, seat: Seat, key: Key) -> list[Shown]:
    if key.who is not None:
        waiting = await tell_unfinished(j, seat, key.who)
    else:
        look = FindClaims(slip_payload=key.slip_payload)
        waiting = await j.once("found", lambda: seat.engine.request(look, Claims), look)
    find = FindDossiers(owner_hash=key.owner_hash, slip_payload=key.slip_payload)
    found = await j.once("dossiers", lambda: seat.engine.request(find, FoundDossiers), find)
    return _matched(found.dossiers, waiting.claims)


def _matched(dossiers: list[KnownDossier], claims: list[WaitingClaim]) -> list[Shown]:
    def of(dossier: KnownDossier) -> tuple[WaitingClaim, ...]:
        codes = {dossier.dossier_code, dossier.deposit_code}
        return tuple(claim for claim in claims if claim.dossier_code in codes)

    shown = [Shown(dossier, of(dossier)) for dossier in dossiers]
    matched = {claim.claim_id for each in shown for claim in each.claims}
    return shown + [Shown(None, (claim,)) for claim in claims if claim.claim_id not in matched]


async def _show(j: Journey, seat: Seat, key: Key, mine: list[Shown]) -> bool:
    chosen = mine[0]
    if len(mine) > 1:
        options = [_option(seat, each) for each in mine]
        title, lead = phrase("my-dossier.which"), phrase("my-dossier.which-lead")
        name = await j.step("which", lambda _: pick_one(seat, title, options, lead))
        chosen = next(each for each in mine if each.name == name)
    wish = await j.step("dossier", lambda _: _read(seat, key, chosen), chosen.name)
    return wish == "collect-now"


async def _read(seat: Seat, key: Key, shown: Shown) -> str:
    """The page, kept up while the office's answer, devices and the network come and go."""
    particulars = Particulars(seat, shown.dossier, by_card=key.who is not None)
    while True:
        await particulars.go_on()
        seat.talk.show(dossier_page(seat, shown.dossier, shown.claims, particulars))
        answer = await seat.talk.touch()
        if answer is None:
            continue
        if answer.name == "print-acceptance":
            await _print(seat, particulars)
        elif answer.name == "ask-again":
            particulars.again()
        else:
            return answer.name


async def _print(seat: Seat, particulars: Particulars) -> None:
    """Print the acceptance slip; nobody is let go while a paper with their name comes out."""
    told, talk = particulars.told, seat.talk
    if told is None or told.acceptance is None:
        return
    hotline, copy = seat.situation.config.hotline, particulars.copies > 0
    job = sealed_job(acceptance_slip(told, told.acceptance, hotline, copy=copy).to_bytes())
    free = (talk.may_end, talk.may_go_back)
    talk.may_end = talk.may_go_back = False
    try:
        order = PrintAcceptance(dossier_id=told.dossier_id)
        await print_aside(seat, order, "my-dossier", _TAKEN_WITHIN, job)
        particulars.copies += 1
    finally:
        os.close(job)
        talk.may_end, talk.may_go_back = free


def _option(seat: Seat, shown: Shown) -> Option:
    return Option(
        name=shown.name,
        label=name_of(seat, shown.dossier, shown.claims),
        note=phrase("my-dossier.option", state=state_of(seat, shown.dossier), code=shown.code),
        icon="collect" if may_collect(shown.claims) else "dossier",
    )


async def _ask_code(seat: Seat) -> KnownDossier:
    """Ask for digits until a dossier is found; a wrong number may be corrected, and does not vanish."""
    page = EnterDigits(
        title=phrase("my-dossier.code"),
        lead=phrase("my-dossier.code-lead"),
        shortest=_SHORTEST,
        longest=_LONGEST,
        groups=[4] * 5,
    )
    while True:
        typed = (await seat.talk.ask(page)).value
        error = phrase("my-dossier.code-unknown")
        try:
            found = await seat.engine.request(FindDossiers(digits=typed), FoundDossiers)
        except EngineRefusedError as refused:
            if refused.error_id != WAIT:
                raise
            error = phrase("my-dossier.code-wait", seconds=refused.wait_s)
        else:
            if found.dossiers:
                return found.dossiers[0]
        page = page.model_copy(update={"error": error, "value": typed})


def _none(seat: Seat) -> Explain:
    unit = seat.catalogue.unit(seat.situation.config.unit, seat.now().date())
    ask = phrase("my-dossier.ask-office", hotline=seat.situation.config.hotline)
    return Explain(
        title=phrase("my-dossier.none"),
        sections=[
            Section(
                lines=[
                    Line(text=phrase("my-dossier.none-why"), icon="info"),
                    Line(text=ask, plain=as_is(unit.address), icon="phone"),
                ]
            )
        ],
        buttons=[button("type-code"), on_button("close")],
    )
