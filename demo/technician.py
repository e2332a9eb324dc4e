"""The technician's visit in the morning: guided tests at the machine, the readiness report, the verdict."""

from __future__ import annotations

from demo.at_the_glass import AtTheGlass

SQUARES = 24
FIRST_DOOR, DOORS = 1, 24


class Technician(AtTheGlass):
    """With the staff card, hands and eyes."""

    def make_ready(self) -> None:
        """Test reader, printer, camera, glass and a door; take the report along; hear the verdict."""
        self.let_in("technician")
        self.at("machine", "technician.title")
        self._test("card_reader")
        self._end_test("card_reader")
        self._printer()
        self._camera()
        self._glass()
        self._door()
        self._report()
        self.touch("buttons.end-visit")
        self.at("serves-again", "technician.over-ready")

    def leave(self) -> None:
        """Take the card along; somebody waits already."""
        self.touch("buttons.close")
        self.cabinet.lift_card()
        self.farewell(somebody_waits=True)

    def _printer(self) -> None:
        self._test("printer")
        self.until("technician.look-at-ticket")
        self.take_slip("test-ticket")
        self.touch("buttons.clear-ticket")
        self._end_test("printer")

    def _camera(self) -> None:
        """The ticket of the printer's test lies under the camera."""
        self._test("camera")
        self.cabinet.lay_paper({"paper": "slip", "file": str(self.happened.slips["test-ticket"])})
        self._end_test("camera")
        self.cabinet.clear_tray()

    def _glass(self) -> None:
        self._test("screen")
        self.at("squares", "technician.touch")
        self.glass.touch_all([str(number) for number in range(1, SQUARES + 1)])
        self._end_test("screen")

    def _door(self) -> None:
        self._test("door")
        self.touch("buttons.open-door")
        number = self.happened.tested_door = self.stands_open()
        self.at("door-tested", "technician.door-open", number=number)
        self.cabinet.close(number)
        self.at("next-door", "technician.door", number=number + 1, left=DOORS - number - 1)
        self.touch("buttons.stop")
        self.until("technician.title")

    def _report(self) -> None:
        self.touch("buttons.report")
        self.at("report", "technician.ready")
        self.take_slip("readiness")
        self.touch("buttons.to-list")

    def _test(self, name: str) -> None:
        self.touch(f"tests.name.{name}")
        self.touch("buttons.test")

    def _end_test(self, name: str) -> None:
        """The result page, which must say that the test was passed."""
        self.until("buttons.test-again")
        self.until("screen.verdict_passed")
        self.glass.picture(f"tested-{name}")
        self.touch("buttons.to-list")
        self.until("technician.title")
