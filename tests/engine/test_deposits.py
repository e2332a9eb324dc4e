"""Deposits as the engine sees them: nothing before staging counts, nothing after it is lost."""

import json

import pytest

from kiosk.devices.locker.doors import DoorSeen
from kiosk.dossier.codes import DepositCode, SlipQr
from kiosk.messages import collect, seat, staff
from kiosk.messages.wire import Message
from tests.engine.cabinet import Cabinet


def refused(answer: Message) -> str:
    assert isinstance(answer, seat.Refused), answer
    return answer.error_id


def test_a_deposit_is_staged_before_its_door_and_accepted_after_it(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    story = [name for name in cabinet.names() if name.startswith(("deposit", "door.intended", "door.pulsed"))]
    assert story == [
        "deposit.begun/1",
        "deposit.staged/2",
        "door.intended/1",
        "door.pulsed/1",
        "deposit.accepted/1",
    ]
    assert cabinet.journal.state.deposits[dossier_id].outcome == "placed"


def test_no_door_opens_for_a_deposit_that_was_not_staged(cabinet: Cabinet) -> None:
    cabinet.ask(seat.Reserve(size="small", slips=2))
    begun = cabinet.ask(seat.BeginDeposit())
    assert refused(cabinet.ask(seat.OpenForDeposit(dossier_id=begun.dossier_id))) == "ENG-006"
    assert cabinet.bus.pulses == []


def test_a_deposit_without_originals_needs_no_door(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage(originals=False)
    assert refused(cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))) == "ENG-007"
    assert isinstance(cabinet.ask(seat.FinishDeposit(dossier_id=dossier_id, originals="none")), seat.Done)
    assert cabinet.bus.pulses == []


def test_originals_cannot_be_said_placed_before_the_door_was_open_and_closed(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    finish = seat.FinishDeposit(dossier_id=dossier_id, originals="placed")
    assert refused(cabinet.ask(finish)) == "ENG-007"
    order = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    assert refused(cabinet.ask(finish)) == "ENG-003"
    cabinet.bus.close_door(order.compartment)
    cabinet.settle()
    assert isinstance(cabinet.ask(finish), seat.Done)


def test_staging_again_changes_nothing(cabinet: Cabinet) -> None:
    cabinet.stage()
    before = cabinet.journal.seq
    dossier_id = next(iter(cabinet.journal.state.deposits))
    again = seat.Stage(dossier_id=dossier_id, owner_hashes=[], language="vi")
    assert isinstance(cabinet.ask(again, b""), seat.Staged)
    assert cabinet.journal.seq == before


def test_a_manifest_that_names_a_page_nobody_stored_is_refused(cabinet: Cabinet) -> None:
    begun = cabinet.ask(seat.BeginDeposit())
    request = seat.Stage(dossier_id=begun.dossier_id, owner_hashes=[], language="vi")
    assert refused(cabinet.ask(request, b"{}")) == "ENG-015"
    assert "deposit.staged/2" not in cabinet.names()


def test_pages_of_a_session_that_ended_before_staging_are_gone(cabinet: Cabinet) -> None:
    begun = cabinet.ask(seat.BeginDeposit())
    stored = cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), b"a sealed page")
    cabinet.engine.seat_left()
    assert not cabinet.vault.holds(stored.digest)
    assert "deposit.dropped/1" in cabinet.names()


def test_a_deposit_cut_short_is_told_by_the_next_session_only(cabinet: Cabinet) -> None:
    code = cabinet.ask(seat.BeginDeposit()).deposit_code
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert [(left.step, left.code) for left in cabinet.engine.unfinished()] == [("dropped", code)]
    cabinet.ask(seat.Leave())
    cabinet.engine.seat_left()
    assert cabinet.engine.unfinished() == []


def test_what_the_last_visit_lost_is_told_last_even_beside_an_older_interruption(cabinet: Cabinet) -> None:
    cabinet.stage()
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    code = cabinet.ask(seat.BeginDeposit()).deposit_code
    cabinet.engine.seat_left()
    told = [(left.step, left.code == code) for left in cabinet.engine.unfinished()]
    assert told == [("unprinted", False), ("dropped", True)]


def test_who_leaves_by_choice_is_not_spoken_of(cabinet: Cabinet) -> None:
    cabinet.ask(seat.BeginDeposit())
    assert isinstance(cabinet.ask(seat.Leave()), seat.Done)
    cabinet.engine.seat_left()
    assert cabinet.engine.unfinished() == []


def test_an_old_interruption_is_no_longer_told_to_everybody(cabinet: Cabinet) -> None:
    cabinet.stage()
    cabinet.engine.seat_left()
    cabinet.clock.pass_time(25 * 3600)
    assert cabinet.engine.unfinished() == []


def test_pages_of_an_engine_that_died_before_staging_are_gone(cabinet: Cabinet) -> None:
    begun = cabinet.ask(seat.BeginDeposit())
    stored = cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), b"a sealed page")
    cabinet.restart()
    assert not cabinet.vault.holds(stored.digest)
    assert cabinet.names()[-1] == "deposit.dropped/1"


def test_a_page_taken_again_leaves_only_the_new_one(cabinet: Cabinet) -> None:
    begun = cabinet.ask(seat.BeginDeposit())
    first = cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), b"blurred").digest
    assert isinstance(cabinet.ask(seat.DropPage(dossier_id=begun.dossier_id, digest=first)), seat.Done)
    assert list(cabinet.vault.names()) == []


def test_a_session_that_dies_before_the_door_opened_leaves_no_originals_behind(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.engine.seat_left()
    deposit = cabinet.journal.state.deposits[dossier_id]
    assert (deposit.step, deposit.outcome) == ("accepted", "not-left")
    assert [left.code for left in cabinet.engine.unfinished()] == [deposit.deposit_code]


def test_a_session_that_dies_with_the_door_open_is_finished_when_the_door_closes(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    order = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    cabinet.engine.seat_left()
    assert cabinet.journal.state.deposits[dossier_id].step == "door-opened"
    cabinet.bus.close_door(order.compartment)
    cabinet.settle()
    assert cabinet.journal.state.deposits[dossier_id].outcome == "unconfirmed"


def test_an_engine_that_dies_with_the_door_open_finishes_alone_after_its_restart(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    order = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    cabinet.restart()
    cabinet.see_all(**{f"d{order.compartment}": "open"})
    assert cabinet.journal.state.deposits[dossier_id].step == "door-opened"
    cabinet.bus.close_door(order.compartment)
    cabinet.settle()
    deposit = cabinet.journal.state.deposits[dossier_id]
    assert (deposit.step, deposit.outcome) == ("accepted", "unconfirmed")
    assert cabinet.bus.pulses == [order.compartment]


def springs_open(cabinet: Cabinet, number: int) -> None:
    """A door opens that nobody ordered, and somebody closes it."""
    cabinet.engine.sensed(number, DoorSeen("open", "unknown"))
    cabinet.bus.close_door(number)
    cabinet.settle()


def test_a_deposit_whose_door_sprang_open_is_looked_at_and_its_compartment_kept(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    springs_open(cabinet, 1)
    cabinet.engine.seat_left()
    assert cabinet.journal.state.deposits[dossier_id].outcome == "unconfirmed"
    cabinet.engine.seat_taken()
    assert cabinet.ask(seat.Reserve(size="small", slips=2)).compartment != 1
    stops = cabinet.ask(staff.ReadRound(grant=cabinet.officer())).stops
    assert [(stop.compartment, stop.act, stop.about) for stop in stops] == [(1, "take", dossier_id)]


def test_a_deposit_whose_door_an_officers_order_opened_may_hold_papers_too(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.ask(staff.OpenForRound(grant=cabinet.officer(), compartment=1, task="count"))
    cabinet.bus.close_door(1)
    cabinet.settle()
    cabinet.engine.seat_left()
    assert cabinet.journal.state.deposits[dossier_id].outcome == "unconfirmed"


def test_what_is_swapped_for_a_larger_one_is_given_to_nobody_when_it_sprang_open(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    springs_open(cabinet, 1)
    larger = cabinet.ask(seat.LargerCompartment(dossier_id=dossier_id))
    assert isinstance(larger, seat.Reserved)
    assert cabinet.ask(seat.Reserve(size="small", slips=2)).compartment not in {1, larger.compartment}


def test_an_interrupted_deposit_is_told_once(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    settle = seat.Settle(id=dossier_id)
    assert refused(cabinet.ask(settle)) == "ENG-012"
    assert [left.id for left in cabinet.lay_card().unfinished] == [dossier_id]
    assert isinstance(cabinet.ask(settle), seat.Done)
    assert cabinet.engine.unfinished() == []


def test_deposit_codes_never_repeat_even_when_the_clock_goes_back(cabinet: Cabinet) -> None:
    codes = [cabinet.ask(seat.BeginDeposit()).deposit_code for _ in range(3)]
    cabinet.clock.pass_time(-3 * 86400)
    codes += [cabinet.ask(seat.BeginDeposit()).deposit_code for _ in range(3)]
    cabinet.restart()
    cabinet.engine.seat_taken()
    codes += [cabinet.ask(seat.BeginDeposit()).deposit_code for _ in range(3)]
    cabinet.clock.pass_time(5 * 86400)
    codes += [cabinet.ask(seat.BeginDeposit()).deposit_code]
    assert len(set(codes)) == len(codes)
    assert DepositCode.parse(codes[-1]).counter == 1


def test_a_full_cabinet_says_so_before_anything_is_read(cabinet: Cabinet) -> None:
    for _ in range(6):
        cabinet.deposit()
    assert refused(cabinet.ask(seat.Reserve(size="small", slips=2))) == "ENG-002"


def test_a_printer_without_paper_says_so_before_anything_is_read(cabinet: Cabinet) -> None:
    cabinet.printer.paper = "out"
    assert refused(cabinet.ask(seat.Reserve(size="small", slips=2))) == "ENG-008"


def test_the_smallest_fitting_compartment_is_taken_and_a_larger_one_on_request(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    order = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    assert cabinet.plan.size(order.compartment) == "small"
    assert refused(cabinet.ask(seat.LargerCompartment(dossier_id=dossier_id))) == "ENG-003"
    cabinet.bus.close_door(order.compartment)
    cabinet.settle()
    larger = cabinet.ask(seat.LargerCompartment(dossier_id=dossier_id))
    assert cabinet.plan.size(larger.compartment) == "medium"
    assert cabinet.journal.state.compartments[order.compartment].holds is None


def test_a_slip_is_printed_once_and_its_copy_is_marked(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    order = seat.PrintSlip(slip="deposit", about=dossier_id)
    assert isinstance(cabinet.ask(order), seat.SlipOrdered)
    assert refused(cabinet.ask(order)) == "ENG-024"
    cabinet.lay_card("099085000024")
    assert refused(cabinet.ask(order)) == "ENG-024"
    cabinet.lay_card()
    assert isinstance(cabinet.ask(order), seat.SlipOrdered)
    first, second = (json.dumps(slip, ensure_ascii=False) for slip in cabinet.printer.printed)
    assert "BẢN IN LẠI" not in first
    assert "BẢN IN LẠI" in second
    assert [told.printed for told in cabinet.told if isinstance(told, seat.SlipDone)] == [True, True]


@pytest.mark.parametrize("slip", ["deposit", "cover", "collection", "handover", "readiness", "test"])
def test_no_slip_is_printed_for_a_seat_that_it_does_not_concern(
    cabinet: Cabinet, slip: seat.SlipKind
) -> None:
    dossier_id, claim = cabinet.deposit(), cabinet.offer()
    number = cabinet.load(claim)
    cabinet.prove(claim)
    cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))
    cabinet.bus.close_door(number)
    cabinet.settle()
    cabinet.ask(collect.FinishCollection(claim_id=claim.claim_id, item_id="result", outcome="received"))
    grant = cabinet.officer()
    about = {"collection": claim.claim_id, "handover": grant}.get(slip, dossier_id)
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert refused(cabinet.ask(seat.PrintSlip(slip=slip, about=about))) == "ENG-012"
    assert cabinet.printer.printed == []


def test_what_one_seat_staged_no_other_seat_moves(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    cabinet.restart()
    cabinet.engine.seat_taken()
    cabinet.see_all()
    staged = seat.Stage(dossier_id=dossier_id, owner_hashes=[], language="vi")
    for request in (
        seat.OpenForDeposit(dossier_id=dossier_id),
        seat.LargerCompartment(dossier_id=dossier_id),
        seat.FinishDeposit(dossier_id=dossier_id, originals="not-left"),
        staged,
    ):
        assert refused(cabinet.ask(request)) == "ENG-012"
    cabinet.engine.seat_left()
    assert cabinet.journal.state.deposits[dossier_id].outcome == "unconfirmed"


def test_the_deposit_slip_says_what_it_is_and_names_nobody(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    cabinet.ask(seat.PrintSlip(slip="deposit", about=dossier_id))
    text = json.dumps(cabinet.printer.printed[0], ensure_ascii=False)
    code = cabinet.journal.state.deposits[dossier_id].deposit_code
    for expected in ("PHIẾU NỘP HỒ SƠ", "Mẫu số 01", code, "02839999999", "2 trang", "ngăn 1"):
        assert expected in text
    assert "099301000017" not in text


def test_an_unsynced_clock_is_said_on_the_slip(cabinet: Cabinet) -> None:
    cabinet.clock.is_synced = False
    dossier_id = cabinet.deposit()
    cabinet.ask(seat.PrintSlip(slip="deposit", about=dossier_id))
    assert "chưa được đối chiếu" in json.dumps(cabinet.printer.printed[0], ensure_ascii=False)


def test_a_slip_under_way_when_the_engine_died_is_not_printed_again(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    cabinet.engine.handle(seat.PrintSlip(slip="deposit", about=dossier_id), b"")
    printed = len(cabinet.printer.printed)
    cabinet.restart()
    assert "slip.failed/1" in cabinet.names()
    assert len(cabinet.printer.printed) == printed
    assert [left.step for left in cabinet.engine.unfinished()] == ["unprinted"]


def test_the_slips_secrets_are_nowhere_on_the_disk(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    secrets = [SlipQr.parse(cabinet.code_on(slip, dossier_id)).secret for slip in ("deposit", "cover")]
    for path in cabinet.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret in content or secret.hex().encode() in content for secret in secrets)


def test_cover_slip_and_deposit_slip_carry_the_same_code_and_other_secrets(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    citizens = SlipQr.parse(cabinet.code_on("deposit", dossier_id))
    inside = SlipQr.parse(cabinet.code_on("cover", dossier_id))
    assert (citizens.kind, inside.kind) == ("deposit", "cover")
    assert citizens.id == inside.id == cabinet.journal.state.deposits[dossier_id].deposit_code
    assert citizens.secret != inside.secret


@pytest.mark.parametrize("slip", ["deposit", "cover"])
def test_a_slip_printed_again_after_a_restart_carries_the_same_secret(
    cabinet: Cabinet, slip: seat.SlipKind
) -> None:
    dossier_id = cabinet.deposit()
    first = cabinet.code_on(slip, dossier_id)
    cabinet.restart()
    cabinet.see_all()
    cabinet.engine.seat_taken()
    assert cabinet.code_on(slip, dossier_id) == first
