"""Deposits as the engine sees them: nothing before staging counts, nothing after it is lost."""

import hashlib
import json

import pytest

from kiosk.dossier.codes import DepositCode, SlipQr
from kiosk.dossier.text import Text
from kiosk.engine.ports import RefusalError
from kiosk.journal.store import checkpoint_message
from kiosk.messages import outbox, seat
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
        "deposit.staged/1",
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
    again = seat.Stage(
        dossier_id=dossier_id, owner_hashes=[], slip_title=_title(cabinet), pages=[], language="vi"
    )
    assert isinstance(cabinet.ask(again, b""), seat.Staged)
    assert cabinet.journal.seq == before


def test_a_manifest_that_names_a_page_nobody_stored_is_refused(cabinet: Cabinet) -> None:
    begun = cabinet.ask(seat.BeginDeposit())
    request = seat.Stage(
        dossier_id=begun.dossier_id, owner_hashes=[], slip_title=_title(cabinet), pages=[], language="vi"
    )
    assert refused(cabinet.ask(request, b"{}")) == "ENG-015"
    assert "deposit.staged/1" not in cabinet.names()


def test_pages_of_a_session_that_ended_before_staging_are_gone(cabinet: Cabinet) -> None:
    begun = cabinet.ask(seat.BeginDeposit())
    stored = cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), b"a sealed page")
    cabinet.engine.seat_left()
    assert not cabinet.vault.holds(stored.digest)
    assert "deposit.dropped/1" in cabinet.names()
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


def test_an_interrupted_deposit_is_told_once(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert isinstance(cabinet.ask(seat.Settle(id=dossier_id)), seat.Done)
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
    for _ in range(2):
        cabinet.ask(seat.PrintSlip(slip="deposit", about=dossier_id))
    first, second = (json.dumps(slip, ensure_ascii=False) for slip in cabinet.printer.printed)
    assert "BẢN IN LẠI" not in first
    assert "BẢN IN LẠI" in second
    assert [told.printed for told in cabinet.told if isinstance(told, seat.SlipDone)] == [True, True]


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


def test_the_slips_secret_is_nowhere_on_the_disk(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    secret = SlipQr.parse(cabinet.engine.deposits.slip_payload(dossier_id)).secret
    for path in cabinet.folder.rglob("*"):
        if path.is_file():
            assert secret not in path.read_bytes()
            assert secret.hex().encode() not in path.read_bytes()


class TestReceipts:
    """A receipt counts when it is central's, of this manifest, and proves every part was opened."""

    def receipt(
        self, cabinet: Cabinet, dossier_id: str, changed: dict[str, object] | None = None
    ) -> tuple[bytes, str]:
        deposit = cabinet.journal.state.deposits[dossier_id]
        openings = {}
        for blob in deposit.blobs:
            opening = cabinet.opening(dossier_id, blob)
            assert hashlib.sha256(opening).hexdigest() == deposit.proofs[blob]
            openings[blob] = opening.hex()
        body = {
            "dossier_id": dossier_id,
            "digest": deposit.manifest,
            "central_seq": 7,
            "received_at": "2026-11-20T22:01:00+07:00",
            "openings": openings,
            **(changed or {}),
        }
        raw = json.dumps(body).encode()
        return raw, cabinet.receipts.sign(raw).hex()

    def test_a_true_receipt_is_recorded_once(self, cabinet: Cabinet) -> None:
        dossier_id = cabinet.deposit()
        raw, signature = self.receipt(cabinet, dossier_id)
        for _ in range(2):
            answer = cabinet.engine.outbox.handle(outbox.ReceiptArrived(signature=signature), raw)
            assert isinstance(answer, outbox.Done)
        assert cabinet.names().count("receipt.recorded/1") == 1
        listed = cabinet.engine.outbox.handle(outbox.ListDossiers(), b"")
        assert isinstance(listed, outbox.Dossiers)
        assert listed.pending == []

    @pytest.mark.parametrize("changed", [{"digest": "0" * 64}, {"openings": {}}, {"dossier_id": "x"}])
    def test_a_receipt_of_something_else_is_refused(
        self, cabinet: Cabinet, changed: dict[str, object]
    ) -> None:
        dossier_id = cabinet.deposit()
        raw, signature = self.receipt(cabinet, dossier_id, changed)
        with pytest.raises(RefusalError, match="SYN-010"):
            cabinet.engine.outbox.handle(outbox.ReceiptArrived(signature=signature), raw)

    def test_a_receipt_that_somebody_else_signed_is_refused(self, cabinet: Cabinet) -> None:
        dossier_id = cabinet.deposit()
        raw, _ = self.receipt(cabinet, dossier_id)
        forged = cabinet.directives.sign(raw).hex()
        with pytest.raises(RefusalError, match="SYN-010"):
            cabinet.engine.outbox.handle(outbox.ReceiptArrived(signature=forged), raw)


def _title(cabinet: Cabinet) -> Text:
    return cabinet.catalogue.procedures[0].name


class TestRetention:
    """Sealed parts leave only after central's receipt and the grace, with an event before they go."""

    def received(self, cabinet: Cabinet) -> str:
        dossier_id = cabinet.deposit()
        raw, signature = TestReceipts().receipt(cabinet, dossier_id)
        cabinet.engine.outbox.handle(outbox.ReceiptArrived(signature=signature), raw)
        return dossier_id

    def wait(self, cabinet: Cabinet, days: float) -> None:
        cabinet.clock.pass_time(days * 86400)
        cabinet.engine.tick()

    def test_parts_stay_through_the_grace_and_go_after_it(self, cabinet: Cabinet) -> None:
        dossier_id = self.received(cabinet)
        self.wait(cabinet, 13.9)
        assert len(list(cabinet.vault.names())) == 4
        self.wait(cabinet, 0.2)
        assert list(cabinet.vault.names()) == []
        assert cabinet.names()[-1] == "parts.removed/1"
        cabinet.restart()
        assert cabinet.journal.state.deposits[dossier_id].removed

    def test_parts_without_a_receipt_never_go(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        self.wait(cabinet, 400)
        assert len(list(cabinet.vault.names())) == 4

    def test_an_unchecked_clock_removes_nothing(self, cabinet: Cabinet) -> None:
        self.received(cabinet)
        cabinet.clock.is_synced = False
        self.wait(cabinet, 400)
        assert len(list(cabinet.vault.names())) == 4

    def test_a_death_between_event_and_removal_leaves_no_bytes_behind(self, cabinet: Cabinet) -> None:
        self.received(cabinet)
        kept = {name: cabinet.vault.get(name) for name in cabinet.vault.names()}
        self.wait(cabinet, 15)
        for blob in kept.values():
            cabinet.vault.put(blob)
        cabinet.restart()
        assert list(cabinet.vault.names()) == []


def test_a_parked_dossier_is_offered_again_when_an_officer_says_so(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    cabinet.engine.outbox.handle(outbox.DossierRefused(dossier_id=dossier_id, reason="CEN-012"), b"")
    listed = cabinet.engine.outbox.handle(outbox.ListDossiers(), b"")
    assert isinstance(listed, outbox.Dossiers)
    assert listed.pending == []
    number, raw, signature = cabinet.directive("dossier.retry", {"dossier_id": dossier_id})
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)
    listed = cabinet.engine.outbox.handle(outbox.ListDossiers(), b"")
    assert isinstance(listed, outbox.Dossiers)
    assert [pending.dossier_id for pending in listed.pending] == [dossier_id]


def test_the_newest_checkpoint_is_offered_once_central_has_its_row(cabinet: Cabinet) -> None:
    cabinet.deposit()
    cabinet.journal.checkpoint()
    seq = cabinet.journal.seq
    assert cabinet.engine.outbox.read_checkpoint(outbox.ReadCheckpoint(after=0))[0].seq == 0
    cabinet.engine.outbox.handle(outbox.RowsAcknowledged(seq=seq), b"")
    part, state = cabinet.engine.outbox.read_checkpoint(outbox.ReadCheckpoint(after=0))
    message = checkpoint_message(part.seq, bytes.fromhex(part.hash), state)
    cabinet.signer.public_key().verify(bytes.fromhex(part.signature), message)
    assert cabinet.engine.outbox.read_checkpoint(outbox.ReadCheckpoint(after=seq))[0].seq == 0
