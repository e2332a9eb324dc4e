"""What officers decide, what kiosks are told of it, and what kiosks' events make of it."""

from __future__ import annotations

import base64
import itertools
import json
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.dossier.claims import Claim, collector_hash
from kiosk.dossier.status import Status, StatusError
from tests.central.world import UNIT, Client, EnrolledKiosk, make_dossier

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from central.dossiers.models import Dossier

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=7)))
_codes = itertools.count(1)


@pytest.fixture
def officer(client: Client) -> User:
    from django.contrib.auth.models import User

    return User.objects.get_or_create(username="lan")[0]


@pytest.fixture
def dossier(kiosk: EnrolledKiosk, client: Client) -> Dossier:
    """A dossier that arrived from a kiosk."""
    from central.dossiers.models import Dossier

    made = make_dossier(kiosk)
    assert client.deliver(made).status_code == 201
    return Dossier.objects.get(dossier_id=made.manifest.dossier_id)


@pytest.fixture
def foreign(kiosk: EnrolledKiosk, officer: User) -> Dossier:
    """A dossier that was filed on the portal."""
    return take_in(kiosk, officer, "1.004873")


def take_in(kiosk: EnrolledKiosk, officer: User, procedure: str) -> Dossier:
    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.fleet.models import Kiosk

    entry = ForeignDossier(
        f"{UNIT}-261101-{next(_codes):04}", "Trần Văn Mẫu", "099201000025", "0912345678", procedure
    )
    known = Kiosk.objects.get(kiosk_id=kiosk.bundle.kiosk_id)
    return add_foreign_dossier(known, entry, officer, FRIDAY)


def told(kiosk: EnrolledKiosk, client: Client) -> list[dict[str, Any]]:
    """The directives as the kiosk gets them, each verified."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.directive_key))
    found = client.session.get(client.url + "/v1/directives?after=0", timeout=20).json()["directives"]
    bodies = []
    for each in found:
        raw = base64.b64decode(each["body"])
        key.verify(bytes.fromhex(each["signature"]), raw)
        bodies.append(json.loads(raw))
    return bodies


def send(kiosk: EnrolledKiosk, client: Client) -> None:
    """Send the kiosk's whole journal."""
    rows = [
        {"seq": row.seq, "body": base64.b64encode(row.body).decode(), "hash": row.hash.hex()}
        for row in kiosk.rows
    ]
    assert client.session.post(client.url + "/v1/events", json={"rows": rows}, timeout=20).status_code == 200


def test_accepting_mints_a_code_and_counts_working_days_from_acceptance(
    kiosk: EnrolledKiosk, client: Client, dossier: Dossier, officer: User
) -> None:
    from central.dossiers.services import accept

    accepted = accept(dossier, officer, FRIDAY)
    assert accepted.status == Status.ACCEPTED
    assert accepted.dossier_code is not None
    assert accepted.dossier_code.startswith(f"{UNIT}-261120-")
    # the 24th of November is a public holiday from 2026 on
    assert accepted.due_at == FRIDAY.replace(day=26)
    data = told(kiosk, client)[-1]["data"]
    assert {name: data[name] for name in ("deposit_code", "dossier_code", "status", "due_date")} == {
        "deposit_code": dossier.deposit_code,
        "dossier_code": accepted.dossier_code,
        "status": 2,
        "due_date": "2026-11-26",
    }


def test_the_wait_for_a_supplement_does_not_count(dossier: Dossier, officer: User) -> None:
    from central.dossiers.services import accept, ask_supplement, start_work

    accept(dossier, officer, FRIDAY)
    # sixteen hours of office time, two working days, are left on Monday the 23rd
    ask_supplement(dossier, officer, FRIDAY.replace(day=23), "Bản sao có chứng thực")
    assert start_work(dossier, officer, FRIDAY.replace(day=30)).due_at == FRIDAY.replace(month=12, day=2)


def test_codes_of_a_unit_and_day_count_up(kiosk: EnrolledKiosk, client: Client, officer: User) -> None:
    from central.dossiers.models import Dossier
    from central.dossiers.services import accept

    numbers = []
    for _ in range(3):
        made = make_dossier(kiosk)
        client.deliver(made)
        code = accept(Dossier.objects.get(dossier_id=made.manifest.dossier_id), officer, FRIDAY).dossier_code
        assert code is not None
        numbers.append(int(code.rsplit("-", 1)[1]))
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_a_dossier_is_accepted_once(dossier: Dossier, officer: User) -> None:
    from central.dossiers.services import accept

    accept(dossier, officer, FRIDAY)
    with pytest.raises(StatusError):
        accept(dossier, officer, FRIDAY)


def test_a_refusal_needs_a_reason_and_the_reason_stays_at_central(
    kiosk: EnrolledKiosk, client: Client, dossier: Dossier, officer: User
) -> None:
    from central.dossiers.models import StatusChange
    from central.dossiers.services import refuse

    with pytest.raises(ValueError, match="reason"):
        refuse(dossier, officer, FRIDAY, "  ")
    refuse(dossier, officer, FRIDAY, "Hồ sơ không thuộc thẩm quyền")
    assert StatusChange.objects.filter(dossier=dossier).latest("id").note == "Hồ sơ không thuộc thẩm quyền"
    assert "thẩm quyền" not in json.dumps(told(kiosk, client), ensure_ascii=False)


def test_the_history_says_who_made_each_step(dossier: Dossier, officer: User) -> None:
    from central.dossiers.models import StatusChange
    from central.dossiers.services import accept, mark_result

    accept(dossier, officer, FRIDAY)
    mark_result(dossier, officer, FRIDAY)
    steps = StatusChange.objects.filter(dossier=dossier).values_list("status", "officer__username")
    assert list(steps) == [(1, None), (2, "lan"), (9, "lan")]


def test_what_a_kiosk_sealed_can_be_read_here(dossier: Dossier) -> None:
    from central.dossiers.contents import open_part, personal
    from central.dossiers.models import Part

    assert open_part(Part.objects.get(dossier=dossier, name="form/1")) == b"a page"
    assert personal(dossier).collectors[0].id_number == "099301000017"


def test_a_released_result_is_offered_with_tags_only(
    kiosk: EnrolledKiosk, client: Client, dossier: Dossier, officer: User
) -> None:
    from central.dossiers.claims import mark_waiting, release_for_loading
    from central.dossiers.models import WaitingItem
    from central.dossiers.services import accept, mark_result

    accept(dossier, officer, FRIDAY)
    marked = mark_waiting(mark_result(dossier, officer, FRIDAY), WaitingItem.Kind.RESULT)
    release_for_loading(marked, officer)
    data = told(kiosk, client)[-1]["data"]
    assert "099301000017" not in json.dumps(data)
    offered = Claim.model_validate(data)
    key, salt = bytes.fromhex(kiosk.bundle.k_claim), bytes.fromhex(kiosk.bundle.fleet_salt)
    assert offered.collectable
    assert offered.names_collector(key, collector_hash("099301000017", salt))
    assert not offered.names_collector(key, collector_hash("099301000018", salt))
    assert offered.matches_code(key, marked.code)


@pytest.mark.parametrize("obstacle", ["fee_due", "old_original_to_surrender"])
def test_an_obstacle_of_the_dossier_forbids_the_compartment_until_it_is_gone(
    foreign: Dossier, officer: User, obstacle: Any
) -> None:
    from central.dossiers.claims import (
        NotCollectableError,
        clear_obstacle,
        mark_waiting,
        release_for_loading,
    )
    from central.dossiers.models import WaitingItem
    from central.dossiers.services import mark_result

    claim = mark_waiting(mark_result(foreign, officer, FRIDAY), WaitingItem.Kind.RESULT, [obstacle])
    with pytest.raises(NotCollectableError) as refused:
        release_for_loading(claim, officer)
    assert refused.value.reasons == (obstacle,)
    release_for_loading(clear_obstacle(claim, obstacle), officer)


def test_a_result_whose_register_is_signed_never_waits_in_a_compartment_and_the_kiosk_can_say_so(
    kiosk: EnrolledKiosk, client: Client, officer: User
) -> None:
    from central.dossiers.claims import (
        NotCollectableError,
        announce_obstacles,
        mark_waiting,
        release_for_loading,
    )
    from central.dossiers.models import WaitingItem
    from central.dossiers.services import mark_result

    birth = take_in(kiosk, officer, "1.001193")
    claim = mark_waiting(mark_result(birth, officer, FRIDAY), WaitingItem.Kind.RESULT)
    with pytest.raises(NotCollectableError) as refused:
        release_for_loading(claim, officer)
    assert refused.value.reasons == ("signature_in_register",)
    announce_obstacles(claim)
    offered = Claim.model_validate(told(kiosk, client)[-1]["data"])
    assert not offered.collectable
    assert [obstacle.kind for obstacle in offered.obstacles] == ["signature_in_register"]


def test_a_result_cannot_wait_before_it_is_made(foreign: Dossier) -> None:
    from central.dossiers.claims import NotCollectableError, mark_waiting
    from central.dossiers.models import WaitingItem

    with pytest.raises(NotCollectableError):
        mark_waiting(foreign, WaitingItem.Kind.RESULT)


def test_a_code_from_elsewhere_is_taken_in_once(
    foreign: Dossier, kiosk: EnrolledKiosk, officer: User
) -> None:
    from central.dossiers.elsewhere import AlreadyKnownError, ForeignDossier, add_foreign_dossier

    assert foreign.dossier_code is not None
    again = ForeignDossier(foreign.dossier_code, "Trần Văn Mẫu", "099201000025", "", "1.004873")
    with pytest.raises(AlreadyKnownError):
        add_foreign_dossier(foreign.kiosk, again, officer, FRIDAY)


def test_only_a_confirmed_collection_makes_status_ten(
    kiosk: EnrolledKiosk, client: Client, foreign: Dossier, officer: User
) -> None:
    from central.dossiers.claims import mark_waiting, release_for_loading
    from central.dossiers.models import Dossier, WaitingItem
    from central.dossiers.services import mark_result

    claim = mark_waiting(mark_result(foreign, officer, FRIDAY), WaitingItem.Kind.RESULT)
    release_for_loading(claim, officer)
    item = WaitingItem.objects.get(claim=claim)
    about = {"claim_id": str(claim.claim_id), "item_id": str(item.item_id)}
    kiosk.append("item.loaded/1", **about, compartment=5, grant="g1")
    kiosk.append("item.disputed/1", **about, outcome="unconfirmed")
    send(kiosk, client)
    assert WaitingItem.objects.get(pk=item.pk).state == WaitingItem.State.TAKEN
    assert Dossier.objects.get(pk=foreign.pk).status == Status.DONE
    kiosk.append("item.collected/1", **about)
    send(kiosk, client)
    assert WaitingItem.objects.get(pk=item.pk).state == WaitingItem.State.COLLECTED
    assert Dossier.objects.get(pk=foreign.pk).status == Status.HANDED_OVER


def test_originals_are_followed_from_the_compartment_to_the_desk_by_name(
    kiosk: EnrolledKiosk, client: Client, dossier: Dossier, officer: User
) -> None:
    from central.dossiers.custody import By, record_custody
    from central.dossiers.models import CustodyStep, Original, Place

    kiosk.append("staff.granted/1", grant="g1", person="CB-017", role="officer", seat=1)
    kiosk.append(
        "originals.taken/1",
        dossier_id=str(dossier.dossier_id),
        compartment=7,
        grant="g1",
        outcome="taken",
        scanned=True,
    )
    send(kiosk, client)
    send(kiosk, client)
    original = Original.objects.get(dossier=dossier)
    assert original.place == Place.OFFICER
    record_custody(original, Place.DESK, datetime.now(UTC), By(officer=officer))
    steps = CustodyStep.objects.filter(original=original).values_list("place", "staff", "officer__username")
    assert list(steps) == [("officer", "CB-017", None), ("desk", "", "lan")]


def test_events_that_come_before_their_dossier_are_taken_up_when_it_arrives(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    from central.dossiers.models import Original, Place

    made = make_dossier(kiosk)
    kiosk.append("deposit.accepted/1", dossier_id=made.manifest.dossier_id, originals="not-left")
    send(kiosk, client)
    client.deliver(made)
    assert Original.objects.get(dossier__dossier_id=made.manifest.dossier_id).place == Place.NOT_LEFT


def test_an_event_that_cannot_be_understood_is_stored_acknowledged_and_reported(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    from central.fleet.models import Alarm, CompartmentState, KioskEvent

    kiosk.append("door.seen/1", nonsense=True)
    kiosk.append("door.seen/1", compartment=3, door="closed", item="present", order=None)
    kiosk.append("never.heard-of/9", anything=1)
    send(kiosk, client)
    mine = {"kiosk__kiosk_id": kiosk.bundle.kiosk_id}
    assert KioskEvent.objects.filter(**mine).count() == 3
    assert list(KioskEvent.objects.filter(projected=False, **mine).values_list("seq", flat=True)) == [1]
    assert Alarm.objects.filter(error_id="CEN-024", **mine).count() == 1
    assert CompartmentState.objects.get(number=3, **mine).item == "present"


def test_a_handover_list_carries_what_is_released_and_is_signed_like_a_directive(
    kiosk: EnrolledKiosk, foreign: Dossier, officer: User
) -> None:
    from central.dossiers.claims import handover_list, mark_waiting, release_for_loading
    from central.dossiers.models import WaitingItem
    from central.dossiers.services import mark_result

    claim = mark_waiting(mark_result(foreign, officer, FRIDAY), WaitingItem.Kind.RESULT)
    assert json.loads(handover_list(foreign.kiosk)[0])["claims"] == []
    release_for_loading(claim, officer)
    body, signature = handover_list(foreign.kiosk)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(kiosk.bundle.directive_key))
    key.verify(bytes.fromhex(signature), body)
    (listed,) = json.loads(body)["claims"]
    assert uuid.UUID(Claim.model_validate(listed).claim_id) == claim.claim_id
