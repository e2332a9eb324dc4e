"""The pages of an officer's round."""

from __future__ import annotations

from typing import ClassVar

from kiosk.dossier.text import Text
from kiosk.messages.pages import Bay, Page, Part


class Tally(Part):
    """A count of the officer's round."""

    label: Text
    done: int
    total: int


class Round(Page):
    """The officer's round: what is to take out and to load, the cabinet, what stands open now."""

    kind: ClassVar[str] = "round"
    slow: ClassVar[bool] = True
    tallies: list[Tally]
    bays: list[Bay]
    current: Text | None = None
    log: list[Text] = []


class ReadSheets(Page):
    """A list printed as several codes: which of `total` were `read` (0: none seen yet), and its number."""

    kind: ClassVar[str] = "read-sheets"
    slow: ClassVar[bool] = True
    total: int
    read: list[int]
    sheet: Text | None = None


OFFICER_PAGES: tuple[type[Page], ...] = (Round, ReadSheets)
