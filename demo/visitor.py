"""Who comes without a card: takes a queue number, looks up what a procedure needs."""

from __future__ import annotations

from demo.at_the_glass import AtTheGlass
from demo.draw import PROCEDURE


class Visitor(AtTheGlass):
    """Asks for nothing that needs a name."""

    def take_ticket(self) -> None:
        """By the tile's new name; what stands on the glass must be what comes out on paper."""
        self.home()
        self.glass.touch(self.words.of(self.drawn.ticket_tile))
        self.at("ticket-field", "take-ticket.field")
        self.glass.touch(self.words.field(self.drawn.ticket_field))
        self.at("ticket-priority", "take-ticket.priority")
        self.day.before("ticket is printed")
        self.touch("buttons.have-priority" if self.drawn.has_priority else "buttons.no-priority")
        before, after = self.say("take-ticket.done", number="#").split("#")
        done = self.glass.until(
            "The queue number", lambda view: any(h.startswith(before) for h in view.headings)
        )
        (heading,) = (heading for heading in done.headings if heading.startswith(before))
        self.happened.ticket_number = heading.removeprefix(before).removesuffix(after)
        self.glass.picture("ticket-given")
        self.take_slip("ticket")
        self.touch("buttons.go")
        self.farewell(somebody_waits=True)

    def look_up(self) -> None:
        """What the procedure needs in this case, printed; the deposit begins from there."""
        self.home()
        self.touch("home.tile.look-up")
        self.choose_procedure()
        self.tell_case()
        self.glass.at("what-it-needs", self.words.procedure(PROCEDURE))
        counted, self.glass.journey = self.glass.journey, "its list"
        self.touch("buttons.print-list")
        self.at("list-printed", "look-up.slip-done")
        self.take_slip("list")
        self.touch("buttons.close")
        self.glass.journey = counted
        self.touch("buttons.deposit-now")
