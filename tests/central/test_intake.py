"""A dossier's way into central, over real mutual TLS."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from central.keys import KeyRing
from tests.central.conftest import Enrol
from tests.central.world import (
    TUS,
    CentralProcess,
    Client,
    EnrolledKiosk,
    SealedDossier,
    make_dossier,
    repr_digest,
)


def test_a_receipt_comes_when_all_parts_are_here_and_proves_that_central_opened_them(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    dossier = make_dossier(kiosk)
    reply = client.deliver(dossier)
    assert reply.status_code == 201
    receipt_key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.receipt_key))
    receipt_key.verify(bytes.fromhex(reply.headers["X-Signature"]), reply.content)
    receipt = reply.json()
    assert receipt["digest"] == dossier.manifest.digest()
    for part in dossier.manifest.parts:
        assert hashlib.sha256(bytes.fromhex(receipt["openings"][part.blob])).hexdigest() == part.proof


def test_asking_again_gives_the_same_receipt_to_the_byte(kiosk: EnrolledKiosk, client: Client) -> None:
    dossier = make_dossier(kiosk)
    first, again = client.deliver(dossier), client.put(dossier)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["X-Signature"] == first.headers["X-Signature"]


def test_one_receipt_is_given_when_the_same_manifest_comes_over_several_connections_at_once(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    for _ in range(4):
        dossier = make_dossier(kiosk, page=os.urandom(300_000))
        for blob in dossier.blobs.values():
            client.upload(blob)
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(Client.put, [Client(kiosk) for _ in range(6)], [dossier] * 6))
        assert sorted(reply.status_code for reply in replies) == [200] * 5 + [201]
        assert len({reply.content for reply in replies}) == 1


def test_another_manifest_under_the_same_id_is_refused_and_changes_nothing(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    dossier = make_dossier(kiosk)
    first = client.deliver(dossier)
    changed = dossier.manifest.model_copy(update={"deposit_code": "other"})
    reply = client.put(SealedDossier(changed, {}))
    assert (reply.status_code, reply.json()["error"]) == (409, "CEN-015")
    assert client.put(dossier).content == first.content


def test_a_body_that_differs_from_its_digest_is_refused(kiosk: EnrolledKiosk, client: Client) -> None:
    dossier = make_dossier(kiosk)
    reply = client.session.put(
        client.url + dossier.url,
        data=dossier.manifest.to_bytes(),
        headers=repr_digest(b"something else"),
        timeout=20,
    )
    assert (reply.status_code, reply.json()["error"]) == (400, "CEN-016")


def test_what_is_no_manifest_is_kept_as_it_came_and_parked(kiosk: EnrolledKiosk, client: Client) -> None:
    from central.intake.models import Delivery

    dossier, junk = make_dossier(kiosk), b'{"schema": "unheard of"}'
    reply = client.session.put(client.url + dossier.url, data=junk, headers=repr_digest(junk), timeout=20)
    assert (reply.status_code, reply.json()["error"]) == (422, "CEN-010")
    kept = Delivery.objects.get(dossier_id=dossier.manifest.dossier_id)
    assert (bytes(kept.manifest), kept.state) == (junk, Delivery.State.PARKED)


def test_another_kiosks_dossier_is_parked(enrol: Enrol, client: Client) -> None:
    reply = client.put(make_dossier(enrol()))
    assert (reply.status_code, reply.json()["error"]) == (422, "CEN-011")


def test_a_blob_sealed_for_another_dossier_is_parked_and_raises_an_alarm(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    from central.fleet.models import Alarm

    dossier, other = make_dossier(kiosk), make_dossier(kiosk)
    foreign = next(part for part in other.manifest.parts if part.name == "form/1")
    parts = tuple(foreign if part.name == "form/1" else part for part in dossier.manifest.parts)
    mixed = SealedDossier(
        dossier.manifest.model_copy(update={"parts": parts}), {**dossier.blobs, **other.blobs}
    )
    for blob in mixed.blobs.values():
        client.upload(blob)
    reply = client.put(mixed)
    assert (reply.status_code, reply.json()["error"]) == (422, "CEN-012")
    alarm = Alarm.objects.get(kiosk__kiosk_id=kiosk.bundle.kiosk_id)
    assert alarm.data["dossier_id"] == mixed.manifest.dossier_id


def test_a_wrong_proof_is_parked(kiosk: EnrolledKiosk, client: Client) -> None:
    dossier = make_dossier(kiosk)
    parts = tuple(part.model_copy(update={"proof": "00" * 32}) for part in dossier.manifest.parts)
    wrong = SealedDossier(dossier.manifest.model_copy(update={"parts": parts}), dossier.blobs)
    assert client.deliver(wrong).status_code == 422


def test_a_personal_part_that_cannot_be_read_is_parked(kiosk: EnrolledKiosk, client: Client) -> None:
    reply = client.deliver(make_dossier(kiosk, personal=b"not a person"))
    assert (reply.status_code, reply.json()["error"]) == (422, "CEN-013")


def test_an_upload_goes_on_from_the_size_of_what_arrived(client: Client) -> None:
    blob = b"x" * 1000
    location = client.begin(blob)
    assert client.patch(location, 0, blob[:300]).headers["Upload-Offset"] == "300"
    assert client.session.head(location, headers=TUS, timeout=20).headers["Upload-Offset"] == "300"
    wrong = client.patch(location, 0, blob[:300])
    assert (wrong.status_code, wrong.json()["offset"]) == (409, 300)
    assert client.patch(location, 300, blob[300:]).headers["Upload-Offset"] == "1000"
    digest = hashlib.sha256(blob).hexdigest()
    assert client.session.head(f"{client.url}/v1/blobs/{digest}", timeout=20).status_code == 200


def test_central_says_where_an_interrupted_upload_can_go_on(client: Client) -> None:
    blob = b"y" * 1000
    location = client.begin(blob)
    client.patch(location, 0, blob[:100])
    digest = hashlib.sha256(blob).hexdigest()
    reply = client.session.head(f"{client.url}/v1/blobs/{digest}", timeout=20)
    assert reply.status_code == 404
    assert location.endswith(reply.headers["X-Upload-Location"])


def test_bytes_that_are_not_what_was_announced_are_thrown_away(client: Client) -> None:
    location = client.begin(b"announced")
    assert client.patch(location, 0, b"different").status_code == 460
    assert client.session.head(location, headers=TUS, timeout=20).status_code == 404


def test_more_bytes_than_announced_are_refused(client: Client) -> None:
    assert client.patch(client.begin(b"four"), 0, b"fourteen").status_code == 413


def test_an_upload_that_is_too_long_is_refused_before_it_begins(client: Client) -> None:
    headers = {**TUS, "Upload-Length": str(10**9), "Upload-Metadata": "sha256 AAAA"}
    assert client.session.post(client.url + "/v1/uploads", headers=headers, timeout=20).status_code == 413


def test_an_upload_belongs_to_the_kiosk_that_began_it(
    client: Client, central: CentralProcess, enrol: Enrol
) -> None:
    location = client.begin(b"mine")
    other = enrol()
    reply = other.session().head(location, headers=TUS, timeout=20)
    assert reply.status_code == 404


def test_a_revoked_kiosk_is_turned_away_at_its_next_request(kiosk: EnrolledKiosk, client: Client) -> None:
    from central.fleet.enrolment import revoke

    assert client.session.get(client.url + "/v1/directives", timeout=20).status_code == 200
    revoke(kiosk.bundle.kiosk_id)
    assert client.session.get(client.url + "/v1/directives", timeout=20).status_code == 403


def test_a_chunked_body_is_refused(client: Client) -> None:
    reply = client.session.post(client.url + "/v1/events", data=iter([json.dumps({}).encode()]), timeout=20)
    assert reply.status_code == 411


def test_the_kiosk_api_is_not_on_the_staff_listener_nor_the_pages_on_the_kiosks(
    client: Client, central: CentralProcess
) -> None:
    staff = requests.get(f"http://127.0.0.1:{central.staff_port}/v1/directives", timeout=20)
    pages = client.session.get(client.url + "/login", timeout=20)
    assert (staff.status_code, pages.status_code) == (404, 404)


def test_a_parked_dossier_that_an_officer_reconsiders_gets_its_receipt(
    kiosk: EnrolledKiosk, client: Client, central_data: Path
) -> None:
    from django.contrib.auth.models import User

    from central.intake.deliveries import reconsider
    from central.intake.models import Delivery

    key = KeyRing(central_data).path("dossier-1.key")
    hidden = key.with_name("hidden")
    dossier = make_dossier(kiosk)
    key.rename(hidden)
    try:
        assert client.deliver(dossier).json()["error"] == "CEN-012"
    finally:
        hidden.rename(key)
    parked = Delivery.objects.get(dossier_id=dossier.manifest.dossier_id)
    officer = User.objects.get_or_create(username="hoa")[0]
    with pytest.raises(ValueError, match="reason"):
        reconsider(parked, officer, " ")
    assert reconsider(parked, officer, "Khóa đã được khôi phục").delivery.state == Delivery.State.RECEIVED
    assert client.put(dossier).status_code == 200


def test_uploads_nobody_goes_on_with_are_removed_after_a_long_time(client: Client) -> None:
    from central.intake.uploads import ABANDONED, remove_abandoned

    location = client.begin(b"begun")
    remove_abandoned(datetime.now(UTC))
    assert client.session.head(location, headers=TUS, timeout=20).status_code == 200
    remove_abandoned(datetime.now(UTC) + ABANDONED)
    assert client.session.head(location, headers=TUS, timeout=20).status_code == 404
