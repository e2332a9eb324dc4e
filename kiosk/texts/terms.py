"""How the terms of a procedure read on screen and slip: how long it takes, and what says so."""

from __future__ import annotations

from kiosk.dossier.procedure import ProcessingTime
from kiosk.dossier.text import Text
from kiosk.texts import phrase


def period(time: ProcessingTime) -> Text:
    """How long the office has, counted from acceptance."""
    return phrase(f"look-up.time.{time.unit}", amount=time.amount)


def basis(source: str) -> Text:
    """What a statement of the catalogue rests on, as written there; `source` begins with its kind.

    A law or the portal speaks for itself; this project's own reading says that it is one.
    """
    kind, _, words = source.partition(": ")
    if kind == "reading":
        return phrase("look-up.reading", source=words)
    return Text(vi=words, en=words)
