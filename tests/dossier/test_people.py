"""ID numbers, phone numbers and names as people, cards and scanners give them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.dossier.applicant import check_id_number, check_phone, id_number_doubts, masked, normal_name

DIGITS = st.text("0123456789", min_size=12, max_size=12)


@given(DIGITS)
def test_twelve_digits_are_an_id_number_however_they_are_grouped(digits: str) -> None:
    assert check_id_number(f"{digits[:3]} {digits[3:6]}.{digits[6:9]}-{digits[9:]}") == digits


@pytest.mark.parametrize(
    "text", ["", "123456789", "0993010000170", "09930100001x", "०९९३०१००००१७", "+99301000017"]
)
def test_anything_else_is_no_id_number_and_is_not_repeated_in_the_error(text: str) -> None:
    with pytest.raises(ValueError, match="12 digits") as caught:
        check_id_number(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    ("number", "born", "sex", "doubts"),
    [
        ("099190000017", date(1990, 2, 1), "female", ()),
        ("099090000017", date(1990, 2, 1), "male", ()),
        ("099301000017", date(2001, 5, 5), "female", ()),
        ("099201000017", date(2001, 5, 5), "male", ()),
        ("099190000017", date(1990, 2, 1), "male", ("sex",)),
        ("099190000017", date(2090, 2, 1), "female", ("century",)),
        ("099190000017", date(1991, 2, 1), "female", ("year",)),
        ("099301000017", date(1990, 2, 1), "male", ("sex", "century", "year")),
        ("099301000017", None, None, ()),
    ],
)
def test_digits_four_to_six_are_compared_with_the_card(
    number: str, born: date | None, sex: str | None, doubts: tuple[str, ...]
) -> None:
    known = {"male": "male", "female": "female", None: None}[sex]
    assert id_number_doubts(number, born, known) == doubts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0901234567", "0901234567"),
        ("+84901234567", "0901234567"),
        ("+84 (0)901 234 567", "0901234567"),
        ("0084.901.234.567", "0901234567"),
        ("84901234567", "0901234567"),
        ("0841234567", "0841234567"),
        ("028 3829 1234", "02838291234"),
    ],
)
def test_phone_numbers_become_national(text: str, number: str) -> None:
    assert check_phone(text) == number


@pytest.mark.parametrize(
    "text", ["", "901234567", "12345678901234", "0901", "+1 555 0100", "phone", "٠٩٠١٢٣٤٥٦٧"]
)
def test_what_is_no_vietnamese_phone_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        check_phone(text)


@given(DIGITS)
def test_a_mask_shows_the_last_four_digits_only(digits: str) -> None:
    assert masked(digits) == "••••••••" + digits[-4:]


def test_a_short_number_is_masked_whole() -> None:
    assert masked("1234") == "••••"


def test_names_are_composed_and_single_spaced() -> None:
    assert normal_name(unicodedata.normalize("NFD", "  Nguyễn   Thị  An ")) == "Nguyễn Thị An"
    with pytest.raises(ValueError, match="empty"):
        normal_name("  ")
