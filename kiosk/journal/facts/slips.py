"""Events of printing. Printed means that the printer said so."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journal.events import Event


class SlipIntended(Event):
    """A slip is about to be printed; without an outcome it is unknown and is not printed again unasked."""

    name: ClassVar[str] = "slip.intended/1"
    slip: str
    kind: str
    about: str
    copy_number: int


class SlipPrinted(Event):
    """The printer reported the slip complete."""

    name: ClassVar[str] = "slip.printed/1"
    slip: str


class SlipFailed(Event):
    """The slip was not printed, or not known to be."""

    name: ClassVar[str] = "slip.failed/1"
    slip: str
    error_id: str
