"""A citizen collects what waits: the good way, and every bad one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.dossier.claims import Obstacle
from kiosk.dossier.codes import SlipQr
from kiosk.dossier.text import Text
from kiosk.messages.collect import FindClaims, OpenForClaim
from kiosk.messages.pages import (
    Ending,
    EnterDigits,
    Farewell,
    Home,
    LayCard,
    OpenDoor,
    Page,
    Pick,
    TakeSlip,
    WhatWaits,
)
from kiosk.messages.seat import Refused
from kiosk.session.wording import fault, mishap
from kiosk.texts import phrase
from tests.session.doings import closes_and_says, comes_to_what_waits
from tests.session.world import CITIZEN, NEIGHBOUR, EngineHost, World, soon

CODE = "12345678"


def a_result_waits(engine: EngineHost) -> int:
    """A result is loaded for the citizen; the number of its compartment."""
    number = engine.do(lambda cabinet: cabinet.load(cabinet.offer(code=CODE)))
    engine.leave_seat()
    return number


@pytest.fixture
def kiosk(engine: EngineHost, seat: Callable[..., World]) -> World:
    """A kiosk in which a result waits."""
    engine.do(lambda cabinet: cabinet.engine.seat_taken())
    a_result_waits(engine)
    world: World = seat()
    return world


def comes_to_the_door(kiosk: World) -> int:
    """Card, choice, code: the door stands open."""
    page = comes_to_what_waits(kiosk)
    kiosk.person.touches(page.options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", CODE)
    return kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open").compartment


def test_a_result_is_collected_with_six_touches_besides_the_code(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_the_door(kiosk)
    kiosk.lifts()
    closes_and_says(kiosk, number, "received")
    assert {button.name for button in person.sees(Ending).buttons} == {"print-slip", "go"}
    person.touches("print-slip")
    person.sees(TakeSlip)
    person.sees(Farewell)
    person.sees_end()
    kiosk.ends()
    assert person.touches_made <= 6
    assert "item.collected/1" in kiosk.engine.events()
    assert len(kiosk.engine.cabinet.printer.printed) == 1


def test_two_things_are_collected_one_after_the_other_and_a_slip_is_not_forced(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: cabinet.engine.seat_taken())
    for _ in range(2):
        engine.do(lambda cabinet: cabinet.load(cabinet.offer(code=CODE)))
    engine.leave_seat()
    kiosk = seat()
    first = comes_to_the_door(kiosk)
    closes_and_says(kiosk, first, "received")
    page = kiosk.person.sees(WhatWaits)
    assert len(page.options) == 1
    assert not kiosk.person.sees_frame(lambda frame: True).back
    kiosk.person.touches(page.options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", CODE)
    second = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open").compartment
    assert second != first
    kiosk.lifts()
    closes_and_says(kiosk, second, "received")
    kiosk.person.sees(Ending)
    kiosk.person.touches("go")
    kiosk.person.sees(Farewell)
    kiosk.person.sees_end()
    assert kiosk.engine.events().count("item.collected/1") == 2
    assert kiosk.engine.cabinet.printer.printed == []


def test_a_card_laid_on_the_home_page_saves_a_touch(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.lays(CITIZEN)
    page = kiosk.person.sees(Pick)
    assert {option.name for option in page.options} == {"deposit", "collect", "my-dossier"}
    kiosk.person.touches("collect")
    kiosk.person.sees(WhatWaits)
    assert kiosk.cards.read_calls == 1


def test_what_waits_is_named_with_its_place_before_any_door(kiosk: World) -> None:
    page = comes_to_what_waits(kiosk)
    assert page.options[0].label.vi == "Giấy xác nhận"
    assert "Hàng" in str(page.options[0].note)
    assert kiosk.engine.cabinet.bus.pulses == [1]  # the officer's


def test_a_wrong_code_tells_how_many_tries_are_left(kiosk: World) -> None:
    page = comes_to_what_waits(kiosk)
    kiosk.person.touches(page.options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", "00000000")
    again = kiosk.person.sees(EnterDigits, like=lambda page: page.error is not None)
    assert "4" in str(again.error)
    kiosk.person.touches("typed", CODE)
    kiosk.person.sees(OpenDoor)


def test_too_many_wrong_codes_make_one_wait(kiosk: World) -> None:
    page = comes_to_what_waits(kiosk)
    kiosk.person.touches(page.options[0].name)
    for _ in range(3):
        kiosk.person.sees(EnterDigits)
        kiosk.person.touches("typed", "00000000")
    told = kiosk.person.sees(EnterDigits, like=lambda page: page.wait_s > 0, updated=True)
    assert "3" in str(told.error)
    assert told.wait_s == 15


def tells_of(left: int) -> Callable[[EnterDigits], bool]:
    """A page that says how many tries are left."""
    return lambda page: str(left) in str(page.error)


def test_five_wrong_codes_end_the_visit_with_the_way_to_the_counter(kiosk: World) -> None:
    page = comes_to_what_waits(kiosk)
    kiosk.person.touches(page.options[0].name)
    kiosk.person.sees(EnterDigits)
    for left in (4, 3, 2, 1):
        kiosk.person.touches("typed", "00000000")
        kiosk.person.sees(EnterDigits, like=tells_of(left))
        kiosk.time_passes(61)
    kiosk.person.touches("typed", "00000000")
    assert "quầy" in str(kiosk.person.sees(Ending).lines)


def test_a_paused_door_counts_down_and_is_asked_for_afterwards(kiosk: World) -> None:
    kiosk.engine.refuse(OpenForClaim, Refused(error_id="ENG-005", wait_s=40))
    page = comes_to_what_waits(kiosk)
    kiosk.person.touches(page.options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", CODE)
    waiting = kiosk.person.sees(OpenDoor, like=lambda page: page.wait_s == 40, updated=True)
    assert not waiting.buttons[0].enabled
    kiosk.person.sees(
        OpenDoor, like=lambda page: bool(page.buttons and page.buttons[0].enabled), updated=True
    )
    kiosk.person.touches("open-again")
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open", updated=True)


def test_somebody_for_whom_nothing_waits_is_told_so(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("collect")
    kiosk.person.sees(LayCard)
    kiosk.lays(NEIGHBOUR)
    assert kiosk.person.sees(Ending).title.vi == "Chưa có gì chờ quý vị ở đây"


@pytest.mark.parametrize("word", ["not-mine", "incomplete"])
def test_what_is_not_right_is_laid_back_and_the_compartment_frozen(kiosk: World, word: str) -> None:
    number = comes_to_the_door(kiosk)
    closes_and_says(kiosk, number, word)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open" and "lại" in str(page.lead))
    kiosk.closes_door(number)
    kiosk.person.sees(Ending)
    events = kiosk.engine.events()
    assert "item.disputed/1" in events
    assert "compartment.frozen/1" in events
    assert "help.called/1" in events
    assert "item.collected/1" not in events


def test_an_empty_compartment_is_reported_and_opened_no_more(kiosk: World) -> None:
    number = comes_to_the_door(kiosk)
    pulses = len(kiosk.engine.cabinet.bus.pulses)
    closes_and_says(kiosk, number, "empty")
    kiosk.person.sees(Ending)
    assert len(kiosk.engine.cabinet.bus.pulses) == pulses
    assert "item.disputed/1" in kiosk.engine.events()


def test_walking_away_is_taken_out_but_not_confirmed(engine: EngineHost, seat: Callable[..., World]) -> None:
    engine.do(lambda cabinet: cabinet.engine.seat_taken())
    a_result_waits(engine)
    kiosk = seat(idle=soon(25))
    number = comes_to_the_door(kiosk)
    kiosk.lifts()
    kiosk.closes_door(number)
    assert kiosk.person.sees(Ending).title.vi == "Lấy ra, chưa xác nhận"
    kiosk.person.sees_end()
    kiosk.ends()
    assert "item.collected/1" not in kiosk.engine.events()


def test_a_door_that_does_not_open_keeps_the_papers_and_calls_somebody(kiosk: World) -> None:
    page = comes_to_what_waits(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    kiosk.person.touches(page.options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", CODE)
    for _ in range(2):
        kiosk.person.sees(OpenDoor, like=lambda page: page.door == "opening")
        kiosk.time_passes(9)
        if _ == 0:
            kiosk.person.sees(OpenDoor, like=lambda page: page.door == "stuck")
            kiosk.person.touches("open-again")
    assert kiosk.person.sees(Ending).title.vi == "Cửa ngăn không mở được"


def test_what_cannot_be_had_here_says_why_and_where(engine: EngineHost, seat: Callable[..., World]) -> None:
    where = Text(vi="Nộp phí tại quầy 3 rồi nhận tại quầy.", en="Pay at counter 3 and collect there.")
    engine.do(lambda cabinet: cabinet.offer(obstacles=(Obstacle(kind="fee_due", where=where),)))
    kiosk = seat()
    page = comes_to_what_waits(kiosk)
    assert not page.options[0].available
    assert page.options[0].reason == where
    kiosk.person.touches("close")
    kiosk.person.sees(Farewell, like=lambda page: not page.card_out)


def test_an_expired_card_is_sent_to_the_counter(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("collect")
    kiosk.person.sees(LayCard)
    kiosk.lays(type(CITIZEN)(CITIZEN.name, CITIZEN.id_number, expired=True))
    assert kiosk.person.sees(Ending).staff_code == "SES-005"


def test_what_central_may_have_taken_back_is_shown_with_the_reason_and_cannot_be_chosen(kiosk: World) -> None:
    kiosk.engine.do(lambda cabinet: cabinet.clock.pass_time(73 * 3600))
    page = comes_to_what_waits(kiosk)
    assert [(option.available, option.reason) for option in page.options] == [(False, mishap("ENG-025"))]
    assert page.lead == phrase("collect.not-here")
    assert [button.name for button in page.buttons] == ["close"]
    assert kiosk.engine.cabinet.bus.pulses == [1]  # the officer's


def test_a_lease_that_ends_while_the_code_is_typed_opens_no_door_and_says_why(kiosk: World) -> None:
    kiosk.person.touches(comes_to_what_waits(kiosk).options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.engine.do(lambda cabinet: cabinet.clock.pass_time(73 * 3600))
    kiosk.person.touches("typed", CODE)
    page = kiosk.person.sees(OpenDoor, like=lambda page: bool(page.buttons))
    assert fault("ENG-025").vi in page.model_dump_json()
    assert kiosk.engine.cabinet.bus.pulses == [1]  # the officer's


def test_a_staff_card_does_not_collect(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("collect")
    kiosk.person.sees(LayCard)
    card = kiosk.engine.do(lambda cabinet: cabinet.authority.card("officer-07", "officer"))
    kiosk.lays(card)
    kiosk.person.sees(LayCard, like=lambda page: page.error is not None)
    assert kiosk.cards.read_calls == 0


def test_a_cover_slip_is_refused_kindly_and_the_page_waits_on(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("collect")
    assert kiosk.person.sees(LayCard).error is None
    kiosk.shows_code(SlipQr.fresh("cover", "N-0001-261120-0001-10").payload())
    page = kiosk.person.sees(LayCard, like=lambda page: page.error is not None)
    assert page.error is not None
    assert page.error.vi.startswith("Đây là phiếu kèm.")
    kiosk.lays(CITIZEN)
    kiosk.person.sees(WhatWaits)
    asked = [each for each in kiosk.engine.requests if isinstance(each, FindClaims)]
    assert [each.slip_payload for each in asked] == [""]


def test_a_slip_under_the_camera_serves_instead_of_a_card(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("collect")
    kiosk.person.sees(LayCard)
    kiosk.shows_code("https://example.invalid/not-a-slip")
    kiosk.shows_code("DSK1:deposit:N-0001-261121-0001-00:AAAAAAAAAAAAAAAAAAAAAAAAAA")
    kiosk.person.sees(Page, like=lambda page: page.kind in {"ending", "what-waits"})
    assert kiosk.cards.read_calls == 0
