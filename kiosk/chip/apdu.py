"""Command and response APDUs (ISO 7816-3, 12.1.3; ISO 7816-4, 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.chip.errors import malformed

Transmit = Callable[[bytes], tuple[bytes, int]]
"""Carries one command APDU to the card; returns its data and its status word."""

OK = 0x9000
END_OF_FILE = 0x6282
SECURITY_STATUS = 0x6982
AUTHENTICATION_BLOCKED = 0x6983
FILE_NOT_FOUND = 0x6A82
INS_NOT_SUPPORTED = 0x6D00

_MAX_RESPONSE = 1 << 16
_CHAINING = 0x10
_SHORT_DATA = 255


@dataclass(frozen=True)
class CommandApdu:
    """A command; `expected` (Ne) is the number of bytes wanted, 256 for all of a short response."""

    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    expected: int | None = None
    cla: int = 0x00

    def encode(self) -> bytes:
        """The bytes; the extended form only when data or expectation need it."""
        head = bytes([self.cla, self.ins, self.p1, self.p2])
        if len(self.data) > _SHORT_DATA or (self.expected or 0) > 256:
            return head + self._extended()
        body = bytes([len(self.data)]) + self.data if self.data else b""
        return head + body + (b"" if self.expected is None else bytes([self.expected & 0xFF]))

    def _extended(self) -> bytes:
        body = b"\x00" + len(self.data).to_bytes(2, "big") + self.data if self.data else b"\x00"
        return body + (b"" if self.expected is None else (self.expected & 0xFFFF).to_bytes(2, "big"))


def exchange(transmit: Transmit, command: CommandApdu) -> tuple[bytes, int]:
    """Send a command and gather its whole response.

    6Cxx (wrong Le) is answered by asking again with the right one, 61xx by GET RESPONSE.
    """
    data, word = transmit(command.encode())
    if word >> 8 == 0x6C:
        again = CommandApdu(
            command.ins, command.p1, command.p2, command.data, word & 0xFF or 256, command.cla
        )
        data, word = transmit(again.encode())
    whole = bytearray(data)
    while word >> 8 == 0x61:
        data, word = transmit(CommandApdu(0xC0, 0x00, 0x00, expected=word & 0xFF or 256).encode())
        if (not data and word >> 8 == 0x61) or len(whole) > _MAX_RESPONSE:
            raise malformed("response without end")
        whole += data
    return bytes(whole), word


def exchange_chained(transmit: Transmit, command: CommandApdu) -> tuple[bytes, int]:
    """Like `exchange`, with data of any length cut into a chain of short commands."""
    data = command.data
    while len(data) > _SHORT_DATA:
        part, data = data[:_SHORT_DATA], data[_SHORT_DATA:]
        link = CommandApdu(command.ins, command.p1, command.p2, part, None, command.cla | _CHAINING)
        _, word = exchange(transmit, link)
        if word != OK:
            return b"", word
    last = CommandApdu(command.ins, command.p1, command.p2, data, command.expected, command.cla)
    return exchange(transmit, last)
