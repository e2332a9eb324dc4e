"""What a printer answers, without any I/O.

Answers carry no tag, but each kind has fixed bits in its first byte, so they can be told apart:
`DLE EOT n` 0xx1xx10 · automatic status 0xx1xx00 and three bytes 0xx0xxxx · `GS r` 0xx0xxxx ·
`GS I` 5F .. 00 · the answer to a cleared buffer 37 .. 00.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Paper = Literal["full", "low", "out"]
_LONGEST_TEXT = 96


class Kind(StrEnum):
    """Which question an answer belongs to."""

    REALTIME = "realtime"
    AUTOMATIC = "automatic"
    PAPER = "paper"
    TEXT = "text"
    CLEARED = "cleared"


@dataclass(frozen=True)
class Answer:
    """`data`: the bytes as received, for text without its frame."""

    kind: Kind
    data: bytes


class Answers:
    """Takes received bytes in any pieces; bytes that begin no answer (such as XON) are dropped."""

    def __init__(self) -> None:
        """Nothing received yet."""
        self._buffer = bytearray()

    def forget(self) -> None:
        """Drop an unfinished answer."""
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Answer]:
        """Return the answers now complete."""
        self._buffer += data
        return list(self._complete())

    def _complete(self) -> Iterator[Answer]:
        while self._buffer:
            length, answer = self._first()
            if length == 0:
                return
            del self._buffer[:length]
            if answer is not None:
                yield answer

    def _first(self) -> tuple[int, Answer | None]:
        """Length to take away and the answer in it; 0 when more bytes are needed."""
        head = self._buffer[0]
        if head & 0x93 == 0x12:
            return 1, Answer(Kind.REALTIME, bytes((head,)))
        if head & 0x90 == 0x00:
            return 1, Answer(Kind.PAPER, bytes((head,)))
        if head & 0x93 == 0x10:
            return self._automatic()
        if head in (0x5F, 0x37):
            return self._framed(Kind.TEXT if head == 0x5F else Kind.CLEARED)
        return 1, None

    def _automatic(self) -> tuple[int, Answer | None]:
        block = bytes(self._buffer[:4])
        if any(byte & 0x90 for byte in block[1:]):
            return 1, None
        return (4, Answer(Kind.AUTOMATIC, block)) if len(block) == 4 else (0, None)

    def _framed(self, kind: Kind) -> tuple[int, Answer | None]:
        end = self._buffer.find(0)
        if end < 0:
            return (1, None) if len(self._buffer) > _LONGEST_TEXT else (0, None)
        return end + 1, Answer(kind, bytes(self._buffer[1:end]))


@dataclass(frozen=True)
class PrinterSeen:
    """What the status bytes say together."""

    online: bool
    cover_open: bool
    paper: Paper
    cutter_jammed: bool = False
    unrecoverable: bool = False
    recoverable: bool = False
    hot: bool = False

    @classmethod
    def from_realtime(cls, answers: Mapping[int, int]) -> PrinterSeen:
        """From the answers to `DLE EOT` 1 to 4, by n."""
        printer, cause, error, paper = (answers[n] for n in (1, 2, 3, 4))
        return cls(
            online=not printer & 0x08,
            cover_open=bool(cause & 0x04),
            paper=_paper(out=bool(paper & 0x60) or bool(cause & 0x20), low=bool(paper & 0x0C)),
            **_errors(error),
        )

    @classmethod
    def from_automatic(cls, block: bytes) -> PrinterSeen:
        """From the four bytes of `GS a`."""
        return cls(
            online=not block[0] & 0x08,
            cover_open=bool(block[0] & 0x20),
            paper=_paper(out=bool(block[2] & 0x0C), low=bool(block[2] & 0x03)),
            **_errors(block[1]),
        )

    @property
    def fault(self) -> str | None:
        """The error of the catalogue that stands in the way of printing, the weightiest first."""
        reasons = (
            (self.cutter_jammed or self.unrecoverable, "PRN-006"),
            (self.cover_open, "PRN-003"),
            (self.paper == "out", "PRN-004"),
            (self.hot, "PRN-007"),
            (self.recoverable, "PRN-006"),
            (not self.online, "PRN-012"),
        )
        return next((error_id for applies, error_id in reasons if applies), None)


def _paper(out: bool, low: bool) -> Paper:
    return "out" if out else "low" if low else "full"


def _errors(byte: int) -> dict[str, bool]:
    return {
        "recoverable": bool(byte & 0x04),
        "cutter_jammed": bool(byte & 0x08),
        "unrecoverable": bool(byte & 0x20),
        "hot": bool(byte & 0x40),
    }
