"""Everything reaches central once, whatever happens on the way."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.journal.store import checkpoint_message
from kiosk.messages.outbox import CheckpointPart, PendingDossier
from kiosk.sync.uplink import AT_ONCE
from tests.central.world import CentralProcess, EnrolledKiosk, SealedDossier, make_dossier
from tests.sync.cabinet import QUICK, Cabinet, HostileNetwork, Sync, eventually
from tests.sync.conftest import Ask, NewKiosk


def receipts_at_central(ask: Ask, dossier: SealedDossier) -> int:
    query = "SELECT count(*) FROM intake_delivery WHERE dossier_id = ? AND state = 'received'"
    return int(ask(query, uuid.UUID(dossier.manifest.dossier_id).hex)[0][0])


def rows_at_central(ask: Ask, kiosk: EnrolledKiosk) -> list[bytes]:
    query = (
        "SELECT e.body FROM fleet_kioskevent e JOIN fleet_kiosk k ON k.id = e.kiosk_id"
        " WHERE k.kiosk_id = ? ORDER BY e.seq"
    )
    return [bytes(body) for (body,) in ask(query, kiosk.bundle.kiosk_id)]


def test_a_dossier_its_rows_and_a_heartbeat_arrive_and_a_verifiable_receipt_comes_back(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    dossier = make_dossier(kiosk, page=os.urandom(600_000))
    cabinet.stage(dossier)
    for number in range(3):
        kiosk.append("seat.given/1", seat=number)
    sync = Sync(cabinet)
    eventually(lambda: cabinet.receipts and cabinet.acknowledged == 3)
    sync.close()
    raw, signature = cabinet.receipts[0]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.receipt_key))
    key.verify(bytes.fromhex(signature), raw)
    assert json.loads(raw)["digest"] == dossier.manifest.digest()
    assert rows_at_central(ask, kiosk) == [row.body for row in kiosk.rows]
    beat = ask("SELECT heartbeat, checkpoint_key FROM fleet_kiosk WHERE kiosk_id = ?", kiosk.bundle.kiosk_id)
    assert json.loads(beat[0][0])["paper"] == "full"
    assert bytes(beat[0][1]).hex() == kiosk.sync.checkpoint_public_key
    assert cabinet.link == [True]


def test_a_checkpoint_goes_up_and_central_s_signed_word_for_it_comes_back(kiosk: EnrolledKiosk) -> None:
    cabinet = Cabinet(kiosk)
    kiosk.append("seat.given/1", seat=1)
    row, state = kiosk.rows[-1], b"the state at that row"
    signer = Ed25519PrivateKey.from_private_bytes(kiosk.checkpoint_key())
    signature = signer.sign(checkpoint_message(row.seq, row.hash, state)).hex()
    cabinet.checkpoint = CheckpointPart(seq=row.seq, hash=row.hash.hex(), signature=signature), state
    sync = Sync(cabinet)
    eventually(lambda: cabinet.held)
    sync.close()
    raw, word = cabinet.held[0]
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.receipt_key)).verify(
        bytes.fromhex(word), raw
    )
    assert (json.loads(raw)["seq"], json.loads(raw)["hash"]) == (row.seq, row.hash.hex())


@pytest.mark.parametrize("seed", [1, 2])
def test_cut_connections_and_lost_replies_neither_lose_nor_double_a_dossier(
    central: CentralProcess, new_kiosk: NewKiosk, ask: Ask, seed: int
) -> None:
    network = HostileNetwork(central.port, cuts=14, seed=seed)
    kiosk = new_kiosk(f"https://localhost:{network.port}")
    cabinet = Cabinet(kiosk)
    dossiers = [make_dossier(kiosk, page=os.urandom(30_000)) for _ in range(4)]
    for number, dossier in enumerate(dossiers):
        cabinet.stage(dossier)
        kiosk.append("seat.given/1", seat=number)
    sync = Sync(cabinet)
    eventually(lambda: not cabinet.pending and cabinet.acknowledged == 4, 60)
    sync.close()
    network.close()
    assert network.done >= 8, "the network was not hostile"
    assert [receipts_at_central(ask, dossier) for dossier in dossiers] == [1] * 4
    assert rows_at_central(ask, kiosk) == [row.body for row in kiosk.rows]


def test_an_engine_that_dies_over_the_receipt_gets_the_same_receipt_again(kiosk: EnrolledKiosk) -> None:
    cabinet = Cabinet(kiosk, gone_at_receipt=True)
    cabinet.stage(make_dossier(kiosk))
    first = Sync(cabinet)
    assert first.ended()
    cabinet.gone_at_receipt = False
    second = Sync(cabinet)
    eventually(lambda: not cabinet.pending)
    second.close()
    assert len(cabinet.receipts) == 2
    assert cabinet.receipts[0] == cabinet.receipts[1]


def test_after_many_failures_everything_arrives_without_any_new_event_or_poke(
    central: CentralProcess, kiosk: EnrolledKiosk, ask: Ask
) -> None:
    central.stop(signal.SIGKILL)
    cabinet = Cabinet(kiosk)
    dossier = make_dossier(kiosk)
    cabinet.stage(dossier)
    sync = Sync(cabinet)
    eventually(lambda: cabinet.link == [False])
    central.start()
    eventually(lambda: not cabinet.pending)
    sync.close()
    assert cabinet.link == [False, True]
    assert receipts_at_central(ask, dossier) == 1


def test_a_killed_central_goes_on_with_the_upload_where_it_was(
    central: CentralProcess, kiosk: EnrolledKiosk, folder: Path, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    dossier = make_dossier(kiosk, page=os.urandom(6_000_000))
    cabinet.stage(dossier)
    sync = Sync(cabinet)
    uploads = folder / "data" / "uploads"
    eventually(lambda: any(f.stat().st_size > 1_000_000 for f in uploads.glob("*")))
    central.stop(signal.SIGKILL)
    size = max(file.stat().st_size for file in uploads.glob("*"))
    manifest = dossier.manifest.digest()
    cabinet.reads.clear()
    eventually(lambda: (manifest, 0) in cabinet.reads)
    cabinet.reads.clear()
    central.start()
    eventually(lambda: not cabinet.pending)
    sync.close()
    digest = next(part.blob for part in dossier.manifest.parts if part.name == "form/1")
    offsets = [offset for name, offset in cabinet.reads if name == digest and offset > 0]
    assert min(offsets) == size
    assert receipts_at_central(ask, dossier) == 1


def test_a_refused_dossier_is_reported_and_blocks_nothing(kiosk: EnrolledKiosk, ask: Ask) -> None:
    cabinet = Cabinet(kiosk)
    junk = str(uuid.uuid4())
    cabinet.stage_bytes(junk, b"no manifest", {})
    corrupt, good = make_dossier(kiosk), make_dossier(kiosk)
    blob = corrupt.manifest.parts[0].blob
    broken = corrupt.blobs[blob][:-1] + bytes([corrupt.blobs[blob][-1] ^ 1])
    digest = hashlib.sha256(broken).hexdigest()
    part = corrupt.manifest.parts[0].model_copy(update={"blob": digest})
    manifest = corrupt.manifest.model_copy(update={"parts": (part, *corrupt.manifest.parts[1:])})
    cabinet.stage(SealedDossier(manifest, {**corrupt.blobs, digest: broken}))
    cabinet.stage(good)
    sync = Sync(cabinet)
    eventually(lambda: not cabinet.pending)
    sync.close()
    assert cabinet.refused == {junk: "CEN-010", manifest.dossier_id: "CEN-012"}
    assert receipts_at_central(ask, good) == 1


def test_a_blob_missing_in_the_vault_holds_up_only_its_own_dossier(kiosk: EnrolledKiosk) -> None:
    cabinet = Cabinet(kiosk)
    incomplete, good = make_dossier(kiosk), make_dossier(kiosk)
    cabinet.stage(incomplete)
    cabinet.stage(good)
    lost = incomplete.manifest.parts[1].blob
    content = cabinet.blobs.pop(lost)
    sync = Sync(cabinet)
    eventually(lambda: good.manifest.dossier_id not in cabinet.pending)
    assert incomplete.manifest.dossier_id in cabinet.pending
    cabinet.blobs[lost] = content
    eventually(lambda: not cabinet.pending)
    sync.close()


def test_more_held_up_dossiers_than_one_round_takes_do_not_starve_the_others(kiosk: EnrolledKiosk) -> None:
    cabinet = Cabinet(kiosk)
    for _ in range(AT_ONCE + 2):
        cabinet.pending[str(uuid.uuid4())] = PendingDossier(
            dossier_id=str(uuid.uuid4()), manifest="0" * 64, blobs=[]
        )
    good = make_dossier(kiosk)
    cabinet.stage(good)
    sync = Sync(cabinet)
    eventually(lambda: good.manifest.dossier_id not in cabinet.pending)
    sync.close()
    assert len(cabinet.pending) == AT_ONCE + 2


def test_a_blob_damaged_in_the_vault_is_not_received_and_holds_up_only_its_own_dossier(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    damaged, good = make_dossier(kiosk), make_dossier(kiosk)
    cabinet.stage(damaged)
    cabinet.stage(good)
    name = damaged.manifest.parts[1].blob
    whole = cabinet.blobs[name]
    cabinet.blobs[name] = whole[:-1] + b"?"
    sync = Sync(cabinet)
    eventually(lambda: good.manifest.dossier_id not in cabinet.pending)
    assert cabinet.refused == {}
    assert receipts_at_central(ask, damaged) == 0
    cabinet.blobs[name] = whole
    eventually(lambda: not cabinet.pending)
    sync.close()


def test_rows_that_a_restored_central_lost_are_sent_again_even_when_none_is_new(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    for number in range(5):
        kiosk.append("seat.given/1", seat=number)
    cabinet.acknowledged = 5
    sync = Sync(cabinet)
    eventually(lambda: len(rows_at_central(ask, kiosk)) == 5)
    sync.close()


def test_rows_that_central_misses_between_two_heartbeats_are_sent_again(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    sync = Sync(cabinet, replace(QUICK, heartbeat=3600.0, look=0.02))
    eventually(lambda: cabinet.link == [True])
    eventually(lambda: ask("SELECT seen_at FROM fleet_kiosk WHERE kiosk_id = ?", kiosk.bundle.kiosk_id)[0][0])
    other = EnrolledKiosk(kiosk.bundle, kiosk.folder)
    for number in range(5):
        other.append("seat.given/1", seat=number)
    cabinet.acknowledged = 4
    kiosk.rows[:] = other.rows
    eventually(lambda: len(rows_at_central(ask, kiosk)) == 5)
    eventually(lambda: cabinet.acknowledged == 5)
    sync.close()


def test_news_of_the_machine_reach_central_long_before_the_next_heartbeat(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    def paper_at_central() -> object:
        query = "SELECT heartbeat FROM fleet_kiosk WHERE kiosk_id = ?"
        return json.loads(ask(query, kiosk.bundle.kiosk_id)[0][0]).get("paper")

    cabinet = Cabinet(kiosk)
    sync = Sync(cabinet, replace(QUICK, heartbeat=3600.0))
    eventually(lambda: paper_at_central() == "full")
    cabinet.paper = "out"
    eventually(lambda: paper_at_central() == "out")
    sync.close()


def test_an_engine_just_started_learns_what_central_holds_and_sends_nothing_twice(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    for number in range(3):
        kiosk.append("seat.given/1", seat=number)
    first = Sync(cabinet)
    eventually(lambda: cabinet.acknowledged == 3)
    first.close()
    cabinet.acknowledged = 0
    second = Sync(cabinet)
    eventually(lambda: cabinet.acknowledged == 3)
    second.close()
    assert len(rows_at_central(ask, kiosk)) == 3


def test_a_forked_journal_raises_an_alarm_and_does_not_hold_up_dossiers(
    kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    kiosk.append("seat.given/1", seat=1)
    first = Sync(cabinet)
    eventually(lambda: cabinet.acknowledged == 1)
    first.close()
    kiosk.rows.clear()
    kiosk.append("seat.given/1", seat=999)
    kiosk.append("seat.given/1", seat=1000)
    dossier = make_dossier(kiosk)
    cabinet.stage(dossier)
    second = Sync(cabinet)
    eventually(lambda: not cabinet.pending)
    query = (
        "SELECT count(*) FROM fleet_alarm a JOIN fleet_kiosk k ON k.id = a.kiosk_id"
        " WHERE k.kiosk_id = ? AND a.error_id = 'CEN-021'"
    )
    eventually(lambda: ask(query, kiosk.bundle.kiosk_id)[0][0] == 1)
    second.close()
    assert len(rows_at_central(ask, kiosk)) == 1


def test_directives_are_handed_over_in_order_with_their_signature(
    central: CentralProcess, told_kiosk: EnrolledKiosk
) -> None:
    kiosk = told_kiosk
    cabinet = Cabinet(kiosk)
    sync = Sync(cabinet)
    eventually(lambda: len(cabinet.directives) == 3)
    sync.close()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.directive_key))
    for expected, (number, raw, signature) in enumerate(cabinet.directives, start=1):
        key.verify(bytes.fromhex(signature), raw)
        body = json.loads(raw)
        assert (number, body["number"], body["kiosk"]) == (expected, expected, kiosk.bundle.kiosk_id)


def test_who_waits_in_the_hall_comes_with_every_poll(
    central: CentralProcess, kiosk: EnrolledKiosk, ask: Ask
) -> None:
    cabinet = Cabinet(kiosk)
    kiosk.append(
        "ticket.issued/1",
        ticket="t1",
        number="A001",
        day="2026-11-20",
        count=1,
        field="G15-TP07",
        counters=["1"],
        priority=True,
    )
    sync = Sync(cabinet)
    counted = (
        "SELECT count(*) FROM hall_ticket t JOIN fleet_kiosk k ON k.id = t.kiosk_id WHERE k.kiosk_id = ?"
    )
    eventually(lambda: ask(counted, kiosk.bundle.kiosk_id)[0][0] == 1)
    eventually(lambda: bool(cabinet.hall) and json.loads(cabinet.hall[-1])["seq"] == 1)
    sync.close()
