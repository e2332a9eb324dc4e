"""Events of what leaves the kiosk for good, each written before it goes."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journal.events import Event


class PartsRemoved(Event):
    """The sealed parts of a dossier left this disk: central opened them, and the grace is over."""

    name: ClassVar[str] = "parts.removed/1"
    dossier_id: str
    blobs: list[str]
    central_seq: int


class CheckpointReceipted(Event):
    """Central signed that it holds every row up to this one, and the checkpoint taken there."""

    name: ClassVar[str] = "checkpoint.receipted/1"
    seq: int
    hash: str


class JournalShortened(Event):
    """The rows up to this one are removed here; central has held them for long. `hash` is that row's."""

    name: ClassVar[str] = "journal.shortened/1"
    up_to: int
    hash: str


class FinishedForgotten(Event):
    """Dossiers and claims that ended long ago are no longer known to this kiosk; central keeps them."""

    name: ClassVar[str] = "finished.forgotten/1"
    dossiers: list[str]
    claims: list[str]
