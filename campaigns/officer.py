"""An officer who makes the round at a scripted screen, with real hands in the simulated cabinet."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.devices.simulators.control import CabinetControl
from kiosk.messages.officer_pages import Round
from kiosk.messages.pages import EnterDigits, EnterText, Home
from tests.session.screen_person import PersonAtScreen


class Officer:
    """One round, from the staff card to the handover list."""

    def __init__(self, control: CabinetControl, person: PersonAtScreen) -> None:
        """The officer stands at the screen."""
        self._control = control
        self._person = person

    def logs_in(self, card: Mapping[str, Any], pin: str) -> None:
        """Staff card and PIN."""
        self._person.sees(Home)
        self._control.order("card", "lay", card=dict(card))
        self._person.sees(EnterDigits)
        self._person.touches("typed", pin)
        self._person.sees(Round)

    def begins(self, what: str) -> None:
        """`take`, `load` or `count`."""
        self._person.sees(Round, like=offers(what))
        self._person.touches(what)

    def types_code(self, code: str) -> None:
        """The code of a result, typed."""
        self._person.sees(Round, like=offers("type-code"), updated=True)
        self._person.touches("type-code")
        self._person.sees(EnterText)
        self._person.touches("typed", code)

    def scans_code(self, code: str) -> None:
        """The label of a result, laid under the camera."""
        self._person.sees(Round, like=offers("type-code"), updated=True)
        self._control.order("camera", "lay", scene={"paper": "card-code", "qr": code})

    def fills_open_door(self, thing: str) -> int:
        """Put something into the compartment that opens, and close it; its number.

        A person closes a door only after it was seen open; the board is asked a few times a second.
        """
        number = self.sees_open()
        self._control.order("locker", "act", verb="put", door=number, thing=thing)
        self._control.order("locker", "act", verb="close", door=number)
        return number

    def empties_open_door(self) -> int:
        """Take out what lies in the compartment that opens, and close it; its number."""
        number = self.sees_open()
        self._control.order("locker", "act", verb="take", door=number)
        self._control.order("locker", "act", verb="close", door=number)
        return number

    def counts_open_door(self) -> int:
        """Look in, say that something lies there, and close; the number."""
        number = self.sees_open()
        self._person.moves("counted-full")
        self._control.order("locker", "act", verb="close", door=number)
        return number

    def sees_open(self) -> int:
        """The number of the compartment that the page says is open, and that is."""
        page = self._person.sees(Round, like=_has_open_door, updated=True)
        number = next(bay.number for bay in page.bays if bay.look == "open")
        deadline = time.monotonic() + 5
        while number not in self._control.open_doors() and time.monotonic() < deadline:
            time.sleep(0.02)
        return number

    def stops(self) -> None:
        """No more of this kind."""
        self._person.sees(Round, like=offers("stop"), updated=True)
        self._person.touches("stop")

    def ends(self) -> None:
        """End the visit and take the card."""
        self._person.sees(Round, like=offers("end-round"))
        self._person.touches("end-round")
        self._control.order("card", "lift")
        self._control.order("camera", "clear")


def offers(name: str) -> Callable[[Round], bool]:
    """A page with this button."""
    return lambda page: any(button.name == name for button in page.buttons)


def _has_open_door(page: Round) -> bool:
    return any(bay.look == "open" for bay in page.bays)
