"""Receipts and what follows from them: parts leave after the grace, parked dossiers are taken up again."""

import hashlib
import json

import pytest

from kiosk.engine.ports import RefusalError
from kiosk.journal.store import checkpoint_message
from kiosk.messages import outbox
from tests.engine.cabinet import Cabinet


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


def test_a_dossier_that_central_lost_is_offered_again_as_long_as_it_is_here(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    raw, signature = TestReceipts().receipt(cabinet, dossier_id)
    outbox_of = cabinet.engine.outbox
    outbox_of.handle(outbox.ReceiptArrived(signature=signature), raw)
    number, body, signed = cabinet.directive("dossier.resend", {"dossier_id": dossier_id})
    outbox_of.handle(outbox.DirectiveArrived(number=number, signature=signed), body)
    listed = outbox_of.handle(outbox.ListDossiers(), b"")
    assert isinstance(listed, outbox.Dossiers)
    assert [pending.dossier_id for pending in listed.pending] == [dossier_id]
    outbox_of.handle(outbox.ReceiptArrived(signature=signature), raw)
    listed = outbox_of.handle(outbox.ListDossiers(), b"")
    assert isinstance(listed, outbox.Dossiers)
    assert listed.pending == []
    state = outbox_of.handle(outbox.ReadState(), b"")
    assert isinstance(state, outbox.OutboxState)
    assert state.last_directive_id == json.loads(body)["id"]


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
