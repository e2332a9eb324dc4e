"""Kiosks' journals at central: continuing, with gaps, forked; checkpoints; the checkpoint key; enrolment."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured

from kiosk.config.enrolment import Bundle, EnrolmentError, install, load_engine, load_sync
from kiosk.journal.chain import StoredRow, row_hash
from kiosk.journal.store import checkpoint_message
from tests.central.conftest import Enrol
from tests.central.world import Client, EnrolledKiosk


def post(client: Client, rows: list[StoredRow]) -> requests.Response:
    body = [
        {"seq": row.seq, "body": base64.b64encode(row.body).decode(), "hash": row.hash.hex()} for row in rows
    ]
    return client.session.post(client.url + "/v1/events", json={"rows": body}, timeout=20)


def introduce(client: Client, key: str) -> requests.Response:
    body = {"checkpoint_public_key": key}
    return client.session.put(client.url + "/v1/identity", json=body, timeout=20)


def checkpoint(kiosk: EnrolledKiosk, row: StoredRow, state: bytes, signed: bytes) -> dict[str, object]:
    key = Ed25519PrivateKey.from_private_bytes(kiosk.checkpoint_key())
    signature = key.sign(checkpoint_message(row.seq, row.hash, signed))
    packed = base64.b64encode(state).decode()
    return {"seq": row.seq, "hash": row.hash.hex(), "state": packed, "signature": signature.hex()}


@pytest.fixture
def rows(kiosk: EnrolledKiosk) -> list[StoredRow]:
    """Six rows of a kiosk's journal."""
    return [kiosk.append("seat.given/1", seat=number) for number in range(6)]


def alarms(kiosk: EnrolledKiosk, error_id: str) -> int:
    from central.fleet.models import Alarm

    return Alarm.objects.filter(kiosk__kiosk_id=kiosk.bundle.kiosk_id, error_id=error_id).count()


def test_rows_are_acknowledged_and_repeating_them_changes_nothing(
    client: Client, kiosk: EnrolledKiosk, rows: list[StoredRow]
) -> None:
    from central.fleet.models import KioskEvent

    assert post(client, rows[:4]).json() == {"acknowledged": 4}
    assert post(client, rows[2:]).json() == {"acknowledged": 6}
    stored = KioskEvent.objects.filter(kiosk__kiosk_id=kiosk.bundle.kiosk_id).order_by("seq")
    assert [bytes(event.body) for event in stored] == [row.body for row in rows]


def test_a_gap_is_answered_with_the_row_that_is_expected(client: Client, rows: list[StoredRow]) -> None:
    post(client, rows[:2])
    reply = post(client, rows[3:])
    assert (reply.status_code, reply.json()) == (409, {"error": "CEN-020", "expected": 3})


def test_rows_before_a_gap_in_one_batch_are_kept(client: Client, rows: list[StoredRow]) -> None:
    assert post(client, [*rows[:2], *rows[4:]]).json()["expected"] == 3


def test_another_row_in_an_old_place_is_a_fork_and_an_alarm(
    client: Client, kiosk: EnrolledKiosk, rows: list[StoredRow]
) -> None:
    post(client, rows)
    other = b'{"other": true}'
    forged = StoredRow(3, other, row_hash(rows[1].hash, other))
    for _ in range(2):
        reply = post(client, [forged])
        assert (reply.status_code, reply.json()) == (409, {"error": "CEN-021", "seq": 3})
    assert alarms(kiosk, "CEN-021") == 1


def test_a_row_whose_hash_does_not_follow_is_a_fork(
    client: Client, kiosk: EnrolledKiosk, rows: list[StoredRow]
) -> None:
    post(client, rows[:1])
    changed = StoredRow(2, rows[1].body + b" ", rows[1].hash)
    assert post(client, [changed]).json()["error"] == "CEN-021"
    assert post(client, rows).json() == {"acknowledged": 6}


def test_a_row_that_is_not_json_at_all_is_stored(client: Client, kiosk: EnrolledKiosk) -> None:
    body = b"\xff not json"
    assert post(client, [StoredRow(1, body, row_hash(bytes(32), body))]).json() == {"acknowledged": 1}


def test_more_rows_than_a_batch_holds_are_refused(client: Client, rows: list[StoredRow]) -> None:
    assert post(client, rows[:1] * 501).status_code == 400


def test_a_signed_checkpoint_that_agrees_with_the_chain_is_kept(
    client: Client, kiosk: EnrolledKiosk, rows: list[StoredRow]
) -> None:
    from central.fleet.models import Checkpoint

    assert introduce(client, kiosk.sync.checkpoint_public_key).status_code == 204
    post(client, rows)
    sent = checkpoint(kiosk, rows[3], b"state", b"state")
    reply = client.session.post(client.url + "/v1/checkpoints", json=sent, timeout=20)
    assert bytes(Checkpoint.objects.get(kiosk__kiosk_id=kiosk.bundle.kiosk_id).state) == b"state"
    assert reply.json() == {
        "kind": "checkpoint.held",
        "kiosk": kiosk.bundle.kiosk_id,
        "seq": rows[3].seq,
        "hash": rows[3].hash.hex(),
    }
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.receipt_key))
    key.verify(bytes.fromhex(reply.headers["X-Signature"]), reply.content)


def test_a_checkpoint_with_another_state_than_signed_is_an_alarm(
    client: Client, kiosk: EnrolledKiosk, rows: list[StoredRow]
) -> None:
    introduce(client, kiosk.sync.checkpoint_public_key)
    post(client, rows)
    sent = checkpoint(kiosk, rows[3], b"changed", b"state")
    reply = client.session.post(client.url + "/v1/checkpoints", json=sent, timeout=20)
    assert (reply.status_code, reply.json()["error"]) == (409, "CEN-022")
    assert alarms(kiosk, "CEN-022") == 1


def test_a_checkpoint_ahead_of_its_rows_waits_for_them(
    client: Client, kiosk: EnrolledKiosk, rows: list[StoredRow]
) -> None:
    introduce(client, kiosk.sync.checkpoint_public_key)
    sent = checkpoint(kiosk, rows[3], b"state", b"state")
    reply = client.session.post(client.url + "/v1/checkpoints", json=sent, timeout=20)
    assert (reply.status_code, reply.json()["expected"]) == (409, 1)


def test_a_kiosk_introduces_its_checkpoint_key_once(client: Client, kiosk: EnrolledKiosk) -> None:
    assert introduce(client, kiosk.sync.checkpoint_public_key).status_code == 204
    assert introduce(client, kiosk.sync.checkpoint_public_key).status_code == 204
    assert introduce(client, "00" * 32).status_code == 409
    assert alarms(kiosk, "CEN-043") == 1


def test_enrolling_again_revokes_the_old_certificate(client: Client, kiosk: EnrolledKiosk) -> None:
    from central.fleet.enrolment import NewKiosk, enrol

    bundle = kiosk.bundle
    wanted = NewKiosk(
        bundle.kiosk_id, bundle.number, bundle.unit, "1022", bundle.central_url, bundle.staff_ca_pem
    )
    again = enrol(wanted)
    assert again.k_claim == bundle.k_claim
    assert client.session.get(client.url + "/v1/directives", timeout=20).status_code == 403


def test_each_half_of_an_identity_holds_only_its_own_secrets(enrol: Enrol, tmp_path: Path) -> None:
    bundle = enrol().bundle
    identity = install(bundle, tmp_path / "state")
    sync, engine = identity / "sync", identity / "engine"
    for path in identity.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    seen_by_sync = b"".join(path.read_bytes() for path in sync.iterdir())
    seen_by_engine = b"".join(path.read_bytes() for path in engine.iterdir())
    k_claim, transport_key = bytes.fromhex(bundle.k_claim), bundle.client_key_pem.encode()
    assert k_claim in seen_by_engine
    assert transport_key in seen_by_sync
    assert k_claim not in seen_by_sync
    assert bundle.k_claim.encode() not in seen_by_sync
    assert transport_key not in seen_by_engine
    signing = Ed25519PrivateKey.from_private_bytes(load_engine(engine).checkpoint_key)
    assert load_sync(sync).checkpoint_public_key == signing.public_key().public_bytes_raw().hex()


def test_a_cabinet_does_not_become_another_kiosk(enrol: Enrol, tmp_path: Path) -> None:
    first, second = enrol().bundle, enrol().bundle
    identity = install(first, tmp_path)
    with pytest.raises(EnrolmentError):
        install(second, tmp_path)
    assert load_sync(identity / "sync").kiosk_id == first.kiosk_id


def test_enrolling_the_same_kiosk_again_keeps_its_checkpoint_key(enrol: Enrol, tmp_path: Path) -> None:
    bundle = enrol().bundle
    before = load_engine(install(bundle, tmp_path) / "engine").checkpoint_key
    renewed = bundle.model_copy(update={"hotline": "1900"})
    after = load_engine(install(renewed, tmp_path) / "engine")
    assert (after.checkpoint_key, after.hotline) == (before, "1900")


def test_an_enrolment_cut_off_between_its_two_renames_is_repaired(enrol: Enrol, tmp_path: Path) -> None:
    bundle = enrol().bundle
    identity = install(bundle, tmp_path)
    before = load_engine(identity / "engine").checkpoint_key
    identity.rename(tmp_path / "identity.replaced")
    assert load_engine(install(bundle, tmp_path) / "engine").checkpoint_key == before


def test_a_damaged_bundle_is_refused_without_being_quoted(enrol: Enrol, tmp_path: Path) -> None:
    bundle = enrol().bundle
    path = tmp_path / "bundle.json"
    path.write_bytes(bundle.to_bytes().replace(b'"number": ', b'"number": -'))
    with pytest.raises(EnrolmentError) as refused:
        Bundle.from_file(path)
    cause = refused.value.__cause__
    assert bundle.k_claim not in repr(cause)
    assert bundle.k_claim not in repr(bundle)


def test_a_sqlite_with_the_wal_bug_is_refused(central_data: Path) -> None:
    from central.sqlite.base import check_version

    check_version((3, 51, 3))
    with pytest.raises(ImproperlyConfigured, match="CEN-001"):
        check_version((3, 51, 2))


def test_django_runs_over_the_sqlite_that_was_checked(central_data: Path) -> None:
    import pysqlite3
    from django.db import connection

    with connection.cursor() as cursor:
        found = cursor.execute("SELECT sqlite_version()").fetchone()
        mode = cursor.execute("PRAGMA journal_mode").fetchone()
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()
    assert (found[0], mode[0], synchronous[0]) == (pysqlite3.sqlite_version, "wal", 2)
