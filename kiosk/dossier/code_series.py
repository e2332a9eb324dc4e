"""One document as a numbered series of QR codes, to be carried on paper where there is no network.

A code reads ``DSL1:<series>:<number>/<count>:<part>``: the series is the beginning of the SHA-256 of the
packed document, so that codes of two documents are never mixed up; all of it stands in the alphabet that QR
packs most densely (ISO/IEC 18004, alphanumeric mode). A series proves nothing: what the document is worth
its signature says, once it is whole.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from dataclasses import dataclass

from kiosk.dossier.codes import CodeError

# 656 characters: QR version 16 at level M, 5 camera pixels a module where four codes share an A4 sheet
PART_BYTES = 380
MOST_PARTS = 200
LARGEST = 4 * 1024 * 1024
_ID_BYTES = 5
_FORM = re.compile(r"DSL1:([A-Z2-7]{8}):([0-9]{1,3})/([0-9]{1,3}):([A-Z2-7]+)")


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """One code of a series; ``number`` from 1 to ``count``."""

    series: str
    number: int
    count: int
    data: bytes

    def __post_init__(self) -> None:
        """Refuse a number outside its series."""
        if not 1 <= self.number <= self.count <= MOST_PARTS:
            raise CodeError("not a code of a series")

    def payload(self) -> str:
        """The text of the QR code."""
        packed = base64.b32encode(self.data).decode("ascii").rstrip("=")
        return f"DSL1:{self.series}:{self.number}/{self.count}:{packed}"

    @classmethod
    def parse(cls, payload: str) -> SeriesPart:
        """Read a payload; `CodeError` for anything that `payload` could not have written."""
        match = _FORM.fullmatch(payload)
        if not match:
            raise CodeError("not a code of a series")
        series, number, count, packed = match.groups()
        try:
            data = base64.b32decode(packed + "=" * (-len(packed) % 8))
        except binascii.Error as error:
            raise CodeError("not a code of a series") from error
        part = cls(series, int(number), int(count), data)
        if part.payload() != payload:
            raise CodeError("not a code of a series")
        return part


def split(document: bytes) -> list[SeriesPart]:
    """The document's codes, in order; `CodeError` when there would be more than a person can lay."""
    packed = zlib.compress(document, 9)
    pieces = [packed[at : at + PART_BYTES] for at in range(0, len(packed), PART_BYTES)]
    if len(pieces) > MOST_PARTS or len(document) > LARGEST:
        raise CodeError("too long for a series of codes")
    series = _series_of(packed)
    return [SeriesPart(series, n, len(pieces), piece) for n, piece in enumerate(pieces, start=1)]


def spoken_series(series: str) -> str:
    """``ABCD-EFGH``, to compare two sheets by."""
    return f"{series[:4]}-{series[4:]}"


class Pile:
    """The codes of one series that were read so far, in whatever order."""

    def __init__(self, first: SeriesPart) -> None:
        """Begin with any part."""
        self.series, self.count = first.series, first.count
        self._parts = {first.number: first.data}

    def add(self, part: SeriesPart) -> None:
        """Take in a part; one that was read before changes nothing. `CodeError` for another series."""
        if (part.series, part.count) != (self.series, self.count):
            raise CodeError("a code of another series")
        self._parts.setdefault(part.number, part.data)

    @property
    def read(self) -> list[int]:
        """The numbers read, in order."""
        return sorted(self._parts)

    @property
    def whole(self) -> bool:
        """Whether no part is missing."""
        return len(self._parts) == self.count

    def document(self) -> bytes:
        """The document; `CodeError` when a part is missing or the parts do not belong together."""
        packed = b"".join(self._parts[number] for number in self.read)
        if not self.whole or _series_of(packed) != self.series:
            raise CodeError("the codes do not make a document")
        unpacker = zlib.decompressobj()
        try:
            document = unpacker.decompress(packed, LARGEST)
        except zlib.error as error:
            raise CodeError("the codes do not make a document") from error
        if not unpacker.eof or unpacker.unused_data:
            raise CodeError("the codes do not make a document")
        return document


def _series_of(packed: bytes) -> str:
    return base64.b32encode(hashlib.sha256(packed).digest()[:_ID_BYTES]).decode("ascii")
