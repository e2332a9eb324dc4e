"""Calling a person, and opening hours: said before anything is begun, and honest about what was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

import pytest

from kiosk.messages.pages import Home, OfficeHelp
from kiosk.messages.seat import CallHelp, LinkState, Refused
from kiosk.session import process
from kiosk.session.seat import VIETNAM, Seat
from tests.session.doings import chooses_procedure
from tests.session.world import EngineHost, World

SUNDAY_NIGHT = datetime(2026, 11, 22, 22, 15, tzinfo=VIETNAM)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the session's time of day, also while it runs."""
    moments = [MONDAY]
    monkeypatch.setattr(process, "Seat", partial(Seat, now=lambda: moments[-1]))
    return moments.append


def calls(kiosk: World) -> int:
    return kiosk.engine.events().count("help.called/1")


def test_help_shows_number_hours_and_address_and_leads_back_to_the_same_visit(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("call-help")
    page = kiosk.person.sees(OfficeHelp)
    assert page.hotline == "028 3999 9999"
    words = page.model_dump_json()
    assert "07:00–11:30" in words
    assert "Đường Số 1" in words
    assert page.sent
    assert calls(kiosk) == 1
    kiosk.person.touches("close")
    kiosk.person.sees(Home)
    chooses_procedure(kiosk)


def test_touching_help_again_within_a_minute_is_one_call(kiosk: World) -> None:
    for _ in range(2):
        kiosk.person.sees(Home)
        kiosk.person.touches("call-help")
        kiosk.person.sees(OfficeHelp)
        kiosk.person.touches("back")
    kiosk.person.sees(Home)
    assert calls(kiosk) == 1
    kiosk.time_passes(61)
    kiosk.person.touches("call-help")
    kiosk.person.sees(OfficeHelp)
    assert calls(kiosk) == 2


def test_without_network_nobody_is_promised_that_the_office_knows(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.engine.tell(LinkState(up=False))
    kiosk.person.sees_frame(lambda frame: frame.banner is not None)
    kiosk.person.touches("call-help")
    page = kiosk.person.sees(OfficeHelp)
    assert not page.sent
    assert "chưa" not in page.call.en
    assert "khi có mạng" in page.call.vi
    kiosk.engine.tell(LinkState(up=True))
    kiosk.person.sees(OfficeHelp, like=lambda page: page.sent, updated=True)


def test_help_on_any_page_says_when_it_cannot_be_reported_now(kiosk: World) -> None:
    chooses_procedure(kiosk)
    kiosk.engine.tell(LinkState(up=False))
    kiosk.person.sees_frame(lambda frame: frame.banner is not None)
    kiosk.person.moves("help")
    title = str(kiosk.person.sees_overlay().title)
    assert "cán bộ chưa biết" in title
    assert "028 3999 9999" in title


def test_a_call_that_the_engine_refuses_still_shows_the_number(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.engine.refuse(CallHelp, Refused(error_id="ENG-016"))
    kiosk.person.touches("call-help")
    page = kiosk.person.sees(OfficeHelp)
    assert not page.sent
    assert page.hotline == "028 3999 9999"


def test_at_night_help_says_when_the_office_reads_it(
    at: Callable[[datetime], None], seat: Callable[..., World]
) -> None:
    at(SUNDAY_NIGHT)
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.person.touches("call-help")
    assert "07:00, 23/11" in kiosk.person.sees(OfficeHelp).call.vi


def test_in_office_hours_help_says_when_the_office_was_told(
    at: Callable[[datetime], None], seat: Callable[..., World]
) -> None:
    at(MONDAY)
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.person.touches("call-help")
    assert "09:00" in kiosk.person.sees(OfficeHelp).call.vi


def test_outside_opening_hours_the_tiles_say_when_they_open_and_help_stays(
    at: Callable[[datetime], None], engine: EngineHost, seat: Callable[..., World]
) -> None:
    at(SUNDAY_NIGHT)
    engine.hours = (time(6, 30), time(22))
    kiosk = seat()
    page = kiosk.person.sees(Home)
    assert {option.name for option in page.tiles if option.available} == {"call-help"}
    assert "06:30" in str(page.tiles[0].reason)
    assert page.hours is not None
    assert "từ 06:30 đến 22:00" in page.hours.vi


def test_opening_hours_begin_and_end_while_nobody_touches_anything(
    at: Callable[[datetime], None], engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.hours = (time(22, 30), time(5))
    kiosk = seat()
    kiosk.person.sees(Home, like=lambda page: not page.tiles[0].available)
    at(SUNDAY_NIGHT + timedelta(minutes=15))
    kiosk.person.sees(Home, like=lambda page: page.tiles[0].available, updated=True)
    at(SUNDAY_NIGHT + timedelta(hours=7))
    kiosk.person.sees(Home, like=lambda page: not page.tiles[0].available, updated=True)
