"""The catalogue: one folder of TOML files, loaded whole and checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kiosk.dossier.procedure import Procedure, Question, Source
from kiosk.dossier.status import Status
from kiosk.dossier.text import Text
from kiosk.dossier.tickets import QueueRules
from kiosk.dossier.toml_source import CatalogueError, build, load, read_toml

UnitCode = Annotated[
    str, StringConstraints(pattern=r"^(?:[A-Z]\d{2}(?:\.\d{1,3}){0,3}|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})$")
]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldOfWork(_Data):
    """A field of administration (lĩnh vực) with its code of the national portal."""

    code: str
    name: Text
    plain: Text


class Unit(_Data):
    """An office under one name and code; after a reorganisation ``successor`` takes over what is open."""

    code: UnitCode
    name: Text
    parent: UnitCode | None = None
    address: str
    phone: str
    valid_from: date
    valid_until: date | None = None
    successor: UnitCode | None = None
    source: Source

    def valid_on(self, day: date) -> bool:
        """Whether the unit exists under this code on ``day``; both bounds count."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class ExemptionGroup(_Data):
    """People who may be exempt from a fee, and what shows that they belong to the group."""

    id: str
    name: Text
    evidence: Text


class CalendarDay(_Data):
    """One day on which the public calendar is overruled."""

    day: date
    working: bool
    why: Text
    source: Source


@dataclass(frozen=True)
class PublicCalendar:
    """Days off by law, year by year, and days that overrule them and the week: worked (True) or not."""

    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
    overruled: Mapping[date, bool] = field(default_factory=dict)

    def is_holiday(self, day: date) -> bool:
        """Whether ``day`` is off by law; a year that is not written down is worked out."""
        named = self.holidays.get(day.year)
        return day in (_worked_out(day.year) if named is None else named)


@cache
def _worked_out(year: int) -> frozenset[date]:
    # imported when it is needed: it brings the calendars of three hundred countries
    import holidays

    return frozenset(holidays.country_holidays("VN", years=year))


class StatusWords(_Data):
    """What citizens read about one state of a dossier."""

    number: Status
    name: Text
    plain: Text


class _Statuses(_Data):
    statuses: tuple[StatusWords, ...]

    @model_validator(mode="after")
    def _complete(self) -> "_Statuses":
        if [words.number for words in self.statuses] != list(Status):
            raise ValueError("the states 1 to 10, each once and in order")
        return self


class _Fields(_Data):
    fields: tuple[FieldOfWork, ...] = Field(min_length=1)


class _Units(_Data):
    demo_unit: UnitCode
    units: tuple[Unit, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _linked(self) -> "_Units":
        codes = {unit.code for unit in self.units}
        links = {link for unit in self.units for link in (unit.parent, unit.successor) if link}
        if not links | {self.demo_unit} <= codes:
            raise ValueError(f"unknown unit codes: {sorted((links | {self.demo_unit}) - codes)}")
        return self


class _Exemptions(_Data):
    groups: tuple[ExemptionGroup, ...] = Field(min_length=1)


class _PublicHolidays(_Data):
    source: Source
    days: dict[int, frozenset[date]]


class _Calendar(_Data):
    days: tuple[CalendarDay, ...]


class _Questions(_Data):
    questions: tuple[Question, ...]


class Catalogue:
    """All procedures, fields, units, exemption groups and days of one folder."""

    def __init__(
        self,
        procedures: tuple[Procedure, ...],
        fields: tuple[FieldOfWork, ...],
        units: _Units,
        groups: tuple[ExemptionGroup, ...],
        calendar: PublicCalendar,
        statuses: tuple[StatusWords, ...],
        queue: QueueRules,
    ) -> None:
        self.procedures = procedures
        self.fields = {field.code: field for field in fields}
        self.units = units.units
        self.demo_unit = units.demo_unit
        self.exemptions = {group.id: group for group in groups}
        self.calendar = calendar
        self.statuses = {words.number: words for words in statuses}
        self.queue = queue

    @classmethod
    def load(cls, folder: Path) -> "Catalogue":
        """Read ``folder``; raises `CatalogueError`, with file and line, for anything unknown."""
        shared = {q.id: q for q in load(folder / "questions.toml", _Questions).questions}
        paths = sorted((folder / "procedures").glob("*.toml"))
        if not paths:
            raise CatalogueError(f"{folder.name}/procedures: no procedure")
        catalogue = cls(
            tuple(_load_procedure(path, shared) for path in paths),
            load(folder / "fields.toml", _Fields).fields,
            load(folder / "units.toml", _Units),
            load(folder / "exemptions.toml", _Exemptions).groups,
            PublicCalendar(
                load(folder / "public_holidays.toml", _PublicHolidays).days,
                {day.day: day.working for day in load(folder / "holidays.toml", _Calendar).days},
            ),
            load(folder / "statuses.toml", _Statuses).statuses,
            load(folder / "queue.toml", QueueRules),
        )
        catalogue._check_links()
        return catalogue

    def procedure(self, code: str, on: date) -> Procedure:
        """The version in force on ``on``; ``KeyError`` when there is none."""
        valid = [p for p in self.procedures if p.code == code and _in_force(p, on)]
        if not valid:
            raise KeyError(code)
        return max(valid, key=lambda p: p.valid_from)

    def under_rule(self, code: str, rule_version: str) -> Procedure:
        """The version a dossier was deposited under; ``KeyError`` when the catalogue no longer has it."""
        for procedure in self.procedures:
            if (procedure.code, procedure.rule_version) == (code, rule_version):
                return procedure
        raise KeyError((code, rule_version))

    def in_force(self, on: date, field: str | None = None) -> tuple[Procedure, ...]:
        """Procedures in force on ``on``, of one field if given, by code."""
        codes = sorted({p.code for p in self.procedures if _in_force(p, on) and field in (None, p.field)})
        return tuple(self.procedure(code, on) for code in codes)

    def unit(self, code: str, on: date | None = None) -> Unit:
        """The unit, or with ``on`` the successor that answers for it on that day; ``KeyError`` if none."""
        seen: set[str] = set()
        wanted: str | None = code
        while wanted and wanted not in seen:
            seen.add(wanted)
            unit = next((u for u in self.units if u.code == wanted), None)
            if unit is None:
                break
            if on is None or unit.valid_on(on):
                return unit
            wanted = unit.successor
        raise KeyError(code)

    def _check_links(self) -> None:
        versions = [(p.code, p.rule_version) for p in self.procedures]
        if len(set(versions)) != len(versions):
            raise CatalogueError("a procedure is there twice under the same rule version")
        for procedure in self.procedures:
            if procedure.field not in self.fields:
                raise CatalogueError(f"{procedure.code}: unknown field {procedure.field}")
            groups = {exemption.group for fee in procedure.fees for exemption in fee.exempt}
            if not groups <= set(self.exemptions):
                raise CatalogueError(
                    f"{procedure.code}: unknown exemption {sorted(groups - set(self.exemptions))}"
                )
        for office in self.queue.offices:
            served = {field for line in office.lines for field in line.fields}
            if served != set(self.fields):
                raise CatalogueError(
                    f"queue.toml: each field in one line; see {sorted(served ^ set(self.fields))}"
                )


def _in_force(procedure: Procedure, on: date) -> bool:
    return procedure.valid_from <= on and (procedure.valid_until is None or on <= procedure.valid_until)


def _load_procedure(path: Path, shared: dict[str, Question]) -> Procedure:
    tables = read_toml(path)
    tables["questions"] = [_resolved(path, item, shared) for item in tables.get("questions", [])]
    return build(path, Procedure, tables)


def _resolved(path: Path, item: dict[str, Any], shared: dict[str, Question]) -> Any:
    """A question with ``shared = "<id>"`` is taken from questions.toml, with only the options it names."""
    if "shared" not in item:
        return item
    question = shared.get(item["shared"])
    only = item.get("only", [option.id for option in question.options] if question else [])
    if question is None or not set(only) <= {option.id for option in question.options}:
        raise CatalogueError(f"{path.name}: no shared question {item['shared']!r} with options {only}")
    rest = {key: value for key, value in item.items() if key not in ("shared", "only")}
    kept = [option.model_dump() for option in question.options if option.id in only]
    return question.model_dump(exclude_none=True) | {"options": kept} | rest
