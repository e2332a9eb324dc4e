"""The people of a dossier: who hands in, whose matter it is, who may collect; and their numbers.

The personal identification number (Luật Căn cước 2023; structure in Thông tư 59/2021/TT-BCA, Điều 4):
three digits for the place of birth registration, one for century and sex, two for the year of birth, six
at random. It has no public check digit, so nothing here pretends to detect a mistyped number by itself;
digits 4 to 6 can only be compared with what the card says, and a mismatch is a warning, never a refusal.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Sex = Literal["male", "female"]
ForWhom = Literal["me", "child", "authorised", "organisation"]

_ID_NUMBER = re.compile(r"^[0-9]{12}$")
_NATIONAL_NUMBER = re.compile(r"^0[0-9]{8,10}$")
_FIRST_CENTURY = 1900


def check_id_number(value: str) -> str:
    """Return the 12 digits with spaces, dots and hyphens dropped; ``ValueError`` for anything else."""
    digits = re.sub(r"[\s.\-]", "", value)
    if not _ID_NUMBER.fullmatch(digits):
        raise ValueError("a personal identification number has 12 digits")
    return digits


def id_number_doubts(number: str, born: date | None = None, sex: Sex | None = None) -> tuple[str, ...]:
    """What in digits 4 to 6 does not fit the card, of ``"sex", "century", "year"``. Warn, do not refuse."""
    digits = check_id_number(number)
    century, male = divmod(int(digits[3]), 2)
    doubts = []
    if sex is not None and (sex == "male") != (male == 0):
        doubts.append("sex")
    if born is not None:
        if born.year // 100 != _FIRST_CENTURY // 100 + century:
            doubts.append("century")
        if born.year % 100 != int(digits[4:6]):
            doubts.append("year")
    return tuple(doubts)


def check_phone(value: str) -> str:
    """Return a Vietnamese phone number as ``0`` and 8 to 10 digits; accepts ``+84``, ``0084`` and dots."""
    digits = re.sub(r"[\s.\-()]", "", value)
    digits = re.sub(r"^(?:\+84|0084)", "0", digits)
    # 84 without + is the country code only before a whole number: 084x is also a mobile prefix
    if re.fullmatch(r"84[1-9][0-9]{8}", digits):
        digits = "0" + digits[2:]
    digits = re.sub(r"^00(?=[1-9])", "0", digits)
    if not _NATIONAL_NUMBER.fullmatch(digits):
        raise ValueError("a Vietnamese phone number has 9 to 11 digits and begins with 0")
    return digits


def masked(number: str, shown: int = 4) -> str:
    """Dots but for the last ``shown`` characters: what a public screen or a slip may show."""
    return "•" * max(0, len(number) - shown) + number[-shown:] if len(number) > shown else "•" * len(number)


def normal_name(value: str) -> str:
    """A name in composed letters (NFC) with single spaces; scanners and cards mix both forms."""
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if not name:
        raise ValueError("a name is not empty")
    return name


def normal_address(value: str) -> str:
    """An address in composed letters (NFC) with single spaces; a card may carry none."""
    return " ".join(unicodedata.normalize("NFC", value).split())


IdNumber = Annotated[str, AfterValidator(check_id_number)]
Phone = Annotated[str, AfterValidator(check_phone)]
Name = Annotated[str, AfterValidator(normal_name), StringConstraints(max_length=200)]


Address = Annotated[str, AfterValidator(normal_address), StringConstraints(max_length=400)]


class _Person(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr__(self) -> str:
        """No personal datum reaches a trace or a log by way of ``repr``."""
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Depositor(_Person):
    """Who stands at the kiosk (người nộp); `address` as the card has it, for the acceptance slip."""

    name: Name
    id_number: IdNumber
    address: Address = ""


class Applicant(_Person):
    """Whose matter it is (chủ hồ sơ); a child or an organisation may have no personal number yet."""

    for_whom: ForWhom
    name: Name
    id_number: IdNumber | None = None


class Collector(_Person):
    """Who may collect what comes of it (người nhận)."""

    name: Name
    id_number: IdNumber
