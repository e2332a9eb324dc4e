"""What every virtual card has in common: the command APDU taken apart, and the faults it can be told."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass

SW_OK = 0x9000
SW_WRONG_LENGTH = 0x6700
SW_SECURITY_STATUS = 0x6982
SW_BLOCKED = 0x6983
SW_CONDITIONS = 0x6985
SW_WRONG_DATA = 0x6A80
SW_NOT_FOUND = 0x6A82
SW_WRONG_P1P2 = 0x6A86
SW_REFERENCE_NOT_FOUND = 0x6A88
SW_BEYOND_END = 0x6B00
SW_INS_NOT_SUPPORTED = 0x6D00
SW_CLA_NOT_SUPPORTED = 0x6E00


@dataclass(frozen=True)
class Request:
    """A command APDU. `expected` is None when the terminal asks for no data, 256 or 65536 for "all"."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    expected: int | None
    extended: bool


def take_apart(apdu: bytes) -> Request | None:
    """The seven cases of ISO 7816-3, 12.1.3; None when the lengths do not fit."""
    if len(apdu) < 4:
        return None
    cla, ins, p1, p2 = apdu[:4]
    body = apdu[4:]
    if not body:
        return Request(cla, ins, p1, p2, b"", None, False)
    if len(body) == 1:
        return Request(cla, ins, p1, p2, b"", body[0] or 256, False)
    if body[0]:
        return _short(apdu[:4], body)
    return _extended(apdu[:4], body)


def _short(head: bytes, body: bytes) -> Request | None:
    data, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
    if len(data) != body[0] or len(rest) > 1:
        return None
    expected = (rest[0] or 256) if rest else None
    return Request(head[0], head[1], head[2], head[3], data, expected, False)


def _extended(head: bytes, body: bytes) -> Request | None:
    if len(body) < 3:
        return None
    size = int.from_bytes(body[1:3], "big")
    if len(body) == 3:
        return Request(head[0], head[1], head[2], head[3], b"", size or 65536, True)
    data, rest = body[3 : 3 + size], body[3 + size :]
    if len(data) != size or len(rest) not in (0, 2):
        return None
    expected = (int.from_bytes(rest, "big") or 65536) if rest else None
    return Request(head[0], head[1], head[2], head[3], data, expected, True)


class VirtualCard(ABC):
    """A card's operating system: it answers one APDU after the other, and forgets at reset."""

    kind: str
    atr: bytes

    @abstractmethod
    def reset(self) -> None:
        """Power was cut or the reader reset the card."""

    @abstractmethod
    def respond(self, request: Request) -> tuple[bytes, int]:
        """The data and the status word."""


@dataclass
class Faults:
    """What goes wrong. APDUs count from 1 since the card was laid; 0 or None means never."""

    pull_at: int = 0
    refuse_at: int = 0
    refuse_with: int = SW_INS_NOT_SUPPORTED
    delay_s: float = 0.0
    short_read: int = 0
    hang_at: int = 0


class PulledError(Exception):
    """The person took the card away in the middle of an exchange."""


class FaultyCard:
    """A card as the reader meets it: the real one behind the faults somebody asked for."""

    def __init__(self, card: VirtualCard, faults: Faults) -> None:
        """Lay `card` with `faults`; both may be changed while it lies there."""
        self.card = card
        self.faults = faults
        self.exchanges = 0
        self._gone = threading.Event()

    def take_away(self) -> None:
        """End every delay: the card no longer lies there."""
        self._gone.set()

    def answer(self, apdu: bytes) -> bytes:
        """The response APDU; raises `PulledError` instead of answering when told so."""
        self.exchanges += 1
        faults = self.faults
        if faults.pull_at == self.exchanges:
            raise PulledError
        if faults.delay_s:
            self._gone.wait(faults.delay_s)
        if faults.hang_at == self.exchanges:
            self._gone.wait()
        if faults.refuse_at == self.exchanges:
            return faults.refuse_with.to_bytes(2, "big")
        request = take_apart(apdu)
        if request is None:
            return SW_WRONG_LENGTH.to_bytes(2, "big")
        data, word = self.card.respond(request)
        if faults.short_read and request.ins == 0xB0:
            data = data[: faults.short_read]
        return data + word.to_bytes(2, "big")
