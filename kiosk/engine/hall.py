"""Who waits in the hall, as central last said; never journalled, for it is old the next moment."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from kiosk.engine.ports import Core
from kiosk.messages.tickets import Ahead

# Central is asked every few seconds; a word older than this says nothing about who waits now.
HEARD_WITHIN_S = 1800.0
LARGEST = 64 * 1024


class _Waiting(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    people: int = Field(ge=0)
    priority: int = Field(ge=0)


class _Told(BaseModel):
    """`seq`: the newest of this kiosk's journal rows that was counted; `lines`: by counters, as "2 3"."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    seq: int = Field(ge=0)
    lines: dict[str, _Waiting]


class Hall:
    """The last word, and how much of it still holds."""

    def __init__(self, core: Core) -> None:
        """Nothing was heard yet."""
        self._core = core
        self._told: _Told | None = None
        self._heard_at = 0.0
        self._told_at: datetime | None = None

    def take(self, raw: bytes) -> None:
        """Take central's word in; one that cannot be read leaves nothing known."""
        try:
            if len(raw) > LARGEST:
                raise ValueError("more than any hall has")
            self._told = _Told.model_validate_json(raw)
        except ValueError:
            self._told = None
        self._heard_at, self._told_at = self._core.clock.monotonic(), self._core.clock.wall()

    def ahead(self, counters: list[str], *, priority: bool) -> Ahead | None:
        """Who is called before the next ticket of this line; None when nothing recent is known."""
        if self._told is None or self._told_at is None:
            return None
        if self._core.clock.monotonic() - self._heard_at > HEARD_WITHIN_S:
            return None
        told = self._told.lines.get(" ".join(counters), _Waiting(people=0, priority=0))
        since = [
            ticket
            for ticket in self._core.state.tickets.given
            if ticket.seq > self._told.seq and ticket.counters == counters
        ]
        known = told.priority if priority else told.people
        added = sum(1 for ticket in since if ticket.priority or not priority)
        return Ahead(people=known + added, told_at=self._told_at)
