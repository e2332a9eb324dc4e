"""After staging: doors, slips, and everything that can be lost on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.devices.locker.doors import DoorSeen
from kiosk.dossier.text import Text
from kiosk.messages.pages import (
    Ending,
    Explain,
    Farewell,
    Home,
    OpenDoor,
    Pick,
    Review,
    ShowCode,
    TakeSlip,
)
from kiosk.messages.seat import LinkState, OpenForDeposit, PrintSlip, Refused, Stage
from kiosk.session import farewell
from kiosk.session.wording import fault
from tests.session.doings import (
    answers_case,
    closes_and_says,
    comes_to_open_door,
    comes_to_review,
    gives_phone_and_collector,
    scans_one,
)
from tests.session.world import CITIZEN, World, soon


def test_after_staging_there_is_no_way_back(kiosk: World) -> None:
    comes_to_open_door(kiosk)
    assert not kiosk.person.sees_frame(lambda frame: frame.step == 5).back


def test_the_slip_speaks_the_language_that_was_chosen(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.person.speaks("en")
    comes_to_open_door(kiosk)
    (stage,) = [request for request in kiosk.engine.requests if isinstance(request, Stage)]
    assert stage.language == "en"


def test_printer_out_of_paper_shows_the_code_in_groups_of_four(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_open_door(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.printer, "failure", "PRN-001"))
    closes_and_says(kiosk, number, "placed")
    page = person.sees(ShowCode)
    assert [len(group) for group in page.code.split()] == [4, 4, 4, 4]
    assert page.qr.startswith("DSK1:")
    person.touches("written-down")
    person.sees(Ending)
    person.sees(Farewell)


def test_a_cover_slip_that_fails_is_written_by_hand(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.refuse(PrintSlip, Refused(error_id="PRN-001"))
    kiosk.person.touches("hand-in")
    kiosk.person.sees(ShowCode)
    kiosk.person.touches("written-down")
    kiosk.person.sees(OpenDoor)


def test_a_door_that_does_not_open_is_tried_once_more(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    kiosk.person.touches("hand-in")
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "opening")
    kiosk.time_passes(9)
    stuck = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "stuck")
    assert {button.name for button in stuck.buttons} == {"open-again", "not-left"}
    assert stuck.title.vi == f"Cửa ngăn {stuck.compartment} chưa mở được"
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", True))
    kiosk.person.touches("open-again")
    page = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open")
    closes_and_says(kiosk, page.compartment, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_reopening_that_is_paused_is_counted_down_while_everything_else_can_be_said(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    kiosk.closes_door(number)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons))
    kiosk.engine.refuse(OpenForDeposit, Refused(error_id="ENG-005", wait_s=300))
    kiosk.person.touches("open-again")
    paused = kiosk.person.sees(OpenDoor, like=lambda page: page.wait_s == 300)
    assert paused.error == fault("ENG-005")
    assert {button.name for button in paused.buttons if not button.enabled} == {"open-again"}
    kiosk.person.touches("placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_while_another_door_stands_open_the_own_one_waits_and_is_not_lost(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.do(lambda cabinet: cabinet.engine.sensed(6, DoorSeen("open", "unknown")))
    kiosk.person.touches("hand-in")
    page = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "stuck")
    assert page.error == fault("ENG-003")
    kiosk.closes_door(6)
    kiosk.person.touches("open-again")
    opened = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open")
    closes_and_says(kiosk, opened.compartment, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_a_door_that_never_opens_ends_with_the_originals_in_the_persons_hands(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    kiosk.person.touches("hand-in")
    kiosk.person.sees(OpenDoor)
    kiosk.time_passes(9)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "stuck")
    kiosk.person.touches("not-left")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    accepted = kiosk.engine.do(
        lambda cabinet: [deposit.outcome for deposit in cabinet.journal.state.deposits.values()]
    )
    assert accepted == ["not-left"]


def test_a_door_left_open_is_reminded_of_and_nobody_is_sent_away(seat: Callable[..., World]) -> None:
    kiosk = seat(idle=soon(25))
    number = comes_to_open_door(kiosk)
    kiosk.person.is_noticed()
    while not any(type(request).__name__ == "CallHelp" for request in kiosk.engine.requests):
        kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open", updated=True)
    closes_and_says(kiosk, number, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_the_door_may_be_opened_once_more(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "open-again")
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open")
    kiosk.closes_door(number)
    page = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons))
    assert "open-again" not in {button.name for button in page.buttons}


def test_a_compartment_too_small_is_changed_for_a_larger_one(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "too-small")
    larger = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open").compartment
    assert larger != number
    closes_and_says(kiosk, larger, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_originals_that_are_not_left_are_noted(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "not-left")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    outcomes = kiosk.engine.do(
        lambda cabinet: [deposit.outcome for deposit in cabinet.journal.state.deposits.values()]
    )
    assert outcomes == ["not-left"]


def test_a_second_dossier_needs_no_card(kiosk: World) -> None:
    person = kiosk.person
    comes_to_review(kiosk, reissue="no")
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    person.touches("another")
    person.sees(Pick)
    person.touches("G15-TP07")
    person.sees(Pick)
    person.touches("1.004873")
    person.sees(Explain)
    answers_case(kiosk, reissue="no")
    gives_phone_and_collector(kiosk)
    scans_one(kiosk)
    person.sees(Review)
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    assert kiosk.cards.read_calls == 1
    assert kiosk.engine.events().count("deposit.accepted/1") == 2


def test_with_the_network_down_a_deposit_works_and_one_line_says_so(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.engine.tell(LinkState(up=False))
    frame = kiosk.person.sees_frame(lambda frame: frame.banner is not None)
    assert isinstance(frame.banner, Text)
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_the_farewell_waits_until_card_and_tray_are_empty(kiosk: World) -> None:
    comes_to_review(kiosk, reissue="no")
    kiosk.camera.paper_there = True
    kiosk.lays(CITIZEN)
    kiosk.person.touches("hand-in")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    kiosk.person.touches("go")
    kiosk.person.sees(Farewell, like=lambda page: not page.card_out and not page.tray_empty)
    kiosk.lifts()
    kiosk.person.sees(Farewell, like=lambda page: page.card_out, updated=True)
    assert not kiosk.person.closed
    kiosk.camera.paper_there = False
    kiosk.lays_paper()
    kiosk.person.sees_end()


def test_who_stands_behind_begins_as_soon_as_everything_is_taken(
    kiosk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(farewell, "SEEN_FOR", 600.0)
    comes_to_review(kiosk, reissue="no")
    kiosk.lays(CITIZEN)
    kiosk.person.touches("hand-in")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    kiosk.person.touches("go")
    assert kiosk.person.sees(Farewell, like=lambda page: not page.card_out).buttons == []
    kiosk.lifts()
    kiosk.person.sees(Farewell, like=lambda page: page.card_out, updated=True)
    kiosk.person.touches("next-person")
    kiosk.person.sees_end()


def test_the_engine_lost_before_staging_says_that_nothing_was_accepted(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.die()
    ending = kiosk.person.sees(Ending)
    assert ending.lines[0].vi.startswith("Chưa nhận gì")
    kiosk.ends()


def test_the_engine_lost_after_staging_says_that_it_is_on_record(kiosk: World) -> None:
    comes_to_open_door(kiosk)
    kiosk.engine.die()
    ending = kiosk.person.sees(Ending)
    assert "đã được ghi nhận" in ending.lines[0].vi
    kiosk.ends()


def test_the_screen_lost_after_staging_leaves_the_rest_to_the_engine(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    kiosk.closes_door(number)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed")
    kiosk.person.vanishes()
    kiosk.ends()
    assert "deposit.accepted/1" in kiosk.engine.events()


def test_the_screen_lost_before_staging_drops_the_pages(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.vanishes()
    kiosk.ends()
    assert "deposit.dropped/1" in kiosk.engine.events()
    assert kiosk.engine.do(lambda cabinet: list(cabinet.vault.names())) == []
