"""What central and a kiosk tell each other: codes, dates, tags, alarms; no name, no officer's words."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from kiosk.dossier.claims import collector_hash
from kiosk.dossier.progress import Progress, is_viewer
from kiosk.dossier.status import Status
from tests.central.test_decisions import send, told
from tests.central.world import Client, EnrolledKiosk, make_dossier

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture
def officer(client: Client) -> User:
    from django.contrib.auth.models import User

    return User.objects.get_or_create(username="lan")[0]


def test_the_kiosk_is_told_how_far_a_dossier_is_by_codes_and_dates_only(
    kiosk: EnrolledKiosk, client: Client, officer: User
) -> None:
    from central.dossiers import services
    from central.dossiers.models import Dossier

    made = make_dossier(kiosk)
    assert client.deliver(made).status_code == 201
    dossier = Dossier.objects.get(dossier_id=made.manifest.dossier_id)
    services.ask_supplement(
        dossier, officer, FRIDAY, "Bản sao của ông Trần Văn Kín", services.Asked(("KQ003453",), more=True)
    )
    body = told(kiosk, client)[-1]
    progress = Progress.model_validate(body["data"])
    assert body["kind"] == "dossier.status"
    assert (progress.dossier_id, progress.status) == (str(dossier.dossier_id), Status.SUPPLEMENT_ASKED)
    assert (progress.asked, progress.asked_more, progress.viewer_tags) == (("KQ003453",), True, ())
    assert "Kín" not in json.dumps(body, ensure_ascii=False)
    services.accept(dossier, officer, FRIDAY)
    after = Progress.model_validate(told(kiosk, client)[-1]["data"])
    assert (after.status, after.asked) == (Status.ACCEPTED, ())
    assert after.due_date is not None


def test_a_dossier_from_elsewhere_comes_with_tags_of_who_may_see_it(
    kiosk: EnrolledKiosk, client: Client, officer: User
) -> None:
    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.fleet.models import Kiosk
    from central.instance import keys

    here = Kiosk.objects.get(kiosk_id=kiosk.bundle.kiosk_id)
    code = "H29.251-261118-0815"
    entry = ForeignDossier(code, "Trần Thị Mơ", "099301000017", "", "1.004873")
    add_foreign_dossier(here, entry, officer, FRIDAY)
    body = told(kiosk, client)[-1]
    progress = Progress.model_validate(body["data"])
    assert (progress.dossier_code, progress.status) == (code, Status.IN_PROGRESS)
    hashed = collector_hash("099301000017", keys().fleet_salt())
    assert is_viewer(bytes(here.k_claim), progress.dossier_id, progress.viewer_tags, hashed)
    assert "099301000017" not in json.dumps(body)
    assert "Mơ" not in json.dumps(body, ensure_ascii=False)


def test_what_a_kiosk_says_of_its_doors_and_codes_is_an_alarm_for_the_office(
    kiosk: EnrolledKiosk, client: Client
) -> None:
    from central.fleet.models import Alarm

    kiosk.append("doors.paused/1", opening="citizen", wait_s=600)
    kiosk.append("claim.locked/1", claim_id="c1")
    kiosk.append("door.alarm/1", compartment=5, alarm="opened-without-order")
    send(kiosk, client)
    mine = Alarm.objects.filter(kiosk__kiosk_id=kiosk.bundle.kiosk_id)
    raised = {alarm.error_id: alarm.data for alarm in mine}
    assert raised == {
        "CEN-070": {"opening": "citizen", "wait_s": 600},
        "CEN-071": {"claim_id": "c1"},
        "CEN-063": {"compartment": 5, "alarm": "opened-without-order"},
    }
