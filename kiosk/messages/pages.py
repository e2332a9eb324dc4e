"""The pages: small typed models of what the screen shows and which answers it may give.

One model per page and one QML file per model, found by its `kind` (`lay-card` is drawn by `LayCard.qml`).
Both languages travel with the page, so switching language needs nobody. Pictures travel apart (`screen.py`).
A page's answers are named: a button's name, an option's name, or a name documented at the page.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from kiosk.dossier.text import Text
from kiosk.messages.wire import Message

Size = Literal["small", "medium", "large"]


class Part(BaseModel):
    """A part of a page."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Button(Part):
    """A button of the bottom bar. The last primary button is the way on."""

    name: str
    label: Text
    look: Literal["primary", "plain", "quiet", "danger"] = "plain"
    enabled: bool = True


class Option(Part):
    """Something to choose; `reason` says in plain words why it cannot be chosen now."""

    name: str
    label: Text
    note: Text | None = None
    icon: str = ""
    available: bool = True
    reason: Text | None = None


class Line(Part):
    """A line with an icon (name of an SVG); `plain` explains a legal term under it."""

    text: Text
    plain: Text | None = None
    icon: str = ""


class Section(Part):
    """A headed group of lines."""

    heading: Text | None = None
    lines: list[Line]


class Page(Message):
    """A title of at most 12 words, at most one line under it, the bottom bar; `wait_s` is counted down.

    `slow`: it is read, or papers are handled at it, for minutes without a touch.
    """

    slow: ClassVar[bool] = False
    title: Text
    lead: Text | None = None
    buttons: list[Button] = []
    error: Text | None = None
    wait_s: int = 0

    def accepts(self, name: str, value: str) -> bool:
        """Whether this answer may come from this page as it stands."""
        return any(button.name == name and button.enabled for button in self.buttons)


def _offers(options: list[Option], name: str) -> bool:
    return any(option.name == name and option.available for option in options)


class Home(Page):
    """The home page: verbs first. `notice` tells how the unfinished ended; no `hours`: it serves always."""

    kind: ClassVar[str] = "home"
    tiles: list[Option]
    unit: Text
    hours: Text | None = None
    notice: Text | None = None

    def accepts(self, name: str, value: str) -> bool:
        """A tile's name."""
        return _offers(self.tiles, name) or super().accepts(name, value)


class Pick(Page):
    """One question with at most six answers; `list` for sentences, `tiles` for pictures."""

    kind: ClassVar[str] = "pick"
    options: list[Option]
    layout: Literal["list", "tiles"] = "list"

    def accepts(self, name: str, value: str) -> bool:
        """An option's name."""
        return _offers(self.options, name) or super().accepts(name, value)


class Search(Page):
    """Search with the keyboard: answers `query` (value: what is typed so far) and an option's name."""

    kind: ClassVar[str] = "search"
    query: str
    hint: Text
    options: list[Option]

    def accepts(self, name: str, value: str) -> bool:
        """`query`, or an option's name."""
        return (
            (name == "query" and len(value) <= 80)
            or _offers(self.options, name)
            or super().accepts(name, value)
        )


class Explain(Page):
    """Something to read: sections; `more` opens behind "Đọc thêm"; `icon` stands below if there is room."""

    kind: ClassVar[str] = "explain"
    slow: ClassVar[bool] = True
    sections: list[Section]
    more: list[Text] = []
    icon: str = ""


class LayCard(Page):
    """Lay the card: where, what is happening, how far it is (0 to 1)."""

    kind: ClassVar[str] = "lay-card"
    state: Literal["waiting", "reading", "lift"]
    who: Literal["citizen", "staff"] = "citizen"
    progress: float = 0.0


class ConfirmIdentity(Page):
    """Is this you: the name, and the number masked but for its last four."""

    kind: ClassVar[str] = "confirm-identity"
    name: str
    number: str


class EnterDigits(Page):
    """Digits on the numeric pad: answers `typed` with the digits. `hidden` for a PIN."""

    kind: ClassVar[str] = "enter-digits"
    shortest: int
    longest: int
    groups: list[int] = []
    hidden: bool = False
    value: str = ""

    def accepts(self, name: str, value: str) -> bool:
        """`typed` with the right number of digits, or a button."""
        typed = name == "typed" and value.isdecimal() and self.shortest <= len(value) <= self.longest
        return typed or super().accepts(name, value)


class EnterText(Page):
    """Words on the keyboard with Telex: answers `typed`."""

    kind: ClassVar[str] = "enter-text"
    value: str = ""
    hint: Text
    longest: int = 80

    def accepts(self, name: str, value: str) -> bool:
        """`typed` with something in it, or a button."""
        return (name == "typed" and 0 < len(value.strip()) <= self.longest) or super().accepts(name, value)


class ScanPage(Page):
    """The camera's live picture (slot `live`) with advice; a button takes the page."""

    kind: ClassVar[str] = "scan-page"
    slow: ClassVar[bool] = True
    component: Text
    page_number: int
    advice: Text | None = None
    ready: bool = False
    live: bool = True


class ScannedPages(Page):
    """What was taken (slots `page-1` ...): answers `retake`, `up`, `remove` with the page number as value."""

    kind: ClassVar[str] = "scanned-pages"
    slow: ClassVar[bool] = True
    component: Text
    count: int

    def accepts(self, name: str, value: str) -> bool:
        """An act on one of the pages, or a button."""
        on_page = name in {"retake", "up", "remove"} and value.isdecimal() and 1 <= int(value) <= self.count
        return on_page or super().accepts(name, value)


class ReviewRow(Part):
    """One answer; `change` is the answer's name when it can be edited from here."""

    label: Text
    value: Text
    change: str = ""


class Review(Page):
    """Everything before it is handed in: answers `change` with a row's name. Two lists of papers."""

    kind: ClassVar[str] = "review"
    slow: ClassVar[bool] = True
    rows: list[ReviewRow]
    leave: list[Text]
    take: list[Text]

    def accepts(self, name: str, value: str) -> bool:
        """`change` of an editable row, or a button."""
        editable = name == "change" and any(row.change == value for row in self.rows if row.change)
        return editable or super().accepts(name, value)


class Working(Page):
    """Work of more than a second: steps, and how far it is (0 to 1)."""

    kind: ClassVar[str] = "working"
    steps: list[Text]
    current: int = 0


class Bay(Part):
    """One compartment as drawn: column and row count from 1, top left; height in rows."""

    number: int
    size: Size
    column: int
    row: int
    rows: int = 1
    look: Literal["plain", "lit", "open", "done", "frozen"] = "plain"


class OpenDoor(Page):
    """The cabinet drawn with the door lit; `where` says its row in words."""

    kind: ClassVar[str] = "open-door"
    bays: list[Bay]
    compartment: int
    where: Text
    door: Literal["opening", "open", "closed", "stuck"]


class ShowCode(Page):
    """A code, large, in groups of four, with what it is for; drawn as QR too when `qr` is given."""

    kind: ClassVar[str] = "show-code"
    slow: ClassVar[bool] = True
    code: str
    lines: list[Text] = []
    qr: str = ""


class TakeSlip(Page):
    """A slip comes out of the printer; `what` says what to do with it; `code`: a queue number on it."""

    kind: ClassVar[str] = "take-slip"
    what: Text
    code: str = ""
    printing: bool = True


class WhatWaits(Page):
    """What waits for this person, each thing named before any door; answers an option's name."""

    kind: ClassVar[str] = "what-waits"
    options: list[Option]

    def accepts(self, name: str, value: str) -> bool:
        """An option's name."""
        return _offers(self.options, name) or super().accepts(name, value)


class Ending(Page):
    """How it ended: what happened, what to do, what was kept; the small code is for staff."""

    kind: ClassVar[str] = "ending"
    look: Literal["good", "warning", "sorry"]
    lines: list[Text]
    code: str = ""
    staff_code: str = ""


class Farewell(Page):
    """Things to take along before the machine is free again: card, papers; then the next person may begin."""

    kind: ClassVar[str] = "farewell"
    card_out: bool
    tray_empty: bool


class OfficeHelp(Page):
    """Whom to call: the number large, what became of the call from here, when and where the office is.

    `sent` says whether the call is on its way to the office now.
    """

    kind: ClassVar[str] = "office-help"
    slow: ClassVar[bool] = True
    hotline: str
    call: Text
    sent: bool
    lines: list[Line]


class OutOfService(Page):
    """The kiosk cannot serve; why in plain words, and until when if known."""

    kind: ClassVar[str] = "out-of-service"
    reason: Text
    hotline: str


PAGES: tuple[type[Page], ...] = (
    Home, Pick, Search, Explain, LayCard, ConfirmIdentity, EnterDigits, EnterText, ScanPage, ScannedPages,
    Review, Working, OpenDoor, ShowCode, TakeSlip, WhatWaits, Ending, Farewell, OfficeHelp,
    OutOfService,
)  # fmt: skip
