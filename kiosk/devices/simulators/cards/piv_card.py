"""A staff card: the PIV application of NIST SP 800-73-4 with the authentication key 9A and a PIN."""

from __future__ import annotations

import hmac
import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.devices.simulators.cards import smartcard_os
from kiosk.devices.simulators.cards.encoding import tlv
from kiosk.devices.simulators.cards.smartcard_os import Request, VirtualCard

PIV = bytes.fromhex("A000000308000010000100")
CERTIFICATE_9A = bytes.fromhex("5FC105")
ECC_P256 = 0x11
KEY_9A = 0x9A
PIN_TRIES = 3
_CHAINED = 0x10


class PivCard(VirtualCard):
    """The card in one folder of `staff_ca`; its retry counter outlives the laying, as on plastic."""

    kind = "piv"
    atr = bytes.fromhex("3B80800101")

    def __init__(self, folder: Path) -> None:
        """Read key, certificate and PIN from `folder`."""
        key = load_pem_private_key((folder / "key.pem").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key = key
        certificate = (folder / "cert.der").read_bytes()
        self._container = tlv(0x53, tlv(0x70, certificate), tlv(0x71, b"\x00"), tlv(0xFE))
        self._state_file = folder / "card.json"
        self.reset()

    def reset(self) -> None:
        """Selected application, verified PIN and half-sent chains are forgotten."""
        self._application = False
        self._verified = False
        self._chain = b""
        self._rest = b""

    def respond(self, request: Request) -> tuple[bytes, int]:
        """SELECT, GET DATA, VERIFY, GENERAL AUTHENTICATE, GET RESPONSE (SP 800-73-4 part 2)."""
        if request.cla & ~_CHAINED:
            return b"", smartcard_os.SW_CLA_NOT_SUPPORTED
        if request.ins == 0xC0:
            return self._hand_over(request, self._rest)
        self._rest = b""
        if request.cla & _CHAINED:
            self._chain += request.data
            return b"", smartcard_os.SW_OK
        data, self._chain = self._chain + request.data, b""
        if request.ins == 0xA4:
            return self._select(request, data)
        if not self._application:
            return b"", smartcard_os.SW_INS_NOT_SUPPORTED
        return self._in_application(request, data)

    def _in_application(self, request: Request, data: bytes) -> tuple[bytes, int]:
        if request.ins == 0xCB:
            return self._get_data(request, data)
        if request.ins == 0x20:
            return b"", self._verify(request, data)
        if request.ins == 0x87:
            return self._authenticate(request, data)
        return b"", smartcard_os.SW_INS_NOT_SUPPORTED

    def _hand_over(self, request: Request, content: bytes) -> tuple[bytes, int]:
        """As much as asked for; 61xx says how much waits."""
        wanted = request.expected or 256
        part, self._rest = content[:wanted], content[wanted:]
        if not self._rest:
            return part, smartcard_os.SW_OK
        return part, 0x6100 | (len(self._rest) if len(self._rest) < 256 else 0)

    def _select(self, request: Request, data: bytes) -> tuple[bytes, int]:
        # the version bytes at the end may be left out by the terminal
        if request.p1 != 0x04 or len(data) < 9 or not PIV.startswith(data):
            self._application = self._verified = False
            return b"", smartcard_os.SW_NOT_FOUND
        self._application = True
        template = tlv(0x61, tlv(0x4F, PIV[5:]), tlv(0x79, tlv(0x4F, PIV[:5])))
        return self._hand_over(request, template)

    def _get_data(self, request: Request, data: bytes) -> tuple[bytes, int]:
        if (request.p1, request.p2) != (0x3F, 0xFF):
            return b"", smartcard_os.SW_WRONG_P1P2
        if data != tlv(0x5C, CERTIFICATE_9A):
            return b"", smartcard_os.SW_NOT_FOUND
        return self._hand_over(request, self._container)

    def _verify(self, request: Request, data: bytes) -> int:
        if (request.p1, request.p2) != (0x00, 0x80):
            return smartcard_os.SW_REFERENCE_NOT_FOUND
        state = json.loads(self._state_file.read_text())
        tries = int(state["tries_left"])
        if not data:
            if self._verified:
                return smartcard_os.SW_OK
            return 0x63C0 | tries if tries else smartcard_os.SW_BLOCKED
        if tries == 0:
            return smartcard_os.SW_BLOCKED
        if len(data) != 8:
            return smartcard_os.SW_WRONG_DATA
        self._verified = hmac.compare_digest(data, str(state["pin"]).encode("ascii").ljust(8, b"\xff"))
        state["tries_left"] = PIN_TRIES if self._verified else tries - 1
        self._state_file.write_text(json.dumps(state))
        if self._verified:
            return smartcard_os.SW_OK
        return 0x63C0 | state["tries_left"] if state["tries_left"] else smartcard_os.SW_BLOCKED

    def _authenticate(self, request: Request, data: bytes) -> tuple[bytes, int]:
        """Sign a SHA-256 digest: 7C { 82 empty, 81 digest } -> 7C { 82 ECDSA signature in DER }."""
        if (request.p1, request.p2) != (ECC_P256, KEY_9A):
            return b"", smartcard_os.SW_WRONG_P1P2
        if not self._verified:
            return b"", smartcard_os.SW_SECURITY_STATUS
        digest = data[-32:]
        if data != tlv(0x7C, tlv(0x82), tlv(0x81, digest)):
            return b"", smartcard_os.SW_WRONG_DATA
        signature = self._key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        return self._hand_over(request, tlv(0x7C, tlv(0x82, signature)))
