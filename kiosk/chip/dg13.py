"""EF.DG13 of the Vietnamese card: numbered fields, SEQUENCE { INTEGER n, value }, in any order.

The layout is Vietnam's own and not published by ICAO; it is read by structure, never by position. Only
what intake needs is taken out. Ethnicity, religion, family and marks stay in the raw bytes, which are
kept for the hash that the card's security object holds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from kiosk.chip import tlv
from kiosk.chip.errors import CardError, malformed
from kiosk.chip.tlv import DataObject

_ROOT, _SEQUENCE, _INTEGER = 0x6D, 0x30, 0x02
_ENCODINGS = {0x0C: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x1E: "utf-16-be"}
_MAX_TEXT = 512
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_YEAR = re.compile(r"(?:[0-9]{1,2}/)?([0-9]{4})")


class _Field(IntEnum):
    """The fields that are taken out."""

    NUMBER = 1
    NAME = 2
    BIRTH = 3
    SEX = 4
    RESIDENCE = 9
    ISSUED = 11
    EXPIRES = 12


@dataclass(frozen=True)
class Dg13:
    """The fields needed, NFC and trimmed; None where the card has none. `raw` is the file as read."""

    number: str | None = field(repr=False)
    name: str | None = field(repr=False)
    birth: str | None = field(repr=False)
    sex: str | None = field(repr=False)
    residence: str | None = field(repr=False)
    issued: str | None = field(repr=False)
    expires: str | None = field(repr=False)
    raw: bytes = field(repr=False)
    broken_fields: int = 0


def parse_dg13(content: bytes) -> Dg13:
    """Take out the fields; CardError only when the structure around them is broken.

    A field whose inside is broken counts as missing and in `broken_fields`; unknown, missing, repeated
    (the first counts) and reordered fields are no errors.
    """
    found: dict[int, str] = {}
    broken = 0
    for entry in _entries(content):
        try:
            number, text = _field(entry)
        except (CardError, UnicodeDecodeError):
            broken += 1
            continue
        if number is not None and text:
            found.setdefault(number, text)
    return Dg13(
        number=found.get(_Field.NUMBER),
        name=found.get(_Field.NAME),
        birth=found.get(_Field.BIRTH),
        sex=found.get(_Field.SEX),
        residence=found.get(_Field.RESIDENCE),
        issued=found.get(_Field.ISSUED),
        expires=found.get(_Field.EXPIRES),
        raw=content,
        broken_fields=broken,
    )


def written_date(text: str | None) -> date | None:
    """dd/mm/yyyy as a date; None when it is missing, only a year, or not a date."""
    match = _DAY.fullmatch(text or "")
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def written_year(text: str | None) -> int | None:
    """The year of a full date, of mm/yyyy or of a bare year, as old registers know no more."""
    if (whole := written_date(text)) is not None:
        return whole.year
    match = _YEAR.fullmatch(text or "")
    return int(match[1]) if match else None


def _entries(content: bytes) -> list[DataObject]:
    """The numbered sequences, whether they stand in one outer SEQUENCE or directly in the root."""
    inside = tlv.only(content, _ROOT, strict=False).children(strict=False)
    if len(inside) == 1 and inside[0].tag == _SEQUENCE and not _starts_with_number(inside[0]):
        inside = inside[0].children(strict=False)
    return [entry for entry in inside if entry.tag == _SEQUENCE]


def _starts_with_number(entry: DataObject) -> bool:
    return entry.value[:1] == bytes([_INTEGER])


def _field(entry: DataObject) -> tuple[int | None, str | None]:
    """Number and text of one entry; None for what is not taken out or is not a text."""
    parts = list(tlv.walk(entry.value, strict=False))
    if not parts or parts[0].tag != _INTEGER or not 1 <= len(parts[0].value) <= 4:
        raise malformed("entry without a number")
    number = int.from_bytes(parts[0].value, "big")
    wanted = number in _Field.__members__.values()
    text = next((part for part in parts[1:] if part.tag in _ENCODINGS), None)
    if not wanted or text is None:
        return None, None
    return number, _clean(text.value.decode(_ENCODINGS[text.tag]))


def _clean(text: str) -> str:
    """Composed letters, single blanks, nothing that a screen or printer would obey."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(letter if letter.isprintable() else " " for letter in composed)
    return " ".join(visible.split())[:_MAX_TEXT]
