"""Numbers that people read aloud, type and scan."""

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.dossier.codes import (
    CodeError,
    DepositCode,
    DossierCode,
    SlipQr,
    grouped_claim_code,
    new_claim_code,
    parse_claim_code,
)

DAYS = st.dates(date(2024, 1, 1), date(2099, 12, 31))
DEPOSITS = st.builds(DepositCode, st.integers(0, 9999), DAYS, st.integers(1, 9999))


@given(DEPOSITS)
def test_a_deposit_code_is_read_back_as_written_as_spoken_and_as_typed(code: DepositCode) -> None:
    assert DepositCode.parse(str(code)) == code
    assert DepositCode.parse(code.spoken) == code
    assert DepositCode.parse(str(code).lower().replace("-", " ")) == code


@given(DEPOSITS)
def test_a_deposit_code_is_spoken_in_four_groups_of_four_digits(code: DepositCode) -> None:
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code.spoken)
    assert re.fullmatch(r"N-\d{4}-\d{6}-\d{4}-\d{2}", str(code))


@given(DEPOSITS, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_in_a_deposit_code_is_always_noticed(code: DepositCode, place: int, by: int) -> None:
    digits = code.spoken.replace(" ", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with pytest.raises(CodeError):
        DepositCode.parse(wrong)


@given(DEPOSITS, st.integers(0, 14))
def test_two_neighbouring_digits_exchanged_are_always_noticed(code: DepositCode, place: int) -> None:
    digits = code.spoken.replace(" ", "")
    assume(digits[place] != digits[place + 1])
    wrong = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    with pytest.raises(CodeError):
        DepositCode.parse(wrong)


def test_the_check_digits_are_those_of_iso_7064_mod_97_10() -> None:
    code = str(DepositCode(7, date(2026, 11, 21), 42))
    assert code.startswith("N-0007-261121-0042-")
    assert int(re.sub(r"\D", "", code)) % 97 == 1
    # a published value: 794 is completed by 44
    assert 79444 % 97 == 1


@pytest.mark.parametrize("text", ["", "N-", "0007 2611 2100", "N-0007-261121-0042-7x", "०००७ 2611 2100 4200"])
def test_what_is_no_deposit_code_is_refused(text: str) -> None:
    with pytest.raises(CodeError):
        DepositCode.parse(text)


def test_a_date_that_does_not_exist_is_refused_even_with_fitting_check_digits() -> None:
    base = "0007" + "260230" + "0042"
    check = 98 - int(base) * 100 % 97
    with pytest.raises(CodeError, match="date"):
        DepositCode.parse(f"{base}{check:02}")


@pytest.mark.parametrize(("kiosk", "counter"), [(10000, 1), (-1, 1), (1, 0), (1, 10000)])
def test_a_deposit_code_is_not_made_of_numbers_it_cannot_hold(kiosk: int, counter: int) -> None:
    with pytest.raises(CodeError):
        DepositCode(kiosk, date(2026, 1, 1), counter)


def test_an_error_never_repeats_what_was_typed() -> None:
    with pytest.raises(CodeError) as caught:
        DepositCode.parse("099301000017")
    assert "099301000017" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "unit", "day", "counter"),
    [
        ("000.00.12.H30-240112-0001", "000.00.12.H30", date(2024, 1, 12), 1),
        ("H30.12-240419-0007", "H30.12", date(2024, 4, 19), 7),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637),
        ("h29.251-261121-12345", "H29.251", date(2026, 11, 21), 12345),
    ],
)
def test_dossier_codes_of_all_known_forms_are_read(text: str, unit: str, day: date, counter: int) -> None:
    code = DossierCode.parse(text)
    assert (code.unit, code.day, code.counter) == (unit, day, counter)
    assert str(code) == text.upper()


@pytest.mark.parametrize(
    "text",
    [
        "H30.12-240230-0001",
        "H30.12-241301-0001",
        "H30.12-2404190-0001",
        "H30.12-240419-001",
        "H30.12-240419-00000001",
        "H30.1234-240419-0001",
        "30.12-240419-0001",
        "000.00.12-240419-0001",
        "H30.12.1.1.1-240419-0001",
        "H30.12-240419",
        "H30.12-00000101-0001",
        "H30.123.123.123-20240419-12345678",
    ],
)
def test_what_is_no_dossier_code_is_refused(text: str) -> None:
    with pytest.raises(CodeError):
        DossierCode.parse(text)


@given(DAYS, st.integers(1, 9_999_999))
def test_a_minted_dossier_code_is_read_back(day: date, counter: int) -> None:
    code = DossierCode.mint("H29.251", day, counter)
    assert DossierCode.parse(str(code)) == code
    assert str(code) == f"H29.251-{day:%y%m%d}-{counter:04}"


def test_a_dossier_counter_begins_at_one() -> None:
    with pytest.raises(CodeError):
        DossierCode.mint("H29.251", date(2026, 11, 21), 0)


def test_claim_codes_have_eight_digits_and_are_not_repeated() -> None:
    codes = {new_claim_code() for _ in range(200)}
    assert len(codes) > 195
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)


def test_a_claim_code_is_shown_in_two_groups_and_read_with_or_without_them() -> None:
    assert grouped_claim_code("01234567") == "0123 4567"
    assert parse_claim_code(" 0123-4567 ") == "01234567"


@pytest.mark.parametrize("text", ["1234567", "123456789", "1234567x", "١٢٣٤٥٦٧٨", ""])
def test_what_is_no_claim_code_is_refused(text: str) -> None:
    with pytest.raises(CodeError):
        parse_claim_code(text)


@given(st.sampled_from(["deposit", "cover", "claim", "result"]), st.binary(min_size=16, max_size=16))
def test_a_slips_qr_code_is_read_back(kind: str, secret: bytes) -> None:
    payload = SlipQr.parse(f"DSK1:{kind}:N-0007-261121-0042-73:{'A' * 26}").payload()
    assert payload.startswith(f"DSK1:{kind}:")
    slip = SlipQr("claim", "N-0007-261121-0042-73", secret)
    assert SlipQr.parse(slip.payload()) == slip


def test_a_slips_qr_code_carries_128_bits_that_are_new_each_time() -> None:
    first, second = SlipQr.fresh("deposit", "a"), SlipQr.fresh("deposit", "a")
    assert first.secret != second.secret
    assert len(first.payload().rsplit(":", 1)[1]) == 26


def test_the_secret_of_a_slip_is_not_shown_by_repr() -> None:
    slip = SlipQr.fresh("claim", "x")
    assert slip.payload().rsplit(":", 1)[1] not in repr(slip)
    assert repr(slip.secret) not in repr(slip)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "DSK2:claim:x:AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "DSK1:other:x:AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "DSK1:claim:x y:AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "DSK1:claim:x:AAAAAAAAAAAAAAAAAAAAAAAAA",
        "DSK1:claim:x:AAAAAAAAAAAAAAAAAAAAAAAAAB",
        "DSK1:claim:x:aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "DSK1:claim:x:!!!!!!!!!!!!!!!!!!!!!!!!!!",
        "DSK1:claim:x",
        "DSK1:claim:x:AAAAAAAAAAAAAAAAAAAAAAAAAA:more",
        "099301000017|012345678|Nguyễn Văn A|01021990|Nam|Số 1|15042021",
    ],
)
def test_what_is_no_slip_is_refused(payload: str) -> None:
    with pytest.raises(CodeError):
        SlipQr.parse(payload)


@given(st.text(max_size=60))
def test_no_text_makes_a_reader_fail_in_another_way(text: str) -> None:
    for read in (DepositCode.parse, DossierCode.parse, parse_claim_code, SlipQr.parse):
        try:
            read(text)
        except CodeError:
            continue
