"""The home page of the seat: what can be done here now. Whatever is begun, the visit ends with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from kiosk.dossier.text import Text
from kiosk.messages.pages import Home, Option, OutOfService, Pick
from kiosk.messages.seat import Done, HomeShown, Leave, Unfinished
from kiosk.session.attend import Outcome, attend
from kiosk.session.failures import DeviceFailedError
from kiosk.session.farewell import farewell
from kiosk.session.handover import Handover
from kiosk.session.identify import IDENTITY
from kiosk.session.journey import Journey, Kept
from kiosk.session.journeys.ask_help import ask_help
from kiosk.session.journeys.collect import collect
from kiosk.session.journeys.deposit import deposit
from kiosk.session.journeys.look_up import look_up
from kiosk.session.journeys.my_dossier import KEY, my_dossier
from kiosk.session.journeys.staff import staff
from kiosk.session.journeys.take_ticket import no_tickets, take_ticket
from kiosk.session.ports import CardKind
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA, LOCKER, PRINTER, READER
from kiosk.session.slips import after_slip
from kiosk.session.wording import as_is, button, fault
from kiosk.texts import phrase

log = structlog.get_logger()
Script = Callable[[Journey, Seat], Awaitable[object]]
RENEW = "renew"
IN_SERVICE = "DIA-003"
# opening hours begin and end while nobody touches anything
_LOOK_AGAIN = 20.0


@dataclass(frozen=True)
class Verb:
    """One tile: the devices without which its journey cannot be done, and whether it keeps opening hours.

    `hindrance` says what else keeps it from being done now.
    """

    name: str
    icon: str
    needs: tuple[str, ...] = ()
    at_all_hours: bool = False
    hindrance: Callable[[Seat], Text | None] = lambda seat: None


VERBS = (
    Verb("deposit", "deposit", (READER, CAMERA, PRINTER, LOCKER)),
    Verb("collect", "collect", (READER, LOCKER)),
    Verb("my-dossier", "list"),
    Verb("ticket", "ticket", hindrance=no_tickets),
    Verb("look-up", "papers"),
    Verb("call-help", "phone", at_all_hours=True),
)

NOTHING = {verb.name: False for verb in VERBS}


async def serve_seat(seat: Seat) -> None:
    """Show the home page, serve one person, and end when the machine is free again."""
    while True:
        wish = await _home(seat)
        if wish == RENEW:
            seat.talk.close()
            return
        log.info("session.journey-begun", journey=wish)
        outcome = await _carry_out(seat, wish)
        if outcome == "served":
            break
        _back_home(seat)
    await seat.engine.request(Leave(), Done)
    await farewell(seat)
    seat.talk.close()


# --- what is wished ------------------------------------------------------------------------------------


async def _home(seat: Seat) -> str:
    """The wish: a tile, what a card laid on the reader asks for, or `RENEW`."""
    greeted = seat.cards.present()
    told: dict[str, bool] = {}
    while not seat.situation.seat_wanted:
        page = _page(seat)
        seat.talk.show(page)
        tiles = {tile.name: tile.available for tile in page.tiles} if isinstance(page, Home) else NOTHING
        if seat.talk.on_glass and tiles != told:
            told = tiles
            await seat.engine.request(HomeShown(tiles=tiles), Done)
        answer = await seat.talk.touch(_LOOK_AGAIN)
        if answer is not None:
            return answer.name
        if seat.talk.left_alone():
            # the next person finds neither another language nor larger letters
            return RENEW
        lies = seat.cards.present()
        if lies and not greeted:
            wish = await _greet(seat)
            if wish is not None:
                return wish
        greeted = lies
    return RENEW


async def _greet(seat: Seat) -> str | None:
    """Ask what a citizen's card came for; a staff card says it by itself."""
    try:
        kind: CardKind = await seat.cards.recognise()
    except DeviceFailedError:
        return None
    if kind == "staff":
        return "staff"
    served = kind == "citizen" and not seat.situation.closed_to_citizens
    return await _ask_wish(seat) if served else None


async def _ask_wish(seat: Seat) -> str | None:
    tiles = [tile for tile in _tiles(seat) if tile.name in {"collect", "my-dossier", "deposit"}]
    talk = seat.talk
    talk.turn()
    buttons = [button("not-now")]
    talk.show(Pick(title=phrase("home.card-laid"), layout="tiles", options=tiles, buttons=buttons))
    while seat.cards.present():
        answer = await talk.touch()
        if answer is not None:
            return None if answer.name == "not-now" else answer.name
    return None


# --- what is done --------------------------------------------------------------------------------------


async def _carry_out(seat: Seat, wish: str) -> Outcome:
    return await _WISHES[wish](seat)


def _once(script: Script) -> Callable[[Seat], Awaitable[Outcome]]:
    """A journey that is all there is to the wish."""

    async def serve(seat: Seat) -> Outcome:
        return await attend(seat, Journey(seat.talk), lambda j: script(j, seat))

    return serve


async def _look_up(seat: Seat) -> Outcome:
    """Look, and hand in at once what was looked up if the person wants to."""
    j = Journey(seat.talk)
    taken_over: Sequence[str] = ()

    async def script(j: Journey) -> None:
        nonlocal taken_over
        taken_over = await look_up(j, seat)

    outcome = await attend(seat, j, script)
    return await _deposits(seat, j.keep(*taken_over)) if taken_over else outcome


async def _my_dossier(seat: Seat) -> Outcome:
    """Look, and collect with the same card or slip if the person wants to."""
    j, wanted = Journey(seat.talk), False

    async def script(j: Journey) -> None:
        nonlocal wanted
        wanted = await my_dossier(j, seat)

    outcome = await attend(seat, j, script)
    if not wanted:
        return outcome
    return await attend(seat, Journey(seat.talk, j.keep(KEY)), lambda j: collect(j, seat))


async def _deposits(seat: Seat, seeded: dict[str, Kept] | None = None) -> Outcome:
    """One deposit after another by the same person; `seeded` are answers given before the first."""
    one_done = False
    while True:
        j = Journey(seat.talk, seeded)
        another = False

        async def script(j: Journey) -> None:
            nonlocal another
            handover: Handover = await deposit(j, seat)
            another = await after_slip(seat, slip=handover.on_paper)

        outcome = await attend(seat, j, script)
        if not another:
            return "served" if one_done else outcome
        one_done = True
        seeded = j.keep("notice", IDENTITY)
        seat.talk.committed = False


_WISHES: dict[str, Callable[[Seat], Awaitable[Outcome]]] = {
    "deposit": _deposits,
    "collect": _once(collect),
    "my-dossier": _my_dossier,
    "ticket": _once(take_ticket),
    "look-up": _look_up,
    "call-help": _once(ask_help),
    "staff": _once(staff),
}


def _back_home(seat: Seat) -> None:
    talk = seat.talk
    talk.may_end = talk.may_go_back = talk.watches_idle = False
    talk.step = (0, 0)
    talk.turn()


# --- what is shown -------------------------------------------------------------------------------------


def _page(seat: Seat) -> Home | OutOfService:
    situation = seat.situation
    if situation.closed_to_citizens:
        reason = fault(situation.out_of_service or IN_SERVICE)
        return OutOfService(title=phrase("home.closed"), reason=reason, hotline=situation.config.hotline)
    unit = seat.catalogue.unit(situation.config.unit, seat.now().date())
    return Home(
        title=phrase("home.title"),
        lead=phrase("home.lead"),
        tiles=_tiles(seat),
        unit=unit.name,
        hours=situation.hours(),
        notice=_notice(situation.unfinished),
    )


def _tiles(seat: Seat) -> list[Option]:
    resting = seat.situation.resting(seat.now().time())
    tiles = []
    for verb in VERBS:
        closed = None if verb.at_all_hours else resting
        tiles.append(_tile(verb, closed or seat.situation.out(*verb.needs) or verb.hindrance(seat)))
    return tiles


def _tile(verb: Verb, reason: Text | None) -> Option:
    return Option(
        name=verb.name,
        label=phrase(f"home.tile.{verb.name}"),
        note=phrase(f"home.note.{verb.name}"),
        icon=verb.icon,
        available=reason is None,
        reason=reason,
    )


def _notice(unfinished: list[Unfinished]) -> Text | None:
    """The ending of what the last visits left: code, compartment, step; nothing personal."""
    if not unfinished:
        return None
    last = unfinished[-1]
    name = "dropped" if last.step == "dropped" else "left"
    return phrase(f"home.notice.{name}", code=as_is(last.code), number=last.compartment or "–")
