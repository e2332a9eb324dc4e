"""The terminal's side of a PIV card (NIST SP 800-73-4 part 2): certificate, PIN and key of slot 9A."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.chip import apdu, tlv
from kiosk.chip.apdu import CommandApdu, Transmit
from kiosk.chip.errors import CardError, CardErrorKind, malformed, not_supported, refused

APPLICATION = bytes.fromhex("A000000308000010000100")
_CERTIFICATE_9A = bytes.fromhex("5FC105")
_CONTAINER, _CERTIFICATE, _CERT_INFO = 0x53, 0x70, 0x71
_DYNAMIC, _CHALLENGE, _RESPONSE = 0x7C, 0x81, 0x82
_ECC_P256, _KEY_9A, _PIN_REFERENCE = 0x11, 0x9A, 0x80
_DIGEST_SIZE = 32
_PIN_SIZE = 8
_COMPRESSED = 0x01


class PinOutcome(StrEnum):
    """What the card said of a PIN."""

    OK = "ok"
    WRONG = "wrong"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class PinResult:
    """`tries_left` is None when the PIN was right."""

    outcome: PinOutcome
    tries_left: int | None = None

    @property
    def ok(self) -> bool:
        """Whether the card now signs."""
        return self.outcome is PinOutcome.OK

    @property
    def error_id(self) -> str | None:
        """CRD-009 for a wrong PIN, CRD-010 for a blocked card."""
        return {PinOutcome.WRONG: "CRD-009", PinOutcome.BLOCKED: "CRD-010"}.get(self.outcome)


def select(transmit: Transmit) -> None:
    """Open the PIV application; CardError CRD-004 when the card has none."""
    _, word = apdu.exchange(transmit, CommandApdu(0xA4, 0x04, 0x00, APPLICATION, 256))
    if word != apdu.OK:
        raise not_supported(f"SELECT PIV {word:04X}")


def read_certificate(transmit: Transmit) -> bytes:
    """The X.509 certificate of slot 9A in DER, not yet verified in any way."""
    wanted = tlv.encode(0x5C, _CERTIFICATE_9A)
    data, word = apdu.exchange(transmit, CommandApdu(0xCB, 0x3F, 0xFF, wanted, 256))
    if word == apdu.FILE_NOT_FOUND:
        raise not_supported("no certificate in slot 9A")
    if word != apdu.OK:
        raise refused(f"GET DATA {word:04X}")
    # SP 800-73-4 part 1 writes container lengths in BER, not always the shortest form
    objects = list(tlv.walk(tlv.only(data, _CONTAINER, strict=False).value, strict=False))
    certificate = tlv.first(objects, _CERTIFICATE)
    if certificate is None or not certificate.value:
        raise malformed("container without a certificate")
    info = tlv.first(objects, _CERT_INFO)
    if info is not None and info.value[:1] and info.value[0] & _COMPRESSED:
        raise malformed("compressed certificate")
    return certificate.value


def tries_left(transmit: Transmit) -> PinResult:
    """Ask without presenting a PIN; BLOCKED with 0 when there are no tries left."""
    return _pin_result(apdu.exchange(transmit, CommandApdu(0x20, 0x00, _PIN_REFERENCE))[1])


def verify_pin(transmit: Transmit, pin: str) -> PinResult:
    """Present a PIN of six to eight digits; the card counts the wrong ones.

    ValueError when it is no such PIN: nothing was sent, no try is lost.
    """
    if not (6 <= len(pin) <= _PIN_SIZE and pin.isascii() and pin.isdigit()):
        raise ValueError("a PIN has six to eight digits")
    padded = pin.encode("ascii").ljust(_PIN_SIZE, b"\xff")
    return _pin_result(apdu.exchange(transmit, CommandApdu(0x20, 0x00, _PIN_REFERENCE, padded))[1])


def sign(transmit: Transmit, digest: bytes) -> bytes:
    """ECDSA P-256 signature (DER) of slot 9A over a SHA-256 digest of 32 bytes.

    CardError CRD-008 when the PIN was not verified since the card was laid.
    """
    if len(digest) != _DIGEST_SIZE:
        raise ValueError("a SHA-256 digest has 32 bytes")
    template = tlv.encode(_DYNAMIC, tlv.encode(_RESPONSE), tlv.encode(_CHALLENGE, digest))
    command = CommandApdu(0x87, _ECC_P256, _KEY_9A, template, 256)
    data, word = apdu.exchange_chained(transmit, command)
    if word == apdu.SECURITY_STATUS:
        raise CardError(CardErrorKind.REFUSED, "CRD-008", "PIN not verified")
    if word != apdu.OK:
        raise refused(f"GENERAL AUTHENTICATE {word:04X}")
    answer = tlv.only(data, _DYNAMIC, strict=False).children(strict=False)
    signature = tlv.first(answer, _RESPONSE)
    if signature is None or not signature.value:
        raise malformed("no signature in the answer")
    return signature.value


def _pin_result(word: int) -> PinResult:
    if word == apdu.OK:
        return PinResult(PinOutcome.OK)
    if word == apdu.AUTHENTICATION_BLOCKED or word == 0x63C0:
        return PinResult(PinOutcome.BLOCKED, 0)
    if word & 0xFFF0 == 0x63C0:
        return PinResult(PinOutcome.WRONG, word & 0x0F)
    raise refused(f"VERIFY {word:04X}")
