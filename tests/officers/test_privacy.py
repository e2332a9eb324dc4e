"""Whose eyes: own unit only, nothing personal in addresses, logs or caches, every look recorded."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.officers.pages import attribute, done, post, read
from tests.officers.world import (
    ID_NUMBER,
    NAME,
    OTHER_UNIT,
    PHONE,
    Deposit,
    deposit,
    make_kiosk,
    make_officer,
    offer,
)

if TYPE_CHECKING:
    from django.test import Client

    from central.dossiers.models import Dossier
    from central.fleet.models import Kiosk, Officer

PAGE = "pages/KQ003448/1/"
STEPS = (
    "open", "close", "accept", "supplement", "refuse", "start", "result", "hand-over", "custody", "waiting",
    "obstacle/clear", "release", "announce", "withdraw", "claim-code",
)  # fmt: skip


@pytest.fixture
def dossier(kiosk: Kiosk) -> Dossier:
    return deposit(kiosk)


def test_before_it_is_opened_a_dossier_shows_nobody_and_no_page(browser: Client, dossier: Dossier) -> None:
    page = read(browser, dossier)
    for secret in (NAME, ID_NUMBER, PHONE):
        assert secret not in page
    for step in (PAGE, PAGE + "thumbnail", PAGE + "viewer"):
        assert browser.get(f"/dossiers/{dossier.dossier_id}/{step}").status_code == 404


def test_opened_it_shows_people_and_pages_never_to_be_cached_and_each_look_is_recorded(
    browser: Client, dossier: Dossier
) -> None:
    from central.officers.models import Viewing

    done(browser, dossier, "open")
    page = read(browser, dossier)
    for known in (NAME, ID_NUMBER, PHONE):
        assert known in page
    for step in (PAGE, PAGE + "thumbnail"):
        reply = browser.get(f"/dossiers/{dossier.dossier_id}/{step}")
        assert reply["Cache-Control"] == "no-store"
        assert reply.content.startswith(b"\xff\xd8")
    assert 'id="viewer"' in read(browser, dossier, PAGE + "viewer")
    seen = Viewing.objects.filter(dossier=dossier).values_list("officer__username", "what", "part")
    assert set(seen) == {
        ("tran.van.mau", "personal", "personal"),
        ("tran.van.mau", "page", "KQ003448/1"),
        ("tran.van.mau", "thumbnail", "KQ003448/1"),
    }
    assert "trang KQ003448/1" in read(browser, dossier)


def test_what_a_citizen_was_shown_at_the_machine_stands_beside_what_officers_saw(
    browser: Client, dossier: Dossier
) -> None:
    import uuid

    from central.dossiers.models import Disclosed

    Disclosed.objects.create(dossier=dossier, request=uuid.uuid4(), by="card", acceptance=True)
    page = read(browser, dossier)
    assert f"máy {dossier.kiosk.kiosk_id}, bằng thẻ" in page
    assert "cả Giấy tiếp nhận" in page


def test_closed_again_or_left_open_for_half_an_hour_it_is_sealed(
    browser: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from django.utils.timezone import now

    done(browser, dossier, "open")
    done(browser, dossier, "close")
    assert NAME not in read(browser, dossier)
    done(browser, dossier, "open")
    later = now() + timedelta(minutes=31)
    monkeypatch.setattr("central.officers.opening.now", lambda: later)
    assert NAME not in read(browser, dossier)


def test_a_format_that_a_browser_could_run_is_never_served(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk, Deposit(media_type="text/html"))
    done(browser, dossier, "open")
    assert browser.get(f"/dossiers/{dossier.dossier_id}/{PAGE}").status_code == 404


def test_a_page_that_is_no_picture_leaves_its_thumbnail_empty(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import Part
    from central.instance import blobs

    dossier = deposit(kiosk)
    done(browser, dossier, "open")
    blobs().remove(Part.objects.get(dossier=dossier, name="KQ003448/1").blob)
    for step in (PAGE, PAGE + "thumbnail"):
        assert browser.get(f"/dossiers/{dossier.dossier_id}/{step}").status_code == 409


@pytest.fixture
def stranger(browser: Client) -> Client:
    """An officer of another unit."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(make_officer("le.thi.khac", OTHER_UNIT).user)
    return client


def test_for_an_officer_of_another_unit_the_dossier_does_not_exist(
    stranger: Client, kiosk: Kiosk, dossier: Dossier
) -> None:
    from central.dossiers.models import Dossier as Stored

    where = f"/dossiers/{dossier.dossier_id}/"
    for step in ("", "label", PAGE, PAGE + "thumbnail", PAGE + "viewer"):
        assert stranger.get(where + step).status_code == 404, step
    for step in STEPS:
        assert post(stranger, dossier, step).status_code == 404, step
    assert dossier.deposit_code not in stranger.get("/").content.decode()
    assert stranger.post("/search", {"code": dossier.deposit_code}).status_code == 404
    for step in ("handover", "handover.json", "handover/codes"):
        assert stranger.get(f"/kiosks/{kiosk.kiosk_id}/{step}").status_code == 404
    assert Stored.objects.get(pk=dossier.pk).status == 1


def test_alarms_and_parked_deposits_of_another_unit_cannot_be_seen_or_resolved(
    stranger: Client, browser: Client, kiosk: Kiosk
) -> None:
    import uuid

    from central.fleet.models import Alarm
    from central.intake.deliveries import deliver
    from central.intake.models import Delivery

    deliver(kiosk, uuid.uuid4(), "0" * 64, b"no manifest")
    alarm = Alarm.objects.create(kiosk=kiosk, error_id="CEN-021", data={"seq": 7})
    delivery = Delivery.objects.get(kiosk=kiosk)
    assert f'data-alarm="{alarm.pk}"' not in stranger.get("/alarms").content.decode()
    assert stranger.post(f"/alarms/{alarm.pk}/resolve").status_code == 404
    decision = {"decision": "Đã gọi người nộp, hẹn nộp lại tại quầy."}
    assert stranger.post(f"/deliveries/{delivery.pk}/decide", decision).status_code == 404
    assert f'data-alarm="{alarm.pk}"' in browser.get("/alarms").content.decode()
    assert browser.post(f"/alarms/{alarm.pk}/resolve").status_code == 302
    assert browser.post(f"/deliveries/{delivery.pk}/decide", {"decision": "x"}).status_code == 422
    again = browser.post(f"/deliveries/{delivery.pk}/decide", {**decision, "act": "retry"})
    assert (again.status_code, "alarms.parked_again" in again.content.decode()) == (422, True)
    assert browser.post(f"/deliveries/{delivery.pk}/decide", decision).status_code == 302
    assert 'id="empty"' in browser.get("/alarms").content.decode()


def test_the_successor_of_a_unit_that_ended_sees_what_it_left(stranger: Client) -> None:
    old = deposit(make_kiosk("H29.90", 8890))
    assert attribute(read(stranger, old), "status", "data-status") == "1"


def test_without_signing_in_every_page_leads_to_the_sign_in(dossier: Dossier) -> None:
    from django.test import Client

    nobody = Client(SERVER_NAME="localhost")
    where = f"/dossiers/{dossier.dossier_id}/"
    for path in (
        "/",
        "/queues/processing/",
        "/search",
        "/elsewhere",
        "/notices",
        "/alarms",
        where,
        where + PAGE,
    ):
        reply = nobody.get(path)
        assert reply.status_code == 302, path
        assert reply["Location"].startswith("/login?next="), path
    assert nobody.post(where + "accept")["Location"].startswith("/login")


def test_an_account_that_is_no_officer_or_was_closed_sees_nothing(officer: Officer, dossier: Dossier) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_user("khach"))
    assert client.get("/").status_code == 302
    client.force_login(officer.user)
    User.objects.filter(pk=officer.user.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_a_form_without_its_token_changes_nothing(officer: Officer, dossier: Dossier) -> None:
    from django.test import Client

    from central.dossiers.models import Dossier as Stored

    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.force_login(officer.user)
    reply = post(client, dossier, "accept")
    assert reply.status_code == 403
    assert "Phiên làm việc đã cũ" in reply.content.decode()
    assert Stored.objects.get(pk=dossier.pk).status == 1


def test_no_log_line_and_no_address_ever_holds_a_personal_datum(
    browser: Client, kiosk: Kiosk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = (NAME, ID_NUMBER, PHONE, "0987654321", "Lê Thị Mẫu")
    caplog.set_level(logging.DEBUG)
    logging.getLogger("canary").warning("%s", NAME)
    assert NAME in caplog.text
    caplog.clear()
    dossier = deposit(kiosk)
    done(browser, dossier, "open")
    page = read(browser, dossier)
    entry = {
        "code": "H29-261101-0009", "procedure": "1.004873", "collector_name": "Lê Thị Mẫu",
        "id_number": ID_NUMBER, "phone": "0987654321", "kiosk": kiosk.kiosk_id,
    }  # fmt: skip
    addresses = [browser.post("/elsewhere", entry)["Location"]]
    assert browser.post("/elsewhere", entry).status_code == 422
    assert browser.post("/search", {"code": ID_NUMBER}).status_code == 422
    addresses += [part.split('"')[0] for part in page.split('href="')[1:] + page.split('action="')[1:]]
    browser.get("/notices")
    told = capfd.readouterr()
    for secret in secrets:
        assert secret not in caplog.text + told.out + told.err
        assert not any(secret in address for address in addresses)


def test_to_ask_in_vain_whether_something_is_here_is_no_fault_to_log(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert browser.get("/nowhere").status_code == 404
    assert [record.name for record in caplog.records] == ["django.request"]
    caplog.clear()
    assert browser.head("/nowhere").status_code == 404
    assert not caplog.records


def test_a_parked_deposit_is_taken_in_when_its_key_is_back(browser: Client, kiosk: Kiosk) -> None:
    from central.instance import keys
    from central.intake.models import Delivery

    key = keys().path("dossier-1.key")
    away = key.with_suffix(".away")
    key.rename(away)
    try:
        delivery = offer(kiosk, away.read_bytes())
        assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.PARKED
        assert f'data-delivery="{delivery.pk}"' in browser.get("/alarms").content.decode()
    finally:
        away.rename(key)
    data = {"decision": "Khóa đã được khôi phục.", "act": "retry"}
    reply = browser.post(f"/deliveries/{delivery.pk}/decide", data)
    assert reply["Location"] == f"/dossiers/{delivery.dossier_id}/"
    assert browser.get(reply["Location"]).status_code == 200
