"""APDUs and files: the forms of the standard, and cards that answer in every way they may."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.chip import apdu, lds, piv, tlv
from kiosk.chip.apdu import CommandApdu
from kiosk.chip.errors import CardError
from kiosk.chip.lds import FileId
from kiosk.chip.piv import PinOutcome
from kiosk.devices.simulators.cards import encoding
from kiosk.devices.simulators.cards.citizen_card import FILE_DG13
from kiosk.devices.simulators.cards.people import PEOPLE
from tests.chip.loopback import citizen, mutated, result_or_error_id

ANH = PEOPLE[0]


@pytest.mark.parametrize(
    ("command", "encoded"),
    [
        (CommandApdu(0xA4, 0x00, 0x0C), "00A4000C"),
        (CommandApdu(0xB0, 0x00, 0x00, expected=256), "00B0000000"),
        (CommandApdu(0xA4, 0x02, 0x0C, b"\x01\x1e"), "00A4020C02011E"),
        (CommandApdu(0x87, 0, 0, b"\x7c\x00", 256), "00870000027C0000"),
        (CommandApdu(0xB0, 0, 0, expected=4096), "00B00000001000"),
        (CommandApdu(0xB0, 0, 0, expected=65536), "00B00000000000"),
        (CommandApdu(0xDB, 0, 0, bytes(256)), "00DB0000000100" + "00" * 256),
        (CommandApdu(0xDB, 0, 0, bytes(256), 256), "00DB0000000100" + "00" * 256 + "0100"),
    ],
)
def test_the_seven_cases_of_the_standard(command: CommandApdu, encoded: str) -> None:
    assert command.encode().hex().upper() == encoded


def scripted(*answers: tuple[bytes, int]) -> tuple[apdu.Transmit, list[bytes]]:
    sent: list[bytes] = []
    waiting = list(answers)

    def transmit(command: bytes) -> tuple[bytes, int]:
        sent.append(command)
        return waiting.pop(0)

    return transmit, sent


def test_a_wrong_length_is_asked_again_and_the_rest_is_fetched() -> None:
    transmit, sent = scripted((b"", 0x6C10), (b"ab", 0x6103), (b"cde", 0x9000))
    assert apdu.exchange(transmit, CommandApdu(0xB0, 0, 0, expected=256)) == (b"abcde", 0x9000)
    assert [command.hex() for command in sent] == ["00b0000000", "00b0000010", "00c0000003"]


def test_an_endless_response_is_ended() -> None:
    transmit, _ = scripted(*[(bytes(256), 0x6100)] * 400)
    with pytest.raises(CardError):
        apdu.exchange(transmit, CommandApdu(0xCB, 0x3F, 0xFF, expected=256))
    transmit, _ = scripted((b"a", 0x6101), (b"", 0x6101))
    with pytest.raises(CardError):
        apdu.exchange(transmit, CommandApdu(0xCB, 0x3F, 0xFF, expected=256))


def test_long_data_goes_in_a_chain_that_stops_at_a_refusal() -> None:
    transmit, sent = scripted((b"", 0x9000), (b"", 0x9000), (b"ok", 0x9000))
    assert apdu.exchange_chained(transmit, CommandApdu(0x87, 0, 0, bytes(600), 256)) == (b"ok", 0x9000)
    assert [command[0] for command in sent] == [0x10, 0x10, 0x00]
    assert sum(command[4] for command in sent) == 600
    transmit, sent = scripted((b"", 0x6883))
    assert apdu.exchange_chained(transmit, CommandApdu(0x87, 0, 0, bytes(600))) == (b"", 0x6883)


@given(st.integers(0, 70_000), st.integers(1, 223))
@settings(max_examples=25, deadline=None)
def test_a_file_of_any_size_is_read_in_any_pieces(size: int, pieces: int) -> None:
    content = tlv.encode(0x6D, bytes(value % 251 for value in range(size)))
    transmit = citizen(ANH, {FILE_DG13: content + b"padding"}, short_read=max(pieces, size // 2000 + 6))
    lds.select_application(transmit)
    assert lds.read_file(transmit, FileId.DG13) == content


def test_a_file_that_ends_early_is_named() -> None:
    transmit = citizen(ANH, {FILE_DG13: encoding.dg13(ANH)[:100]})
    lds.select_application(transmit)
    with pytest.raises(CardError) as caught:
        lds.read_file(transmit, FileId.DG13)
    assert caught.value.error_id == "CRD-006"


def test_the_table_of_contents_is_read() -> None:
    transmit = citizen(ANH)
    lds.select_application(transmit)
    assert lds.read_file(transmit, FileId.COM) == encoding.ef_com(b"\x61\x6d")


@pytest.mark.parametrize(
    ("word", "outcome", "left"),
    [
        (0x9000, PinOutcome.OK, None),
        (0x63C2, PinOutcome.WRONG, 2),
        (0x63C0, PinOutcome.BLOCKED, 0),
        (0x6983, PinOutcome.BLOCKED, 0),
    ],
)
def test_what_a_card_says_of_a_pin(word: int, outcome: PinOutcome, left: int | None) -> None:
    transmit, sent = scripted((b"", word))
    result = piv.verify_pin(transmit, "246810")
    assert (result.outcome, result.tries_left) == (outcome, left)
    assert sent == [bytes.fromhex("00200080 08 323436383130FFFF")]


def test_an_odd_answer_to_a_pin_is_an_error() -> None:
    transmit, _ = scripted((b"", 0x6A88))
    with pytest.raises(CardError) as caught:
        piv.verify_pin(transmit, "246810")
    assert "246810" not in str(caught.value)


CONTAINER = tlv.encode(0x53, tlv.encode(0x70, bytes(300)), tlv.encode(0x71, b"\0"), b"\xfe\0")
SIGNED = tlv.encode(0x7C, tlv.encode(0x82, bytes(70)))


@given(mutated(CONTAINER), mutated(SIGNED))
@settings(max_examples=200, deadline=None)
def test_mutated_answers_of_a_staff_card_are_read_or_named(container: bytes, signed: bytes) -> None:
    certificate = result_or_error_id(lambda: piv.read_certificate(scripted((container, 0x9000))[0]))
    assert certificate == "CRD-006" or (certificate and isinstance(certificate, bytes))
    signature = result_or_error_id(lambda: piv.sign(scripted((signed, 0x9000))[0], bytes(32)))
    assert signature == "CRD-006" or (signature and isinstance(signature, bytes))


def test_a_compressed_or_missing_certificate_is_named() -> None:
    compressed = tlv.encode(0x53, tlv.encode(0x70, b"x"), tlv.encode(0x71, b"\x01"))
    with pytest.raises(CardError, match="compressed"):
        piv.read_certificate(scripted((compressed, 0x9000))[0])
    with pytest.raises(CardError) as caught:
        piv.read_certificate(scripted((b"", 0x6A82))[0])
    assert caught.value.error_id == "CRD-004"
