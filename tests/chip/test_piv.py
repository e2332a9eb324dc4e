"""The terminal's side of a staff card, spoken to a virtual card without a reader between."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.chip import piv
from kiosk.chip.apdu import Transmit
from kiosk.chip.errors import CardError
from kiosk.chip.piv import PinOutcome, PinResult
from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.piv_card import PivCard
from kiosk.devices.simulators.cards.smartcard_os import Faults
from kiosk.devices.simulators.cards.staff_ca import StaffCard, make_staff_ca, make_staff_card
from tests.chip.loopback import citizen, transmit_to

DIGEST = hashlib.sha256(b"nonce").digest()


@pytest.fixture
def technician(tmp_path: Path) -> StaffCard:
    """A technician's card with a PIN of eight digits."""
    return make_staff_card(tmp_path / "card", "KT-1", "technician", make_staff_ca(tmp_path), pin="24681012")


@pytest.fixture
def card(technician: StaffCard) -> Transmit:
    """The card, its application open."""
    transmit = transmit_to(PivCard(technician.folder))
    piv.select(transmit)
    return transmit


def test_certificate_pin_and_signature(card: Transmit, technician: StaffCard) -> None:
    assert piv.tries_left(card) == PinResult(PinOutcome.WRONG, 3)
    right = piv.verify_pin(card, technician.pin)
    assert (right.ok, right.error_id, right.tries_left) == (True, None, None)
    assert piv.tries_left(card).ok
    key = x509.load_der_x509_certificate(piv.read_certificate(card)).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(piv.sign(card, DIGEST), b"nonce", ec.ECDSA(hashes.SHA256()))


def test_wrong_pins_count_down_to_blocked(card: Transmit, technician: StaffCard) -> None:
    results = [piv.verify_pin(card, "999999") for _ in range(4)]
    assert [result.tries_left for result in results] == [2, 1, 0, 0]
    assert [result.error_id for result in results] == ["CRD-009", "CRD-009", "CRD-010", "CRD-010"]
    assert not piv.verify_pin(card, technician.pin).ok


def test_a_wrong_pin_takes_back_what_a_right_one_gave(card: Transmit, technician: StaffCard) -> None:
    assert piv.verify_pin(card, technician.pin).ok
    assert not piv.verify_pin(card, "999999").ok
    with pytest.raises(CardError, match="CRD-008"):
        piv.sign(card, DIGEST)


def test_only_a_digest_is_signed(card: Transmit) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        piv.sign(card, b"short")


def test_another_card_is_not_opened() -> None:
    with pytest.raises(CardError, match="CRD-004"):
        piv.select(citizen(PEOPLE[0]))


@pytest.mark.parametrize(
    "step",
    [piv.read_certificate, piv.tries_left, functools.partial(piv.sign, digest=DIGEST)],
    ids=["certificate", "PIN", "signature"],
)
def test_refusals_are_named(technician: StaffCard, step: Callable[[Transmit], object]) -> None:
    transmit = transmit_to(PivCard(technician.folder), Faults(refuse_at=2, refuse_with=0x6F00))
    piv.select(transmit)
    with pytest.raises(CardError) as caught:
        step(transmit)
    assert caught.value.error_id == "CRD-005"
    assert "6F00" in caught.value.detail


@pytest.mark.parametrize("answer", ["53 05 71 01 00 FE 00", "53 02 70 00"])
def test_a_container_without_a_certificate_is_named(answer: str) -> None:
    with pytest.raises(CardError, match="without a certificate"):
        piv.read_certificate(lambda command: (bytes.fromhex(answer), 0x9000))


def test_an_answer_without_a_signature_is_named() -> None:
    with pytest.raises(CardError, match="no signature"):
        piv.sign(lambda command: (bytes.fromhex("7C 02 81 00"), 0x9000), DIGEST)
