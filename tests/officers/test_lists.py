"""Work list, search, sign-in, dossiers from elsewhere, and the words of both languages."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.officers.pages import attribute, done, read
from tests.officers.world import ID_NUMBER, VIETNAM, Deposit, deposit

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk, Officer

PASSWORD = "mat khau thu"
ENTRY = {
    "code": "H29-261101-0007", "procedure": "1.004873", "collector_name": "Lê Thị Mẫu",
    "id_number": ID_NUMBER, "phone": "", "kiosk": "K8801",
}  # fmt: skip


def counts(browser: Client) -> dict[str, int]:
    page = browser.get("/").content.decode()
    return {name: int(n) for name, n in re.findall(r'id="queue-(\w+)" data-count="(\d+)"', page)}


def test_an_empty_office_is_told_so_in_each_queue(kiosk: Kiosk, browser: Client) -> None:
    assert counts(browser) == {"new": 0, "supplement": 0, "processing": 0, "load": 0, "cabinet": 0}
    for name in ("new", "supplement", "processing", "load", "cabinet"):
        assert 'id="empty"' in browser.get(f"/queues/{name}/").content.decode()
    assert browser.get("/queues/nothing/").status_code == 404


def test_a_dossier_walks_through_the_queues(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import WaitingItem

    dossier = deposit(kiosk)
    walked = [_where(browser)]
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        ("supplement", {"component": "KQ003448", "complete": "yes"}),
        ("accept", {}),
        ("start", {}),
        ("result", {}),
        ("waiting", {"kind": "result"}),
        ("release", {}),
    )
    for step, data in steps:
        done(browser, dossier, step, **data)
        walked.append(_where(browser))
    WaitingItem.objects.filter(claim__dossier=dossier).update(state="loaded", compartment=5)
    walked.append(_where(browser))
    assert walked == ["new", "supplement", "processing", "processing", "load", "load", "load", "cabinet"]


def test_the_longest_waiting_deposit_stands_first(kiosk: Kiosk, browser: Client) -> None:
    late = deposit(kiosk, Deposit(at=datetime(2026, 11, 20, 23, 0, tzinfo=VIETNAM)))
    early = deposit(kiosk, Deposit(at=datetime(2026, 11, 19, 1, 0, tzinfo=VIETNAM)))
    page = browser.get("/").content.decode()
    assert page.index(early.deposit_code) < page.index(late.deposit_code)


def test_a_long_list_goes_on_over_pages(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import Dossier

    one = deposit(kiosk)
    for number in range(41):
        one.pk, one.dossier_id = None, uuid.uuid4()
        one.deposit_code = f"N-8801-261120-8{number:03}-00"
        one.save(force_insert=True)
    assert Dossier.objects.filter(kiosk=kiosk).count() == 42
    first, second = (browser.get(f"/queues/new/?p={n}").content.decode() for n in (1, 2))
    assert first.count('class="dossier"') == 40
    assert second.count('class="dossier"') == 2


@pytest.mark.parametrize("shape", ["{0}", " {0} ", "{1}", "{2}"])
def test_a_deposit_is_found_by_its_code_as_written_spoken_or_typed(
    kiosk: Kiosk, browser: Client, shape: str
) -> None:
    from kiosk.dossier.codes import DepositCode

    dossier = deposit(kiosk)
    code = DepositCode.parse(dossier.deposit_code)
    typed = shape.format(dossier.deposit_code, code.spoken, code.spoken.replace(" ", ""))
    reply = browser.post("/search", {"code": typed})
    assert reply["Location"] == f"/dossiers/{dossier.dossier_id}/"


def test_a_dossier_is_found_by_its_code_and_a_wrong_digit_is_said_to_be_one(
    kiosk: Kiosk, browser: Client
) -> None:
    dossier = deposit(kiosk)
    done(browser, dossier, "accept")
    code = attribute(read(browser, dossier), "dossier-code", "data-code")
    assert browser.post("/search", {"code": code.lower()}).status_code == 302
    wrong = dossier.deposit_code[:-1] + str((int(dossier.deposit_code[-1]) + 1) % 10)
    assert browser.post("/search", {"code": wrong}).status_code == 422
    assert browser.post("/search", {"code": "H29-261120-9999"}).status_code == 404


def test_a_dossier_from_elsewhere_is_taken_in_marked_and_released(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import Dossier

    reply = browser.post("/elsewhere", {**ENTRY, "ready": "yes"})
    assert reply.status_code == 302
    dossier = Dossier.objects.get(dossier_code=ENTRY["code"])
    page = read(browser, dossier)
    assert attribute(page, "status", "data-status") == "9"
    assert 'data-state="waiting"' in page
    done(browser, dossier, "release")
    assert "<svg" in read(browser, dossier, "label")


def test_a_dossier_from_elsewhere_without_its_result_waits_in_work(kiosk: Kiosk, browser: Client) -> None:
    assert browser.post("/elsewhere", ENTRY).status_code == 302
    assert _where(browser) == "processing"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "H29-269901-0007"),
        ("code", ""),
        ("procedure", "9.999999"),
        ("collector_name", " "),
        ("id_number", "12345"),
        ("phone", "12"),
        ("kiosk", "K0000"),
    ],
)
def test_what_is_typed_wrongly_is_said_beside_its_field_and_nothing_is_stored(
    kiosk: Kiosk, browser: Client, field: str, value: str
) -> None:
    from central.dossiers.models import Dossier
    from central.officers.texts import say

    reply = browser.post("/elsewhere", {**ENTRY, field: value})
    assert reply.status_code == 422
    assert say(f"elsewhere.problem.{field}", "vi") in reply.content.decode()
    assert not Dossier.objects.filter(unit="H29").exists()


def test_a_code_that_is_here_already_is_not_taken_in_twice(kiosk: Kiosk, browser: Client) -> None:
    assert browser.post("/elsewhere", ENTRY).status_code == 302
    reply = browser.post("/elsewhere", ENTRY)
    assert reply.status_code == 422
    assert "elsewhere.problem.known" in reply.content.decode()


def test_the_right_password_leads_where_the_officer_wanted_and_a_wrong_one_nowhere(officer: Officer) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    wrong = client.post("/login", {"username": "tran.van.mau", "password": "sai"})
    assert (wrong.status_code, b"login.wrong" in wrong.content) == (422, True)
    data = {"username": "tran.van.mau", "password": PASSWORD, "next": "/alarms"}
    assert client.post("/login", data)["Location"] == "/alarms"
    client.post("/logout")
    assert client.get("/").status_code == 302
    assert client.post("/login", {**data, "next": "https://example.org/"})["Location"] == "/"


def test_guessing_passwords_rests_the_account(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    monkeypatch.setattr("central.officers.sign_in.TRIES", 2)
    client = Client(SERVER_NAME="localhost")
    for _ in range(2):
        client.post("/login", {"username": "tran.van.mau", "password": "sai"})
    reply = client.post("/login", {"username": "tran.van.mau", "password": PASSWORD})
    assert b"login.paused" in reply.content
    # nor is there a second door, which would not count
    assert client.get("/admin/login/").status_code == 404


def test_vietnamese_is_spoken_until_english_is_chosen(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk)
    assert "Việc cần làm" in browser.get("/", headers={"accept-language": "en-US"}).content.decode()
    browser.post("/i18n/setlang/", {"language": "en", "next": "/"})
    page = read(browser, dossier)
    for words in ("Work list", "Certificate of marital status", "Accept the dossier", "Deposited"):
        assert words in page
    assert "Việc cần làm" not in page


def test_a_checklist_says_what_is_not_held_and_what_the_depositor_was_told(
    kiosk: Kiosk, browser: Client
) -> None:
    dossier = deposit(kiosk, Deposit(pages={"KQ003448": ["Tờ khai"]}, not_held=("KQ003453",), originals={}))
    done(browser, dossier, "open")
    page = read(browser, dossier)
    given = dict(re.findall(r'data-component="([^"]+)" data-given="([^"]+)"', page))
    assert given == {
        "KQ003448": "given",
        "KQ003453": "not_held",
        "LOC-identity": "from_card",
        "LOC-residence": "already_held",
    }
    assert "Xin ghi lý do không nộp lại giấy cũ" in page


def test_a_component_the_catalogue_does_not_know_is_still_shown(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk, Deposit(pages={"LOC-extra": ["Giấy khác"]}, originals={}))
    done(browser, dossier, "open")
    page = read(browser, dossier)
    assert 'data-component="LOC-extra" data-given="given"' in page
    assert 'data-component="KQ003448" data-given="absent"' in page


def test_every_phrase_that_pages_name_exists_and_every_phrase_is_named() -> None:
    from central import officers
    from central.officers.texts import phrases

    root = Path(officers.__file__).parent
    sources = [*root.glob("*.py"), *root.glob("templatetags/*.py"), *root.glob("templates/**/*.html")]
    text = "\n".join(path.read_text() for path in sources)
    named = set(re.findall(r"""{% say ["']([\w.-]+)["'](?! \w+ ?%}| \w+\.\w+ ?%})""", text))
    whole = {name for name in named if name in phrases()}
    prefixes = {name for name in named - whole if any(key.startswith(name + ".") for key in phrases())}
    assert named == whole | prefixes
    # the administrators' pages say theirs, see test_admins
    here = [name for name in phrases() if not name.startswith("fleet.")]
    unused = [
        name for name in here
        if name not in text and name.rpartition(".")[0] not in text and name.rpartition(".")[2] not in text
    ]  # fmt: skip
    assert not unused


def test_only_the_named_files_are_served(browser: Client) -> None:
    for name in ("officers.css", "htmx.min.js", "BeVietnamPro-Regular.ttf", "icon.svg"):
        assert browser.get(f"/assets/{name}").status_code == 200
    assert browser.get("/assets/OFL.txt").status_code == 404


def _where(browser: Client) -> str:
    found = [name for name, count in counts(browser).items() if count]
    assert len(found) == 1, found
    return found[0]


def test_a_late_dossier_is_marked_and_one_that_waits_for_the_citizen_is_not(
    kiosk: Kiosk, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    monkeypatch.setattr("central.officers.decisions.now", lambda: long_ago)
    dossier = deposit(kiosk)
    done(browser, dossier, "accept")
    assert "Quá hạn" in browser.get("/queues/processing/").content.decode()
    assert "Quá hạn" in read(browser, dossier)
    done(browser, dossier, "supplement", component="KQ003448", complete="yes")
    assert "Quá hạn" not in read(browser, dossier)


def test_a_claim_code_without_tries_leads_to_its_dossier_and_a_spent_budget_is_said(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.dossiers.models import WaitingItem
    from central.fleet.models import Alarm

    dossier = deposit(kiosk)
    for step, data in (("accept", {}), ("result", {}), ("waiting", {"kind": "result"}), ("release", {})):
        done(browser, dossier, step, **data)
    claim = WaitingItem.objects.get(claim__dossier=dossier).claim
    Alarm.objects.create(kiosk=kiosk, error_id="CEN-071", data={"claim_id": str(claim.claim_id)})
    Alarm.objects.create(kiosk=kiosk, error_id="CEN-070", data={"opening": "round", "wait_s": 600})
    page = browser.get("/alarms").content.decode()
    for words in ("cấp mã mới", f"/dossiers/{dossier.dossier_id}/", "mở lại quá nhiều lần"):
        assert words in page


def test_the_chain_of_a_kiosk_that_forks_and_a_disputed_collection_stand_among_the_alarms(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.dossiers.models import WaitingItem
    from central.fleet.models import Alarm

    dossier = deposit(kiosk)
    for step, data in (("accept", {}), ("result", {}), ("waiting", {"kind": "result"}), ("release", {})):
        done(browser, dossier, step, **data)
    item = WaitingItem.objects.get(claim__dossier=dossier)
    facts = {
        "claim_id": str(item.claim.claim_id),
        "item_id": str(item.item_id),
        "outcome": "incomplete",
    }
    Alarm.objects.create(kiosk=kiosk, error_id="CEN-061", event_id="e", data=facts)
    Alarm.objects.create(kiosk=kiosk, error_id="CEN-021", data={"seq": 4182})
    Alarm.objects.create(kiosk=kiosk, error_id="XXX-999", data={})
    assert 'class="count alarm">3<' in browser.get("/").content.decode()
    page = browser.get("/alarms").content.decode()
    for words in (
        "thiếu giấy",
        "4182",
        f"/dossiers/{dossier.dossier_id}/",
        "Máy báo một việc cần người xem.",
    ):
        assert words in page
