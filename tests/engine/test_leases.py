"""The lease: doors open on claims only as long as central's word reaches, by clocks that nobody sets."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from kiosk.dossier.claims import Claim
from kiosk.engine.leases import ANSWERED_WITHIN_S, RENEWED_AFTER_S
from kiosk.engine.ports import RefusalError
from kiosk.errors import error
from kiosk.messages import collect, outbox, seat
from tests.engine.cabinet import Cabinet
from tests.engine.test_claims import find
from tests.engine.test_doors import refused
from tests.engine.test_spool import lay

HOUR = 3600.0
OVER = error("ENG-025").citizen


@pytest.fixture
def loaded(cabinet: Cabinet) -> Claim:
    """A result that waits; central answered just now."""
    claim = cabinet.offer()
    cabinet.load(claim)
    return claim


def opened(cabinet: Cabinet, claim: Claim) -> Any:
    assert isinstance(cabinet.prove(claim), seat.Done)
    return cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))


def wanted(cabinet: Cabinet) -> str:
    state: Any = cabinet.engine.outbox.handle(outbox.ReadState(), b"")
    return str(state.lease_wanted)


def test_within_the_lease_a_door_opens_and_after_it_none_and_the_citizen_reads_why(
    cabinet: Cabinet, loaded: Claim
) -> None:
    cabinet.clock.pass_time(72 * HOUR - 1)
    assert find(cabinet)[0].items[0].obstacle is None
    cabinet.clock.pass_time(1)
    assert find(cabinet)[0].items[0].obstacle == OVER
    pulses = len(cabinet.bus.pulses)
    assert refused(opened(cabinet, loaded)) == "ENG-025"
    assert len(cabinet.bus.pulses) == pulses


def test_central_s_next_answer_opens_it_again(cabinet: Cabinet, loaded: Claim) -> None:
    cabinet.clock.pass_time(100 * HOUR)
    cabinet.lease()
    assert isinstance(opened(cabinet, loaded), seat.DoorOrdered)


def test_what_was_opened_in_time_is_ended_by_the_collector_s_word(cabinet: Cabinet, loaded: Claim) -> None:
    order = opened(cabinet, loaded)
    cabinet.clock.pass_time(100 * HOUR)
    cabinet.bus.close_door(order.compartment)
    cabinet.settle()
    finish = collect.FinishCollection(claim_id=loaded.claim_id, item_id="result", outcome="received")
    assert isinstance(cabinet.ask(finish), seat.Done)


@pytest.mark.parametrize("jump", [-10 * 365, -2, 2, 30])
def test_a_wall_clock_that_jumps_makes_the_lease_neither_longer_nor_shorter(
    cabinet: Cabinet, loaded: Claim, jump: int
) -> None:
    cabinet.clock.now += timedelta(days=jump)
    cabinet.clock.pass_time(71 * HOUR)
    assert find(cabinet)[0].items[0].obstacle is None
    cabinet.clock.pass_time(1 * HOUR)
    assert find(cabinet)[0].items[0].obstacle == OVER


@pytest.mark.parametrize(
    ("hours", "up", "synced", "runs"),
    [
        (10, 60.0, True, True),
        (80, 60.0, True, False),
        (10, 60.0, False, False),
        (-10, 80 * HOUR, True, False),
    ],
    ids=["known to run", "known to be over", "nobody knows", "this boot alone lasts longer"],
)
def test_in_another_boot_only_a_checked_clock_lets_the_lease_run(
    cabinet: Cabinet, loaded: Claim, hours: float, up: float, synced: bool, runs: bool
) -> None:
    cabinet.restart()
    cabinet.see_all()
    cabinet.engine.seat_taken()
    cabinet.clock.boot, cabinet.clock.mono = "boot-2", up
    cabinet.clock.now += timedelta(hours=hours)
    cabinet.clock.is_synced = synced
    assert (find(cabinet)[0].items[0].obstacle is None) == runs


def test_a_lease_is_not_asked_for_again_before_an_hour_and_costs_one_row(cabinet: Cabinet) -> None:
    cabinet.lease()
    cabinet.clock.pass_time(RENEWED_AFTER_S - 1)
    assert wanted(cabinet) == ""
    cabinet.clock.pass_time(1)
    cabinet.lease()
    assert cabinet.names().count("claims.leased/1") == 2


def test_the_lease_runs_from_the_question_and_not_from_a_late_answer(cabinet: Cabinet) -> None:
    first = wanted(cabinet)
    cabinet.clock.pass_time(ANSWERED_WITHIN_S)
    assert wanted(cabinet) == first
    cabinet.lease(hours=2)
    assert cabinet.journal.state.lease is not None
    assert cabinet.journal.state.lease.seconds == 2 * HOUR - ANSWERED_WITHIN_S


def test_a_question_without_an_answer_is_asked_anew(cabinet: Cabinet) -> None:
    first = wanted(cabinet)
    cabinet.clock.pass_time(ANSWERED_WITHIN_S + 1)
    assert wanted(cabinet) != first


@pytest.mark.parametrize(
    "wrong", [{"nonce": "0" * 32}, {"kiosk": "K-999"}, {"seconds": 0}, {"kind": "handover.list"}]
)
def test_an_answer_to_another_question_is_not_believed(cabinet: Cabinet, wrong: dict[str, object]) -> None:
    with pytest.raises(RefusalError, match="SYN-011"):
        cabinet.lease(**wrong)  # type: ignore[arg-type]
    assert cabinet.journal.state.lease is None


def test_an_answer_that_central_did_not_sign_or_that_comes_again_is_not_believed(cabinet: Cabinet) -> None:
    body = {"kind": "claims.lease", "kiosk": "", "nonce": wanted(cabinet), "directive": 0, "seconds": 9999}
    raw = json.dumps({**body, "kiosk": cabinet.core.facts.kiosk}).encode()
    forged, true = cabinet.receipts.sign(raw).hex(), cabinet.directives.sign(raw).hex()
    handle = cabinet.engine.outbox.handle
    with pytest.raises(RefusalError, match="SYN-011"):
        handle(outbox.LeaseArrived(signature=forged), raw)
    handle(outbox.LeaseArrived(signature=true), raw)
    cabinet.clock.pass_time(5000)
    wanted(cabinet)
    with pytest.raises(RefusalError, match="SYN-011"):
        handle(outbox.LeaseArrived(signature=true), raw)


def test_an_answer_behind_which_central_has_said_more_gives_no_lease(cabinet: Cabinet, loaded: Claim) -> None:
    cabinet.clock.pass_time(2 * HOUR)
    number, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": loaded.claim_id})
    cabinet.lease()
    cabinet.clock.pass_time(71 * HOUR)
    assert find(cabinet)[0].items[0].obstacle == OVER
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)
    cabinet.lease()
    assert find(cabinet) == []


def test_a_handover_list_lets_out_what_it_names_and_nothing_else(cabinet: Cabinet, loaded: Claim) -> None:
    other = cabinet.offer()
    cabinet.load(other)
    cabinet.clock.pass_time(80 * HOUR)
    made_at = cabinet.clock.now.isoformat()
    not_after = (cabinet.clock.now + timedelta(days=7)).isoformat()
    lay(cabinet, [loaded], made_at=made_at, not_after=not_after)
    cabinet.engine.tick()
    said = {found.claim_id: found.items[0].obstacle for found in find(cabinet)}
    assert said == {loaded.claim_id: None, other.claim_id: OVER}
    cabinet.clock.pass_time(7 * 24 * HOUR)
    assert [found.items[0].obstacle for found in find(cabinet)] == [OVER, OVER]
