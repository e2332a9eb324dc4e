"""The day that is played: who is drawn, where it happens, what may go otherwise, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from demo.cabinet import Cabinet
from demo.draw import Draw
from demo.fleet import Reported
from demo.journal import Journal
from demo.touch import Glass
from demo.words import Words
from kiosk.devices.simulators.cards import spec

VIETNAM = timezone(timedelta(hours=7))
COVER_SLIP, ORIGINAL, RESULT = "cover slip", "old confirmation", "new certificate"
# where no printer is
DEAD_PORT = "/dev/usb/lp9"
# long enough for the next person to see what is out of order, short enough to wait for
PROBATION_S = 6


@dataclass
class Happened:
    """What came of it, as a person could know it: from paper, pages and the cabinet."""

    deposit_compartment: int = 0
    result_compartment: int = 0
    deposit_code: str = ""
    dossier_code: str = ""
    label: str = ""
    claim_code: str = ""
    ticket_number: str = ""
    called: str = ""
    tested_door: int = 0
    slips: dict[str, Path] = field(default_factory=dict)
    reported: dict[str, Reported] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class Day:
    """Everything that the people of this day share. `before` is called with each moment that comes next."""

    drawn: Draw
    glass: Glass
    cabinet: Cabinet
    world: Path
    happened: Happened = field(default_factory=Happened)
    before: Callable[[str], None] = lambda moment: None
    collectors_card: spec.CardSpec = field(init=False)
    collector_takes: bool = True
    printer_port: str = DEAD_PORT
    probation_s: int = PROBATION_S
    unfit_profile: str = "locker.kerong-48"

    def __post_init__(self) -> None:
        """Whoever handed in also collects."""
        self.collectors_card = self.drawn.card
        self.today = datetime.now(VIETNAM).date()
        self.words = Words(self.drawn.language, self.today)
        self.journal = Journal(self.world / "state" / "journal.db")
