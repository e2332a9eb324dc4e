"""Between the session and its screen: pages and pictures one way, touches the other."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from kiosk.dossier.text import Text
from kiosk.messages.officer_pages import OFFICER_PAGES
from kiosk.messages.pages import PAGES, Button
from kiosk.messages.technician_pages import TECHNICIAN_PAGES
from kiosk.messages.wire import Message, Vocabulary

Language = Literal["vi", "en"]
ALL_PAGES = (*PAGES, *OFFICER_PAGES, *TECHNICIAN_PAGES)


class Frame(Message):
    """What stands around every page that follows: at the same place on each.

    `night`: light letters on a dark ground, for whoever works at the machine after hours. `bare`: nothing
    stands around the page, which has the whole glass.
    """

    kind: ClassVar[str] = "screen.frame"
    number: int
    back: bool
    finish: bool
    help: bool = True
    step: int = 0
    steps: int = 0
    banner: Text | None = None
    languages: list[Language] = ["vi", "en"]
    night: bool = False
    bare: bool = False


class Overlay(Message):
    """A question over the page, such as the idle warning; `seconds` counts down. No title: it is gone."""

    kind: ClassVar[str] = "screen.overlay"
    title: Text | None = None
    seconds: int = 0
    buttons: list[Button] = []


class Picture(Message):
    """A JPEG beside the message for a slot (`live`, `page-1`); empty bytes clear the slot."""

    kind: ClassVar[str] = "screen.picture"
    slot: str


class Speak(Message):
    """Something to say aloud, in the language shown."""

    kind: ClassVar[str] = "screen.speak"
    text: Text


class Close(Message):
    """The person has been served: forget everything and end."""

    kind: ClassVar[str] = "screen.close"


class Ready(Message):
    """The first frame is on the glass."""

    kind: ClassVar[str] = "screen.ready"


class Answer(Message):
    """What the person did on page `number`. `back`, `finish` and `help` are the frame's own answers."""

    kind: ClassVar[str] = "screen.answer"
    number: int
    name: str = Field(max_length=64)
    value: str = Field(default="", max_length=200)


class Touched(Message):
    """The person is there (sent at most once a second)."""

    kind: ClassVar[str] = "screen.touched"


class LanguageChosen(Message):
    """The language shown from now on; slips follow it."""

    kind: ClassVar[str] = "screen.language"
    language: Language


# A page is sent as its own model right after the frame that surrounds it; sent again under the same number
# it updates in place, under a new number it replaces the page before.
SCREEN = Vocabulary(Frame, Overlay, Picture, Speak, Close, Ready, Answer, Touched, LanguageChosen, *ALL_PAGES)
