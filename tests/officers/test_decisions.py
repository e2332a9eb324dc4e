"""Accept, ask for more, refuse, and where the originals go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.officers.pages import attribute, done, post, problem_of, read
from tests.officers.world import VIETNAM, Deposit, deposit

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk

REASON = "Người nộp thường trú tại phường khác nên không thuộc thẩm quyền của đơn vị."
BASIS = "Nghị định 123/2015/NĐ-CP, Điều 21 khoản 1"


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the officer decide at this moment."""
    monkeypatch.setattr("central.officers.decisions.now", lambda: moment)


def test_accepting_mints_the_code_and_counts_working_days_from_acceptance_not_from_the_deposit(
    kiosk: Kiosk, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = deposit(kiosk, Deposit(at=datetime(2026, 11, 13, 22, 0, tzinfo=VIETNAM)))
    at(monkeypatch, datetime(2026, 11, 20, 9, 30, tzinfo=VIETNAM))
    done(browser, dossier, "accept")
    page = read(browser, dossier)
    assert attribute(page, "status", "data-status") == "2"
    assert attribute(page, "dossier-code", "data-code") == "H29-261120-0001"
    # Friday, then Monday; Tuesday 24/11 is a public holiday from 2026
    assert attribute(page, "due", "data-due") == "2026-11-26"


@pytest.mark.parametrize(("minute", "day"), [(0, "2026-11-20"), (1, "2026-11-23")])
def test_after_fifteen_hours_a_same_day_procedure_is_due_the_next_working_day(
    kiosk: Kiosk, browser: Client, monkeypatch: pytest.MonkeyPatch, minute: int, day: str
) -> None:
    from central.instance import catalogue

    procedure = next(p for p in catalogue().procedures if p.code == "2.000635")
    answers = {question.id: question.options[0].id for question in procedure.questions}
    wanted = Deposit("2.000635", procedure.rule_version, originals={}, answers=answers)
    dossier = deposit(kiosk, wanted)
    at(monkeypatch, datetime(2026, 11, 20, 15, minute, tzinfo=VIETNAM))
    done(browser, dossier, "accept")
    assert attribute(read(browser, dossier), "due", "data-due") == day


def test_the_second_of_two_officers_who_accept_at_once_changes_nothing_and_reads_why(
    kiosk: Kiosk, browser: Client
) -> None:
    dossier = deposit(kiosk)
    done(browser, dossier, "accept")
    code = attribute(read(browser, dossier), "dossier-code", "data-code")
    reply = post(browser, dossier, "accept")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.moved_on")
    assert attribute(read(browser, dossier), "dossier-code", "data-code") == code


@pytest.mark.parametrize(
    ("reason", "basis", "problem"),
    [
        ("", BASIS, "problem.refuse_short"),
        ("không được", BASIS, "problem.refuse_short"),
        ("Hệ thống báo lỗi CEN-012 khi mở hồ sơ này", BASIS, "problem.refuse_code"),
        (REASON, "HTTP 500 Internal", "problem.refuse_code"),
        (REASON, "21", "problem.refuse_basis"),
    ],
)
def test_a_refusal_needs_a_legal_reason_in_words_and_keeps_what_was_typed(
    kiosk: Kiosk, browser: Client, reason: str, basis: str, problem: str
) -> None:
    dossier = deposit(kiosk)
    reply = post(browser, dossier, "refuse", reason=reason, basis=basis)
    assert (reply.status_code, problem_of(reply)) == (422, problem)
    assert reason in reply.content.decode()
    assert attribute(read(browser, dossier), "status", "data-status") == "1"


def test_a_refusal_is_kept_with_its_reason_and_ground(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk)
    done(browser, dossier, "refuse", reason=REASON, basis=BASIS)
    page = read(browser, dossier)
    assert attribute(page, "status", "data-status") == "3"
    assert REASON in page
    assert BASIS in page


def test_a_supplement_is_asked_once_and_whole(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk)
    reply = post(browser, dossier, "supplement", complete="yes")
    assert problem_of(reply) == "problem.supplement_empty"
    asked = {"component": ["KQ003448", "KQ003453"], "why_KQ003448": "chưa ký", "why_KQ003453": "mờ"}
    reply = post(browser, dossier, "supplement", **asked)
    assert problem_of(reply) == "problem.supplement_incomplete"
    done(browser, dossier, "supplement", complete="yes", **asked)
    page = read(browser, dossier)
    assert attribute(page, "status", "data-status") == "5"
    assert "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân: chưa ký" in page
    assert "Giấy xác nhận tình trạng hôn nhân đã được cấp: mờ" in page


def test_what_was_typed_survives_a_supplement_that_was_not_sent(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk)
    typed = {"component": "KQ003448", "why_KQ003448": "thiếu chữ ký ở mặt sau"}
    page = post(browser, dossier, "supplement", **typed).content.decode()
    assert "thiếu chữ ký ở mặt sau" in page


def test_each_step_of_an_original_is_kept_with_who_made_it(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import Original

    dossier = deposit(kiosk)
    number = Original.objects.get(dossier=dossier).pk
    done(browser, dossier, "custody", original=number, place="officer", note="đủ một tờ")
    done(browser, dossier, "custody", original=number, place="desk")
    done(browser, dossier, "custody", original=number, place="loaded", compartment="12")
    done(browser, dossier, "custody", original=number, place="returned")
    page = read(browser, dossier)
    assert 'data-place="returned"' in page
    for words in ("Cán bộ đã lấy", "đủ một tờ", "Tại bộ phận xử lý", "ngăn 12", "tran.van.mau"):
        assert words in page


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"place": "returned"}, "problem.custody_place"),
        ({"place": "nowhere"}, "problem.custody_place"),
        ({}, "problem.custody_place"),
    ],
)
def test_an_original_cannot_jump_out_of_the_compartment(
    kiosk: Kiosk, browser: Client, data: dict[str, str], problem: str
) -> None:
    from central.dossiers.models import Original

    dossier = deposit(kiosk)
    original = Original.objects.get(dossier=dossier)
    reply = post(browser, dossier, "custody", original=original.pk, **data)
    assert (reply.status_code, problem_of(reply)) == (422, problem)
    assert Original.objects.get(pk=original.pk).place == "compartment"


@pytest.mark.parametrize("compartment", ["", "0", "x", "1000"])
def test_loading_an_original_names_its_compartment(kiosk: Kiosk, browser: Client, compartment: str) -> None:
    from central.dossiers.models import Original

    dossier = deposit(kiosk)
    number = Original.objects.get(dossier=dossier).pk
    done(browser, dossier, "custody", original=number, place="officer")
    reply = post(browser, dossier, "custody", original=number, place="loaded", compartment=compartment)
    assert problem_of(reply) == "problem.custody_compartment"


def test_an_original_of_another_dossier_cannot_be_moved_from_here(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import Original

    mine, other = deposit(kiosk), deposit(kiosk)
    number = Original.objects.get(dossier=other).pk
    assert post(browser, mine, "custody", original=number, place="officer").status_code == 404
    assert post(browser, mine, "custody", original="x", place="officer").status_code == 404


def test_a_dossier_whose_seal_cannot_be_opened_is_not_accepted_and_says_whom_to_ask(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.dossiers.models import Part
    from central.instance import blobs

    dossier = deposit(kiosk)
    blobs().remove(Part.objects.get(dossier=dossier, name="personal").blob)
    reply = post(browser, dossier, "accept")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.unreadable")
    done(browser, dossier, "open")
    page = read(browser, dossier)
    assert 'id="unreadable"' in page
    assert attribute(page, "status", "data-status") == "1"


def test_a_dossier_whose_answers_fit_no_case_is_shown_whole_and_can_be_accepted(
    kiosk: Kiosk, browser: Client
) -> None:
    dossier = deposit(kiosk, Deposit(answers={"for_whom": "nobody"}))
    done(browser, dossier, "open")
    assert 'data-component="KQ003448" data-given="given"' in read(browser, dossier)
    done(browser, dossier, "accept")


def test_while_a_supplement_is_waited_for_the_page_promises_no_new_date(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.officers.texts import say

    dossier = deposit(kiosk)
    done(browser, dossier, "accept")
    done(browser, dossier, "supplement", component="KQ003448", complete="yes")
    assert say("dossier.accept.resumes", "vi") in read(browser, dossier)
