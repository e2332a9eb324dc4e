"""A Vietnamese citizen's card that opens its files without access control, so it proves nothing."""

from __future__ import annotations

from kiosk.devices.simulators.cards import encoding, smartcard_os
from kiosk.devices.simulators.cards.people import Person
from kiosk.devices.simulators.cards.smartcard_os import Request, VirtualCard

LDS1 = bytes.fromhex("A0000002471001")
FILE_COM = 0x011E
FILE_DG1 = 0x0101
FILE_DG13 = 0x010D


class CitizenCard(VirtualCard):
    """LDS1 of ICAO Doc 9303-10 with EF.COM, DG1 and DG13; commands of ISO 7816-4."""

    kind = "citizen"
    # contactless card behind a PC/SC reader (PC/SC part 3, 3.1.3.2.3.1), no historical bytes
    atr = bytes.fromhex("3B80800101")

    def __init__(self, person: Person, files: dict[int, bytes] | None = None) -> None:
        """The files are made from the person unless `files` (EF id -> bytes) replaces some."""
        self._files = {
            FILE_COM: encoding.ef_com(bytes([0x61, 0x6D])),
            FILE_DG1: encoding.dg1(person),
            FILE_DG13: encoding.dg13(person),
        }
        self._files.update(files or {})
        self._application = False
        self._selected: int | None = None

    def reset(self) -> None:
        """Back to the master file."""
        self._application = False
        self._selected = None

    def respond(self, request: Request) -> tuple[bytes, int]:
        """SELECT and READ BINARY; everything else does not exist."""
        if request.cla != 0x00:
            return b"", smartcard_os.SW_CLA_NOT_SUPPORTED
        if request.ins == 0xA4:
            return b"", self._select(request)
        if request.ins == 0xB0:
            return self._read(request)
        if request.ins == 0xB1:
            return self._read_odd(request)
        return b"", smartcard_os.SW_INS_NOT_SUPPORTED

    def _select(self, request: Request) -> int:
        if request.p1 == 0x00:
            # Vietnamese cards know no SELECT of the master file
            return smartcard_os.SW_INS_NOT_SUPPORTED
        if request.p1 == 0x04:
            if request.data != LDS1:
                return smartcard_os.SW_NOT_FOUND
            self._application, self._selected = True, None
            return smartcard_os.SW_OK
        if request.p1 != 0x02 or len(request.data) != 2:
            return smartcard_os.SW_WRONG_P1P2
        file = int.from_bytes(request.data, "big")
        if not self._application or file not in self._files:
            return smartcard_os.SW_NOT_FOUND
        self._selected = file
        return smartcard_os.SW_OK

    def _read(self, request: Request) -> tuple[bytes, int]:
        offset = request.p1 << 8 | request.p2
        if request.p1 & 0x80:
            wanted = 0x0100 | (request.p1 & 0x1F)
            if not self._application or wanted not in self._files:
                return b"", smartcard_os.SW_NOT_FOUND
            self._selected, offset = wanted, request.p2
        return self._cut(offset, request.expected)

    def _read_odd(self, request: Request) -> tuple[bytes, int]:
        """INS B1: the offset in a data object 54, the answer within 53 (for offsets over 32767)."""
        data = request.data
        if len(data) < 3 or data[0] != 0x54 or data[1] != len(data) - 2:
            return b"", smartcard_os.SW_WRONG_DATA
        body, word = self._cut(int.from_bytes(data[2:], "big"), request.expected)
        return (encoding.tlv(0x53, body) if word == smartcard_os.SW_OK else b""), word

    def _cut(self, offset: int, expected: int | None) -> tuple[bytes, int]:
        if self._selected is None:
            return b"", smartcard_os.SW_CONDITIONS
        content = self._files[self._selected]
        if offset > len(content):
            return b"", smartcard_os.SW_BEYOND_END
        return content[offset : offset + (expected or 0)], smartcard_os.SW_OK
