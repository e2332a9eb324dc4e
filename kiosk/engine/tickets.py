"""Queue tickets: the kiosk's own series of numbers, counted from the journal.

A new series begins on a new day, but only when nobody can still be waiting with a number of the old one. A
wall clock that jumps must not bring a number back, so that rest is measured by what nobody sets: the
monotonic clock within a boot, the time since the boot, or two wall clocks that were both synchronised.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone

from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.deadline import WorkCalendar
from kiosk.dossier.tickets import written
from kiosk.engine.hall import Hall
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.state import Ticket
from kiosk.journal.facts.tickets import TicketIssued
from kiosk.messages.tickets import Ahead, TakeTicket, TicketGiven

VIETNAM_ZONE = timezone(timedelta(hours=7))
# Longer than an office's lunch break, shorter than its night.
REST_S = 5 * 3600.0
# A playing child is slower than a printer: one number of a field at a time, and so many a minute at most.
SAME_FIELD_S = 10.0
MOST_A_MINUTE = 6
_KEPT_FOR_DEPOSITS = {"low", "out"}


class Tickets:
    """The one place where a number is given out."""

    def __init__(self, core: Core, catalogue: Catalogue) -> None:
        """The catalogue says which counters serve a field, and when the office works."""
        self._core = core
        self._office = catalogue.queue.office(core.facts.unit)
        self._days = catalogue.calendar
        self.hall = Hall(core)
        self._ahead: dict[str, Ahead] = {}

    @property
    def calendar(self) -> WorkCalendar:
        """When the counters work, by the running config."""
        return WorkCalendar(self._days, self._core.config.office_hours)

    def take(self, request: TakeTicket) -> TicketGiven:
        """Give out the next number, durably. Refusals: TKT-001 to 004."""
        line = self._office.line(request.field)
        if line is None:
            raise RefusalError("TKT-004")
        self._check_open()
        self._check_haste(request.field)
        counters = list(line.counters)
        ahead = self.hall.ahead(counters, priority=request.priority)
        issued = self._next(request, counters)
        self._core.journal.append(issued)
        self._ahead = {} if ahead is None else {issued.ticket: ahead}
        return TicketGiven(ticket=issued.ticket, number=issued.number, counters=counters, ahead=ahead)

    def known(self, ticket_id: str) -> tuple[Ticket, Ahead | None]:
        """A ticket of the present series, with what was said of who waits; ENG-006 for any other."""
        for ticket in reversed(self._core.state.tickets.given):
            if ticket.ticket == ticket_id:
                return ticket, self._ahead.get(ticket_id)
        raise RefusalError("ENG-006")

    def _next(self, request: TakeTicket, counters: list[str]) -> TicketIssued:
        series = self._core.state.tickets
        anew = self._begins_anew()
        count = 1 if anew else series.count + 1
        return TicketIssued(
            ticket=uuid.uuid4().hex,
            number=written(self._core.facts.number, count),
            day=self._today() if anew else series.day,
            count=count,
            field=request.field,
            counters=counters,
            priority=request.priority,
        )

    def _begins_anew(self) -> bool:
        series = self._core.state.tickets
        if not series.given:
            return True
        return series.day != self._today() and self._rested(series.given[-1]) >= REST_S

    def _rested(self, last: Ticket) -> float:
        """Seconds that have surely passed since the last ticket."""
        clock = self._core.clock
        if last.boot == clock.boot:
            return clock.monotonic() - last.mono
        if last.synced and clock.synced():
            return (clock.wall() - last.at).total_seconds()
        return clock.monotonic()

    def _check_open(self) -> None:
        now = self._local()
        if self.calendar.opening(now) > now:
            raise RefusalError("TKT-001")
        if self._core.printer.status().facts.get("paper") in _KEPT_FOR_DEPOSITS:
            raise RefusalError("TKT-002")

    def _check_haste(self, field: str) -> None:
        clock = self._core.clock
        ages = [
            (clock.monotonic() - ticket.mono, ticket.field)
            for ticket in self._core.state.tickets.given[-MOST_A_MINUTE:]
            if ticket.boot == clock.boot
        ]
        waits = [SAME_FIELD_S - age for age, given in ages if given == field]
        if len(ages) == MOST_A_MINUTE:
            waits.append(60.0 - ages[0][0])
        if waits and max(waits) > 0:
            raise RefusalError("TKT-003", wait_s=int(max(waits)) + 1)

    def _today(self) -> str:
        return self._local().date().isoformat()

    def _local(self) -> datetime:
        return self._core.clock.wall().astimezone(VIETNAM_ZONE)
