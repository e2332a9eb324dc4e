"""From a well-formed message to one that no honest process would send."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Sequence
from typing import Any

from kiosk.messages.wire import Message

_HEAD = struct.Struct(">II")
NASTY: tuple[Any, ...] = (
    None, True, 0, -1, 24, 25, 2**31, 2**63, 10**40, 1e308, float("nan"), "", " ", "\x00", "\ud800", "²³",
    "A" * 300, "A" * 70_000, "../../state/journal.db", "%s%n", "'; DROP TABLE events;--", "0" * 64, "zz" * 32,
    "DSK1:cover:x:AAAA", "DSK1:deposit:N-0001-261120-0001-00:" + "A" * 26, [], {}, [[]], {"kind": "x"},
)  # fmt: skip


def framed(text: bytes, raw: bytes = b"") -> bytes:
    """A frame as the wire wants it."""
    return _HEAD.pack(_HEAD.size + len(text) + len(raw), len(text)) + text + raw


def spoken(message: Message, raw: bytes = b"") -> bytes:
    """A message as an honest process sends it."""
    return framed(_text(message.kind, message.model_dump(mode="json")), raw)


def _text(kind: str, body: Any) -> bytes:
    return json.dumps({"kind": kind, "body": body}).encode("utf-8", "surrogatepass")


class Mangler:
    """Changes one thing of a message, or of its bytes."""

    def __init__(self, chance: random.Random, kinds: Sequence[str], known: Sequence[str]) -> None:
        """`kinds` of the vocabulary; `known` are ids that were heard of, and grow."""
        self._chance = chance
        self._kinds = kinds
        self._known = known

    def mangled(self, message: Message, raw: bytes) -> bytes:
        """The frame of something like it."""
        chance, kind = self._chance, message.kind
        body: dict[str, Any] = message.model_dump(mode="json")
        match chance.randrange(9):
            case 0 | 1 | 2 if body:
                body[chance.choice(list(body))] = chance.choice(NASTY)
            case 3 if body and self._known:
                body[chance.choice(list(body))] = chance.choice(self._known[-200:])
            case 4 if body:
                del body[chance.choice(list(body))]
            case 5:
                body[chance.choice(("x", "grant", "kind", "compartment"))] = chance.choice(NASTY)
            case 6:
                kind = chance.choice(self._kinds)
            case 7:
                raw = self._other_bytes(raw)
            case _:
                return self._broken(framed(_text(kind, body), raw))
        return framed(_text(kind, body), raw)

    def _other_bytes(self, raw: bytes) -> bytes:
        match self._chance.randrange(4):
            case 0:
                return b""
            case 1:
                return self._chance.randbytes(self._chance.randrange(2000))
            case 2:
                return raw[: self._chance.randrange(len(raw) + 1)]
            case _:
                return self._flipped(raw)

    def _flipped(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._chance.randint(1, 3)):
            if changed:
                changed[self._chance.randrange(len(changed))] ^= 1 << self._chance.randrange(8)
        return bytes(changed)

    def _broken(self, frame: bytes) -> bytes:
        head, rest = frame[: _HEAD.size], frame[_HEAD.size :]
        match self._chance.randrange(4):
            case 0:
                return head + self._flipped(rest)
            case 1:
                deep = b'{"kind":"x","body":' + b'{"a":' * 3000 + b"1" + b"}" * 3001
                return framed(deep)
            case 2:
                return _HEAD.pack(len(frame), self._chance.choice((0, 1, len(rest) * 2, 2**32 - 1))) + rest
            case _:
                return framed(self._chance.randbytes(self._chance.randrange(300)))
