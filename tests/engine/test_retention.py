"""What leaves the kiosk for good: written down first, after central signed, never with a wrong clock."""

import json
from datetime import timedelta

import pytest

from kiosk.engine.ports import RefusalError
from kiosk.journal.chain import ChainBrokenError
from kiosk.journal.reading import JournalFile
from kiosk.messages import outbox, seat, staff
from tests.engine.cabinet import Cabinet
from tests.engine.plan import KIOSK, PROCEDURE
from tests.engine.test_receipts import TestReceipts


def wait(cabinet: Cabinet, days: float) -> None:
    cabinet.clock.pass_time(days * 86400)
    cabinet.engine.tick()


def received(cabinet: Cabinet) -> str:
    dossier_id = cabinet.deposit()
    raw, signature = TestReceipts().receipt(cabinet, dossier_id)
    cabinet.engine.outbox.handle(outbox.ReceiptArrived(signature=signature), raw)
    return dossier_id


class TestSealedParts:
    """Sealed parts leave only after central's receipt and the grace, with an event before they go."""

    def test_parts_stay_through_the_grace_and_go_after_it(self, cabinet: Cabinet) -> None:
        dossier_id = received(cabinet)
        wait(cabinet, 13.9)
        assert len(list(cabinet.vault.names())) == 4
        wait(cabinet, 0.2)
        assert list(cabinet.vault.names()) == []
        assert cabinet.names()[-1] == "parts.removed/1"
        cabinet.restart()
        assert cabinet.journal.state.deposits[dossier_id].removed

    def test_parts_without_a_receipt_never_go(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        wait(cabinet, 400)
        assert len(list(cabinet.vault.names())) == 4

    def test_an_unchecked_clock_removes_nothing(self, cabinet: Cabinet) -> None:
        received(cabinet)
        cabinet.clock.is_synced = False
        wait(cabinet, 400)
        assert len(list(cabinet.vault.names())) == 4

    def test_a_death_between_event_and_removal_leaves_no_bytes_behind(self, cabinet: Cabinet) -> None:
        received(cabinet)
        kept = {name: cabinet.vault.get(name) for name in cabinet.vault.names()}
        wait(cabinet, 15)
        for blob in kept.values():
            cabinet.vault.put(blob)
        cabinet.restart()
        assert list(cabinet.vault.names()) == []


def held(cabinet: Cabinet, **changed: object) -> tuple[bytes, str]:
    """Central's word for the newest checkpoint, and its signature."""
    cabinet.journal.checkpoint()
    seq = cabinet.journal.seq
    body = {"kind": "checkpoint.held", "kiosk": KIOSK, "seq": seq, "hash": cabinet.journal.hash_of(seq).hex()}
    raw = json.dumps({**body, **changed}).encode()
    return raw, cabinet.receipts.sign(raw).hex()


def take_held(cabinet: Cabinet) -> int:
    raw, signature = held(cabinet)
    cabinet.engine.outbox.handle(outbox.CheckpointReceipt(signature=signature), raw)
    return int(json.loads(raw)["seq"])


class TestOldRows:
    """The journal's oldest rows go once central has signed long ago that it holds them."""

    def test_rows_go_when_central_has_held_them_for_the_days_of_the_config(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        seq = take_held(cabinet)
        wait(cabinet, 89.9)
        assert cabinet.journal.first == 1
        wait(cabinet, 0.2)
        assert cabinet.journal.first == seq + 1
        assert "journal.shortened/1" in cabinet.names()
        cabinet.restart()
        assert len(cabinet.journal.state.deposits) == 1

    def test_a_shortened_journal_still_proves_itself(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        take_held(cabinet)
        wait(cabinet, 91)
        cabinet.deposit()
        take_held(cabinet)
        wait(cabinet, 91)
        assert cabinet.journal.first > 1
        JournalFile(cabinet.journal.path).verify(cabinet.signer.public_key())

    def test_a_journal_that_somebody_else_shortened_is_found_out(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        take_held(cabinet)
        cabinet.journal.shorten(3)
        with pytest.raises(ChainBrokenError):
            JournalFile(cabinet.journal.path).verify(cabinet.signer.public_key())

    def test_without_central_s_word_nothing_goes(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        cabinet.journal.checkpoint()
        cabinet.engine.outbox.handle(outbox.RowsAcknowledged(seq=cabinet.journal.seq), b"")
        wait(cabinet, 500)
        assert cabinet.journal.first == 1

    @pytest.mark.parametrize(
        "changed",
        [
            {"kiosk": "another"},
            {"hash": "0" * 64},
            {"seq": 10**6},
            {"kind": "checkpoint.seen"},
            {"more": 1},
        ],
    )
    def test_a_word_about_something_else_is_refused(
        self, cabinet: Cabinet, changed: dict[str, object]
    ) -> None:
        raw, signature = held(cabinet, **changed)
        with pytest.raises(RefusalError, match="SYN-010"):
            cabinet.engine.outbox.handle(outbox.CheckpointReceipt(signature=signature), raw)

    def test_a_word_that_another_key_signed_is_refused(self, cabinet: Cabinet) -> None:
        raw, _ = held(cabinet)
        forged = cabinet.directives.sign(raw).hex()
        with pytest.raises(RefusalError, match="SYN-010"):
            cabinet.engine.outbox.handle(outbox.CheckpointReceipt(signature=forged), raw)

    def test_a_word_taken_with_a_wrong_clock_never_counts(self, cabinet: Cabinet) -> None:
        cabinet.clock.is_synced = False
        cabinet.clock.now -= timedelta(days=3650)
        take_held(cabinet)
        cabinet.clock.is_synced = True
        wait(cabinet, 3650 + 500)
        assert cabinet.journal.first == 1

    def test_a_death_between_event_and_removal_is_made_good(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        seq = take_held(cabinet)
        cabinet.journal.shorten = lambda up_to: None  # type: ignore[method-assign]
        wait(cabinet, 91)
        assert cabinet.journal.first == 1
        cabinet.restart()
        wait(cabinet, 1)
        assert cabinet.journal.first == seq + 1

    def test_a_central_that_lost_what_it_signed_for_is_told_so(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        take_held(cabinet)
        wait(cabinet, 91)
        with pytest.raises(RefusalError, match="JRN-005"):
            cabinet.engine.outbox.handle(outbox.ReadRows(after=0, limit=10), b"")


class TestFinished:
    """Dossiers and claims that ended long ago are forgotten; what lives or lies here never is."""

    def report(self, cabinet: Cabinet, dossier_id: str, status: int) -> None:
        progress = {"dossier_id": dossier_id, "procedure": PROCEDURE, "rule_version": "1", "status": status}
        number, raw, signature = cabinet.directive("dossier.status", progress)
        cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)

    def emptied(self, cabinet: Cabinet) -> str:
        """A dossier that central received and whose originals an officer took out."""
        dossier_id = received(cabinet)
        number, grant = cabinet.journal.state.deposits[dossier_id].compartment or 0, cabinet.officer()
        cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="take"))
        cabinet.bus.close_door(number)
        cabinet.settle()
        taken = staff.TellRound(grant=grant, compartment=number, act="taken")
        assert isinstance(cabinet.ask(taken), seat.Done)
        return dossier_id

    def test_a_dossier_is_forgotten_long_after_its_final_word(self, cabinet: Cabinet) -> None:
        dossier_id = self.emptied(cabinet)
        wait(cabinet, 15)
        self.report(cabinet, dossier_id, 10)
        wait(cabinet, 89)
        assert dossier_id in cabinet.journal.state.deposits
        wait(cabinet, 2)
        assert dossier_id not in cabinet.journal.state.deposits
        assert dossier_id not in cabinet.journal.state.reported
        assert cabinet.names()[-1] == "finished.forgotten/1"
        cabinet.restart()
        assert dossier_id not in cabinet.journal.state.deposits

    def test_a_dossier_that_is_still_worked_on_is_known_for_ever(self, cabinet: Cabinet) -> None:
        dossier_id = self.emptied(cabinet)
        self.report(cabinet, dossier_id, 4)
        wait(cabinet, 15)
        wait(cabinet, 1000)
        assert dossier_id in cabinet.journal.state.deposits

    def test_a_dossier_whose_originals_lie_here_is_known_for_ever(self, cabinet: Cabinet) -> None:
        dossier_id = received(cabinet)
        self.report(cabinet, dossier_id, 3)
        wait(cabinet, 15)
        wait(cabinet, 1000)
        assert dossier_id in cabinet.journal.state.deposits

    def test_a_claim_is_forgotten_long_after_it_ended_and_expired(self, cabinet: Cabinet) -> None:
        claim_id = cabinet.offer().claim_id
        wait(cabinet, 1000)
        assert claim_id in cabinet.journal.state.claims
        number, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": claim_id})
        cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)
        wait(cabinet, 1)
        assert claim_id not in cabinet.journal.state.claims
