"""Staff cards: what the card says of a PIN, and a signature that only the right card can make."""

from __future__ import annotations

import functools
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.chip import piv
from kiosk.chip.apdu import Transmit
from kiosk.chip.piv import PinOutcome, PinResult
from kiosk.devices.contract import Completion, CompletionCode
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.slot import CardSlot
from kiosk.devices.simulators.cards.staff_ca import StaffCard, load_staff_ca, make_staff_ca, make_staff_card
from tests.pcsc import Watched

NONCE = bytes(range(32))
WRONG = "135791"


@pytest.fixture
def officer(tmp_path: Path, card_slot: CardSlot, card_reader: Watched) -> StaffCard:
    """An officer's card that lies on the reader."""
    make_staff_ca(tmp_path / "ca")
    card = make_staff_card(tmp_path / "card", "CB-0007", "officer", load_staff_ca(tmp_path / "ca"))
    card_slot.lay(spec.staff(card.folder))
    card_reader.until_media("present")
    return card


def present_pin(watched: Watched, pin: str) -> PinResult:
    def use(transmit: Transmit) -> PinResult:
        piv.select(transmit)
        return piv.verify_pin(transmit, pin)

    ending = watched.reader.with_card("pin", use, 5).wait(6)
    assert ending.value is not None, ending
    return ending.value


def answer(watched: Watched, pin: str | None) -> Completion[tuple[bytes, bytes]]:
    def use(transmit: Transmit) -> tuple[bytes, bytes]:
        piv.select(transmit)
        certificate = piv.read_certificate(transmit)
        if pin is not None:
            assert piv.verify_pin(transmit, pin).ok
        return certificate, piv.sign(transmit, hashlib.sha256(NONCE).digest())

    return watched.reader.with_card("challenge", use, 5).wait(6)


def test_the_signature_verifies_against_certificate_and_authority(
    officer: StaffCard, card_reader: Watched, tmp_path: Path
) -> None:
    ending = answer(card_reader, officer.pin)
    assert ending.value is not None, ending
    der, signature = ending.value
    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(load_staff_ca(tmp_path / "ca").certificate)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signature, NONCE, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, NONCE[::-1], ec.ECDSA(hashes.SHA256()))
    names = {attribute.oid: attribute.value for attribute in certificate.subject}
    assert names[NameOID.COMMON_NAME] == "CB-0007"
    assert names[NameOID.ORGANIZATIONAL_UNIT_NAME] == "officer"
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert timedelta(days=60) <= life < timedelta(days=61)


def test_a_certificate_longer_than_one_response_comes_whole(officer: StaffCard, card_reader: Watched) -> None:
    ending = answer(card_reader, officer.pin)
    assert ending.value is not None
    assert len(ending.value[0]) > 256
    assert ending.value[0] == (officer.folder / "cert.der").read_bytes()


def test_without_a_pin_the_card_does_not_sign(officer: StaffCard, card_reader: Watched) -> None:
    ending = answer(card_reader, None)
    assert (ending.code, ending.error_id) == (CompletionCode.COMMAND_ERROR_CODE, "CRD-008")


def test_a_pin_is_forgotten_when_the_reader_lets_go_of_the_card(
    officer: StaffCard, card_reader: Watched
) -> None:
    assert present_pin(card_reader, officer.pin).ok
    assert answer(card_reader, None).error_id == "CRD-008"


def test_three_wrong_pins_block_the_card_for_good(
    officer: StaffCard, card_slot: CardSlot, card_reader: Watched
) -> None:
    assert present_pin(card_reader, WRONG) == PinResult(PinOutcome.WRONG, 2)
    assert present_pin(card_reader, WRONG) == PinResult(PinOutcome.WRONG, 1)
    card_slot.lift()
    card_reader.until_media("notPresent")
    card_slot.lay(spec.staff(officer.folder))
    card_reader.until_media("present")
    blocked = present_pin(card_reader, WRONG)
    assert blocked == PinResult(PinOutcome.BLOCKED, 0)
    assert blocked.error_id == "CRD-010"
    assert present_pin(card_reader, officer.pin) == PinResult(PinOutcome.BLOCKED, 0)
    assert answer(card_reader, None).error_id == "CRD-008"


def test_the_right_pin_gives_the_tries_back(officer: StaffCard, card_reader: Watched) -> None:
    assert present_pin(card_reader, WRONG).tries_left == 2
    assert present_pin(card_reader, officer.pin).ok
    assert present_pin(card_reader, WRONG).tries_left == 2


def test_a_pin_that_is_none_costs_no_try(officer: StaffCard, card_reader: Watched) -> None:
    for nonsense in ("12345", "123456789", "12345a", "١٢٣٤٥٦"):
        ending = card_reader.reader.with_card("pin", functools.partial(_refused, nonsense), 5).wait(6)
        assert ending.value == PinResult(PinOutcome.WRONG, 3)


def _refused(pin: str, transmit: Transmit) -> PinResult:
    piv.select(transmit)
    with pytest.raises(ValueError, match="six to eight digits"):
        piv.verify_pin(transmit, pin)
    return piv.tries_left(transmit)


def test_a_citizen_card_is_no_staff_card(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.lay(spec.citizen(PEOPLE[0]))
    card_reader.until_media("present")
    ending = answer(card_reader, WRONG)
    assert (ending.code, ending.error_id) == (CompletionCode.UNSUPPORTED_COMMAND, "CRD-004")


def test_a_card_pulled_while_signing_is_named(
    officer: StaffCard, card_slot: CardSlot, card_reader: Watched
) -> None:
    exchanges = card_slot.state().exchanges
    card_slot.fault(pull_at=exchanges + 2)
    ending = answer(card_reader, officer.pin)
    assert (ending.code, ending.error_id) == (CompletionCode.USER_ERROR, "CRD-001")
