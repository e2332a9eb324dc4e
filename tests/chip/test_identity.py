"""From the two files to one person, and what happens when they do not agree."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from kiosk.chip.errors import CardError, CardErrorKind
from kiosk.chip.identity import Proof, Sex, read_identity
from kiosk.devices.simulators.cards import encoding
from kiosk.devices.simulators.cards.citizen_card import FILE_DG1, FILE_DG13
from kiosk.devices.simulators.cards.encoding import tlv
from kiosk.devices.simulators.cards.people import PEOPLE, Person
from tests.chip.loopback import citizen, mutated, result_or_error_id

ANH, BINH, HANH, _ = PEOPLE


def dg13_with(fields: dict[int, str]) -> dict[int, bytes]:
    entries = (tlv(0x30, tlv(0x02, bytes([n])), tlv(0x0C, value.encode())) for n, value in fields.items())
    return {FILE_DG13: tlv(0x6D, tlv(0x30, *entries))}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.number))
def test_every_person_is_read_without_a_warning(person: Person) -> None:
    identity = read_identity(citizen(person))
    assert (identity.number, identity.name, identity.birth_date) == (person.number, person.name, person.birth)
    assert (identity.residence, identity.issued) == (person.residence, person.issued)
    assert (identity.expires, identity.warnings) == (person.expires, ())
    assert identity.proof is Proof.UNPROVEN


def test_a_card_without_expiry_never_expires() -> None:
    identity = read_identity(citizen(HANH))
    assert identity.expires is None
    assert not identity.expired(date(2999, 1, 1))


def test_a_card_expires_the_day_after_its_last() -> None:
    identity = read_identity(citizen(BINH))
    assert BINH.expires is not None
    assert not identity.expired(BINH.expires)
    assert identity.expired(date(2045, 11, 4))


@pytest.mark.parametrize(
    "other",
    [replace(ANH, number="099301000018"), replace(ANH, birth=date(2001, 2, 16))],
    ids=["number", "birth date"],
)
def test_files_of_two_people_are_refused(other: Person) -> None:
    with pytest.raises(CardError) as caught:
        read_identity(citizen(ANH, {FILE_DG13: encoding.dg13(other)}))
    assert (caught.value.kind, caught.value.error_id) == (CardErrorKind.CONTRADICTORY, "CRD-007")
    assert "09930" not in str(caught.value)


@pytest.mark.parametrize(
    ("other", "warning"),
    [
        (replace(ANH, name="Nguyễn Thị Mai Ảnh Hưởng"), "name-differs"),
        (replace(ANH, sex="Nam"), "sex-differs"),
        (replace(ANH, expires=date(2042, 2, 15)), "expiry-differs"),
    ],
)
def test_small_differences_are_warned_of(other: Person, warning: str) -> None:
    identity = read_identity(citizen(ANH, {FILE_DG13: encoding.dg13(other)}))
    assert identity.warnings == (warning,)
    assert identity.name == other.name


def test_what_the_second_file_lacks_comes_from_the_zone() -> None:
    identity = read_identity(citizen(ANH, dg13_with({6: "Kinh"})))
    assert (identity.number, identity.name) == (ANH.number, "NGUYEN THI MAI ANH")
    assert (identity.birth_date, identity.sex) == (ANH.birth, Sex.FEMALE)
    assert (identity.residence, identity.issued, identity.expires) == (None, None, ANH.expires)
    assert set(identity.warnings) == {
        "number-from-zone",
        "birth-date-from-zone",
        "name-without-marks",
        "residence-missing",
        "expiry-from-zone",
    }


def test_the_century_of_the_zone_follows_from_the_number() -> None:
    for person in PEOPLE:
        identity = read_identity(citizen(person, dg13_with({1: person.number})))
        assert identity.birth_date == person.birth


def test_a_year_alone_is_kept_as_a_year() -> None:
    identity = read_identity(citizen(HANH, dg13_with({1: HANH.number, 3: "1955"})))
    assert (identity.birth_date, identity.birth_year) == (None, 1955)
    assert "birth-day-unknown" in identity.warnings


def test_a_number_of_another_year_is_warned_of() -> None:
    odd = replace(ANH, number="099399000017")
    assert "number-disagrees-with-birth" in read_identity(citizen(odd)).warnings


def test_a_long_name_cut_in_the_zone_is_the_same_name() -> None:
    long = replace(ANH, name="Nguyễn Thị Hoàng Ngọc Phương Khánh Linh")
    assert read_identity(citizen(long)).warnings == ()


def test_a_foreign_card_is_another_kind_of_card() -> None:
    zone = encoding.td1(ANH)
    foreign = tlv(0x61, tlv(0x5F1F, zone.replace("IDVNM", "IDUTO").encode()))
    with pytest.raises(CardError) as caught:
        read_identity(citizen(ANH, {FILE_DG1: foreign}))
    assert caught.value.error_id == "CRD-004"


@pytest.mark.parametrize(
    ("refuse_at", "word", "error"),
    [
        (1, 0x6D00, "CRD-004"),
        (2, 0x6A82, "CRD-004"),
        (2, 0x6982, "CRD-005"),
        (3, 0x6982, "CRD-005"),
        (5, 0x6A82, "CRD-004"),
        (8, 0x6F00, "CRD-005"),
    ],
)
def test_each_refusal_is_named(refuse_at: int, word: int, error: str) -> None:
    with pytest.raises(CardError) as caught:
        read_identity(citizen(ANH, refuse_at=refuse_at, refuse_with=word))
    assert caught.value.error_id == error
    assert f"{word:04X}" in caught.value.detail or "missing" in caught.value.detail


@given(mutated(encoding.dg1(ANH)), mutated(encoding.dg13(ANH)))
@settings(max_examples=150, deadline=None)
def test_mutated_files_end_in_a_person_or_a_named_error(first: bytes, second: bytes) -> None:
    for files in ({FILE_DG1: first}, {FILE_DG13: second}, {FILE_DG1: first, FILE_DG13: second}):
        identity = result_or_error_id(functools.partial(read_identity, citizen(ANH, files)))
        if isinstance(identity, str):
            assert identity in {"CRD-004", "CRD-005", "CRD-006", "CRD-007"}
        else:
            assert len(identity.number) == 12
            assert identity.name
