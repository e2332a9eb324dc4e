"""What waits: marked, kept out of compartments where the law wants the counter, released, labelled, told."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.dossier.code_series import Pile, SeriesPart, spoken_series
from tests.officers.pages import attribute, done, post, problem_of, read
from tests.officers.world import PHONE, Deposit, deposit

if TYPE_CHECKING:
    from django.test import Client

    from central.dossiers.models import Dossier
    from central.fleet.models import Kiosk


@pytest.fixture
def ready(kiosk: Kiosk, browser: Client) -> Dossier:
    """A dossier whose result is made."""
    dossier = deposit(kiosk)
    done(browser, dossier, "accept")
    done(browser, dossier, "result")
    return dossier


def directives(kiosk: Kiosk) -> list[dict[str, object]]:
    from central.fleet.models import Directive

    return [json.loads(bytes(each.body)) for each in Directive.objects.filter(kiosk=kiosk).order_by("number")]


def test_a_result_is_marked_released_and_labelled_with_the_code_to_scan(
    kiosk: Kiosk, browser: Client, ready: Dossier
) -> None:
    done(browser, ready, "waiting", kind="result")
    assert attribute(read(browser, ready), "hint", "data-hint") == "hint_release"
    done(browser, ready, "release")
    code = attribute(read(browser, ready), "dossier-code", "data-code")
    label = read(browser, ready, "label")
    assert attribute(label, "label", "data-payload") == code
    assert "<svg" in label
    last = directives(kiosk)[-1]
    assert last["kind"] == "claim.offer"
    assert last["data"]["collectable"] is True  # type: ignore[index]


@pytest.mark.parametrize("obstacle", ["fee_due", "old_original_to_surrender", "signature_in_register"])
def test_a_result_with_an_obstacle_cannot_be_released_and_each_reason_is_named(
    browser: Client, ready: Dossier, obstacle: str
) -> None:
    done(browser, ready, "waiting", kind="result", obstacle=obstacle)
    page = read(browser, ready)
    assert 'id="form-release"' not in page
    reply = post(browser, ready, "release")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.not_collectable")
    assert f'data-reason="{obstacle}"' in reply.content.decode()
    done(browser, ready, "obstacle/clear", obstacle=obstacle)
    done(browser, ready, "release")


def test_a_marriage_certificate_is_never_released_and_the_machine_is_told_the_counter(
    kiosk: Kiosk, browser: Client
) -> None:
    wanted = Deposit("1.000894", pages={"KQ003229": ["Tờ khai"]}, originals={}, answers={"past": "never"})
    dossier = deposit(kiosk, wanted)
    for step in ("accept", "result"):
        done(browser, dossier, step)
    done(browser, dossier, "waiting", kind="result")
    reply = post(browser, dossier, "release")
    assert 'data-reason="signature_in_register"' in reply.content.decode()
    done(browser, dossier, "announce")
    offer = directives(kiosk)[-1]["data"]
    assert offer["collectable"] is False  # type: ignore[index]
    done(browser, dossier, "hand-over")
    assert attribute(read(browser, dossier), "status", "data-status") == "10"
    assert directives(kiosk)[-1]["kind"] == "claim.withdraw"


def test_an_obstacle_found_after_the_release_is_told_to_the_kiosk(
    kiosk: Kiosk, browser: Client, ready: Dossier
) -> None:
    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    done(browser, ready, "waiting", obstacle="fee_due")
    last = directives(kiosk)[-1]
    assert (last["kind"], last["data"]["collectable"]) == ("claim.offer", False)  # type: ignore[index]


def test_nothing_chosen_is_nothing_marked(browser: Client, ready: Dossier) -> None:
    reply = post(browser, ready, "waiting")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.nothing_chosen")
    assert post(browser, ready, "release").status_code == 404


def test_a_result_that_is_not_made_cannot_be_marked(kiosk: Kiosk, browser: Client) -> None:
    dossier = deposit(kiosk)
    reply = post(browser, dossier, "waiting", kind="result")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.not_collectable")
    assert 'data-reason="status"' in reply.content.decode()


def test_an_original_goes_back_only_once_it_is_in_the_office(browser: Client, ready: Dossier) -> None:
    from central.dossiers.models import Original

    number = Original.objects.get(dossier=ready).pk
    assert f'name="original" value="{number}"> ' not in read(browser, ready)
    done(browser, ready, "custody", original=number, place="officer")
    done(browser, ready, "waiting", kind="result", original=number)
    assert read(browser, ready).count('data-state="waiting"') == 2


def test_a_refusal_and_the_originals_can_be_collected_at_the_machine(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.models import Original

    dossier = deposit(kiosk)
    number = Original.objects.get(dossier=dossier).pk
    reason = "Người nộp thường trú tại phường khác, không thuộc thẩm quyền."
    done(browser, dossier, "refuse", reason=reason, basis="Nghị định 123/2015, Điều 21")
    done(browser, dossier, "custody", original=number, place="officer")
    done(browser, dossier, "waiting", kind="refusal", original=number)
    done(browser, dossier, "release")
    assert read(browser, dossier).count('data-state="released"') == 2


def test_the_claim_code_is_shown_once_and_a_new_one_reaches_the_kiosk(
    kiosk: Kiosk, browser: Client, ready: Dossier
) -> None:
    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    first = _code(browser, ready)
    again = post(browser, ready, "claim-code", act="show")
    assert (again.status_code, problem_of(again)) == (422, "problem.code_shown")
    assert first not in again.content.decode()
    tag = directives(kiosk)[-1]["data"]["code_tag"]  # type: ignore[index]
    done(browser, ready, "claim-code", act="renew")
    assert _code(browser, ready) != first
    assert directives(kiosk)[-1]["data"]["code_tag"] != tag  # type: ignore[index]


def test_what_lies_in_a_compartment_cannot_be_handed_over_at_the_counter(
    browser: Client, ready: Dossier
) -> None:
    from central.dossiers.models import WaitingItem

    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    WaitingItem.objects.filter(claim__dossier=ready).update(state="loaded", compartment=4)
    reply = post(browser, ready, "hand-over")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.in_cabinet")


def test_announcing_what_nothing_forbids_is_refused(browser: Client, ready: Dossier) -> None:
    done(browser, ready, "waiting", kind="result")
    assert problem_of(post(browser, ready, "announce")) == "problem.no_obstacle"


def test_what_was_released_by_mistake_is_taken_back(kiosk: Kiosk, browser: Client, ready: Dossier) -> None:
    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    done(browser, ready, "withdraw")
    assert directives(kiosk)[-1]["kind"] == "claim.withdraw"
    assert post(browser, ready, "label").status_code == 405
    assert browser.get(f"/dossiers/{ready.dossier_id}/label").status_code == 404


def test_the_citizen_is_told_of_a_result_only_when_it_lies_in_the_cabinet(
    browser: Client, ready: Dossier
) -> None:
    from central.dossiers.models import Claim, WaitingItem

    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    assert 'data-about="ready:' not in browser.get("/notices").content.decode()
    WaitingItem.objects.filter(claim__dossier=ready).update(state="loaded", compartment=4)
    page = browser.get("/notices").content.decode()
    key = f"ready:{Claim.objects.get(dossier=ready).pk}"
    assert f'data-about="{key}"' in page
    assert PHONE not in page
    assert f"••••••{PHONE[-4:]}" in page
    assert browser.post("/notices/told", {"about": key}).status_code == 302
    assert f'data-about="{key}"' not in browser.get("/notices").content.decode()
    assert browser.post("/notices/told", {"about": key}).status_code == 404


def test_a_depositor_without_a_phone_is_said_to_have_none(kiosk: Kiosk, browser: Client) -> None:
    done(browser, deposit(kiosk, Deposit(phone=None)), "accept")
    assert "Không có điện thoại" in browser.get("/notices").content.decode()


def test_the_handover_list_is_signed_and_printable(kiosk: Kiosk, browser: Client, ready: Dossier) -> None:
    from central.instance import keys

    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    printed = browser.get(f"/kiosks/{kiosk.kiosk_id}/handover").content.decode()
    code = attribute(read(browser, ready), "dossier-code", "data-code")
    assert code in printed
    told = browser.get(f"/kiosks/{kiosk.kiosk_id}/handover.json").json()
    body, signature = told["body"].encode(), bytes.fromhex(told["signature"])
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys().public_key("directives")))
    public.verify(signature, body)
    assert [claim["dossier_code"] for claim in json.loads(body)["claims"]] == [code]
    with pytest.raises(InvalidSignature):
        public.verify(signature, body + b" ")


def test_the_codes_on_the_sheets_make_the_signed_list(kiosk: Kiosk, browser: Client, ready: Dossier) -> None:
    from central.instance import keys

    done(browser, ready, "waiting", kind="result")
    done(browser, ready, "release")
    page = browser.get(f"/kiosks/{kiosk.kiosk_id}/handover/codes").content.decode()
    parts = [SeriesPart.parse(payload) for payload in re.findall(r'data-payload="(DSL1:[^"]+)"', page)]
    pile = Pile(parts[-1])
    for part in parts:
        pile.add(part)
    told = json.loads(pile.document())
    assert [claim["dossier_code"] for claim in json.loads(told["body"])["claims"]] == [
        attribute(read(browser, ready), "dossier-code", "data-code")
    ]
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys().public_key("directives")))
    public.verify(bytes.fromhex(told["signature"]), told["body"].encode())
    assert spoken_series(pile.series) in page


def test_a_list_too_long_for_codes_says_what_to_do_instead(
    kiosk: Kiosk, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from central.officers import code_sheets

    monkeypatch.setattr(code_sheets, "signed_handover_list", lambda _: os.urandom(100_000))
    page = browser.get(f"/kiosks/{kiosk.kiosk_id}/handover/codes")
    assert page.status_code == 200
    assert "tệp ký số trên USB" in page.content.decode()


def _code(browser: Client, dossier: Dossier) -> str:
    shown = post(browser, dossier, "claim-code", act="show").content.decode()
    found = re.search(r'id="claim-code">(\d{4} \d{4})<', shown)
    assert found
    return found[1]
