"""Taking a queue number: what is asked, what comes out, and what happens when paper, time or line fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from kiosk.devices.contract import DeviceState
from kiosk.messages.pages import Ending, Explain, Farewell, Home, Page, Pick, ShowCode, TakeSlip
from kiosk.messages.seat import DeviceChanged, DeviceReport
from kiosk.messages.tickets import TakeTicket
from kiosk.session import process
from kiosk.session.seat import VIETNAM, Seat
from tests.engine.cabinet import Cabinet
from tests.session.world import EngineHost, World

# Friday 09:12 in Vietnam
MORNING = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
FIELD = "G15-TP07"


@pytest.fixture(autouse=True)
def one_clock(monkeypatch: pytest.MonkeyPatch, engine: EngineHost) -> None:
    """The session reads the same clock as the engine."""
    clock = engine.cabinet.clock
    monkeypatch.setattr(process, "Seat", partial(Seat, now=lambda: clock.now.astimezone(VIETNAM)))


@pytest.fixture
def hall(engine: EngineHost, seat: Callable[..., World]) -> World:
    """A kiosk in office hours."""
    at(engine, MORNING)
    return seat()


def at(engine: EngineHost, moment: datetime) -> None:
    engine.do(lambda cabinet: setattr(cabinet.clock, "now", moment))


def ticket_tile(kiosk: World, *, open_: bool) -> str:
    def there(page: Home) -> bool:
        return next(tile.available is open_ for tile in page.tiles if tile.name == "ticket")

    page = kiosk.person.sees(Home, like=there, updated=True)
    tile = next(tile for tile in page.tiles if tile.name == "ticket")
    return "" if tile.reason is None else tile.reason.vi


def chooses(kiosk: World, field: str = FIELD, priority: str = "no-priority") -> None:
    person = kiosk.person
    person.sees(Home)
    person.touches("ticket")
    person.sees(Pick)
    person.touches(field)
    person.sees(Explain)
    person.touches(priority)


def issued(engine: EngineHost) -> list[dict[str, object]]:
    def read(cabinet: Cabinet) -> list[dict[str, object]]:
        rows = [row.event for row in cabinet.journal.read()]
        return [event.model_dump() for event in rows if event.name == "ticket.issued/1"]

    return engine.do(read)


def printed(engine: EngineHost) -> str:
    return engine.do(lambda cabinet: json.dumps(cabinet.printer.printed, ensure_ascii=False))


def test_a_number_is_asked_for_without_card_or_name_and_comes_on_paper(
    engine: EngineHost, hall: World
) -> None:
    chooses(hall)
    page = hall.person.sees(TakeSlip, like=lambda page: not page.printing)
    assert page.code == "A001"
    assert "A001" in page.title.vi
    assert "Quầy 1" in page.what.vi
    paper = printed(engine)
    for words in ("A001", "QUẦY 1", "Hộ tịch", "09:12 20/11/2026", "07:00–11:30, 13:30–17:00"):
        assert words in paper
    assert "ƯU TIÊN" not in paper
    hall.person.touches("go")
    hall.person.sees(Farewell)
    assert hall.cards.read_calls == 0


def test_of_priority_only_the_fact_is_kept_and_the_groups_name_their_law(
    engine: EngineHost, hall: World
) -> None:
    person = hall.person
    person.sees(Home)
    person.touches("ticket")
    person.sees(Pick)
    person.touches("G15-TP03")
    groups = person.sees(Explain)
    assert "Luật Người cao tuổi 2009" in str(groups.sections[0].lines[0].plain)
    person.touches("have-priority")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    assert "ƯU TIÊN" in printed(engine)
    assert "QUẦY 2 HOẶC 3" in printed(engine)
    [event] = issued(engine)
    assert event["priority"] is True
    assert set(event) == {"ticket", "number", "day", "count", "field", "counters", "priority"}


def test_the_number_is_durable_before_the_printer_is_asked_and_its_word_follows(
    engine: EngineHost, hall: World
) -> None:
    chooses(hall)
    hall.person.sees(TakeSlip, like=lambda page: not page.printing)
    names = [name for name in engine.events() if name.startswith(("ticket", "slip"))]
    assert names == ["ticket.issued/1", "slip.intended/1", "slip.printed/1"]


def test_a_printer_that_fails_leaves_the_number_large_on_the_glass(engine: EngineHost, hall: World) -> None:
    engine.do(lambda cabinet: setattr(cabinet.printer, "failure", "PRN-009"))
    chooses(hall)
    page = hall.person.sees(ShowCode)
    assert page.code == "A001"
    assert [button.name for button in page.buttons] == ["written-down"]
    hall.person.touches("written-down")
    hall.person.sees(Farewell)
    assert "slip.failed/1" in engine.events()


def test_an_engine_that_dies_after_giving_the_number_leaves_it_on_the_glass(
    engine: EngineHost, hall: World
) -> None:
    def dies(kind: str, about: str) -> str:
        engine.die()
        return about

    engine.do(lambda cabinet: setattr(cabinet.engine.printing, "print", dies))
    chooses(hall)
    assert hall.person.sees(ShowCode).code == "A001"


def test_the_last_word_of_central_is_told_with_its_time_and_what_came_since_is_added(
    engine: EngineHost, hall: World
) -> None:
    told = json.dumps({"seq": 0, "lines": {"1": {"people": 4, "priority": 1}}}).encode()
    engine.do(lambda cabinet: cabinet.engine.tickets.hall.take(told))
    engine.do(lambda cabinet: cabinet.engine.tickets.take(TakeTicket(field=FIELD, priority=False)))
    engine.do(lambda cabinet: cabinet.clock.pass_time(60))
    chooses(hall)
    page = hall.person.sees(TakeSlip, like=lambda page: not page.printing)
    assert "5 người (lúc 09:12)" in page.what.vi
    assert "5 người (lúc 09:12)" in printed(engine)


@pytest.mark.parametrize("heard", [False, True], ids=["never heard", "heard long ago"])
def test_without_a_recent_word_of_central_it_says_that_it_does_not_know(
    engine: EngineHost, hall: World, heard: bool
) -> None:
    if heard:
        engine.do(lambda cabinet: cabinet.engine.tickets.hall.take(b'{"seq": 0, "lines": {}}'))
        engine.do(lambda cabinet: cabinet.clock.pass_time(3600))
    chooses(hall)
    page = hall.person.sees(TakeSlip, like=lambda page: not page.printing)
    assert "chưa biết" in page.what.vi
    assert "chưa biết" in printed(engine)


def test_two_touches_at_once_give_one_number(engine: EngineHost, hall: World) -> None:
    person = hall.person
    person.sees(Home)
    person.touches("ticket")
    person.sees(Pick)
    person.touches(FIELD)
    person.sees(Explain)
    person.touches("no-priority")
    person.touches("no-priority")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    assert len(issued(engine)) == 1


def test_who_takes_one_number_after_the_other_is_asked_kindly_to_wait(
    engine: EngineHost, hall: World
) -> None:
    engine.do(lambda cabinet: cabinet.engine.tickets.take(TakeTicket(field=FIELD, priority=False)))
    chooses(hall)
    page = hall.person.sees(Ending)
    assert "xin chờ giây lát" in page.lines[0].vi
    assert len(issued(engine)) == 1


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (datetime(2026, 11, 20, 5, 0, tzinfo=UTC), "mở lại lúc 13:30"),
        (datetime(2026, 11, 20, 10, 0, tzinfo=UTC), "mở lại 07:00 thứ Hai 23/11"),
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), "mở lại 07:00 thứ Hai 23/11"),
    ],
    ids=["noon", "closing time", "sunday"],
)
def test_outside_office_hours_the_tile_names_the_next_opening(
    engine: EngineHost, seat: Callable[..., World], moment: datetime, reason: str
) -> None:
    at(engine, moment)
    assert reason in ticket_tile(seat(), open_=False)


def test_the_tile_opens_by_itself_when_the_office_does(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    at(engine, datetime(2026, 11, 19, 23, 59, tzinfo=UTC))
    kiosk = seat()
    ticket_tile(kiosk, open_=False)
    at(engine, datetime(2026, 11, 20, 0, 0, tzinfo=UTC))
    ticket_tile(kiosk, open_=True)


def test_near_the_papers_end_numbers_stop_first_and_deposits_go_on(hall: World) -> None:
    hall.person.sees(Home)
    report = DeviceReport(device="printer", state="online", facts={"paper": "low"}, error_id="PRN-005")
    hall.engine.tell(DeviceChanged(report=report))
    assert "để dành cho phiếu nộp hồ sơ" in ticket_tile(hall, open_=False)
    page = hall.person.sees(Home, updated=True)
    assert next(tile.available for tile in page.tiles if tile.name == "deposit")


def test_paper_that_runs_low_meanwhile_is_said_before_a_number_is_given(
    engine: EngineHost, hall: World
) -> None:
    hall.person.sees(Home)
    engine.do(lambda cabinet: setattr(cabinet.printer, "paper", "low"))
    chooses(hall)
    assert "để dành cho phiếu nộp hồ sơ" in hall.person.sees(Ending).lines[0].vi
    assert issued(engine) == []


def test_a_broken_printer_takes_the_tile_away_and_a_mended_one_brings_it_back(hall: World) -> None:
    hall.person.sees(Home)
    hall.breaks("printer", DeviceState.NO_DEVICE)
    assert "Máy in" in ticket_tile(hall, open_=False)
    hall.breaks("printer", DeviceState.ONLINE)
    ticket_tile(hall, open_=True)


def test_going_back_from_the_first_question_takes_no_number(engine: EngineHost, hall: World) -> None:
    hall.person.sees(Home)
    hall.person.touches("ticket")
    hall.person.sees(Pick)
    hall.person.touches("back")
    hall.person.sees(Home)
    assert issued(engine) == []


def test_every_page_on_the_way_has_a_short_title(hall: World) -> None:
    chooses(hall)
    hall.person.sees(TakeSlip, like=lambda page: not page.printing)
    pages: list[Page] = hall.person.passed
    assert len(pages) >= 4
    for page in pages:
        assert len(page.title.vi.split()) <= 12, page.title
