"""The main job from outside, as it happens at a one-stop office: handed in, accepted, loaded, collected."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from demo.cabinet import Cabinet, CabinetError, deposit_code_on
from demo.draw import FIELD, FORM, OLD_PAPER, PROCEDURE, Draw, staff_card
from demo.journal import Journal
from demo.officer import Office
from demo.touch import Glass
from demo.words import Words
from kiosk.devices.simulators.cards import spec

PIN = "246810"
VIETNAM = timezone(timedelta(hours=7))
COVER_SLIP, ORIGINAL, RESULT = "cover slip", "old confirmation", "new certificate"


@dataclass
class Happened:
    """What came of it, as a person could know it: from paper, pages and the cabinet."""

    deposit_compartment: int = 0
    result_compartment: int = 0
    deposit_code: str = ""
    dossier_code: str = ""
    label: str = ""
    claim_code: str = ""
    cover_slip: Path | None = None
    deposit_slip: Path | None = None
    handover_lists: list[Path] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


class Story:
    """One person, one officer, one cabinet."""

    def __init__(self, drawn: Draw, glass: Glass, cabinet: Cabinet, office: Office, world: Path) -> None:
        """Everything they see and use. `before` is called with the name of each moment that comes next."""
        self.drawn = drawn
        self.glass = glass
        self.cabinet = cabinet
        self.office = office
        self.happened = Happened()
        self.before: Callable[[str], None] = lambda moment: None
        self.collectors_card: spec.CardSpec = drawn.card
        self.collector_takes = True
        self._world = world
        self._words = Words(drawn.language, datetime.now(VIETNAM).date())
        self._journal = Journal(world / "state" / "journal.db")

    def play(self) -> Happened:
        """From the deposit to the farewell of who collected."""
        self._scene("deposit", self.deposit)
        self._scene("officer takes out", self.take_out)
        self._scene("officer decides", self.decide)
        self._scene("officer loads", self.load)
        self._scene("collect", self.collect)
        return self.happened

    def _scene(self, name: str, part: Callable[[], None]) -> None:
        self.before(name)
        began = time.monotonic()
        self.glass.journey = name
        part()
        self.happened.seconds[name] = time.monotonic() - began

    # --- the citizen hands in --------------------------------------------------------------------------

    def deposit(self) -> None:
        """Form and old confirmation; the old one is locked away."""
        self._choose()
        self._identify()
        self._scan(FORM)
        self._scan(OLD_PAPER)
        self._at("review", "deposit.review")
        self.before("review")
        self._touch("buttons.hand-in")
        self._put_in()
        self._farewell()

    def _choose(self) -> None:
        self.home()
        self._touch("home.tile.deposit")
        self._at("field", "choose.field")
        self.glass.touch(self._words.field(FIELD))
        self._at("procedure", "choose.procedure")
        name = self._words.procedure(PROCEDURE)
        self.glass.touch(name)
        self.glass.at("before-you-begin", name)
        self._touch("buttons.next")
        for question, answer in self._words.case(PROCEDURE, self._answers()):
            self.glass.at("case", question)
            self.glass.touch(answer)
        self._at("checklist", "deposit.checklist")
        self._touch("buttons.have-all")

    def _answers(self) -> dict[str, str]:
        return {"for_whom": "me", "reissue": "yes", "past": self.drawn.former}

    def _identify(self) -> None:
        self._at("notice", "notice.title")
        self.cabinet.lay_card(self.drawn.card)
        self._glimpse("card-is-read", "identify.lay-card", "identify.is-this-you")
        self._at("is-this-you", "identify.is-this-you")
        self._touch("buttons.its-me")
        self.cabinet.lift_card()
        self._at("phone", "contact.phone")
        self.glass.type_digits(self.drawn.person.phone.replace(" ", ""))
        self._at("collector", "contact.collector")
        self._touch("contact.collector-me")

    def _scan(self, component: str) -> None:
        self._at(f"lay-{component}", "scan.title")
        self.before(f"scan {component}")
        self.cabinet.lay_paper(self.drawn.scene(component))
        self._at(f"seen-{component}", "scan.clear-enough")
        self.before(f"keep {component}")
        self.cabinet.clear_tray()
        self._touch("buttons.pages-done")

    def _put_in(self) -> None:
        self._glimpse("sealing", "deposit.sealing", "slip.cover")
        self._glimpse("cover-slip-prints", "slip.cover", "doors.put-in")
        number = self._opened("put-in", "doors.put-in")
        self.happened.deposit_compartment = number
        self.happened.cover_slip = self.cabinet.next_slip()
        self.cabinet.put(number, COVER_SLIP, ORIGINAL)
        self.cabinet.close(number)
        self._until("doors.put-in-done")
        self.glass.picture("all-inside")
        self._touch("buttons.placed")
        self._glimpse("deposit-slip-prints", "slip.deposit", "slip.done")
        self._at("take-slip", "slip.done")
        self.happened.deposit_slip = self.cabinet.next_slip()
        self.happened.deposit_code = deposit_code_on(self.happened.deposit_slip)
        self._touch("buttons.go")

    # --- the officer -----------------------------------------------------------------------------------

    def take_out(self) -> None:
        """A round that takes the deposit out, ties it to its cover slip, and prints the handover list."""
        self._staff()
        self._touch("buttons.take")
        number = self._stands_open()
        self.glass.picture("door-to-empty")
        self.cabinet.lay_paper({"paper": "slip", "file": str(self.happened.cover_slip)})
        self._until("round.said.scanned")
        self.cabinet.take(number)
        self.cabinet.close(number)
        self.cabinet.clear_tray()
        self._end_round()

    def decide(self) -> None:
        """At central: read, accept, result, release, and the claim code for the collector."""
        self.office.await_deposit(self.happened.deposit_code)
        for act in ("open", "accept", "result", "waiting", "release"):
            self.office.decide(act)
        self.happened.dossier_code = self.office.dossier_code()
        self.happened.claim_code = self.office.decide("claim-code")
        self.happened.label = self.office.label_payload()

    def load(self) -> None:
        """A round that puts the result into a compartment."""
        self._journal.await_event("claim.offered/1")
        self._staff()
        self._touch("buttons.load")
        self._until("round.scan-result")
        self.glass.picture("scan-result")
        self.cabinet.lay_paper({"paper": "card-code", "qr": self.happened.label})
        number = self._stands_open()
        self.glass.picture("door-to-load")
        self.happened.result_compartment = number
        self.cabinet.put(number, RESULT)
        self.cabinet.close(number)
        self.cabinet.clear_tray()
        self._until("round.all-loaded")
        self._touch("buttons.stop")
        self._end_round()

    def _staff(self) -> None:
        self.home()
        self.cabinet.lay_card(staff_card(self._world))
        self._at("staff-pin", "staff.pin")
        self.glass.type_digits(PIN)
        self._touch("screen.go_on")
        self._until("round.choose")
        self.glass.picture("round")

    def _end_round(self) -> None:
        self._until("round.choose")
        self._touch("buttons.end-round")
        self._at("round-over", "round.over")
        self.happened.handover_lists.append(self.cabinet.next_slip())
        self._touch("buttons.close")
        self.cabinet.lift_card()
        self._farewell()

    # --- the citizen collects --------------------------------------------------------------------------

    def collect(self) -> None:
        """Card and claim code; the thing is named before its door opens."""
        self.home()
        self._touch("home.tile.collect")
        self._at("lay-card", "collect.lay-card-or-slip")
        self.cabinet.lay_card(self.collectors_card)
        self._at("what-waits", "collect.what-waits")
        self.glass.touch(self._words.result(PROCEDURE))
        self._at("claim-code", "collect.code")
        self.cabinet.lift_card()
        self.glass.type_digits("".join(sign for sign in self.happened.claim_code if sign.isdigit()))
        number = self._opened("take-out", None)
        if self.collector_takes:
            self.cabinet.take(number)
        self.cabinet.close(number)
        self._until("doors.take-out-done")
        self.glass.picture("all-received")
        self._touch("buttons.received")
        self._at("collected", "ending.collected.title")
        self._touch("buttons.go")
        self._farewell()

    # --- on the glass ----------------------------------------------------------------------------------

    def home(self) -> None:
        """The home page greets everybody in Vietnamese; who reads English touches it first."""
        greeting = Words("vi", datetime.now(VIETNAM).date()).say("home.title")
        self.glass.until("The home page", lambda view: greeting in view.headings, patience=60.0)
        if self.drawn.language == "en":
            counted, self.glass.journey = self.glass.journey, "language"
            self.glass.touch("English")
            self.glass.journey = counted
        self._at("home", "home.title")

    def _farewell(self) -> None:
        self._at("farewell", "farewell.title")

    def _opened(self, name: str, title: str | None) -> int:
        """The number of the compartment that stands open; the screen must speak of the same."""
        number = self._stands_open()
        says = f"{self._say('screen.compartment')} {number}"
        self.glass.until(f"A page about “{says}”", lambda view: view.says(says))
        opened = self._say("screen.door_open")
        self.glass.until(f"“{opened}”", lambda view: view.says(opened))
        if title is not None:
            self._at(name, title)
        else:
            self.glass.picture(name)
        return number

    def _stands_open(self) -> int:
        """The number of the one door that stands open."""
        try:
            return self.cabinet.await_open_door()
        except CabinetError as failed:
            raise self.glass.stray(str(failed)) from failed

    def _say(self, name: str) -> str:
        return self._words.say(name)

    def _touch(self, name: str) -> None:
        self.glass.touch(self._say(name))

    def _at(self, name: str, heading: str, patience: float = 30.0) -> None:
        self.glass.at(name, self._say(heading), patience)

    def _glimpse(self, name: str, heading: str, next_heading: str) -> None:
        self.glass.glimpse(name, self._say(heading), self._say(next_heading))

    def _until(self, name: str) -> None:
        words = self._say(name)
        self.glass.until(f"“{words}”", lambda view: view.says(words))
