"""Data objects: what DER says is read, what is broken is named, nothing else happens."""

from __future__ import annotations

import pytest
from asn1crypto import core, parser
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.chip import tlv
from kiosk.chip.errors import CardError
from kiosk.devices.simulators.cards import encoding
from kiosk.devices.simulators.cards.people import PEOPLE
from tests.chip.loopback import mutated, result_or_error_id

DG13 = encoding.dg13(PEOPLE[1])


@given(st.sampled_from((0x04, 0x30, 0x61, 0x7C, 0x5F1F, 0x7F49)), st.binary(max_size=70_000))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_again(tag: int, value: bytes) -> None:
    found = tlv.only(tlv.encode(tag, value), tag)
    assert (found.value, found.size) == (value, len(tlv.encode(tag, value)))


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_an_independent_encoder_is_understood(value: bytes) -> None:
    assert tlv.only(core.OctetString(value).dump(), 0x04).value == value


@given(mutated(DG13, encoding.dg1(PEOPLE[0]), tlv.encode(0x53, tlv.encode(0x70, bytes(300)))))
@settings(max_examples=400, deadline=None)
def test_broken_input_is_named_or_agrees_with_an_independent_parser(data: bytes) -> None:
    found = result_or_error_id(lambda: tlv.read(data))
    if isinstance(found, str):
        assert found == "CRD-006"
        return
    if data[0] & 0x1F == 0x1F and data[1] < 0x1F:
        # the form of ICAO's 5F01, which X.690 forbids
        return
    _, _, _, header, content, trailer = parser.parse(data)
    assert (found.value, found.size) == (content, len(header) + len(content) + len(trailer))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "30",
        "3002 01",
        "3080 0000",
        "308101 00",
        "30820001 00",
        "308200C8" + "00" * 200,
        "3084 00000001 00",
        "0000",
        "FF00",
        "1F8181 8101 00",
        "1F8001 00",
        "3083 FFFFFF 00",
    ],
)
def test_forbidden_forms_are_refused(data: str) -> None:
    with pytest.raises(CardError):
        tlv.read(bytes.fromhex(data))


def test_longer_length_forms_pass_where_ber_is_allowed() -> None:
    assert tlv.only(bytes.fromhex("53 82 0001 AA"), 0x53, strict=False).value == b"\xaa"
    with pytest.raises(CardError):
        tlv.only(bytes.fromhex("53 80 AA 0000"), 0x53, strict=False)


def test_gaps_and_floods_end_a_walk() -> None:
    with pytest.raises(CardError):
        list(tlv.walk(bytes.fromhex("0401AA 04")))
    with pytest.raises(CardError):
        list(tlv.walk(b"\x04\x00" * (tlv.MAX_OBJECTS + 1)))


def test_a_primitive_object_has_no_children() -> None:
    with pytest.raises(CardError):
        tlv.only(bytes.fromhex("5F1F 01 AA"), 0x5F1F).children()
    assert tlv.only(bytes.fromhex("7F49 03 8101AA"), 0x7F49).children()[0].value == b"\xaa"
