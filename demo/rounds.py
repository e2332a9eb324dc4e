"""The officer's two rounds at the cabinet."""

from __future__ import annotations

from demo.at_the_glass import AtTheGlass
from demo.day import RESULT


class OfficerAtTheCabinet(AtTheGlass):
    """With the staff card and its PIN."""

    def take_out(self) -> None:
        """Take the deposit out, tie it to its cover slip, and print the handover list."""
        self._begin()
        self.touch("buttons.take")
        number = self.stands_open()
        self.glass.picture("door-to-empty")
        self.cabinet.lay_paper({"paper": "slip", "file": str(self.happened.slips["cover-slip"])})
        self.until("round.said.scanned")
        self.cabinet.take(number)
        self.cabinet.close(number)
        self.cabinet.clear_tray()
        self._end("handover-list-1")
        self.leave()

    def load(self) -> None:
        """Put the result into a compartment."""
        self.day.journal.await_event("claim.offered/1")
        self._begin()
        self.touch("buttons.load")
        self.until("round.scan-result")
        self.glass.picture("scan-result")
        self.cabinet.lay_paper({"paper": "card-code", "qr": self.happened.label})
        number = self.stands_open()
        self.glass.picture("door-to-load")
        self.happened.result_compartment = number
        self.cabinet.put(number, RESULT)
        self.cabinet.close(number)
        self.cabinet.clear_tray()
        self.until("round.all-loaded")
        self.touch("buttons.stop")
        self._end("handover-list-2")

    def leave(self) -> None:
        """Take the card along; somebody waits already."""
        self.touch("buttons.close")
        self.cabinet.lift_card()
        self.farewell(somebody_waits=True)

    def _begin(self) -> None:
        self.let_in("officer")
        self.until("round.choose")
        self.glass.picture("round")

    def _end(self, list_name: str) -> None:
        self.until("round.choose")
        self.touch("buttons.end-round")
        self.at("round-over", "round.over")
        self.take_slip(list_name)
