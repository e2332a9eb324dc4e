"""The home page: what works now, what was left unfinished, and whose card lies there."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.devices.contract import DeviceState
from kiosk.messages.pages import EnterDigits, Explain, Home, Page, Pick, TakeSlip
from kiosk.messages.seat import DeviceChanged, DeviceReport
from tests.session.doings import chooses_procedure, comes_to_open_door, comes_to_review
from tests.session.world import CITIZEN, EngineHost, World


def tile(page: Home, name: str) -> bool:
    return next(option.available for option in page.tiles if option.name == name)


def test_only_what_works_is_on_the_home_page(kiosk: World) -> None:
    page = kiosk.person.sees(Home)
    names = [option.name for option in page.tiles]
    assert names == ["deposit", "collect", "my-dossier", "ticket", "look-up", "call-help"]
    assert page.unit.vi == "UBND Phường Bến Mơ"


def test_a_tile_goes_when_a_device_fails_and_comes_back_by_itself(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.breaks("document_camera", DeviceState.NO_DEVICE)
    page = kiosk.person.sees(Home, like=lambda page: not tile(page, "deposit"), updated=True)
    assert tile(page, "collect")
    assert "Máy chụp" in str(page.tiles[0].reason)
    kiosk.breaks("document_camera", DeviceState.ONLINE)
    kiosk.person.sees(Home, like=lambda page: tile(page, "deposit"), updated=True)


def test_a_device_that_is_only_released_is_not_out(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.breaks("document_camera", DeviceState.NO_DEVICE)
    kiosk.person.sees(Home, like=lambda page: not tile(page, "deposit"), updated=True)
    kiosk.breaks("document_camera", DeviceState.OFFLINE)
    kiosk.person.sees(Home, like=lambda page: tile(page, "deposit"), updated=True)


def test_no_paper_closes_deposits_with_the_reason_in_plain_words(kiosk: World) -> None:
    kiosk.person.sees(Home)
    report = DeviceReport(device="printer", state="online", facts={"paper": "out"})
    kiosk.engine.tell(DeviceChanged(report=report))
    page = kiosk.person.sees(Home, like=lambda page: not tile(page, "deposit"), updated=True)
    assert "hết giấy" in str(page.tiles[0].reason)


def test_broken_devices_take_away_only_the_journeys_that_need_them(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.breaks("card_reader", DeviceState.NO_DEVICE)
    report = DeviceReport(device="locker", state="noDevice")
    kiosk.engine.tell(DeviceChanged(report=report))
    page = kiosk.person.sees(Home, like=lambda page: not tile(page, "collect"), updated=True)
    assert not tile(page, "deposit")
    assert tile(page, "look-up")
    assert tile(page, "call-help")
    kiosk.person.touches("collect")
    kiosk.person.touches("look-up")
    kiosk.person.sees(Pick)


def test_the_state_of_the_sessions_own_devices_reaches_the_engine(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.breaks("document_camera", DeviceState.NO_DEVICE)
    kiosk.person.sees(Home, like=lambda page: not tile(page, "deposit"), updated=True)
    kiosk.person.touches("look-up")
    kiosk.person.sees(Pick)
    end = time.monotonic() + 10
    while not any(isinstance(request, DeviceChanged) for request in kiosk.engine.requests):
        assert time.monotonic() < end, "the engine was never told"
        time.sleep(0.01)


def test_a_staff_card_asks_for_its_pin_and_nothing_else_of_it_is_read(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.lays(kiosk.engine.do(lambda cabinet: cabinet.authority.card("officer-07", "officer")))
    assert kiosk.person.sees(EnterDigits).hidden
    assert kiosk.cards.read_calls == 0


def test_a_card_on_the_home_page_is_not_read_before_a_wish(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.lays(CITIZEN)
    kiosk.person.sees(Pick)
    kiosk.lifts()
    kiosk.person.sees(Home)
    assert kiosk.cards.read_calls == 0


def test_a_first_question_left_again_shows_the_home_page_of_the_same_session(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("deposit")
    kiosk.person.sees(Pick)
    kiosk.person.touches("back")
    kiosk.person.sees(Home)
    chooses_procedure(kiosk)


def test_a_procedure_that_cannot_be_done_here_says_why_and_leads_to_another(kiosk: World) -> None:
    person = kiosk.person
    catalogue = kiosk.engine.cabinet.catalogue
    impossible = next(procedure for procedure in catalogue.procedures if not procedure.deposit.possible)
    person.sees(Home)
    person.touches("deposit")
    person.sees(Pick)
    person.touches("search")
    person.sees(Page, like=lambda page: page.kind == "search")
    person.moves("query", impossible.code)
    person.sees(Page, like=lambda page: page.kind == "search" and bool(getattr(page, "options", [])))
    person.touches(impossible.code)
    page = person.sees(Explain)
    assert [button.name for button in page.buttons] == ["other-procedure"]
    person.touches("other-procedure")
    person.sees(Pick)


def test_the_next_home_page_tells_how_an_interrupted_deposit_ended(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    first = seat()
    number = comes_to_open_door(first)
    first.person.vanishes()
    first.engine.do(lambda cabinet: cabinet.bus.close_door(number))
    first.ends()
    second = seat()
    notice = str(second.person.sees(Home).notice)
    assert "N-0001" in notice
    assert CITIZEN.name not in notice


def test_who_lays_the_same_card_is_told_first_what_is_unfinished_and_gets_the_slip(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    first = seat()
    number = comes_to_open_door(first)
    first.person.vanishes()
    first.engine.do(lambda cabinet: cabinet.bus.close_door(number))
    first.ends()
    second = seat()
    person = second.person
    person.sees(Home)
    person.touches("collect")
    person.sees(Page, like=lambda page: page.kind == "lay-card")
    second.lays(CITIZEN)
    page = person.sees(Explain)
    assert "không phải nộp lại" in page.sections[0].lines[0].text.vi
    printed = len(engine.cabinet.printer.printed)
    person.touches("print-slip")
    person.sees(Page, like=lambda page: page.kind == "ending")
    assert len(engine.cabinet.printer.printed) == printed + 1
    assert engine.do(lambda cabinet: cabinet.engine.unfinished()) == []


def test_devices_open_with_the_seat_and_close_with_it(kiosk: World) -> None:
    comes_to_review(kiosk, reissue="no")
    kiosk.person.touches("hand-in")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    kiosk.person.sees_end()
    kiosk.ends()
    assert kiosk.devices is not None
    assert kiosk.devices.closed
