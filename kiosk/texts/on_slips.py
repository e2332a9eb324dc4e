"""Phrases as the blocks of a slip: Vietnamese, and English small under it."""

from __future__ import annotations

from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.slip import Block, Words
from kiosk.dossier.text import Text
from kiosk.texts import phrase


def words(text: Text) -> Words:
    """Both languages."""
    return Words(vi=text.vi, en=text.en)


def as_is(said: str) -> Words:
    """A code, a name, or a law's title: there is no other language of it."""
    return Words(vi=said)


def paragraph(text: Text, *, strong: bool = False, centred: bool = False) -> drawn.Paragraph:
    """Running text."""
    return drawn.Paragraph(text=words(text), strong=strong, centred=centred)


def line(label: str, value: str) -> drawn.KeyValue:
    """A value with its label, a phrase of `slips.label`."""
    return drawn.KeyValue(key=words(phrase(f"slips.label.{label}")), value=value)


def section(heading: Text) -> drawn.Heading:
    """The heading of a part of the slip."""
    return drawn.Heading(text=words(heading), level=2)


def head(unit: Text, title: Text) -> list[Block]:
    """Whose slip it is, and which."""
    return [drawn.Heading(text=words(unit), level=0), drawn.Heading(text=words(title), level=1)]


def foot(hotline: str) -> list[Block]:
    """Whom to call, and the end of the slip."""
    return [
        drawn.Rule(style="thin"),
        paragraph(phrase("slips.unit.hotline", phone=hotline), centred=True),
        drawn.Spacing(mm=4),
        drawn.Cut(),
    ]
