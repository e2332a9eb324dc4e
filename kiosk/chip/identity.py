"""From a card to the person on it: DG1 and DG13 read and held against each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kiosk.chip import dg13, lds, mrz
from kiosk.chip.apdu import Transmit
from kiosk.chip.dg13 import Dg13
from kiosk.chip.errors import contradictory, malformed, not_supported
from kiosk.chip.lds import FileId
from kiosk.chip.mrz import Td1

# how the bytes to read are spread over the two files, for an honest progress
_DG1_SHARE = 0.2
_NUMBER = re.compile(r"[0-9]{12}")
_NO_EXPIRY = "khong thoi han"
# what the zone holds where a card has no expiry
_NO_EXPIRY_ZONE = "991231"
_ISSUER = "VNM"


class Proof(StrEnum):
    """How far the chip has proven that it is genuine. Reading files alone proves nothing."""

    UNPROVEN = "unproven"


class Sex(StrEnum):
    """As in the zone: M, F, or left open."""

    MALE = "male"
    FEMALE = "female"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True)
class CardIdentity:
    """The person on a card. `expires` is None on cards without expiry ("Không thời hạn").

    `birth_date` is None for the old whose day was never recorded; `birth_year` is always known.
    `residence` and `issued` are None where the card does not say. `warnings` are stable words without
    personal data, for the journal and for officers.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    birth_year: int = field(repr=False)
    sex: Sex = field(repr=False)
    residence: str | None = field(repr=False)
    issued: date | None = field(repr=False)
    expires: date | None = field(repr=False)
    proof: Proof = Proof.UNPROVEN
    warnings: tuple[str, ...] = ()

    def expired(self, today: date) -> bool:
        """Whether the card's validity ended before `today`."""
        return self.expires is not None and self.expires < today


def read_identity(transmit: Transmit, progress: Callable[[float], None] | None = None) -> CardIdentity:
    """Read the person from the card that `transmit` reaches.

    `progress` is told the share done, 0 to 1, never falling. CardError says: not such a card (CRD-004),
    refused (CRD-005), not understood (CRD-006), files contradict each other (CRD-007).
    """
    tell = progress or (lambda share: None)
    tell(0.0)
    lds.select_application(transmit)
    zone = mrz.parse_dg1(lds.read_file(transmit, FileId.DG1, lambda share: tell(share * _DG1_SHARE)))
    rest = 1 - _DG1_SHARE
    content = lds.read_file(transmit, FileId.DG13, lambda share: tell(_DG1_SHARE + share * rest))
    identity = combine(zone, dg13.parse_dg13(content))
    tell(1.0)
    return identity


def combine(zone: Td1, fields: Dg13) -> CardIdentity:
    """One person from the two files; CardError when they name two, or none."""
    if zone.issuer != _ISSUER:
        raise not_supported(f"issued by {zone.issuer}")
    warnings = _Warnings()
    number = _number(zone, fields, warnings)
    birth_date, birth_year = _birth(zone, fields, number, warnings)
    name = fields.name or zone.name
    if not name:
        raise malformed("no name on the card")
    warnings.note(fields.name is None, "name-without-marks")
    warnings.note(fields.name is not None and not _same_name(fields.name, zone), "name-differs")
    warnings.note(fields.broken_fields > 0, "fields-broken")
    warnings.note(fields.residence is None, "residence-missing")
    return CardIdentity(
        number=number,
        name=name,
        birth_date=birth_date,
        birth_year=birth_year,
        sex=_sex(zone, fields, warnings),
        residence=fields.residence,
        issued=dg13.written_date(fields.issued),
        expires=_expiry(zone, fields, warnings),
        warnings=warnings.words(),
    )


class _Warnings:
    """Gathers what is odd but no reason to turn the person away."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def note(self, odd: bool, word: str) -> None:
        if odd:
            self._words.append(word)

    def words(self) -> tuple[str, ...]:
        return tuple(self._words)


def _number(zone: Td1, fields: Dg13, warnings: _Warnings) -> str:
    written = fields.number if _NUMBER.fullmatch(fields.number or "") else None
    number = written or zone.personal_number
    if number is None:
        raise malformed("no ID number on the card")
    warnings.note(written is None, "number-from-zone")
    if zone.document_number != number[3:]:
        raise contradictory("ID numbers differ")
    if zone.personal_number is not None and zone.personal_number != number:
        raise contradictory("ID numbers differ")
    return number


def _birth(zone: Td1, fields: Dg13, number: str, warnings: _Warnings) -> tuple[date | None, int]:
    """The fourth digit of the number tells century and sex: 0 and 1 are 19xx, 2 and 3 are 20xx
    (Nghị định 137/2015/NĐ-CP, Điều 13), which settles the two-digit year of the zone."""
    century = 1900 + int(number[3]) // 2 * 100
    by_zone = mrz.full_date(zone.birth, century)
    written = dg13.written_date(fields.birth)
    if written is not None and by_zone is not None and f"{written:%y%m%d}" != zone.birth:
        raise contradictory("birth dates differ")
    year, birth = dg13.written_year(fields.birth), written
    year_by_number = century + int(number[4:6])
    if year is None:
        year, birth = (by_zone.year if by_zone is not None else year_by_number), by_zone
        warnings.note(True, "birth-date-from-zone")
    warnings.note(year != year_by_number, "number-disagrees-with-birth")
    warnings.note(birth is None, "birth-day-unknown")
    return birth, year


def _sex(zone: Td1, fields: Dg13, warnings: _Warnings) -> Sex:
    by_zone = {"M": Sex.MALE, "F": Sex.FEMALE}.get(zone.sex, Sex.UNSPECIFIED)
    written = {"nam": Sex.MALE, "nu": Sex.FEMALE}.get(_plain(fields.sex or ""))
    warnings.note(
        written is not None and by_zone is not Sex.UNSPECIFIED and written != by_zone, "sex-differs"
    )
    return written or by_zone


def _expiry(zone: Td1, fields: Dg13, warnings: _Warnings) -> date | None:
    if fields.expires is not None and _NO_EXPIRY in _plain(fields.expires):
        return None
    written = dg13.written_date(fields.expires)
    by_zone = None if zone.expiry == _NO_EXPIRY_ZONE else mrz.full_date(zone.expiry, 2000)
    if written is None:
        warnings.note(True, "expiry-from-zone")
        return by_zone
    warnings.note(f"{written:%y%m%d}" != zone.expiry, "expiry-differs")
    return written


def _same_name(name: str, zone: Td1) -> bool:
    """The zone holds capitals without marks and may be cut at 30 characters."""
    plain = _plain(name).replace(" ", "").upper()
    in_zone = zone.name.replace(" ", "")
    # a cut may fall on the filler between two names, which leaves 29
    cut = len(zone.surname) + len("<<") + len(zone.given_names) >= 29
    return plain == in_zone or (cut and plain.startswith(in_zone))


def _plain(text: str) -> str:
    """Lower case without marks; đ has no decomposition and is replaced."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
