"""A day at a one-stop office, from outside.

The machine is made ready, a number taken, a dossier handed in and its result collected; meanwhile the config
is changed from afar.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from demo.admin import Administrator
from demo.citizen import Citizen
from demo.day import Day
from demo.fleet import Fleet
from demo.officer import Office
from demo.rounds import OfficerAtTheCabinet
from demo.technician import Technician
from demo.visitor import Visitor
from kiosk.devices.simulators.workspace import UNIT


class Story:
    """The people of the day, one after another at the one glass, and those at central."""

    def __init__(self, day: Day, office: Office, fleet: Fleet) -> None:
        """Everything they see and use."""
        self._day = day
        self._office = office
        self._technician = Technician(day)
        self._visitor = Visitor(day)
        self._citizen = Citizen(day)
        self._officer = OfficerAtTheCabinet(day)
        self._admin = Administrator(day, fleet)

    def play(self) -> None:
        """From the technician's morning to the home page in the evening.

        A config is published while somebody is still served: it waits until they have left.
        """
        self._scene("technician", self._technician.make_ready)
        self._scene("config: good", self._admin.rename_and_close)
        self._scene("technician leaves", self._technician.leave)
        self._scene("ticket", self._visitor.take_ticket)
        self._scene("counter calls", self._call)
        self._scene("look up", self._visitor.look_up)
        self._scene("deposit", self._citizen.deposit_what_was_looked_up)
        self._scene("config: kept", self._admin.see_the_first_kept)
        self._scene("config: impossible", self._admin.want_the_impossible)
        self._scene("officer takes out", self._officer.take_out)
        self._scene("officer decides", self._decide)
        self._scene("officer loads", self._officer.load)
        self._scene("config: harmful", self._admin.break_the_printer)
        self._scene("officer leaves", self._officer.leave)
        self._scene("printer out", self._citizen.find_printer_out)
        self._scene("config: taken", self._admin.see_it_taken)
        self._scene("collect", self._citizen.collect)
        self._scene("config: undone", self._admin.see_it_undone)
        self._scene("evening", self._citizen.find_all_well)

    def _scene(self, name: str, part: Callable[[], None]) -> None:
        self._day.before(name)
        began = time.monotonic()
        self._day.glass.journey = name
        part()
        self._day.happened.seconds[name] = time.monotonic() - began

    def _call(self) -> None:
        """The counter of that field calls the next number, as soon as the kiosk's journal has come."""
        counter = self._day.words.counter(UNIT, self._day.drawn.ticket_field)
        self._day.happened.called = self._office.await_call(counter)

    def _decide(self) -> None:
        """At central: read, accept, result, release, and the claim code for the collector."""
        happened = self._day.happened
        self._office.await_deposit(happened.deposit_code)
        for act in ("open", "accept", "result", "waiting", "release"):
            self._office.decide(act)
        happened.dossier_code = self._office.dossier_code()
        happened.claim_code = self._office.decide("claim-code")
        happened.label = self._office.label_payload()
