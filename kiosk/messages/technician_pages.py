"""The technician's pages: the machine at a glance, one thing under test, the glass itself."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.dossier.text import Text
from kiosk.messages.pages import Bay, Page, Part

Health = Literal["good", "warning", "bad", "unknown"]
Verdict = Literal["", "running", "passed", "failed"]


class BenchRow(Part):
    """One thing that can be tested: how it is now, its last fault, how its last test went."""

    name: str
    label: Text
    health: Health
    state: Text
    fault: Text | None = None
    tested: Text | None = None
    verdict: Literal["", "passed", "failed"] = ""


class Bench(Page):
    """Everything of the machine on one page; answers a row's name."""

    kind: ClassVar[str] = "bench"
    rows: list[BenchRow]

    def accepts(self, name: str, value: str) -> bool:
        """A row's name."""
        return any(row.name == name for row in self.rows) or super().accepts(name, value)


class CheckLine(Part):
    """A figure or a step with what came of it."""

    label: Text
    value: Text | None = None
    look: Literal["plain", "now", "good", "bad"] = "plain"


class Check(Page):
    """One thing under test: figures and steps, what to do; a live picture, the cabinet or an icon beside."""

    kind: ClassVar[str] = "check"
    lines: list[CheckLine]
    verdict: Verdict = ""
    advice: Text | None = None
    icon: str = ""
    live: bool = False
    bays: list[Bay] = []


class TouchTest(Page):
    """Targets all over the glass, to its corners: answers `place` with the target's number from 0."""

    kind: ClassVar[str] = "touch-test"
    places: int
    done: list[int] = []

    def accepts(self, name: str, value: str) -> bool:
        """A target that was not touched yet, or a button."""
        place = name == "place" and value.isdecimal() and int(value) < self.places
        return (place and int(value) not in self.done) or super().accepts(name, value)


TECHNICIAN_PAGES: tuple[type[Page], ...] = (Bench, Check, TouchTest)
