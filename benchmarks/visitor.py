"""A person who goes through the pages and times them from outside: buttons by name, pixels by the eye."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.finger import Felt, Finger, NothingHappenedError
from demo.day import VIETNAM
from demo.draw import FIELD, PROCEDURE
from demo.touch import Glass
from demo.words import Words
from kiosk.session.farewell import SEEN_FOR

HOME_WITHIN_S = 40.0
CASE = {"for_whom": "me", "reissue": "yes", "past": "never"}


@dataclass
class Passed:
    """Touches, those that turned the page; seconds from the farewell's end, or from no page, to home."""

    touches: list[Felt] = field(default_factory=list)
    turns: list[Felt] = field(default_factory=list)
    home: list[float] = field(default_factory=list)
    dark: list[float] = field(default_factory=list)


class Visitor:
    """At the glass; every touch is checked by what the page is headed with afterwards."""

    def __init__(self, glass: Glass, finger: Finger) -> None:
        """Nobody has touched anything yet."""
        self._glass, self._finger = glass, finger
        self._words = Words("vi", datetime.now(VIETNAM).date())
        self.passed = Passed()

    def await_home(self, since: float) -> float:
        """When the home page stood, drawn and readable; `since` when it stands already."""
        heading, deadline = self._words.say("home.title"), time.monotonic() + HOME_WITHIN_S
        while time.monotonic() < deadline:
            since = self._finger.settled(since)
            if heading in self._glass.view().headings:
                return self._finger.settled(since)
        raise NothingHappenedError("the home page did not come")

    def goes_round(self) -> None:
        """Changes how the page looks, then looks a procedure up to its end and goes back, page by page."""
        home = self._words.say("home.title")
        self._sets("English")
        self._sets("Tiếng Việt")
        self._sets(self._words.say("screen.large_text"))
        self._sets(self._words.say("screen.large_text"))
        headings = [home, *self.looks_up()]
        for heading in reversed(headings[:-1]):
            self._goes(self._words.say("screen.back"), heading)

    def looks_up(self) -> list[str]:
        """As far as the list that can be printed; what the pages were headed with."""
        words, procedure = self._words, self._words.procedure(PROCEDURE)
        way = [
            (words.say("home.tile.look-up"), words.say("choose.field")),
            (words.field(FIELD), words.say("choose.procedure")),
        ]
        touched = procedure
        for question, answer in words.case(PROCEDURE, CASE):
            way.append((touched, question))
            touched = answer
        way.append((touched, procedure))
        for name, heading in way:
            self._goes(name, heading)
        return [heading for _, heading in way]

    def orders_slip(self) -> None:
        """Has the list printed."""
        self._press(self._words.say("buttons.print-list"), turns=True)

    def goes_home(self) -> None:
        """Back from the list to the home page."""
        home = self._words.say("home.title")
        while home not in self._glass.view().headings:
            self._press(self._words.say("screen.back"), turns=True)

    def closes_slip(self) -> None:
        """Goes on from the slip that came out, back to the list."""
        done = self._words.say("look-up.slip-done")
        self._glass.until(f"The page “{done}”", lambda view: done in view.headings)
        self._goes(self._words.say("buttons.close"), self._words.procedure(PROCEDURE))

    def leaves(self) -> None:
        """Finishes after the first page; times the farewell's end to the next home page."""
        self._goes(self._words.say("home.tile.look-up"), self._words.say("choose.field"))
        self._goes(self._words.say("screen.finish"), self._words.say("ending.finished.title"))
        farewell = self._press(self._words.say("buttons.close"), turns=True)
        dark = self._finger.await_drawn(lambda drawn: drawn.went).at
        home = self.await_home(dark)
        self.passed.home.append(home - farewell.page - SEEN_FOR)
        self.passed.dark.append(home - dark)

    def _sets(self, name: str) -> None:
        self.passed.touches.append(self._press(name))

    def _goes(self, name: str, heading: str) -> None:
        felt = self._press(name, turns=True)
        self._glass.until(f"The page “{heading}”", lambda view: heading in view.headings)
        self.passed.touches.append(felt)
        self.passed.turns.append(felt)

    def _press(self, name: str, *, turns: bool = False) -> Felt:
        button = self._glass.view().button(name)
        if button is None:
            raise self._glass.stray(f"There is no button “{name}”.")
        return self._finger.touch(*button.middle, turns=turns)
