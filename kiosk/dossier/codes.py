"""Numbers people read aloud, type and scan: deposit codes, dossier codes, claim codes, the QR code of a slip.

- deposit code (mã nộp), the kiosk's own: ``N-<kiosk, 4>-<yymmdd>-<counter, 4>-<check, 2>``; the check is
  ISO/IEC 7064 MOD 97-10, which finds every wrong digit and every exchange of two neighbours
- dossier code (mã hồ sơ), central's: ``<unit>-yyMMdd-NNNN`` as provincial systems make it
- claim code (mã nhận kết quả): 8 digits without meaning
- slip QR: ``DSK1:<kind>:<id>:<128-bit secret in base32>``, no personal datum
"""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

SlipKind = Literal["deposit", "cover", "claim", "result"]

SECRET_BYTES = 16
CLAIM_DIGITS = 8
_DEPOSIT = re.compile(r"^N?([0-9]{4})([0-9]{6})([0-9]{4})([0-9]{2})$")
# QĐ 20/2020/QĐ-TTg allows 35 characters; the longest form read here has 32
_UNIT = r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,3})"
_DOSSIER = re.compile(rf"^({_UNIT})-([0-9]{{6}}|[0-9]{{8}})-([0-9]{{4,7}})$")
_SLIP_ID = re.compile(r"^[A-Za-z0-9.\-]{1,40}$")
_SLIP_TAG = "DSK1"


class CodeError(ValueError):
    """No such code; the message never repeats what was typed."""


@dataclass(frozen=True, slots=True)
class DepositCode:
    """``kiosk`` 0 to 9999, ``counter`` 1 to 9999, beginning anew each day."""

    kiosk: int
    day: date
    counter: int

    def __post_init__(self) -> None:
        """Refuse what its four and six digits could not hold."""
        if not (0 <= self.kiosk <= 9999 and 1 <= self.counter <= 9999 and 2000 <= self.day.year <= 2099):
            raise CodeError("a deposit code counts kiosks to 9999, deposits of a day to 9999, years to 2099")

    def __str__(self) -> str:
        """The written form."""
        kiosk, day, counter = f"{self.kiosk:04}", f"{self.day:%y%m%d}", f"{self.counter:04}"
        return f"N-{kiosk}-{day}-{counter}-{_check(kiosk + day + counter):02}"

    @property
    def spoken(self) -> str:
        """Its sixteen digits in groups of four, for the telephone and the large print on the screen."""
        digits = str(self)[2:].replace("-", "")
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))

    @classmethod
    def parse(cls, text: str) -> "DepositCode":
        """Read the written or the spoken form; `CodeError` when a digit is wrong or the date is none."""
        match = _DEPOSIT.fullmatch(_squeezed(text).upper())
        if not match:
            raise CodeError("a deposit code has sixteen digits")
        kiosk, day, counter, check = match.groups()
        if _check(kiosk + day + counter) != int(check):
            raise CodeError("the check digits do not fit")
        return cls(int(kiosk), _day(day), int(counter))


@dataclass(frozen=True, slots=True)
class DossierCode:
    """A code minted by central or another one-stop system; ``text`` is kept as received."""

    unit: str
    day: date
    counter: int
    text: str

    def __str__(self) -> str:
        """The code as received."""
        return self.text

    @classmethod
    def mint(cls, unit: str, day: date, counter: int) -> "DossierCode":
        """``counter`` starts at 1 each day, padded to four digits and growing beyond 9999."""
        if counter < 1:
            raise CodeError("a dossier counter starts at 1")
        return cls.parse(f"{unit}-{day:%y%m%d}-{counter:04}")

    @classmethod
    def parse(cls, text: str) -> "DossierCode":
        """Accept the forms of TT 01/2018 and QĐ 20/2020, dates of 6 or 8 digits; `CodeError` otherwise."""
        clean = re.sub(r"\s", "", text).upper()
        match = _DOSSIER.fullmatch(clean)
        if not match:
            raise CodeError("not the form of a dossier code")
        unit, day, counter = match.groups()
        return cls(unit, _day(day), int(counter), clean)


def new_claim_code() -> str:
    """Eight digits from the system's random source."""
    return f"{secrets.randbelow(10**CLAIM_DIGITS):0{CLAIM_DIGITS}}"


def grouped_claim_code(code: str) -> str:
    """``1234 5678``."""
    digits = parse_claim_code(code)
    return f"{digits[:4]} {digits[4:]}"


def parse_claim_code(text: str) -> str:
    """The eight digits, spaces and hyphens dropped; `CodeError` for anything else."""
    digits = _squeezed(text)
    if not re.fullmatch(rf"[0-9]{{{CLAIM_DIGITS}}}", digits):
        raise CodeError("a claim code has eight digits")
    return digits


@dataclass(frozen=True, slots=True)
class SlipQr:
    """What a slip's QR code says: which thing, and a secret that only this slip and its claim's tag know."""

    kind: SlipKind
    id: str
    secret: bytes

    def __post_init__(self) -> None:
        """Refuse what the payload could not carry unambiguously."""
        if self.kind not in get_args(SlipKind) or not _SLIP_ID.fullmatch(self.id):
            raise CodeError("not a slip's kind and id")
        if len(self.secret) != SECRET_BYTES:
            raise CodeError("a slip's secret has 16 bytes")

    def __repr__(self) -> str:
        """Without the secret."""
        return f"SlipQr({self.kind}, {self.id})"

    @classmethod
    def fresh(cls, kind: SlipKind, slip_id: str) -> "SlipQr":
        """With a new random secret."""
        return cls(kind, slip_id, secrets.token_bytes(SECRET_BYTES))

    def payload(self) -> str:
        """The text of the QR code."""
        packed = base64.b32encode(self.secret).decode("ascii").rstrip("=")
        return f"{_SLIP_TAG}:{self.kind}:{self.id}:{packed}"

    @classmethod
    def parse(cls, payload: str) -> "SlipQr":
        """Read a payload; `CodeError` for anything that `payload` could not have written."""
        steps = payload.strip().split(":")
        if len(steps) != 4 or steps[0] != _SLIP_TAG:
            raise CodeError("not a slip of ours")
        try:
            secret = base64.b32decode(steps[3] + "=" * (-len(steps[3]) % 8))
        except (binascii.Error, ValueError) as error:
            raise CodeError("not a slip's secret") from error
        kind = next((known for known in get_args(SlipKind) if known == steps[1]), None)
        if kind is None:
            raise CodeError("not a slip's kind and id")
        slip = cls(kind, steps[2], secret)
        if slip.payload() != payload.strip():
            raise CodeError("not a slip's secret")
        return slip


def _check(digits: str) -> int:
    """ISO/IEC 7064 MOD 97-10: the two digits that make the whole number 1 modulo 97."""
    return 98 - int(digits) * 100 % 97


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-]", "", text)


def _day(digits: str) -> date:
    year = int(digits[:-4]) + (2000 if len(digits) == 6 else 0)
    try:
        return date(year, int(digits[-4:-2]), int(digits[-2:]))
    except ValueError as error:
        raise CodeError("the date in the code does not exist") from error
