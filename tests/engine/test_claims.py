"""Claims: found by tags, proven by a code that is counted, collected item by item."""

from datetime import timedelta
from typing import Any, Literal

import pytest

from kiosk.dossier.claims import Claim, Obstacle, collector_hash
from kiosk.dossier.text import Text
from kiosk.engine.ports import RefusalError
from kiosk.messages import collect, outbox, seat, staff
from tests.engine.cabinet import ID_NUMBER, SALT, Cabinet
from tests.engine.test_doors import refused

OTHER = "099085000024"


def find(cabinet: Cabinet, number: str = ID_NUMBER) -> Any:
    answer = cabinet.lay_card(number)
    assert isinstance(answer, collect.Claims)
    return answer.claims


def test_what_waits_is_named_to_its_collector_and_to_nobody_else(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    assert [found.dossier_code for found in find(cabinet)] == [claim.dossier_code]
    assert find(cabinet, OTHER) == []


def test_a_result_is_collected_once(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    assert isinstance(cabinet.prove(claim), seat.Done)
    order = cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))
    assert order.compartment == number
    cabinet.bus.close_door(number)
    cabinet.settle()
    finish = collect.FinishCollection(claim_id=claim.claim_id, item_id="result", outcome="received")
    assert isinstance(cabinet.ask(finish), seat.Done)
    assert isinstance(cabinet.ask(finish), seat.Done)
    assert cabinet.names().count("item.collected/1") == 1
    assert find(cabinet) == []
    opened = collect.OpenForClaim(claim_id=claim.claim_id, item_id="result")
    assert refused(cabinet.ask(opened)) == "ENG-011"
    assert cabinet.journal.state.compartments[number].holds is None


def test_a_card_alone_opens_nothing(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    find(cabinet)
    opened = collect.OpenForClaim(claim_id=claim.claim_id, item_id="result")
    assert refused(cabinet.ask(opened)) == "ENG-012"


def test_the_code_of_another_person_is_no_proof(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    find(cabinet, OTHER)
    hashed = collector_hash(OTHER, SALT).hex()
    answer = cabinet.ask(collect.ProveClaim(claim_id=claim.claim_id, owner_hash=hashed, code="12345678"))
    assert refused(answer) == "ENG-006"


def test_wrong_codes_are_counted_before_the_answer_and_survive_a_death(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    for left in (4, 3):
        answer = cabinet.prove(claim, "00000000")
        assert (answer.error_id, answer.tries_left) == ("ENG-009", left)
    cabinet.restart()
    cabinet.see_all()
    cabinet.engine.seat_taken()
    early = cabinet.prove(claim)
    assert (early.error_id, early.wait_s, early.tries_left) == ("ENG-010", 15, 3)
    cabinet.clock.pass_time(15)
    assert isinstance(cabinet.prove(claim), seat.Done)


def guess_wrong(cabinet: Cabinet, claim: Claim, times: int) -> list[int]:
    """Wrong codes, each as soon as it may be; the pauses that followed."""
    pauses = []
    for _ in range(times):
        answer = cabinet.prove(claim, "00000000")
        assert answer.error_id in {"ENG-009", "ENG-022"}
        pauses.append(answer.wait_s)
        cabinet.clock.pass_time(answer.wait_s)
    return pauses


def test_pauses_between_wrong_codes_grow(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    assert guess_wrong(cabinet, claim, 4) == [0, 15, 30, 60]


@pytest.mark.parametrize("jump", [-3600, 3600])
def test_setting_the_wall_clock_does_not_shorten_a_pause(cabinet: Cabinet, jump: int) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    for _ in range(2):
        cabinet.prove(claim, "00000000")
    cabinet.clock.now += timedelta(seconds=jump)
    assert refused(cabinet.prove(claim)) == "ENG-010"


def test_after_another_boot_a_pause_is_over_when_that_boot_is_old_enough(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    for _ in range(2):
        cabinet.prove(claim, "00000000")
    cabinet.clock.boot, cabinet.clock.mono = "boot-2", 10.0
    assert refused(cabinet.prove(claim)) == "ENG-010"
    cabinet.clock.pass_time(6)
    assert isinstance(cabinet.prove(claim), seat.Done)


def test_five_wrong_codes_are_for_the_whole_life_of_a_code(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    guess_wrong(cabinet, claim, 3)
    assert isinstance(cabinet.prove(claim), seat.Done)
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    guess_wrong(cabinet, claim, 2)
    assert cabinet.names()[-2:] == ["claim.tried/1", "claim.locked/1"]
    cabinet.restart()
    cabinet.see_all()
    cabinet.engine.seat_taken()
    cabinet.clock.pass_time(30 * 86400)
    last = cabinet.prove(claim)
    assert (last.error_id, last.tries_left) == ("ENG-022", 0)
    assert cabinet.names().count("claim.tried/1") == 6
    assert "quầy" in find(cabinet)[0].items[0].obstacle.vi
    assert cabinet.journal.state.compartments[number].holds is not None


def test_only_a_new_code_gives_new_tries(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    guess_wrong(cabinet, claim, 5)
    cabinet.offer_again(claim)
    assert refused(cabinet.prove(claim)) == "ENG-022"
    cabinet.offer_again(claim, code="87654321")
    assert refused(cabinet.prove(claim)) == "ENG-009"
    assert isinstance(cabinet.prove(claim, "87654321"), seat.Done)


def test_a_proof_ends_with_its_seat(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    cabinet.prove(claim)
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    opened = collect.OpenForClaim(claim_id=claim.claim_id, item_id="result")
    assert refused(cabinet.ask(opened)) == "ENG-012"


def disputed(cabinet: Cabinet, outcome: Literal["empty", "not-mine"]) -> int:
    """The compartment of a result that its collector looked at and did not accept."""
    claim = cabinet.offer()
    number = cabinet.load(claim)
    cabinet.prove(claim)
    cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))
    cabinet.bus.close_door(number)
    cabinet.settle()
    cabinet.ask(collect.FinishCollection(claim_id=claim.claim_id, item_id="result", outcome=outcome))
    return number


def test_an_empty_compartment_is_frozen_and_not_called_collected(cabinet: Cabinet) -> None:
    number = disputed(cabinet, "empty")
    assert cabinet.journal.state.compartments[number].frozen == "disputed"
    assert "item.collected/1" not in cabinet.names()


def test_what_a_collector_disputed_stays_on_the_officers_list_until_it_is_out(cabinet: Cabinet) -> None:
    number = disputed(cabinet, "not-mine")
    grant = cabinet.officer()
    for act, left in (("counted-full", [(number, "check", "disputed")]), ("counted-empty", [])):
        cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="count"))
        cabinet.bus.close_door(number)
        cabinet.settle()
        told = staff.TellRound.model_validate({"grant": grant, "compartment": number, "act": act})
        assert isinstance(cabinet.ask(told), seat.Done)
        stops = cabinet.ask(staff.ReadRound(grant=grant)).stops
        assert [(stop.compartment, stop.act, stop.code) for stop in stops] == left


def test_walking_away_is_taken_out_but_not_confirmed(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    cabinet.prove(claim)
    cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))
    cabinet.engine.seat_left()
    assert "item.disputed/1" not in cabinet.names()
    cabinet.bus.close_door(number)
    cabinet.settle()
    assert cabinet.journal.state.compartments[number].frozen == "unconfirmed"


def test_what_has_an_obstacle_is_said_with_where_to_go(cabinet: Cabinet) -> None:
    where = Text(vi="Quầy số 2", en="Counter 2")
    claim = cabinet.offer(obstacles=(Obstacle(kind="fee_due", where=where),))
    grant = cabinet.officer()
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
    assert refused(place) == "ENG-011"
    assert find(cabinet)[0].items[0].obstacle == where


def test_a_withdrawn_claim_opens_nothing_and_is_for_the_officer_to_take_out(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    cabinet.prove(claim)
    directive, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": claim.claim_id})
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=directive, signature=signature), raw)
    opened = collect.OpenForClaim(claim_id=claim.claim_id, item_id="result")
    assert refused(cabinet.ask(opened)) == "ENG-012"
    assert find(cabinet) == []
    stops = cabinet.ask(staff.ReadRound(grant=cabinet.officer())).stops
    assert [(stop.compartment, stop.act) for stop in stops] == [(number, "check")]


def test_what_lies_here_stays_the_officers_to_take_out_when_its_claim_is_offered_anew_without_it(
    cabinet: Cabinet,
) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    directive, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": claim.claim_id})
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=directive, signature=signature), raw)
    corrected = claim.items[0].model_copy(update={"item_id": "corrected"})
    cabinet.offer_again(claim.model_copy(update={"items": (corrected,)}))
    cabinet.restart()
    cabinet.see_all()
    cabinet.engine.seat_taken()
    grant = cabinet.officer()
    stops = cabinet.ask(staff.ReadRound(grant=grant)).stops
    assert [(stop.compartment, stop.act, stop.code) for stop in stops] == [(number, "check", "withdrawn")]
    cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="count"))
    cabinet.bus.close_door(number)
    cabinet.settle()
    told = staff.TellRound(grant=grant, compartment=number, act="counted-empty")
    assert isinstance(cabinet.ask(told), seat.Done)
    assert cabinet.journal.state.compartment(number).free
    assert cabinet.ask(staff.ReadRound(grant=grant)).stops == []
    assert [waiting.item_id for waiting in find(cabinet)[0].items] == ["corrected"]


def test_loaded_results_are_collectable_only_after_the_round_ended(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    grant = cabinet.officer()
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
    cabinet.ask(staff.OpenForRound(grant=grant, compartment=place.compartment, task="load"))
    cabinet.bus.close_door(place.compartment)
    cabinet.settle()
    cabinet.ask(staff.TellRound(grant=grant, compartment=place.compartment, act="loaded"))
    assert find(cabinet)[0].items[0].obstacle is not None
    cabinet.ask(staff.OpenForRound(grant=grant, compartment=place.compartment, task="undo"))
    cabinet.bus.close_door(place.compartment)
    cabinet.settle()
    cabinet.ask(staff.TellRound(grant=grant, compartment=place.compartment, act="undo"))
    assert cabinet.journal.state.compartments[place.compartment].holds is None


def a_deposits_result(cabinet: Cabinet) -> tuple[str, Claim]:
    """A deposit made here, and its result loaded."""
    dossier_id = cabinet.deposit()
    claim = cabinet.offer(deposit_code=cabinet.journal.state.deposits[dossier_id].deposit_code)
    cabinet.load(claim)
    return dossier_id, claim


def test_the_deposit_slip_and_the_claim_code_collect(cabinet: Cabinet) -> None:
    dossier_id, claim = a_deposits_result(cabinet)
    slip = cabinet.code_on("deposit", dossier_id)
    found = cabinet.ask(collect.FindClaims(slip_payload=slip))
    assert [each.claim_id for each in found.claims] == [claim.claim_id]
    prove = collect.ProveClaim(claim_id=claim.claim_id, slip_payload=slip, code="12345678")
    assert isinstance(cabinet.ask(prove), seat.Done)
    opened = cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))
    assert isinstance(opened, seat.DoorOrdered)


def test_the_cover_slip_finds_nothing_and_proves_nothing(cabinet: Cabinet) -> None:
    dossier_id, claim = a_deposits_result(cabinet)
    cover, slip = (cabinet.code_on(kind, dossier_id) for kind in ("cover", "deposit"))
    assert refused(cabinet.ask(collect.FindClaims(slip_payload=cover))) == "ENG-019"
    cabinet.ask(collect.FindClaims(slip_payload=slip))
    tries = cabinet.names().count("claim.tried/1")
    prove = collect.ProveClaim(claim_id=claim.claim_id, slip_payload=cover, code="12345678")
    assert refused(cabinet.ask(prove)) == "ENG-019"
    assert cabinet.names().count("claim.tried/1") == tries
    assert refused(cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))) == "ENG-012"


def test_the_cover_slips_secret_under_the_citizens_name_finds_nothing(cabinet: Cabinet) -> None:
    dossier_id, _ = a_deposits_result(cabinet)
    forged = cabinet.code_on("cover", dossier_id).replace("DSK1:cover", "DSK1:deposit")
    assert cabinet.ask(collect.FindClaims(slip_payload=forged)).claims == []


def test_directives_are_taken_in_order_signed_and_once(cabinet: Cabinet) -> None:
    number, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": "unknown"})
    take = cabinet.engine.outbox.handle
    with pytest.raises(RefusalError, match="SYN-011"):
        take(outbox.DirectiveArrived(number=number, signature="00" * 64), raw)
    take(outbox.DirectiveArrived(number=number, signature=signature), raw)
    take(outbox.DirectiveArrived(number=number, signature=signature), raw)
    assert cabinet.names().count("directive.taken/1") == 1
    cabinet.directive("claim.withdraw", {"claim_id": "left out"})
    third, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": "unknown"})
    with pytest.raises(RefusalError, match="SYN-011"):
        take(outbox.DirectiveArrived(number=third, signature=signature), raw)


def test_a_directive_that_is_too_old_is_noted_and_not_carried_out(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number, raw, signature = cabinet.directive(
        "claim.withdraw", {"claim_id": claim.claim_id}, not_after="2026-11-20T14:59:59+00:00"
    )
    take = cabinet.engine.outbox.handle
    assert isinstance(take(outbox.DirectiveArrived(number=number, signature=signature), raw), outbox.Done)
    assert cabinet.names()[-1] == "directive.refused/1"
    assert not cabinet.journal.state.claims[claim.claim_id].withdrawn
