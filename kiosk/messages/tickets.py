"""Between the session and the engine: queue tickets."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from kiosk.messages.seat import Part
from kiosk.messages.wire import Message


class TakeTicket(Message):
    """Give out the next number for a field of work.

    Refusals: TKT-001 the office is closed, TKT-002 the paper is kept for deposits, TKT-003 one was given out
    just now (with seconds to wait), TKT-004 no counter for this field.
    """

    kind: ClassVar[str] = "seat.take-ticket"
    field: str
    priority: bool


class Ahead(Part):
    """How many people wait before this ticket, and when central was last heard to say so."""

    people: int
    told_at: datetime


class TicketGiven(Message):
    """The number is durable. `ahead` is None when nothing recent is known of the hall."""

    kind: ClassVar[str] = "seat.ticket-given"
    ticket: str
    number: str
    counters: list[str]
    ahead: Ahead | None
