"""What a dossier costs, and what may be said about it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.fees import copy_fee, fee_for, in_dong, quote
from kiosk.dossier.procedure import Answers, Channel, Fee

CATALOGUE = Catalogue.load(data_folder("catalogue"))


def fee(code: str, answers: Answers, channel: Channel = "direct") -> Fee:
    return fee_for(CATALOGUE.procedure(code, date(2026, 6, 15)), answers, channel)


CERTIFIED = fee("2.000815", {"own_copies": "yes"})
RESIDENCE = {"for_whom": "me", "mode": "household"}


@pytest.mark.parametrize(
    ("pages", "amount"),
    [(1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (500, 200_000)],
)
def test_vectors_of_certified_copies(pages: int, amount: int) -> None:
    assert quote(CERTIFIED, pages=pages).amount == amount


@given(st.integers(1, 1000), st.integers(1, 20))
def test_a_further_page_never_costs_less_and_copies_cost_alike(pages: int, copies: int) -> None:
    one = copy_fee(CERTIFIED, pages)
    assert one <= copy_fee(CERTIFIED, pages + 1) <= 200_000
    assert quote(CERTIFIED, pages=pages, times=copies).amount == one * copies


@pytest.mark.parametrize(
    ("channel", "mode", "amount"),
    [
        ("direct", "household", 15_000),
        ("online", "household", 7_000),
        ("direct", "list", 10_000),
        ("online", "list", 5_000),
    ],
)
def test_residence_costs_by_channel_and_mode(channel: Channel, mode: str, amount: int) -> None:
    assert quote(fee("1.004194", {"for_whom": "me", "mode": mode}, channel)).amount == amount


def test_a_list_costs_by_the_person() -> None:
    assert quote(fee("1.004194", {"for_whom": "organisation", "mode": "list"}), times=12).amount == 120_000


def test_a_channel_the_catalogue_does_not_name_has_no_fee() -> None:
    with pytest.raises(LookupError):
        fee("1.004194", RESIDENCE, "post")


def test_extracts_cost_eight_thousand_a_copy() -> None:
    priced = quote(fee("2.000635", {"for_whom": "me"}), times=3)
    assert priced.amount == 24_000
    assert priced.words.vi == "24.000 đ"


def test_a_birth_registered_in_time_is_free_by_law_and_a_late_one_is_the_councils() -> None:
    answers = {"for_whom": "child", "proof": "paper", "situation": "usual"}
    on_time, late = (
        fee("1.001193", answers | {"on_time": "yes"}),
        fee("1.001193", answers | {"on_time": "no"}),
    )
    assert quote(on_time).amount == 0
    assert quote(on_time).words.vi == "Miễn lệ phí"
    assert on_time.source.startswith("law: ")
    assert quote(late).amount is None


def test_the_portals_figure_is_named_as_the_portals() -> None:
    priced = quote(fee("1.001612", {"for_whom": "me", "members": "no"}))
    assert priced.amount is None
    assert priced.words.vi == "Theo nghị quyết HĐND tỉnh (Cổng dịch vụ công ghi 50.000 đ)"


def test_an_exemption_is_passed_on_and_not_decided() -> None:
    residence = fee("1.004194", RESIDENCE)
    asked = quote(residence, claimed=["elderly"])
    assert asked.exemption_requested
    assert asked.amount == 15_000
    assert not quote(residence, claimed=["on_time"]).exemption_requested


def test_every_exemption_group_has_words_and_evidence() -> None:
    groups = {e.group for p in CATALOGUE.procedures for f in p.fees for e in f.exempt}
    assert groups == set(CATALOGUE.exemptions)


def test_no_pages_and_no_copies_are_refused() -> None:
    with pytest.raises(ValueError, match="begin at 1"):
        quote(CERTIFIED, pages=0)
    with pytest.raises(ValueError, match="begin at 1"):
        quote(CERTIFIED, times=0)
    with pytest.raises(ValueError, match="per page"):
        copy_fee(fee("2.000635", {"for_whom": "me"}), 3)


def test_amounts_are_grouped_by_full_stops() -> None:
    assert [in_dong(amount) for amount in (0, 999, 8000, 1_234_567)] == [
        "0 đ",
        "999 đ",
        "8.000 đ",
        "1.234.567 đ",
    ]
