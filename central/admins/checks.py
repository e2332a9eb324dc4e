"""What technicians found at a kiosk, read from its journal; a row that cannot be read tells nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from pydantic import ValidationError

from central.fleet.models import Kiosk, KioskEvent
from kiosk.journal.chain import StoredRow
from kiosk.journal.events import Recorded
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.facts.diagnostics import (
    DiagnosticsBegun,
    DiagnosticsEnded,
    DiagnosticsReported,
    DiagnosticsTested,
    TestName,
)

_TOLD = [event.name for event in (DiagnosticsBegun, DiagnosticsTested, DiagnosticsReported, DiagnosticsEnded)]
# a whole visit to a large cabinet is some forty rows
_ROWS = 2000
_ORDER = get_args(TestName)


@dataclass(frozen=True)
class Result:
    """How a test went the last time; `compartment` for a door."""

    test: str
    compartment: int | None
    passed: bool
    error_id: str
    at: datetime


@dataclass(frozen=True)
class Visit:
    """The last visit. Still under way: no end and no verdict."""

    person: str
    begun_at: datetime
    ended_at: datetime | None
    ready: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Stored:
    """The newest readiness report: the PDF lies at the kiosk, `digest` is its SHA-256."""

    digest: str
    ready: bool
    at: datetime


@dataclass(frozen=True)
class Checks:
    """The last visit, the last result of each test (failed ones first), the newest report."""

    visit: Visit | None
    results: list[Result]
    report: Stored | None

    @property
    def other_reasons(self) -> list[str]:
        """Why the last visit ended not ready, apart from the tests that failed."""
        failed = {result.error_id for result in self.results if not result.passed}
        return [] if self.visit is None else [each for each in self.visit.reasons if each not in failed]


def checks(kiosk: Kiosk) -> Checks:
    """Read a kiosk's newest rows of the technician, backwards."""
    begun: Recorded | None = None
    ended: Recorded | None = None
    report: Stored | None = None
    results: dict[tuple[str, int | None], Result] = {}
    rows = KioskEvent.objects.filter(kiosk=kiosk, name__in=_TOLD).order_by("-seq")[:_ROWS]
    for told in filter(None, map(_read, rows)):
        match told.event:
            case DiagnosticsTested() as event:
                made = Result(
                    event.test, event.compartment, event.outcome == "passed", event.error_id or "", told.wall
                )
                results.setdefault((made.test, made.compartment), made)
            case DiagnosticsReported() as event:
                report = report or Stored(event.digest, event.ready, told.wall)
            case DiagnosticsEnded():
                ended = ended or told
            case DiagnosticsBegun():
                begun = begun or told
    ordered = sorted(results.values(), key=lambda r: (r.passed, _ORDER.index(r.test), r.compartment or 0))
    return Checks(_visit(begun, ended), ordered, report)


def _read(row: KioskEvent) -> Recorded | None:
    try:
        return CATALOGUE.read(StoredRow(row.seq, bytes(row.body), bytes.fromhex(row.hash)))
    except (ValidationError, ValueError, KeyError, TypeError):
        return None


def _visit(begun: Recorded | None, ended: Recorded | None) -> Visit | None:
    if begun is None or not isinstance(begun.event, DiagnosticsBegun):
        return None
    start = begun.event
    if ended is None or ended.seq < begun.seq or not isinstance(ended.event, DiagnosticsEnded):
        return Visit(start.person, begun.wall, None, False, ())
    return Visit(start.person, begun.wall, ended.wall, ended.event.ready, tuple(ended.event.reasons))
