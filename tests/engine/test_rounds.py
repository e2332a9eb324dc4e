"""The officer's round, and the cards that allow it."""

import json
from collections.abc import Callable
from typing import Literal

import pytest

from kiosk.devices.locker.doors import DoorSeen
from kiosk.dossier.codes import DepositCode, SlipQr
from kiosk.messages import collect, seat, staff
from kiosk.messages.wire import Message
from tests.engine.cabinet import Cabinet
from tests.engine.config_admin import Admin
from tests.engine.doubles import StaffAuthority
from tests.engine.test_doors import refused


def test_a_card_of_the_office_is_granted_and_named_in_the_journal(cabinet: Cabinet) -> None:
    cabinet.officer()
    granted = [recorded.event.model_dump() for recorded in cabinet.journal.read()][-1]
    assert (granted["person"], granted["role"]) == ("officer-07", "officer")


def test_a_card_of_another_authority_is_refused(cabinet: Cabinet) -> None:
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    answer = StaffAuthority().card("officer-07", "officer").answer(nonce)
    assert refused(cabinet.ask(answer)) == "ENG-013"
    assert cabinet.names()[-1] == "staff.refused/1"


def test_an_expired_card_is_refused_while_the_clock_is_right(cabinet: Cabinet) -> None:
    card = cabinet.authority.card("officer-07", "officer", days=3)
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    assert refused(cabinet.ask(card.answer(nonce))) == "ENG-013"
    cabinet.clock.is_synced = False
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    assert isinstance(cabinet.ask(card.answer(nonce)), staff.Granted)


def test_a_card_issued_before_its_revocation_is_refused_and_one_issued_later_is_good(
    admin: Admin,
) -> None:
    cabinet = admin.cabinet
    card = cabinet.authority.card("officer-07", "officer")
    admin.run(1, revoked_cards={"officer-07": "2026-11-10T00:00:00+07:00"})
    cabinet.engine.seat_taken()
    assert refused(cabinet.ask(card.answer(cabinet.ask(staff.AskChallenge()).nonce))) == "ENG-013"
    cabinet.engine.seat_left()
    admin.run(2, revoked_cards={"officer-07": "2026-10-20T00:00:00+07:00"})
    cabinet.engine.seat_taken()
    assert isinstance(cabinet.ask(card.answer(cabinet.ask(staff.AskChallenge()).nonce)), staff.Granted)


def test_a_nonce_is_good_once_and_for_a_minute(cabinet: Cabinet) -> None:
    card = cabinet.authority.card("officer-07", "officer")
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    assert isinstance(cabinet.ask(card.answer(nonce)), staff.Granted)
    assert refused(cabinet.ask(card.answer(nonce))) == "ENG-013"
    late = cabinet.ask(staff.AskChallenge()).nonce
    cabinet.clock.pass_time(61)
    assert refused(cabinet.ask(card.answer(late))) == "ENG-013"


def test_a_nonce_of_somebody_elses_making_is_refused(cabinet: Cabinet) -> None:
    card = cabinet.authority.card("officer-07", "officer")
    assert refused(cabinet.ask(card.answer("ab" * 32))) == "ENG-013"


def look_into(cabinet: Cabinet, grant: str, number: int, task: staff.RoundTask) -> Message:
    """The officer's order for one door, which is closed again when it opened."""
    order = cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task=task))
    assert isinstance(order, Message)
    if isinstance(order, seat.DoorOrdered):
        cabinet.bus.close_door(number)
        cabinet.settle()
    return order


@pytest.mark.parametrize("role", ["attendant", "technician"])
def test_only_officers_open_compartments(cabinet: Cabinet, role: str) -> None:
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    granted = cabinet.ask(cabinet.authority.card("other-1", role).answer(nonce))
    assert (
        refused(cabinet.ask(staff.OpenForRound(grant=granted.grant, compartment=1, task="count")))
        == "ENG-012"
    )


def test_a_grant_ends_with_its_seat_and_after_an_hour(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    cabinet.clock.pass_time(3601)
    assert refused(cabinet.ask(staff.ReadRound(grant=grant))) == "ENG-012"
    grant = cabinet.officer()
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert refused(cabinet.ask(staff.ReadRound(grant=grant))) == "ENG-012"


def test_the_round_lists_what_is_to_take_and_what_was_taken_is_gone_from_it(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    grant = cabinet.officer()
    cover = cabinet.code_on("cover", dossier_id)
    plan = cabinet.ask(staff.ReadRound(grant=grant))
    assert [(stop.act, stop.about) for stop in plan.stops] == [("take", dossier_id)]
    number = plan.stops[0].compartment
    cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="take"))
    told = staff.TellRound(grant=grant, compartment=number, act="taken", code=cover)
    assert refused(cabinet.ask(told)) == "ENG-003"
    cabinet.bus.close_door(number)
    cabinet.settle()
    assert isinstance(cabinet.ask(told), seat.Done)
    assert cabinet.ask(staff.ReadRound(grant=grant)).stops == []
    assert list(cabinet.journal.read())[-1].event.model_dump()["scanned"] is True


WRONG_CODES: dict[str, Callable[[Cabinet, str, str], str]] = {
    "the cover slip of another dossier": lambda c, _, other: c.code_on("cover", other),
    "the citizen's slip of the same dossier": lambda c, mine, _: c.code_on("deposit", mine),
    "the bare deposit code": lambda c, mine, _: c.journal.state.deposits[mine].deposit_code,
    "a cover slip with a secret that was not made here": lambda c, mine, _: SlipQr.fresh(
        "cover", c.journal.state.deposits[mine].deposit_code
    ).payload(),
    "the citizen's secret under the name of a cover slip": lambda c, mine, _: c.code_on(
        "deposit", mine
    ).replace("DSK1:deposit", "DSK1:cover"),
    "something else": lambda *_: "https://example.invalid/",
}


@pytest.mark.parametrize("shown", WRONG_CODES)
def test_only_the_cover_slip_of_this_dossier_ties_its_papers(cabinet: Cabinet, shown: str) -> None:
    mine, other = cabinet.deposit(), cabinet.deposit()
    wrong_code = WRONG_CODES[shown](cabinet, mine, other)
    grant = cabinet.officer()
    number = cabinet.ask(staff.ReadRound(grant=grant)).stops[0].compartment
    look_into(cabinet, grant, number, "take")
    wrong = staff.TellRound(grant=grant, compartment=number, act="taken", code=wrong_code)
    assert refused(cabinet.ask(wrong)) == "ENG-020"
    by_word = staff.TellRound(grant=grant, compartment=number, act="taken")
    assert isinstance(cabinet.ask(by_word), seat.Done)
    assert list(cabinet.journal.read())[-1].event.model_dump()["scanned"] is False


@pytest.mark.parametrize("act", ["taken", "empty", "missing", "foreign"])
def test_nobody_has_taken_papers_out_of_a_compartment_that_was_not_opened(
    cabinet: Cabinet, act: Literal["taken", "empty", "missing", "foreign"]
) -> None:
    dossier_id = cabinet.deposit()
    grant = cabinet.officer()
    number = cabinet.ask(staff.ReadRound(grant=grant)).stops[0].compartment
    told = staff.TellRound(grant=grant, compartment=number, act=act)
    assert refused(cabinet.ask(told)) == "ENG-007"
    assert cabinet.journal.state.compartment(number).holds == dossier_id
    look_into(cabinet, grant, number, "take")
    assert isinstance(cabinet.ask(told), seat.Done)


@pytest.mark.parametrize("slip", ["cover", "deposit"])
def test_no_deposits_slip_loads_a_result(cabinet: Cabinet, slip: seat.SlipKind) -> None:
    payload = cabinet.code_on(slip, cabinet.deposit())
    place = staff.PlaceResult(grant=cabinet.officer(), code=payload)
    assert refused(cabinet.ask(place)) == "ENG-006"


def test_a_foreign_thing_freezes_the_compartment_until_it_was_counted(cabinet: Cabinet) -> None:
    cabinet.deposit()
    grant = cabinet.officer()
    number = cabinet.ask(staff.ReadRound(grant=grant)).stops[0].compartment
    look_into(cabinet, grant, number, "take")
    cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="foreign"))
    assert cabinet.journal.state.compartments[number].frozen == "foreign-thing"
    look_into(cabinet, grant, number, "count")
    cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="counted-empty"))
    assert cabinet.journal.state.compartments[number].frozen is None


@pytest.fixture
def doubtful(cabinet: Cabinet) -> Cabinet:
    """Compartment 1 stood open, and nobody had ordered it."""
    cabinet.engine.sensed(1, DoorSeen("open", "unknown"))
    cabinet.bus.close_door(1)
    cabinet.settle()
    return cabinet


def to_check(cabinet: Cabinet, grant: str) -> list[tuple[int, str]]:
    """Where the officer has to look, and why."""
    stops = cabinet.ask(staff.ReadRound(grant=grant)).stops
    return [(stop.compartment, stop.code) for stop in stops if stop.act == "check"]


def test_a_compartment_that_sprang_open_is_given_to_nobody_until_an_officer_looked(
    doubtful: Cabinet,
) -> None:
    assert doubtful.ask(seat.Reserve(size="small", slips=2)).compartment == 2
    grant = doubtful.officer()
    assert to_check(doubtful, grant) == [(1, "unsure")]
    assert 1 not in doubtful.ask(staff.ReadRound(grant=grant)).free
    look_into(doubtful, grant, 1, "count")
    doubtful.ask(staff.TellRound(grant=grant, compartment=1, act="counted-empty"))
    assert to_check(doubtful, grant) == []
    assert doubtful.ask(seat.Reserve(size="small", slips=2)).compartment == 1


def test_what_lies_where_nothing_should_stays_listed_until_it_is_out(doubtful: Cabinet) -> None:
    grant = doubtful.officer()
    look_into(doubtful, grant, 1, "count")
    doubtful.ask(staff.TellRound(grant=grant, compartment=1, act="counted-full"))
    assert to_check(doubtful, grant) == [(1, "unsure")]
    assert doubtful.ask(seat.Reserve(size="small", slips=2)).compartment == 2


def test_a_result_whose_door_sprang_open_is_looked_at_and_stays(cabinet: Cabinet) -> None:
    number = cabinet.load(cabinet.offer())
    cabinet.engine.sensed(number, DoorSeen("open", "unknown"))
    cabinet.bus.close_door(number)
    cabinet.settle()
    grant = cabinet.officer()
    assert to_check(cabinet, grant) == [(number, "unsure")]
    look_into(cabinet, grant, number, "count")
    cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="counted-full"))
    assert to_check(cabinet, grant) == []
    assert cabinet.journal.state.compartments[number].holds is not None


def load_one(cabinet: Cabinet, grant: str) -> int:
    """A result is scanned, put in and told; the compartment."""
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=cabinet.offer().dossier_code))
    assert isinstance(look_into(cabinet, grant, place.compartment, "load"), seat.DoorOrdered)
    cabinet.ask(staff.TellRound(grant=grant, compartment=place.compartment, act="loaded"))
    return int(place.compartment)


def test_an_inventory_after_loading_is_no_reopening_but_looking_twice_is(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    for number in range(1, 7):
        assert load_one(cabinet, grant) == number
    for number in range(1, 7):
        assert isinstance(look_into(cabinet, grant, number, "count"), seat.DoorOrdered)
    for number in range(1, 4):
        assert isinstance(look_into(cabinet, grant, number, "count"), seat.DoorOrdered)
    assert refused(look_into(cabinet, grant, 4, "count")) == "ENG-005"


def test_what_is_on_no_list_is_opened_three_times_and_then_waits(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    tasks: tuple[staff.RoundTask, ...] = ("take", "load", "undo")
    for number, task in enumerate(tasks, start=1):
        assert isinstance(look_into(cabinet, grant, number, task), seat.DoorOrdered)
    over = look_into(cabinet, grant, 4, "take")
    assert isinstance(over, seat.Refused)
    assert (over.error_id, over.wait_s) == ("ENG-005", 600)
    load_one(cabinet, grant)


def test_another_result_into_the_same_compartment_is_no_reopening(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    for _ in range(6):
        number = load_one(cabinet, grant)
        assert isinstance(look_into(cabinet, grant, number, "undo"), seat.DoorOrdered)
        cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="undo"))
    assert cabinet.journal.state.reopenings == []


def test_ending_the_round_gives_no_new_list(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    assert isinstance(look_into(cabinet, grant, 1, "count"), seat.DoorOrdered)
    assert isinstance(cabinet.ask(staff.EndRound(grant=grant)), seat.Done)
    for _ in range(3):
        assert isinstance(look_into(cabinet, grant, 1, "count"), seat.DoorOrdered)
    assert refused(look_into(cabinet, grant, 1, "count")) == "ENG-005"


def test_a_result_that_is_found_gone_is_disputed_and_opens_nobody_elses_compartment(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    grant = cabinet.officer()
    look_into(cabinet, grant, number, "count")
    cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="counted-empty"))
    assert cabinet.names()[-2:] == ["item.disputed/1", "compartment.counted/1"]
    dossier_id = cabinet.deposit()
    assert cabinet.journal.state.compartments[number].holds == dossier_id
    cabinet.prove(claim)
    opened = collect.OpenForClaim(claim_id=claim.claim_id, item_id="result")
    assert refused(cabinet.ask(opened)) == "ENG-011"


def test_originals_that_are_found_gone_are_said_to_be(cabinet: Cabinet) -> None:
    cabinet.deposit()
    grant = cabinet.officer()
    number = cabinet.ask(staff.ReadRound(grant=grant)).stops[0].compartment
    look_into(cabinet, grant, number, "count")
    cabinet.ask(staff.TellRound(grant=grant, compartment=number, act="counted-empty"))
    assert cabinet.names()[-2:] == ["originals.taken/1", "compartment.counted/1"]
    assert cabinet.ask(staff.ReadRound(grant=grant)).stops == []


def test_nothing_is_loaded_over_what_a_citizen_put_in(cabinet: Cabinet) -> None:
    claim, grant = cabinet.offer(), cabinet.officer()
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
    dossier_id, _ = cabinet.stage()
    look_into(cabinet, grant, place.compartment, "load")
    loaded = staff.TellRound(grant=grant, compartment=place.compartment, act="loaded")
    assert refused(cabinet.ask(loaded)) == "ENG-007"
    assert cabinet.journal.state.compartments[place.compartment].holds == dossier_id


def test_a_compartment_that_does_not_exist_is_neither_opened_nor_spoken_of(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    assert refused(look_into(cabinet, grant, 77, "count")) == "ENG-006"
    told = staff.TellRound(grant=grant, compartment=77, act="counted-empty")
    assert refused(cabinet.ask(told)) == "ENG-006"
    assert 77 not in cabinet.journal.state.compartments


def test_what_was_not_taken_back_cannot_be_called_undone(cabinet: Cabinet) -> None:
    claim, grant = cabinet.offer(), cabinet.officer()
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
    look_into(cabinet, grant, place.compartment, "load")
    cabinet.ask(staff.TellRound(grant=grant, compartment=place.compartment, act="loaded"))
    undo = staff.TellRound(grant=grant, compartment=place.compartment, act="undo")
    assert refused(cabinet.ask(undo)) == "ENG-007"
    look_into(cabinet, grant, place.compartment, "undo")
    assert isinstance(cabinet.ask(undo), seat.Done)


def test_a_round_cannot_end_with_a_door_open(cabinet: Cabinet) -> None:
    grant = cabinet.officer()
    cabinet.ask(staff.OpenForRound(grant=grant, compartment=2, task="count"))
    assert refused(cabinet.ask(staff.EndRound(grant=grant))) == "ENG-003"


def test_the_handover_list_names_the_officer_and_every_door(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    dossier_id = cabinet.deposit()
    code = DepositCode.parse(cabinet.journal.state.deposits[dossier_id].deposit_code).spoken
    grant = cabinet.officer()
    stop = cabinet.ask(staff.ReadRound(grant=grant)).stops[0]
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
    look_into(cabinet, grant, stop.compartment, "take")
    look_into(cabinet, grant, place.compartment, "load")
    cabinet.ask(staff.TellRound(grant=grant, compartment=stop.compartment, act="taken"))
    cabinet.ask(staff.TellRound(grant=grant, compartment=place.compartment, act="loaded"))
    cabinet.ask(seat.PrintSlip(slip="handover", about=grant))
    text = json.dumps(cabinet.printer.printed[-1], ensure_ascii=False)
    for expected in ("PHIẾU BÀN GIAO", "officer-07", code, claim.dossier_code):
        assert expected in text
