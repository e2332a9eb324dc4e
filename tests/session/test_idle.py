"""Nobody there: on every page of every journey one is asked in time, may take longer, else all is wiped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from kiosk.config.model import Idle
from kiosk.messages.officer_pages import Round
from kiosk.messages.pages import Ending, EnterText, Explain, Home, LayCard, OfficeHelp, Pick, Search
from kiosk.session import process
from kiosk.session.seat import VIETNAM, Seat
from tests.engine.cabinet import Cabinet
from tests.session import screen_person
from tests.session.dawdler import Dawdler, GoneError
from tests.session.doings import closes_and_says, comes_to_open_door
from tests.session.test_collect import CODE, comes_to_the_door
from tests.session.test_look_up import look
from tests.session.test_my_dossier import FOREIGN, reports, types
from tests.session.test_officer_round import has_button, logs_in, sees_open
from tests.session.test_take_ticket import MORNING, chooses
from tests.session.world import EngineHost, World

SECOND = 0.1
DEFAULT = Idle()


def begins(kiosk: World, tile: str) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches(tile)


def hands_in(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")


def collects(kiosk: World) -> None:
    number = comes_to_the_door(kiosk)
    kiosk.lifts()
    closes_and_says(kiosk, number, "received")


def looks_up(kiosk: World) -> None:
    look(kiosk)


def searches(kiosk: World) -> None:
    begins(kiosk, "look-up")
    kiosk.person.sees(Pick)
    kiosk.person.touches("search")
    kiosk.person.sees(Search)


def asks_how_far_it_is(kiosk: World) -> None:
    begins(kiosk, "my-dossier")
    kiosk.person.sees(LayCard)
    kiosk.person.touches("type-code")
    types(kiosk, FOREIGN)
    kiosk.person.sees(Explain)


def takes_a_number(kiosk: World) -> None:
    chooses(kiosk)


def calls_somebody(kiosk: World) -> None:
    begins(kiosk, "call-help")
    kiosk.person.sees(OfficeHelp)


def makes_a_round(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.person.touches("take")
    for _ in range(2):
        kiosk.closes_door(sees_open(kiosk))
        kiosk.person.sees(Round, like=has_button("taken"))
        kiosk.person.touches("taken")
    kiosk.person.sees(Round, like=has_button("load"))
    kiosk.person.touches("load")
    kiosk.person.sees(Round, like=has_button("type-code"))
    kiosk.person.touches("type-code")
    kiosk.person.sees(EnterText)


# each with how many of its pages must ask
JOURNEYS: dict[Callable[[World], None], int] = {
    hands_in: 15,
    collects: 3,
    looks_up: 6,
    searches: 2,
    asks_how_far_it_is: 3,
    takes_a_number: 2,
    calls_somebody: 1,
    makes_a_round: 3,
}


def prepare(cabinet: Cabinet, journey: Callable[[World], None]) -> None:
    """What must be there for a journey, in office hours."""
    cabinet.clock.now = MORNING
    cabinet.engine.seat_taken()
    if journey is collects:
        cabinet.load(cabinet.offer(code=CODE))
    elif journey is makes_a_round:
        for _ in range(2):
            cabinet.deposit()
            cabinet.offer()
    elif journey is asks_how_far_it_is:
        reports(cabinet)
    cabinet.engine.seat_left()


@pytest.fixture
def begin(
    engine: EngineHost, seat: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[World, Dawdler]]:
    """A kiosk as it is when nobody configured it, and a person with much time."""
    clock = engine.cabinet.clock
    monkeypatch.setattr(process, "Seat", partial(Seat, now=lambda: clock.now.astimezone(VIETNAM)))

    def sit(
        journey: Callable[[World], None], leaves_at: int = 0, idle: Idle = DEFAULT
    ) -> tuple[World, Dawdler]:
        engine.do(lambda cabinet: prepare(cabinet, journey))
        world = seat(idle=idle, second=SECOND, screen=Dawdler)
        person = world.person
        assert isinstance(person, Dawdler)
        person.world, person.leaves_at = world, leaves_at
        return world, person

    return sit


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_on_every_page_one_is_asked_in_time_and_may_take_longer(
    begin: Callable[..., tuple[World, Dawdler]], journey: Callable[[World], None]
) -> None:
    kiosk, person = begin(journey)
    journey(kiosk)
    assert len(person.waited) >= JOURNEYS[journey], [page.title.vi for page in person.waited]


@pytest.mark.parametrize(
    ("journey", "page"),
    [(journey, page) for journey, pages in JOURNEYS.items() for page in sorted({1, (pages + 1) // 2, pages})],
    ids=lambda part: getattr(part, "__name__", str(part)),
)
def test_whoever_has_gone_leaves_nothing_for_the_next_one(
    begin: Callable[..., tuple[World, Dawdler]],
    seat: Callable[..., World],
    journey: Callable[[World], None],
    page: int,
) -> None:
    kiosk, person = begin(journey, leaves_at=page)
    with pytest.raises(GoneError):
        journey(kiosk)
    person.sees(Ending)
    kiosk.lifts()
    kiosk.leaps(60)
    person.sees_end()
    kiosk.ends()
    staged = any(name.startswith("deposit.staged/") for name in kiosk.engine.events())
    if journey is not makes_a_round and not staged:
        assert list(kiosk.engine.do(lambda cabinet: cabinet.vault.names())) == []
    seat().person.sees(Home)


HURRIED, FORGETFUL, BRIEF = (
    Idle.model_construct(warning_s=warning, reading_s=300, countdown_s=countdown)
    for warning, countdown in ((40, 30), (200, 30), (90, 20))
)


@pytest.mark.parametrize(
    "idle", [HURRIED, FORGETFUL, BRIEF], ids=["asks too soon", "asks too late", "hurries"]
)
def test_a_machine_that_asks_too_soon_too_late_or_hurries_is_found(
    begin: Callable[..., tuple[World, Dawdler]], monkeypatch: pytest.MonkeyPatch, idle: Idle
) -> None:
    _, person = begin(searches, idle=idle)
    person.sees(Home)
    person.touches("look-up")
    monkeypatch.setattr(screen_person, "PATIENCE", 1.0)
    with pytest.raises(AssertionError):
        person.sees(Pick)
