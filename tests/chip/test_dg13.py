"""Vietnam's own data group: read by structure, whatever its order, length forms and holes."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from datetime import date

import pytest
from asn1crypto import core
from hypothesis import given, settings

from kiosk.chip import dg13
from kiosk.chip.errors import CardError
from kiosk.devices.simulators.cards import encoding
from kiosk.devices.simulators.cards.encoding import tlv
from kiosk.devices.simulators.cards.people import PEOPLE
from tests.chip.loopback import mutated, result_or_error_id

BINH = PEOPLE[1]


def numbered(number: int, *values: bytes) -> bytes:
    return tlv(0x30, tlv(0x02, bytes([number])), *values)


def text(value: str) -> bytes:
    return tlv(0x0C, value.encode())


def test_an_address_of_more_than_127_bytes_is_whole() -> None:
    assert len(BINH.residence.encode()) > 127
    assert dg13.parse_dg13(encoding.dg13(BINH)).residence == BINH.residence


def test_only_what_intake_needs_is_taken_out() -> None:
    found = dg13.parse_dg13(encoding.dg13(BINH))
    taken = {field.name: getattr(found, field.name) for field in fields(found) if field.name != "raw"}
    for kept_back in (BINH.ethnicity, BINH.religion, BINH.father, BINH.mother, BINH.spouse, BINH.marks):
        assert kept_back not in taken.values()
    assert found.raw == encoding.dg13(BINH)
    assert BINH.name not in repr(found)


def test_without_the_outer_sequence_and_backwards_it_reads_the_same() -> None:
    entries = [numbered(12, text("03/11/2045")), numbered(2, text("Trần Đức Bình"))]
    entries.append(numbered(1, tlv(0x13, b"099085000024")))
    found = dg13.parse_dg13(tlv(0x6D, *entries))
    assert (found.number, found.name, found.expires) == ("099085000024", "Trần Đức Bình", "03/11/2045")
    assert (found.birth, found.sex, found.residence, found.issued) == (None, None, None, None)


def test_a_single_field_is_not_taken_for_the_outer_sequence() -> None:
    assert dg13.parse_dg13(tlv(0x6D, numbered(2, text("Bình")))).name == "Bình"


def test_an_independent_encoder_is_understood() -> None:
    class Entry(core.Sequence):  # type: ignore[misc]
        _fields = [("n", core.Integer), ("value", core.UTF8String)]  # noqa: RUF012 - asn1crypto's own form

    class Entries(core.SequenceOf):  # type: ignore[misc]
        _child_spec = Entry

    entries = Entries([{"n": 9, "value": BINH.residence}, {"n": 2, "value": BINH.name}])
    found = dg13.parse_dg13(tlv(0x6D, entries.dump()))
    assert (found.residence, found.name) == (BINH.residence, BINH.name)


def test_decomposed_letters_are_composed_and_controls_removed() -> None:
    apart = unicodedata.normalize("NFD", "Trần Đức\u202e Bình\n\x1b@\u16ff")
    found = dg13.parse_dg13(tlv(0x6D, numbered(2, text(apart))))
    assert found.name == "Trần Đức Bình @"


def test_unknown_repeated_and_broken_fields_are_survived() -> None:
    content = tlv(
        0x6D,
        tlv(
            0x30,
            numbered(77, text("mới")),
            numbered(2, text("Bình"), text("thừa")),
            numbered(2, text("An")),
            numbered(4, tlv(0x0C, b"\xff\xfe")),
            tlv(0x30, text("không số")),
            tlv(0x30, b"\x02\x01\x09\x0c\x7f"),
            tlv(0x30),
            tlv(0x04, b"x"),
            numbered(12, tlv(0x1E, "Không thời hạn".encode("utf-16-be"))),
            numbered(14),
        ),
    )
    found = dg13.parse_dg13(content)
    assert (found.name, found.sex, found.residence) == ("Bình", None, None)
    assert found.expires == "Không thời hạn"
    assert found.broken_fields == 4


@pytest.mark.parametrize("content", [b"", b"\x6d\x05\x30", encoding.dg1(BINH), encoding.dg13(BINH)[:-1]])
def test_a_broken_frame_is_named(content: bytes) -> None:
    with pytest.raises(CardError) as caught:
        dg13.parse_dg13(content)
    assert caught.value.error_id == "CRD-006"


@given(mutated(*(encoding.dg13(person) for person in PEOPLE)))
@settings(max_examples=500, deadline=None)
def test_a_mutated_file_is_read_or_named(content: bytes) -> None:
    found = result_or_error_id(lambda: dg13.parse_dg13(content))
    if isinstance(found, str):
        assert found == "CRD-006"
        return
    assert found.raw == content
    for value in (found.number, found.name, found.residence, found.expires):
        assert value is None or (0 < len(value) <= 512 and value.isprintable())


@pytest.mark.parametrize(
    ("written", "whole", "year"),
    [
        ("03/11/1985", date(1985, 11, 3), 1985),
        ("3/1/1985", date(1985, 1, 3), 1985),
        ("1985", None, 1985),
        ("11/1985", None, 1985),
        ("31/02/1985", None, None),
        ("", None, None),
        (None, None, None),
        ("1985-11-03", None, None),
    ],
)
def test_a_written_date_is_whole_or_a_year_or_nothing(
    written: str | None, whole: date | None, year: int | None
) -> None:
    assert (dg13.written_date(written), dg13.written_year(written)) == (whole, year)
