"""The person who hands in and, later, collects."""

from __future__ import annotations

from demo.at_the_glass import AtTheGlass
from demo.cabinet import deposit_code_on
from demo.day import COVER_SLIP, ORIGINAL
from demo.draw import FORM, OLD_PAPER, PROCEDURE


class Citizen(AtTheGlass):
    """With card, papers and the claim code."""

    def deposit(self) -> None:
        """From the home page: form and old confirmation; the old one is locked away."""
        self.home()
        self.touch("home.tile.deposit")
        self.choose_procedure()
        self._go_on_from_procedure()
        self.tell_case()
        self._hand_in()

    def deposit_what_was_looked_up(self) -> None:
        """The same, but what was asked already is not asked again."""
        self._go_on_from_procedure()
        self._hand_in()

    def _go_on_from_procedure(self) -> None:
        self.glass.at("before-you-begin", self.words.procedure(PROCEDURE))
        self.touch("buttons.next")

    def _hand_in(self) -> None:
        self.at("checklist", "deposit.checklist")
        self.touch("buttons.have-all")
        self._identify()
        self._scan(FORM)
        self._scan(OLD_PAPER)
        self.at("review", "deposit.review")
        self.day.before("review")
        self.touch("buttons.hand-in")
        self._put_in()
        self.farewell()

    def _identify(self) -> None:
        self.at("notice", "notice.title")
        self.cabinet.lay_card(self.drawn.card)
        self.glimpse("card-is-read", "identify.lay-card", "identify.is-this-you")
        self.at("is-this-you", "identify.is-this-you")
        self.touch("buttons.its-me")
        self.cabinet.lift_card()
        self.at("phone", "contact.phone")
        self.glass.type_digits(self.drawn.person.phone.replace(" ", ""))
        self.at("collector", "contact.collector")
        self.touch("contact.collector-me")

    def _scan(self, component: str) -> None:
        self.at(f"lay-{component}", "scan.title")
        self.day.before(f"scan {component}")
        self.cabinet.lay_paper(self.drawn.scene(component))
        self.at(f"seen-{component}", "scan.clear-enough")
        self.day.before(f"keep {component}")
        self.cabinet.clear_tray()
        self.touch("buttons.pages-done")

    def _put_in(self) -> None:
        self.glimpse("sealing", "deposit.sealing", "slip.cover")
        self.glimpse("cover-slip-prints", "slip.cover", "doors.put-in")
        number = self.opened("put-in", "doors.put-in")
        self.happened.deposit_compartment = number
        self.take_slip("cover-slip")
        self.cabinet.put(number, COVER_SLIP, ORIGINAL)
        self.cabinet.close(number)
        self.until("doors.put-in-done")
        self.glass.picture("all-inside")
        self.touch("buttons.placed")
        self.glimpse("deposit-slip-prints", "slip.deposit", "slip.done")
        self.at("take-slip", "slip.done")
        self.take_slip("deposit-slip")
        self.happened.deposit_code = deposit_code_on(self.happened.slips["deposit-slip"])
        self.touch("buttons.go")

    def find_printer_out(self) -> None:
        """The tile for handing in says why it cannot be touched; the others can."""
        self.home()
        why = self.say("home.out.printer")
        self.glass.until(f"A tile that says “{why}”", lambda view: view.tells(why))
        self.glass.picture("printer-out")

    def find_all_well(self) -> None:
        """Every tile can be touched again."""
        self.home()
        tile = self.say("home.tile.deposit")
        self.glass.until(f"The tile “{tile}” to be touched", lambda view: view.button(tile) is not None)
        self.glass.picture("all-well")

    def collect(self) -> None:
        """Card and claim code; the thing is named before its door opens.

        The printer is out of order meanwhile: collecting does not need it.
        """
        self.touch("home.tile.collect")
        self.at("lay-card", "collect.lay-card-or-slip")
        self.cabinet.lay_card(self.day.collectors_card)
        self.at("what-waits", "collect.what-waits")
        self.glass.touch(self.words.result(PROCEDURE))
        self.at("claim-code", "collect.code")
        self.cabinet.lift_card()
        self.glass.type_digits("".join(sign for sign in self.happened.claim_code if sign.isdigit()))
        number = self.opened("take-out", None)
        if self.day.collector_takes:
            self.cabinet.take(number)
        self.cabinet.close(number)
        self.until("doors.take-out-done")
        self.glass.picture("all-received")
        self.touch("buttons.received")
        self.at("collected", "ending.collected.title")
        self.touch("buttons.go")
        self.farewell(somebody_waits=True)
