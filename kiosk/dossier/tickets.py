"""Queue tickets: which counters serve a field of work, who goes first, how a number is written.

A ticket's number is the kiosk's own letters and the count of its series. The letters follow from the kiosk's
number alone, so no two kiosks ever print the same number, whatever network or config they have. The letter Q
(quầy) is left to series that a counter keeps by hand.
"""

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.dossier.procedure import Source
from kiosk.dossier.text import Text

# Vietnamese letters that nobody confuses when they are called out: no I, O, U, and none with a mark.
LETTERS = "ABCDEGHKLMNPRSTVXY"
DIGITS = 3


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PriorityGroup(_Data):
    """People who are called first. They say so themselves; which group it was is asked of nobody."""

    id: str
    name: Text
    plain: Text
    source: Source


class Line(_Data):
    """People who wait together: the fields of work, and the counters that call them."""

    fields: tuple[str, ...] = Field(min_length=1)
    counters: tuple[str, ...] = Field(min_length=1)


class Office(_Data):
    """The lines of one unit; of every unit that has no entry of its own when ``unit`` is left out."""

    unit: str | None = None
    lines: tuple[Line, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> "Office":
        for kind in ("fields", "counters"):
            named = [each for line in self.lines for each in getattr(line, kind)]
            if len(set(named)) != len(named):
                raise ValueError(f"{kind} stand in one line each")
        return self

    def line(self, field: str) -> Line | None:
        """The line in which people with business of this field wait."""
        return next((line for line in self.lines if field in line.fields), None)

    @property
    def counters(self) -> list[str]:
        """Every counter of the office."""
        return [counter for line in self.lines for counter in line.counters]


class QueueRules(_Data):
    """``priority_in_a_row``: after so many of them one who waits without priority is called."""

    priority_in_a_row: int = Field(ge=1, le=20)
    priority: tuple[PriorityGroup, ...] = Field(min_length=1, max_length=6)
    offices: tuple[Office, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_default(self) -> "QueueRules":
        units = [office.unit for office in self.offices]
        if None not in units or len(set(units)) != len(units):
            raise ValueError("one office without a unit, and one for each unit that differs")
        return self

    def office(self, unit: str) -> Office:
        """How this unit's hall is arranged."""
        own = [office for office in self.offices if office.unit == unit]
        return (own or [office for office in self.offices if office.unit is None])[0]


def letters_of(kiosk_number: int) -> str:
    """The letters of a kiosk: A for 1, AA for 19; different for different kiosks."""
    letters, left = "", kiosk_number
    while left > 0:
        left, digit = divmod(left - 1, len(LETTERS))
        letters = LETTERS[digit] + letters
    return letters


def written(kiosk_number: int, count: int) -> str:
    """A ticket's number as it is printed and called, such as ``A007``."""
    return f"{letters_of(kiosk_number)}{count:0{DIGITS}}"


def any_of(counters: list[str]) -> Text:
    """The counters of a line as they are said: ``2 hoặc 3``."""
    return Text(vi=" hoặc ".join(counters), en=" or ".join(counters))
