"""A new computer in a full cabinet: what central held comes back; nothing is believed or given twice."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.dossier.codes import DepositCode
from kiosk.engine.restore import JournalPresentError, Restored, restore
from kiosk.engine.restoring_folds import CODES_LEFT_OUT
from kiosk.journal.copy import CopiedCheckpoint, CopiedRow, CopyError, JournalCopy
from kiosk.journal.reading import JournalFile
from kiosk.messages import outbox, seat, staff
from kiosk.vault.store import BlobStore
from tests.engine.cabinet import Cabinet
from tests.engine.plan import KIOSK
from tests.engine.test_retention import received

DOORS = [1, 2, 3, 4, 5, 6]


def copied(cabinet: Cabinet, up_to: int | None = None, *, checkpoint: bool = False) -> JournalCopy:
    """What central would hold of this journal, with its newest checkpoint when wanted."""
    found = cabinet.journal.newest_checkpoint(0, cabinet.journal.seq) if checkpoint else None
    begins = 0 if found is None else found[0]
    return JournalCopy(
        kiosk=KIOSK,
        made_at=datetime(2026, 11, 21, tzinfo=UTC),
        checkpoint=None
        if found is None
        else CopiedCheckpoint(seq=begins, hash=found[1].hex(), state=base64.b64encode(found[2]).decode()),
        rows=[
            CopiedRow(seq=row.seq, body=base64.b64encode(row.body).decode(), hash=row.hash.hex())
            for row in cabinet.journal.rows(begins)
            if up_to is None or row.seq <= up_to
        ],
    )


def replaced(cabinet: Cabinet, copy: JournalCopy, mirror: Path | None = None) -> Restored:
    """The computer dies; a new one takes the cabinet over with this copy."""
    fresh = cabinet.folder / "new"
    fresh.mkdir()
    kept = BlobStore(mirror) if mirror else None
    done = restore(fresh, copy, cabinet.signer, cabinet.clock, DOORS, kept)
    cabinet.folder, cabinet.clock.boot = fresh, "boot-of-the-new-one"
    cabinet.restart()
    cabinet.engine.seat_taken()
    return done


def looked_into(cabinet: Cabinet, number: int, found: Any) -> None:
    grant = cabinet.officer()
    cabinet.ask(staff.OpenForRound(grant=grant, compartment=number, task="count"))
    cabinet.bus.close_door(number)
    cabinet.settle()
    assert isinstance(cabinet.ask(staff.TellRound(grant=grant, compartment=number, act=found)), seat.Done)


@pytest.mark.parametrize("checkpoint", [False, True])
def test_map_claims_and_contents_come_back_and_every_compartment_waits_for_an_officer(
    cabinet: Cabinet, *, checkpoint: bool
) -> None:
    dossier_id = received(cabinet)
    claim = cabinet.offer()
    bay = cabinet.load(claim)
    cabinet.journal.checkpoint()
    cabinet.deposit()
    replaced(cabinet, copied(cabinet, checkpoint=checkpoint))
    state = cabinet.journal.state
    assert dossier_id in state.deposits
    assert state.compartment(bay).holds == f"{claim.claim_id}/result"
    assert {state.compartment(number).frozen for number in DOORS} == {"restored"}
    assert {state.compartment(number).door for number in DOORS} == {"unknown"}
    cabinet.see_all()
    assert cabinet.ask(seat.Reserve(size="small", slips=2)).error_id == "ENG-002"
    looked_into(cabinet, bay, "counted-full")
    assert state.compartment(bay).frozen is None
    JournalFile(cabinet.journal.path).verify(cabinet.signer.public_key())


def test_central_goes_on_with_the_very_next_row(cabinet: Cabinet) -> None:
    cabinet.deposit()
    held = cabinet.journal.seq
    replaced(cabinet, copied(cabinet))
    rows = cabinet.engine.outbox.handle(outbox.ReadRows(after=held, limit=2), b"")
    assert isinstance(rows, outbox.Rows)
    first = json.loads(base64.b64decode(rows.rows[0].body))
    assert (rows.rows[0].seq, first["name"]) == (held + 1, "kiosk.restored/1")


def test_no_code_that_the_lost_computer_may_have_given_is_given_again(cabinet: Cabinet) -> None:
    cabinet.deposit()
    copy = copied(cabinet)
    unsent = [cabinet.stage()[1] for _ in range(3)]
    replaced(cabinet, copy)
    begun = cabinet.ask(seat.BeginDeposit())
    assert begun.deposit_code not in unsent
    assert DepositCode.parse(begun.deposit_code).counter == 1 + CODES_LEFT_OUT + 1


def test_a_dossier_whose_papers_are_gone_is_named_and_never_offered(cabinet: Cabinet) -> None:
    kept, gone = received(cabinet), cabinet.deposit()
    done = replaced(cabinet, copied(cabinet))
    assert (done.lost, done.recovered) == ([gone], [])
    listed = cabinet.engine.outbox.handle(outbox.ListDossiers(), b"")
    assert isinstance(listed, outbox.Dossiers)
    assert listed.pending == []
    assert cabinet.engine.outbox.oldest_unsent() is not None  # its own new rows
    assert cabinet.journal.state.deposits[kept].receipt
    # its originals still lie here, and the round leads to them
    stops = cabinet.ask(staff.ReadRound(grant=cabinet.officer())).stops
    assert gone in {stop.about for stop in stops if stop.act == "take"}


def test_the_mirror_brings_back_what_central_never_got(cabinet: Cabinet, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    cabinet.core.vault = BlobStore(cabinet.folder / "vault", BlobStore(mirror))
    known = cabinet.deposit()
    copy = copied(cabinet)
    unknown = cabinet.deposit()
    done = replaced(cabinet, copy, mirror)
    assert (done.lost, done.recovered) == ([], [unknown])
    listed = cabinet.engine.outbox.handle(outbox.ListDossiers(), b"")
    assert isinstance(listed, outbox.Dossiers)
    assert {pending.dossier_id for pending in listed.pending} == {known, unknown}
    for pending in listed.pending:
        for blob in (pending.manifest, *pending.blobs):
            request = outbox.ReadBlob(digest=blob, offset=0, length=10)
            assert cabinet.engine.outbox.read_blob(request)[1]


def test_a_damaged_mirror_loses_only_what_is_damaged(cabinet: Cabinet, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    cabinet.core.vault = BlobStore(cabinet.folder / "vault", BlobStore(mirror))
    whole, damaged = cabinet.deposit(), cabinet.deposit()
    blob = cabinet.journal.state.deposits[damaged].blobs[0]
    (mirror / blob).write_bytes(b"rotten")
    done = replaced(cabinet, copied(cabinet), mirror)
    assert done.lost == [damaged]
    assert cabinet.journal.state.deposits[whole].unsent


def test_a_journal_that_is_there_is_never_overwritten(cabinet: Cabinet) -> None:
    copy = copied(cabinet)
    before = cabinet.journal.path.read_bytes()
    with pytest.raises(JournalPresentError):
        restore(cabinet.folder, copy, cabinet.signer, cabinet.clock, DOORS)
    assert cabinet.journal.path.read_bytes() == before


class TestTheCopyItself:
    """Believed whole, from this central, for this kiosk, or not at all."""

    def packed(self, cabinet: Cabinet, **changed: object) -> bytes:
        body = json.dumps({**copied(cabinet).model_dump(mode="json", by_alias=True), **changed})
        signature = cabinet.directives.sign(body.encode()).hex()
        return json.dumps({"body": body, "signature": signature}).encode()

    def test_a_true_copy_is_read(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        read = JournalCopy.read(self.packed(cabinet), cabinet.directives.public_key(), KIOSK)
        assert len(read.chained()) == cabinet.journal.seq

    def test_another_kiosks_copy_is_refused(self, cabinet: Cabinet) -> None:
        with pytest.raises(CopyError):
            JournalCopy.read(self.packed(cabinet, kiosk="other"), cabinet.directives.public_key(), KIOSK)

    def test_a_copy_that_somebody_else_signed_is_refused(self, cabinet: Cabinet) -> None:
        with pytest.raises(CopyError):
            JournalCopy.read(self.packed(cabinet), cabinet.receipts.public_key(), KIOSK)

    def test_rows_that_do_not_follow_are_refused(self, cabinet: Cabinet) -> None:
        cabinet.deposit()
        rows = copied(cabinet).model_dump(mode="json")["rows"]
        del rows[3]
        with pytest.raises(CopyError):
            JournalCopy.read(self.packed(cabinet, rows=rows), cabinet.directives.public_key(), KIOSK)

    @pytest.mark.parametrize(
        "content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"body": 1, "signature": "00"}']
    )
    def test_anything_else_is_refused(self, cabinet: Cabinet, content: bytes) -> None:
        with pytest.raises(CopyError):
            JournalCopy.read(content, cabinet.directives.public_key(), KIOSK)


def test_what_a_lost_journal_had_acknowledged_does_not_stand_in_the_way_of_the_new_one(
    cabinet: Cabinet,
) -> None:
    cabinet.deposit()
    copy = copied(cabinet, up_to=3)
    cabinet.journal.abandon()
    (cabinet.folder / "journal.db").unlink()
    assert (cabinet.folder / "journal.witness").exists()
    restore(cabinet.folder, copy, cabinet.signer, cabinet.clock, DOORS)
    cabinet.restart()
    assert cabinet.names()[3] == "kiosk.restored/1"
