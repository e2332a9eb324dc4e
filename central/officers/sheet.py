"""The right-hand side of a dossier: the procedure's checklist beside what was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from central.dossiers.models import Dossier, Original, Part, Place
from central.dossiers.services import procedure_of
from central.fleet.configs import office_calendar
from kiosk.dossier.checklist import AnswerError, case_for, checklist
from kiosk.dossier.deadline import due
from kiosk.dossier.manifest import Manifest
from kiosk.dossier.procedure import Answers, Component, Procedure
from kiosk.dossier.text import Text

Given = Literal["given", "not_held", "from_card", "already_held", "absent"]

# where an original may go next; RETURNED is the end
FOLLOWING: dict[str, tuple[Place, ...]] = {
    Place.COMPARTMENT: (Place.OFFICER, Place.MISSING),
    Place.OFFICER: (Place.DESK, Place.LOADED, Place.RETURNED),
    Place.DESK: (Place.OFFICER, Place.LOADED, Place.RETURNED),
    Place.LOADED: (Place.OFFICER, Place.RETURNED),
    Place.MISSING: (Place.OFFICER, Place.COMPARTMENT),
    Place.NOT_LEFT: (Place.OFFICER,),
    Place.RETURNED: (),
}


@dataclass(frozen=True)
class Row:
    """One line of the checklist; `name` is the code where the catalogue has no such component."""

    code: str
    name: Text
    given: Given
    pages: list[Part] = field(default_factory=list)
    consequence: Text | None = None
    original: Original | None = None


def rows(dossier: Dossier, pages: list[Part], answers: Answers | None) -> list[Row]:
    """The checklist. Without the sealed `answers`, only what the manifest itself speaks of."""
    procedure = procedure_of(dossier)
    by_component: dict[str, list[Part]] = {}
    for part in pages:
        by_component.setdefault(part.name.partition("/")[0], []).append(part)
    not_held = _not_held(dossier)
    originals = {each.component: each for each in Original.objects.filter(dossier=dossier)}
    spoken_of = {*by_component, *not_held, *originals}
    wanted = _applying(procedure, answers, spoken_of)
    known = {component.code for component in wanted}
    listed = [
        Row(
            code=component.code,
            name=component.name,
            given=_given(component, by_component, not_held),
            pages=by_component.get(component.code, []),
            consequence=_consequence(component, by_component),
            original=originals.get(component.code),
        )
        for component in wanted
    ]
    extra = [
        Row(code, _name(procedure, code), "given", by_component.get(code, []), original=originals.get(code))
        for code in sorted(spoken_of - known)
    ]
    return listed + extra


def component_name(dossier: Dossier, code: str) -> Text:
    """The name of a component, or its code where the catalogue has none."""
    return _name(procedure_of(dossier), code)


def due_if_accepted(dossier: Dossier, answers: Answers, at: datetime) -> datetime | None:
    """When the result would be due if the dossier were accepted at `at`."""
    return due(at, case_for(procedure_of(dossier), answers).time, office_calendar(dossier.unit))


def _applying(procedure: Procedure, answers: Answers | None, spoken_of: set[str]) -> tuple[Component, ...]:
    if answers is not None:
        try:
            return checklist(procedure, answers).components
        except AnswerError:
            # answers of another version of the questions: what the manifest says still stands
            pass
    return tuple(each for each in procedure.components if each.code in spoken_of or not each.when)


def _given(component: Component, pages: dict[str, list[Part]], not_held: tuple[str, ...]) -> Given:
    if component.kind == "from_card":
        return "from_card"
    if component.kind == "already_held":
        return "already_held"
    if component.code in pages:
        return "given"
    return "not_held" if component.code in not_held else "absent"


def _consequence(component: Component, pages: dict[str, list[Part]]) -> Text | None:
    if component.code in pages or component.missing is None:
        return None
    return component.missing


def _not_held(dossier: Dossier) -> tuple[str, ...]:
    if not dossier.manifest:
        return ()
    return Manifest.from_bytes(bytes(dossier.manifest)).not_held


def _name(procedure: Procedure, code: str) -> Text:
    return next((each.name for each in procedure.components if each.code == code), Text(vi=code, en=code))
