"""Administrative procedures as data: what one needs, how long it takes, what it costs, and by which rule.

Every statement carries its ``source``, which begins with one of three words: ``law:`` an instrument and
its article, ``portal:`` the national public service portal, ``reading:`` this project's own reading, to
be confirmed by the unit.
"""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kiosk.dossier.text import Text

Source = Annotated[str, StringConstraints(pattern=r"^(?:law|portal|reading): \S.+$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Answers = dict[str, str]

Level = Literal["province", "commune"]
ComponentKind = Literal["form", "paper", "from_card", "already_held"]
OriginalRule = Literal["leave", "show", "none"]
Size = Literal["small", "medium", "large"]
Channel = Literal["direct", "online", "post"]
TimeUnit = Literal["working_days", "calendar_days", "hours", "same_day", "none"]
FeeKind = Literal["fixed", "per_page", "council", "free"]
ObstacleKind = Literal["fee_due", "old_original_to_surrender", "signature_in_register"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Condition = dict[str, Annotated[tuple[str, ...], Field(min_length=1)]]
"""Holds when every question named has one of the answers listed; the empty condition always holds."""


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether ``answers`` meet ``condition``; an unanswered question meets nothing."""
    return all(answers.get(question) in allowed for question, allowed in condition.items())


class Option(_Data):
    """One possible answer."""

    id: Identifier
    text: Text


class Question(_Data):
    """One question about the case, asked only when ``when`` holds for the answers before it."""

    id: Identifier
    text: Text
    plain: Text | None = None
    options: tuple[Option, ...] = Field(min_length=2)
    when: Condition = {}

    @model_validator(mode="after")
    def _consistent(self) -> "Question":
        _check_unique("option", [option.id for option in self.options])
        return self


class Missing(Text):
    """What follows on "Tôi chưa có giấy này", and whether the deposit goes on without the paper."""

    may_deposit: bool


class Component(_Data):
    """One required thing (thành phần hồ sơ). ``pages``: least and greatest number of scanned pages."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$")]
    kind: ComponentKind
    name: Text
    plain: Text
    when: Condition = {}
    pages: tuple[int, int] = (0, 0)
    original: OriginalRule = "none"
    missing: Missing | None = None
    source: Source

    @property
    def scanned(self) -> bool:
        """Whether pages of it go under the camera."""
        return self.kind in ("form", "paper")

    @model_validator(mode="after")
    def _consistent(self) -> "Component":
        least, most = self.pages
        if self.scanned:
            if not 1 <= least <= most <= 999:
                raise ValueError("pages of a form or paper: 1 <= least <= most <= 999")
            if self.missing is None:
                raise ValueError(
                    "a form or paper says what follows when the citizen has not got it (missing)"
                )
        elif self.pages != (0, 0) or self.original != "none" or self.missing is not None:
            raise ValueError("what comes from the card or is held already has no pages, original or missing")
        return self


class ProcessingTime(_Data):
    """How long the office has, from acceptance; after ``cutoff`` same-day becomes the next working day."""

    unit: TimeUnit
    amount: int = Field(default=0, ge=0, le=366)
    cutoff: time | None = None
    extension_days: int = Field(default=0, ge=0, le=60)
    extension: Text | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "ProcessingTime":
        if (self.amount > 0) != (self.unit in ("working_days", "calendar_days", "hours")):
            raise ValueError("an amount belongs to working_days, calendar_days and hours, and to these only")
        if (self.extension_days > 0) != (self.extension is not None):
            raise ValueError("extension_days and its reason (extension) come together")
        return self


class Case(_Data):
    """One way the procedure runs (trường hợp), with its own time; the first whose condition holds applies."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}\.\d{2}$")]
    name: Text
    when: Condition = {}
    time: ProcessingTime
    source: Source


class Exemption(_Data):
    """A group that does not pay, by id of ``exemptions.toml``, with the rule that says so."""

    group: Identifier
    source: Source


class Fee(_Data):
    """What is paid over a channel. Amounts in đồng.

    ``council``: set by the provincial council; the portal's figure, often 0, never means free.
    ``per_page``: the first pages at one price, each further page at another, at most ``cap`` a copy.
    """

    channels: tuple[Channel, ...] = Field(min_length=1)
    kind: FeeKind
    when: Condition = {}
    per: Text | None = None
    amount: int | None = Field(default=None, gt=0)
    first_pages: int | None = Field(default=None, gt=0)
    first_price: int | None = Field(default=None, gt=0)
    next_price: int | None = Field(default=None, gt=0)
    cap: int | None = Field(default=None, gt=0)
    portal_shows: int | None = Field(default=None, ge=0)
    exempt: tuple[Exemption, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _consistent(self) -> "Fee":
        steps = (self.first_pages, self.first_price, self.next_price, self.cap)
        if (self.amount is not None) != (self.kind == "fixed"):
            raise ValueError("amount belongs to kind fixed, and only there")
        if self.kind == "per_page" and None in steps:
            raise ValueError("per_page needs first_pages, first_price, next_price and cap")
        if self.kind != "per_page" and any(step is not None for step in steps):
            raise ValueError("first_pages, first_price, next_price and cap belong to per_page only")
        if self.kind == "free" and not self.source.startswith("law: "):
            raise ValueError("only a law makes a procedure free; the portal's 0 is kind council")
        if self.portal_shows is not None and self.kind != "council":
            raise ValueError("portal_shows belongs to kind council only")
        return self


class Ability(_Data):
    """Whether something can be done at the machine, and if not, why and where instead."""

    possible: bool
    why: Text | None = None
    source: Source

    @model_validator(mode="after")
    def _reasoned(self) -> "Ability":
        if not self.possible and self.why is None:
            raise ValueError("what cannot be done at the machine says why")
        return self


class Result(_Data):
    """What comes of it, and whether it may wait in a compartment (locker-collectable).

    ``obstacles`` are inherent to the procedure; ``may_meet`` can arise for one dossier, decided at central.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(?:[.-][A-Z0-9]+)*$")]
    name: Text
    plain: Text
    collectable: Ability
    obstacles: tuple[ObstacleKind, ...] = ()
    may_meet: tuple[ObstacleKind, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _consistent(self) -> "Result":
        if self.obstacles and self.collectable.possible:
            raise ValueError("a result with an inherent obstacle is not collectable from a compartment")
        return self


class Precondition(_Data):
    """Something that must be so before the matter can be done."""

    text: Text
    when: Condition = {}
    source: Source


class Procedure(_Data):
    """One administrative procedure under one version of its rules."""

    code: Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
    name: Text
    plain: Text
    field: str
    rule_version: Annotated[str, StringConstraints(pattern=r"^\S+$")]
    valid_from: date
    valid_until: date | None = None
    levels: tuple[Level, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=60)
    compartment: Size | None = None
    keywords: tuple[str, ...] = Field(min_length=1)
    deposit: Ability
    result: Result
    preconditions: tuple[Precondition, ...] = ()
    questions: tuple[Question, ...] = ()
    cases: tuple[Case, ...] = Field(min_length=1)
    components: tuple[Component, ...] = Field(min_length=1)
    fees: tuple[Fee, ...] = Field(min_length=1)
    source: Source

    @model_validator(mode="after")
    def _consistent(self) -> "Procedure":
        _check_unique("question", [question.id for question in self.questions])
        _check_unique("component", [component.code for component in self.components])
        _check_unique("case", [case.id for case in self.cases])
        self._check_conditions()
        if self.cases[-1].when:
            raise ValueError("the last case holds for every answer: it has no condition")
        leaves = any(component.original == "leave" for component in self.components)
        if self.deposit.possible and leaves != (self.compartment is not None):
            raise ValueError("a compartment size is given exactly when originals may be left")
        return self

    def _check_conditions(self) -> None:
        known = {question.id: {option.id for option in question.options} for question in self.questions}
        conditions = [
            *(question.when for question in self.questions),
            *(case.when for case in self.cases),
            *(component.when for component in self.components),
            *(fee.when for fee in self.fees),
            *(precondition.when for precondition in self.preconditions),
        ]
        for name, allowed in (item for condition in conditions for item in condition.items()):
            if not set(allowed) <= known.get(name, set()):
                raise ValueError(f"a condition names an unknown question or answer: {name} = {list(allowed)}")


def _check_unique(kind: str, names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise ValueError(f"two of the same {kind}")
