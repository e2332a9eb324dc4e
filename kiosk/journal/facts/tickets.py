"""Events of queue tickets. Who took one is asked of nobody; that it has priority is all that is kept."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journal.events import Event


class TicketIssued(Event):
    """A queue number was given out; `count` 1 begins a new series, `day` is the series' day (Vietnam)."""

    name: ClassVar[str] = "ticket.issued/1"
    ticket: str
    number: str
    day: str
    count: int
    field: str
    counters: list[str]
    priority: bool
