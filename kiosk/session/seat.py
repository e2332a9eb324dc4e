"""Everything a journey works with, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.deadline import WorkCalendar
from kiosk.session.conversation import Conversation
from kiosk.session.engine_link import EngineLink
from kiosk.session.ports import Camera, Cards
from kiosk.session.situation import Situation

# Vietnam has one time zone and no summer time
VIETNAM = timezone(timedelta(hours=7))


def now_in_vietnam() -> datetime:
    """The time of day to the second."""
    return datetime.now(VIETNAM).replace(microsecond=0)


@dataclass
class Seat:
    """The seat: the engine, the person's screen, the devices this session holds, what is on offer."""

    engine: EngineLink
    situation: Situation
    talk: Conversation
    cards: Cards
    camera: Camera
    catalogue: Catalogue
    now: Callable[[], datetime] = field(default=now_in_vietnam)

    @property
    def calendar(self) -> WorkCalendar:
        """When the office's counters work."""
        return WorkCalendar(self.catalogue.calendar, self.situation.config.office_hours)
