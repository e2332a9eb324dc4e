"""The administrators' pages: who may see them, what they show of each kiosk, and setting its config."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk import errors
from kiosk.dossier.deadline import VIETNAM
from kiosk.journal.facts import CATALOGUE
from tests.officers.fleet import DEVICES, JOURNEYS, say, visit, write_journal

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk

PATHS = ("/fleet/", "/fleet/kiosks/K8801/", "/fleet/kiosks/K8801/timeline", "/fleet/config/fleet/")


@pytest.fixture
def admin(kiosk: Kiosk) -> Client:
    """A browser in which an administrator is signed in."""
    from django.test import Client

    from central.fleet.enrolment import add_admin

    client = Client(SERVER_NAME="localhost")
    client.force_login(add_admin("quan.tri.mau", "mat khau thu"))
    return client


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    assert reply["Cache-Control"] == "no-store"
    return reply.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_officers_and_strangers_see_no_page_of_the_administrators(browser: Client, path: str) -> None:
    from django.test import Client

    for client in (browser, Client(SERVER_NAME="localhost")):
        reply = client.get(path)
        assert reply.status_code == 302
        assert reply["Location"].startswith("/login")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_speaks_both_languages(admin: Client, kiosk: Kiosk, path: str, language: str) -> None:
    admin.cookies["django_language"] = language
    assert f'<html lang="{language}">' in page(admin, path)


def test_an_administrator_signs_in_and_lands_at_the_fleet(kiosk: Kiosk) -> None:
    from django.test import Client

    from central.fleet.enrolment import add_admin

    add_admin("quan.tri.mau", "mat khau thu")
    client = Client(SERVER_NAME="localhost")
    reply = client.post("/login", {"username": "quan.tri.mau", "password": "mat khau thu"})
    assert reply["Location"] == "/fleet/"


def test_a_kiosk_that_is_well_shows_what_works_there(admin: Client, kiosk: Kiosk) -> None:
    say(kiosk)
    shown = page(admin, "/fleet/")
    assert 'data-kiosk="K8801" class="well"' in shown
    told = dict(re.findall(r'tag good" data-journey="([\w-]+)">. ([^<]+)<', shown))
    assert list(told) == list(JOURNEYS), "in the order of the first page"
    assert not set(told) & set(told.values()), "each in words"


@pytest.mark.parametrize(
    "facts",
    [
        {"minutes_ago": 6},
        {"journeys": {**JOURNEYS, "collect": False}},
        {"devices": [{"device": DEVICES[0], "state": "hardwareError", "error_id": "LCK-004"}]},
        {"oldest_unsent": "2026-01-01T00:00:00+00:00"},
        {"config": {"version": 0, "state": "refused", "error_id": "CFG-006", "detail": "procedures"}},
        {"config": {"version": 3, "state": "applied"}},
    ],
)
def test_whatever_needs_a_look_keeps_a_kiosk_from_being_well(
    admin: Client, kiosk: Kiosk, facts: dict[str, int]
) -> None:
    say(kiosk, **facts)
    assert 'data-kiosk="K8801" class="well"' not in page(admin, "/fleet/")


def test_a_heartbeat_of_any_shape_breaks_no_page(admin: Client, kiosk: Kiosk) -> None:
    for junk in (
        {"journeys": 1, "devices": {"a": 1}, "config": [], "oldest_unsent": 5},
        {"devices": [1, {}]},
    ):
        kiosk.heartbeat = dict(junk)
        kiosk.save()
        page(admin, "/fleet/")
        page(admin, "/fleet/kiosks/K8801/")


def test_the_origin_of_each_value_stands_beside_it(admin: Client, kiosk: Kiosk) -> None:
    from central.fleet.configs import set_layer

    set_layer("site", kiosk.unit, {"idle": {"warning_s": 100, "countdown_s": 35}}, None)
    set_layer("kiosk", "K8801", {"idle": {"warning_s": 120}}, None)
    shown = page(admin, "/fleet/kiosks/K8801/")
    origins = dict(re.findall(r'data-key="([^"]+)" data-origin="(\w+)"', shown))
    assert origins["idle.warning_s"] == "kiosk"
    assert origins["idle.countdown_s"] == "site"
    assert origins["procedures"] == "fleet"
    assert origins["retention.sealed_days"] == "default"
    assert "120" in shown


def test_the_form_publishes_a_signed_version_and_names_what_is_wrong(admin: Client, kiosk: Kiosk) -> None:
    from central.fleet.configs import newest
    from central.instance import keys

    sent = {
        "opening_hours.opens": "06:00",
        "opening_hours.closes": "22:00",
        "own.office_hours.days": "1",
        "office_hours.days": ["mon", "sat"],
        "office_hours.afternoon_closes": "18:00",
        "own.languages": "1",
        "languages": ["vi"],
        "compartments.5": "closed",
        "compartments.6": "",
        "revoked_cards.id": ["ky-thuat-11", ""],
        "revoked_cards.at": ["2026-11-22T02:10", ""],
        "texts.id": ["home.tile.deposit", ""],
        "texts.vi": ["Gửi hồ sơ", ""],
        "texts.en": ["Send", ""],
        "idle.warning_s": "120",
        "devices.locker.port": "",
    }
    reply = admin.post("/fleet/config/kiosk/K8801/", sent)
    assert reply.status_code == 302
    made = newest(kiosk)
    assert made is not None
    body = json.loads(bytes(made.body))
    assert (made.version, body["kiosk"], body["compartments"]) == (1, "K8801", {"5": "closed"})
    assert body["texts"] == {"home.tile.deposit": {"vi": "Gửi hồ sơ", "en": "Send"}}
    assert body["office_hours"] == {"days": ["mon", "sat"], "afternoon_closes": "18:00"}
    assert body["revoked_cards"] == {"ky-thuat-11": "2026-11-22T02:10:00+07:00"}
    assert "devices" not in body
    assert keys().configs().digest("K8801") == made.digest
    assert str(made.made_by) == "quan.tri.mau"
    again = page(admin, "/fleet/config/kiosk/K8801/")
    assert 'value="Gửi hồ sơ"' in again
    assert 'value="2026-11-22T02:10"' in again
    reply = admin.post("/fleet/config/kiosk/K8801/", {**sent, "idle.warning_s": "1"})
    assert reply.status_code == 422
    assert "idle.warning_s" in reply.content.decode()
    assert newest(kiosk) == made
    admin.post("/fleet/config/kiosk/K8801/", sent)
    assert newest(kiosk) == made


def test_the_fleet_s_layer_reaches_every_kiosk_without_its_own(admin: Client, kiosk: Kiosk) -> None:
    from central.fleet.configs import newest, set_layer
    from tests.officers.world import make_kiosk

    other = make_kiosk("H29.251", 8802)
    set_layer("kiosk", "K8801", {"idle": {"warning_s": 120}}, None)
    sent = {"own.procedures": "1", "procedures": ["1.004873"], "idle.warning_s": "90"}
    assert admin.post("/fleet/config/fleet/", sent).status_code == 302
    wanted = {each.kiosk_id: json.loads(bytes(newest(each).body)) for each in (kiosk, other)}  # type: ignore[union-attr]
    assert [wanted[name]["idle"]["warning_s"] for name in ("K8801", "K8802")] == [120, 90]
    assert wanted["K8801"]["procedures"] == ["1.004873"]


def test_dates_are_counted_in_the_hours_of_the_site(kiosk: Kiosk) -> None:
    from central.fleet.configs import office_calendar, set_layer

    hours = {"days": ["sat"], "morning_opens": "08:00"}
    set_layer("site", kiosk.unit, {"office_hours": hours}, None)
    friday = datetime(2026, 6, 19, 15, tzinfo=VIETNAM)
    assert office_calendar(kiosk.unit).opening(friday) == datetime(2026, 6, 20, 8, tzinfo=VIETNAM)
    assert office_calendar("H29.90").opening(friday) == friday


def test_the_timeline_tells_the_journal_the_newest_first(admin: Client, kiosk: Kiosk) -> None:
    write_journal(kiosk, ("engine.started/1", {"build": "b"}), ("config.refused/1", {"error_id": "CFG-006"}))
    shown = page(admin, "/fleet/kiosks/K8801/timeline")
    assert re.findall(r'data-seq="(\d+)" data-event="([^"]+)"', shown) == [
        ("2", "config.refused/1"),
        ("1", "engine.started/1"),
    ]
    assert "Từ chối cấu hình" in shown
    assert "CFG-006" in shown


def _tests(shown: str) -> dict[str, bool]:
    told = re.findall(r'data-test="([\w/]+)" data-passed="(\w+)"', shown)
    return {name: passed == "yes" for name, passed in told}


def test_what_a_technician_found_stands_on_the_kiosk_s_page_what_failed_first(
    admin: Client, kiosk: Kiosk
) -> None:
    assert "Chưa có lần kiểm tra nào" in page(admin, "/fleet/kiosks/K8801/")
    write_journal(kiosk, *visit(("camera", None, "CAM-006"), ready=False))
    shown = page(admin, "/fleet/kiosks/K8801/")
    assert list(_tests(shown).items())[:2] == [("camera", False), ("card_reader", True)]
    assert errors.error("CAM-006").technician.vi in shown
    assert "ky-thuat-01" in shown
    assert f'data-digest="{"5e" * 32}"' in shown
    assert "Chưa sẵn sàng" in shown
    assert errors.error("DEV-003").technician.vi not in shown
    admin.cookies["django_language"] = "en"
    assert errors.error("CAM-006").technician.en in page(admin, "/fleet/kiosks/K8801/")
    write_journal(kiosk, ("diagnostics.ended/1", {**visit(ready=False)[-1][1], "reasons": ["DEV-003"]}))
    assert errors.error("DEV-003").technician.en in page(admin, "/fleet/kiosks/K8801/")


def test_the_last_result_of_a_test_counts_and_a_visit_without_an_end_is_under_way(
    admin: Client, kiosk: Kiosk
) -> None:
    write_journal(kiosk, *visit(("door", 5, "LCK-010"), ready=False))
    write_journal(kiosk, *visit(ready=True))
    shown = page(admin, "/fleet/kiosks/K8801/")
    assert _tests(shown)["door/5"]
    assert "Sẵn sàng phục vụ" in shown
    write_journal(kiosk, *visit(("door", 1, "LCK-010"), ready=False)[:-1])
    shown = page(admin, "/fleet/kiosks/K8801/")
    assert not _tests(shown)["door/1"]
    assert "Kỹ thuật viên đang làm việc" in shown


def test_a_row_of_a_technician_that_cannot_be_read_breaks_no_page(admin: Client, kiosk: Kiosk) -> None:
    write_journal(kiosk, *visit(ready=True))
    write_journal(kiosk, ("diagnostics.tested/1", {"test": 5}), ("diagnostics.ended/1", {"ready": "?"}))
    assert "Sẵn sàng phục vụ" in page(admin, "/fleet/kiosks/K8801/")


def test_nothing_is_there_for_a_kiosk_or_site_that_does_not_exist(admin: Client, kiosk: Kiosk) -> None:
    for path in ("kiosks/K9/", "kiosks/K9/timeline", "config/kiosk/K9/", "config/site/Z9/", "config/x/"):
        assert admin.get(f"/fleet/{path}").status_code == 404


def test_every_phrase_of_these_pages_is_said_somewhere() -> None:
    from central import admins
    from central.officers.texts import phrases

    root = Path(admins.__file__).parent
    sources = [*root.glob("templatetags/*.py"), *root.glob("templates/**/*.html")]
    text = "\n".join(path.read_text() for path in sources)
    kinds = set(re.findall(r'{% named "(\w+)"', text)) | {"config_title"}
    own = [name for name in phrases() if name.startswith("fleet.")]
    assert [name for name in own if name not in text and name.split(".")[1] not in kinds] == []


def test_no_event_is_named_that_no_kiosk_writes() -> None:
    from central.officers.texts import phrases

    named = {name.removeprefix("fleet.event.") for name in phrases() if name.startswith("fleet.event.")}
    assert named <= set(CATALOGUE.models)
