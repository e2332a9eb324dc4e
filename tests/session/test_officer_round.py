"""The officer's round, with the engine's real decisions behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from kiosk.devices.locker.doors import DoorSeen
from kiosk.errors import error
from kiosk.journal.facts.doors import CompartmentFrozen
from kiosk.messages.officer_pages import Round
from kiosk.messages.pages import Ending, EnterDigits, EnterText, Home, TakeSlip
from kiosk.messages.seat import Refused
from kiosk.messages.staff import OpenForRound
from kiosk.texts import phrases
from tests.engine.cabinet import Cabinet
from tests.session.world import EngineHost, World, soon

PIN = "123456"


def has_button(name: str) -> Callable[[Round], bool]:
    """A page that offers this."""
    return lambda page: any(button.name == name for button in page.buttons)


def notes(words: str) -> Callable[[Round], bool]:
    """A page whose log says this."""
    return lambda page: any(words in line.vi for line in page.log)


def is_open(page: Round) -> bool:
    """A page on which a compartment stands open."""
    return any(bay.look == "open" for bay in page.bays)


def logs_in(kiosk: World, role: str = "officer") -> None:
    """Staff card and PIN."""
    kiosk.person.sees(Home)
    kiosk.lays(kiosk.engine.do(lambda cabinet: cabinet.authority.card("officer-07", role)))
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", PIN)


def sees_open(kiosk: World) -> int:
    """The number of the compartment that stands open for the round."""
    page = kiosk.person.sees(Round, like=is_open, updated=True)
    return next(bay.number for bay in page.bays if bay.look == "open")


@pytest.fixture
def loaded(engine: EngineHost) -> EngineHost:
    """Two deposits lie in compartments, two results wait to be loaded."""

    def prepare(cabinet: Cabinet) -> tuple[list[str], list[str]]:
        cabinet.engine.seat_taken()
        deposits = [cabinet.deposit(), cabinet.deposit()]
        claims = [cabinet.offer(), cabinet.offer()]
        codes = [cabinet.code_on("cover", dossier) for dossier in deposits]
        cabinet.engine.seat_left()
        return codes, [claim.dossier_code for claim in claims]

    engine.deposit_codes, engine.result_codes = engine.do(prepare)
    return engine


@pytest.fixture
def kiosk(loaded: EngineHost, seat: Callable[..., World]) -> World:
    """A kiosk with work for an officer."""
    world: World = seat()
    return world


def test_the_round_says_how_much_there_is_to_take_and_to_load(kiosk: World) -> None:
    logs_in(kiosk)
    page = kiosk.person.sees(Round)
    assert [(tally.label.vi, tally.done, tally.total) for tally in page.tallies] == [
        ("Cần lấy", 0, 2),
        ("Cần nạp", 0, 2),
    ]


def test_what_waits_to_be_emptied_is_lit_until_a_door_opens(kiosk: World) -> None:
    logs_in(kiosk)
    lit = {bay.number for bay in kiosk.person.sees(Round).bays if bay.look == "lit"}
    assert len(lit) == 2
    kiosk.person.touches("take")
    number = sees_open(kiosk)
    page = kiosk.person.sees(Round, updated=True)
    assert {bay.number: bay.look for bay in page.bays if bay.look != "plain"} == {number: "open"}
    kiosk.closes_door(number)
    asked = kiosk.person.sees(Round, like=has_button("taken"))
    assert {bay.number for bay in asked.bays if bay.look == "lit"} == {number}
    kiosk.person.touches("taken")
    assert sees_open(kiosk) in lit - {number}


def test_with_the_cover_slip_under_the_camera_a_door_needs_no_touch(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.person.touches("take")
    before = kiosk.person.touches_made
    for code in kiosk.engine.deposit_codes:
        number = sees_open(kiosk)
        kiosk.shows_code(code)
        kiosk.closes_door(number)
        kiosk.person.sees(Round, like=notes("đã lấy"), updated=True)
    kiosk.person.sees(Round, like=lambda page: page.tallies[0].done == 2)
    assert kiosk.person.touches_made == before


def test_the_citizens_slip_in_the_compartment_is_not_taken_for_the_cover_slip(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.person.touches("take")
    number = sees_open(kiosk)
    kiosk.shows_code(kiosk.engine.deposit_codes[0].replace("DSK1:cover", "DSK1:deposit"))
    kiosk.closes_door(number)
    page = kiosk.person.sees(Round, like=has_button("taken"))
    assert any("không phải phiếu kèm" in line.vi for line in page.log)
    kiosk.person.touches("taken")
    sees_open(kiosk)


def test_without_a_scan_one_touch_a_door_says_what_was_found(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.person.touches("take")
    kiosk.closes_door(sees_open(kiosk))
    kiosk.person.sees(Round, like=has_button("taken"))
    kiosk.person.touches("taken")
    second = sees_open(kiosk)
    kiosk.person.moves("foreign")
    kiosk.closes_door(second)
    kiosk.person.sees(Round, like=notes("vật lạ"), updated=True)
    assert "compartment.frozen/1" in kiosk.engine.events()


def test_results_are_loaded_by_their_code_undone_and_only_collectable_at_the_end(kiosk: World) -> None:
    person = kiosk.person
    logs_in(kiosk)
    person.sees(Round)
    person.touches("load")
    kiosk.shows_code(kiosk.engine.result_codes[0])
    kiosk.closes_door(sees_open(kiosk))
    person.sees(Round, like=lambda page: page.tallies[1].done == 1)
    person.touches("type-code")
    person.sees(EnterText)
    person.touches("typed", kiosk.engine.result_codes[1])
    kiosk.closes_door(sees_open(kiosk))
    person.sees(Round, like=lambda page: page.tallies[1].done == 2)
    person.touches("undo-last")
    kiosk.closes_door(sees_open(kiosk))
    person.sees(Round, like=lambda page: page.tallies[1].done == 1)
    person.touches("stop")
    person.sees(Round, like=has_button("end-round"))
    assert "round.ended/1" not in kiosk.engine.events()
    person.touches("end-round")
    person.sees(TakeSlip)
    person.sees(Ending)
    assert "round.ended/1" in kiosk.engine.events()


def test_the_label_of_what_was_just_loaded_may_stay_under_the_camera(kiosk: World) -> None:
    person = kiosk.person
    logs_in(kiosk)
    person.sees(Round)
    person.touches("load")
    first, second = kiosk.engine.result_codes
    kiosk.shows_code(first)
    kiosk.closes_door(sees_open(kiosk))
    person.sees(Round, like=lambda page: page.tallies[1].done == 1)
    kiosk.shows_code(first)
    kiosk.shows_code(second)
    kiosk.closes_door(sees_open(kiosk))
    page = person.sees(Round, like=lambda page: page.tallies[1].done == 2)
    assert page.error is None
    assert page.current is not None
    assert page.current.vi == "Đã nạp hết kết quả."


def test_an_unknown_code_is_refused_in_words(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.person.touches("load")
    kiosk.shows_code("H29.251-261121-9999")
    page = kiosk.person.sees(Round, like=lambda page: page.error is not None)
    assert page.error is not None


def test_counting_opens_every_compartment_and_asks_what_the_sensor_does_not_see(kiosk: World) -> None:
    person = kiosk.person
    logs_in(kiosk)
    person.sees(Round)
    person.touches("count")
    for _ in range(6):
        number = sees_open(kiosk)
        person.moves("counted-empty")
        kiosk.closes_door(number)
        person.sees(Round, like=notes(f"{number}: trống"), updated=True)
    person.sees(Round, like=has_button("end-round"))
    assert kiosk.engine.events().count("compartment.counted/1") == 6


def test_a_compartment_that_sprang_open_is_looked_into_with_its_reason(kiosk: World) -> None:
    def springs_open(cabinet: Cabinet) -> None:
        cabinet.bus.on_seen(5, DoorSeen("open", "unknown"))
        cabinet.bus.close_door(5)

    kiosk.engine.do(springs_open)
    logs_in(kiosk)
    kiosk.person.sees(Round, like=has_button("check"))
    kiosk.person.touches("check")
    page = kiosk.person.sees(Round, like=is_open, updated=True)
    assert page.current is not None
    assert page.current.vi == "Ngăn 5: không rõ có gì bên trong. Xem bên trong, đóng cửa."
    kiosk.person.moves("counted-empty")
    kiosk.closes_door(5)
    page = kiosk.person.sees(Round, like=has_button("end-round"), updated=True)
    assert not has_button("check")(page)


def test_every_reason_to_look_into_a_compartment_is_said_in_words() -> None:
    reasons = get_args(CompartmentFrozen.model_fields["reason"].annotation)
    for reason in (*reasons, "restored", "withdrawn", "unsure"):
        assert f"round.why.{reason}" in phrases()


def test_a_wrong_pin_tells_how_many_tries_are_left(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.lays(kiosk.engine.do(lambda cabinet: cabinet.authority.card("officer-07", "officer")))
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", "000000")
    page = kiosk.person.sees(EnterDigits, like=lambda page: page.error is not None)
    assert "2" in str(page.lead)


def test_a_blocked_card_ends_with_a_named_page(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.cards.tries = 1
    kiosk.lays(kiosk.engine.do(lambda cabinet: cabinet.authority.card("officer-07", "officer")))
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", "000000")
    assert kiosk.person.sees(Ending).look == "sorry"


def test_an_attendants_card_opens_no_compartment(kiosk: World) -> None:
    logs_in(kiosk, "attendant")
    assert kiosk.person.sees(Ending).title.vi == "Thẻ này không mở được ngăn"


def test_a_card_of_another_authority_is_refused_by_the_engine(kiosk: World) -> None:
    from tests.engine.doubles import StaffAuthority

    kiosk.person.sees(Home)
    kiosk.lays(StaffAuthority().card("officer-07", "officer"))
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", PIN)
    assert kiosk.person.sees(Ending).staff_code == "ENG-013"


def test_a_door_that_stays_shut_is_passed_by_and_noted(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    kiosk.person.touches("take")
    kiosk.person.sees(Round, like=lambda page: any(bay.look == "lit" for bay in page.bays))
    kiosk.time_passes(9)
    page = kiosk.person.sees(Round, like=has_button("next-door"))
    assert any("không mở" in line.vi for line in page.log)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", True))
    kiosk.person.touches("next-door")
    sees_open(kiosk)


def test_a_paused_round_counts_down_and_can_be_left_for_something_else(kiosk: World) -> None:
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.engine.refuse(OpenForRound, Refused(error_id="ENG-005", wait_s=300))
    kiosk.person.touches("take")
    paused = kiosk.person.sees(Round, like=lambda page: page.wait_s == 300)
    assert paused.error == error("ENG-005").officer
    kiosk.person.touches("next")
    kiosk.person.sees(Round, like=has_button("next-door"))
    kiosk.person.touches("next-door")
    sees_open(kiosk)


def test_an_officer_who_walks_away_ends_the_round(loaded: EngineHost, seat: Callable[..., World]) -> None:
    kiosk = seat(idle=soon(25))
    logs_in(kiosk)
    kiosk.person.sees(Round)
    kiosk.lifts()
    assert kiosk.person.sees(Ending).title.vi == "Đã kết thúc chuyến"
    kiosk.person.sees_end()
    assert "round.ended/1" in kiosk.engine.events()
