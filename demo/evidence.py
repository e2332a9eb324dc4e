"""What can be looked at afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from demo.cabinet import Cabinet
from demo.day import Day, Happened
from demo.draw import Draw
from demo.journal import Journal
from demo.officer import Office


@dataclass(frozen=True)
class Evidence:
    """The day as it was drawn and as it went, central's pages, and where to keep what is found."""

    day: Day
    office: Office
    out: Path

    @property
    def drawn(self) -> Draw:
        """What was drawn."""
        return self.day.drawn

    @property
    def happened(self) -> Happened:
        """What came of it."""
        return self.day.happened

    @property
    def cabinet(self) -> Cabinet:
        """The cabinet and its ledgers."""
        return self.day.cabinet

    @property
    def journal(self) -> Journal:
        """The kiosk's journal."""
        return self.day.journal

    @property
    def world(self) -> Path:
        """The folder of the world."""
        return self.day.world


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at, and what was wrong with it."""

    what: str
    wrong: list[str]
