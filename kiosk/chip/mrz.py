"""The machine readable zone of a TD1 card, three lines of 30 (ICAO Doc 9303-5, 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from kiosk.chip import tlv
from kiosk.chip.errors import malformed

_ALPHABET = re.compile(r"[A-Z0-9<]{90}")
_DIGITS = re.compile(r"[0-9]+")
_TEMPLATE, _ZONE = 0x61, 0x5F1F


@dataclass(frozen=True)
class Td1:
    """What a zone says, check digits already proven. Dates are YYMMDD; unknown parts are `<`."""

    document_code: str
    issuer: str
    nationality: str
    sex: str
    document_number: str = field(repr=False)
    optional: str = field(repr=False)
    birth: str = field(repr=False)
    expiry: str = field(repr=False)
    surname: str = field(repr=False)
    given_names: str = field(repr=False)

    @property
    def personal_number(self) -> str | None:
        """The twelve digits that Vietnam writes beside the document number; their check digit is right."""
        number, check = self.optional[:12], self.optional[14:15]
        if _DIGITS.fullmatch(number) and check == check_digit(number):
            return number
        return None

    @property
    def name(self) -> str:
        """Surname first, as in Vietnam, in capitals without marks."""
        return f"{self.surname} {self.given_names}".strip()


def check_digit(text: str) -> str:
    """Weights 7, 3, 1 over 0-9, A-Z as 10-35 and the filler as 0 (Doc 9303-3, 4.9)."""
    total = 0
    for position, letter in enumerate(text):
        value = 0 if letter == "<" else int(letter, 36)
        total += value * (7, 3, 1)[position % 3]
    return str(total % 10)


def parse_td1(text: str) -> Td1:
    """Take apart 90 characters (line breaks allowed); CardError on a wrong length, letter or digit."""
    zone = text.replace("\n", "").replace("\r", "")
    if not _ALPHABET.fullmatch(zone):
        raise malformed("zone is not 90 characters of A-Z, 0-9 and <")
    first, second, third = zone[:30], zone[30:60], zone[60:]
    _prove("document number", first[5:14], first[14])
    _prove("birth date", second[0:6], second[6])
    _prove("expiry date", second[8:14], second[14])
    _prove("whole", first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29])
    surname, _, given = third.partition("<<")
    return Td1(
        document_code=first[0:2].rstrip("<"),
        issuer=first[2:5].rstrip("<"),
        nationality=second[15:18].rstrip("<"),
        sex=second[7],
        document_number=first[5:14].rstrip("<"),
        optional=first[15:30],
        birth=second[0:6],
        expiry=second[8:14],
        surname=_words(surname),
        given_names=_words(given),
    )


def parse_dg1(content: bytes) -> Td1:
    """EF.DG1: the zone in 5F1F within 61 (Doc 9303-10, 4.7.1)."""
    objects = tlv.only(content, _TEMPLATE, strict=False).children(strict=False)
    zone = tlv.first(objects, _ZONE)
    if zone is None:
        raise malformed("DG1 without a zone")
    try:
        return parse_td1(zone.value.decode("ascii"))
    except UnicodeDecodeError:
        raise malformed("zone is not ASCII") from None


def full_date(yymmdd: str, century: int) -> date | None:
    """The date in the century that begins with the year `century`; None when no full date."""
    if not re.fullmatch(r"[0-9]{6}", yymmdd):
        return None
    try:
        return date(century + int(yymmdd[0:2]), int(yymmdd[2:4]), int(yymmdd[4:6]))
    except ValueError:
        return None


def _prove(what: str, text: str, digit: str) -> None:
    if check_digit(text) != digit:
        raise malformed(f"check digit of the {what} is wrong")


def _words(text: str) -> str:
    return " ".join(part for part in text.split("<") if part)
