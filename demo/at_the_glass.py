"""What whoever stands at the kiosk does: looks for words in their language, touches them, waits for pages."""

from __future__ import annotations

from typing import Literal

from demo.cabinet import CabinetError
from demo.day import Day
from demo.draw import FIELD, PROCEDURE, staff_card
from demo.words import Words

PIN = "246810"


class AtTheGlass:
    """One kind of person of the day."""

    def __init__(self, day: Day) -> None:
        """The day in which they come."""
        self.day = day
        self.drawn = day.drawn
        self.glass = day.glass
        self.cabinet = day.cabinet
        self.happened = day.happened
        self.words = day.words

    def home(self) -> None:
        """The home page greets everybody in Vietnamese; who reads English touches it first."""
        greeting = Words("vi", self.day.today).say("home.title")
        self.glass.until("The home page", lambda view: greeting in view.headings, patience=60.0)
        if self.drawn.language == "en":
            counted, self.glass.journey = self.glass.journey, "language"
            self.glass.touch("English")
            self.glass.journey = counted
        self.at("home", "home.title")

    def let_in(self, role: Literal["officer", "technician"]) -> None:
        """Lay a staff card and type its PIN."""
        self.home()
        self.cabinet.lay_card(staff_card(self.day.world, role))
        self.at("staff-pin", "staff.pin")
        self.glass.type_digits(PIN)
        self.touch("screen.go_on")

    def farewell(self, *, somebody_waits: bool = False) -> None:
        """The visit is over; who stands behind begins at once, else the page goes by itself."""
        self.at("farewell", "farewell.title")
        if somebody_waits:
            counted, self.glass.journey = self.glass.journey, "next person"
            self.touch("buttons.next-person")
            self.glass.journey = counted

    def choose_procedure(self) -> None:
        """By its field of work."""
        self.at("field", "choose.field")
        self.glass.touch(self.words.field(FIELD))
        self.at("procedure", "choose.procedure")
        self.glass.touch(self.words.procedure(PROCEDURE))

    def tell_case(self) -> None:
        """Answer what the procedure asks of the case."""
        for question, answer in self.words.case(PROCEDURE, self.drawn.answers):
            self.glass.at("case", question)
            self.glass.touch(answer)

    # --- words on the glass ----------------------------------------------------------------------------

    def say(self, name: str, **blanks: object) -> str:
        """A phrase in the language of the day."""
        return self.words.say(name, **blanks)

    def touch(self, name: str) -> None:
        """Touch the button that says this phrase."""
        self.glass.touch(self.say(name))

    def at(self, name: str, heading: str, **blanks: object) -> None:
        """Wait for the page with this phrase as its heading, and keep its picture as `name`."""
        self.glass.at(name, self.say(heading, **blanks))

    def glimpse(self, name: str, heading: str, next_heading: str) -> None:
        """Keep a picture of a page that goes by itself."""
        self.glass.glimpse(name, self.say(heading), self.say(next_heading))

    def until(self, name: str, **blanks: object) -> None:
        """Wait until something says this phrase."""
        words = self.say(name, **blanks)
        self.glass.until(f"“{words}”", lambda view: view.says(words))

    # --- doors and slips -------------------------------------------------------------------------------

    def take_slip(self, name: str) -> None:
        """Take what the printer cut, and keep it under this name."""
        self.happened.slips[name] = self.cabinet.next_slip()

    def stands_open(self) -> int:
        """The number of the one door that stands open.

        Nobody reaches in and closes it between two readings of its sensor, so it was seen open by then.
        """
        try:
            number = self.cabinet.await_open_door()
        except CabinetError as failed:
            raise self.glass.stray(str(failed)) from failed
        order = self.day.journal.events("door.intended/1")[-1]["data"]["order"]
        self.day.journal.await_event(
            "door.seen/1", lambda seen: (seen["order"], seen["door"]) == (order, "open")
        )
        return number

    def opened(self, name: str, title: str | None) -> int:
        """The number of the compartment that stands open; the screen must speak of the same."""
        number = self.stands_open()
        says = f"{self.say('screen.compartment')} {number}"
        self.glass.until(f"A page about “{says}”", lambda view: view.says(says))
        self.until("screen.door_open")
        if title is not None:
            self.at(name, title)
        else:
            self.glass.picture(name)
        return number
