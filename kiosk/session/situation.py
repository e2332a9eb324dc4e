"""What a session knows of the cabinet around it: devices, doors, slips, network; kept up by events."""

from __future__ import annotations

from datetime import time

from kiosk.dossier.text import Text
from kiosk.messages.dossiers import PersonalCame
from kiosk.messages.seat import (
    DeviceChanged,
    DeviceReport,
    DoorMoved,
    LinkState,
    RenewSeat,
    SeatConfig,
    SeatGiven,
    SlipDone,
)
from kiosk.messages.technician import TestEnded, TestResult
from kiosk.messages.wire import Message
from kiosk.texts import phrase

PRINTER, LOCKER = "printer", "locker"
READER, CAMERA = "card_reader", "document_camera"
_WORKING = {"online", "deviceBusy", "starting"}
_NO_PAPER = {"out", "empty", "jammed"}
_FOR_DEPOSITS = {"low", "out"}


def _usable(report: DeviceReport) -> bool:
    """Whether a device can be counted on; one that is only released, without a fault, can."""
    return report.state in _WORKING or (report.state == "offline" and report.error_id is None)


class Situation:
    """The last word of each device, door and slip."""

    def __init__(self, given: SeatGiven) -> None:
        """Begin with what came with the seat."""
        self.config: SeatConfig = given.config
        self.unfinished = list(given.unfinished)
        self.link_up = given.link_up
        self.devices = {report.device: report for report in given.devices}
        self.doors: dict[int, DoorMoved] = {}
        self.slips: dict[str, SlipDone] = {}
        self.came: dict[str, PersonalCame] = {}
        self.opened: set[str] = set()
        self.seat_wanted = False
        self.left_out = list(given.resting)
        self.out_of_service = given.out_of_service
        self.tests: dict[str, TestResult] = {}

    def take(self, event: Message) -> None:
        """Keep what an event says."""
        if isinstance(event, DeviceChanged):
            self.devices[event.report.device] = event.report
        elif isinstance(event, LinkState):
            self.link_up = event.up
        elif isinstance(event, DoorMoved):
            self.doors[event.compartment] = event
            if event.order is not None and event.door == "open":
                self.opened.add(event.order)
        elif isinstance(event, SlipDone):
            self.slips[event.slip] = event
        elif isinstance(event, PersonalCame):
            self.came[event.request] = event
        elif isinstance(event, RenewSeat):
            self.seat_wanted = True
        elif isinstance(event, TestEnded):
            self.tests[event.run] = event.result

    def report(self, report: DeviceReport) -> bool:
        """Keep the state of one of the session's own devices; whether the engine should know."""
        before = self.devices.get(report.device)
        self.devices[report.device] = report
        if report.state == "offline" and report.error_id is None:
            return False
        return before is None or (before.state, before.error_id) != (report.state, report.error_id)

    @property
    def closed_to_citizens(self) -> bool:
        """Whether only staff are served."""
        return bool(self.left_out) or self.out_of_service is not None

    def open_door(self) -> int | None:
        """A compartment that stands open now."""
        return next((number for number, moved in self.doors.items() if moved.door == "open"), None)

    def out(self, *devices: str) -> Text | None:
        """Why none of these devices can be counted on now, in plain words; None when all work."""
        for device in devices:
            report = self.devices.get(device)
            if report is None:
                continue
            if not _usable(report):
                return phrase(f"home.out.{device}")
            if device == PRINTER and report.facts.get("paper") in _NO_PAPER:
                return phrase("home.out.paper")
        return None

    def resting(self, at: time) -> Text | None:
        """When it opens again, outside the opening hours; None within them, always where both agree."""
        opens, closes = self.config.opens, self.config.closes
        is_open = opens <= at < closes if opens < closes else at >= opens or at < closes
        if opens == closes or is_open:
            return None
        return phrase("home.out.closed", time=f"{opens:%H:%M}")

    def paper(self) -> str:
        """What the printer said last of its paper: full, low, out or unknown."""
        report = self.devices.get(PRINTER)
        return "unknown" if report is None else report.facts.get("paper", "unknown")

    def hours(self) -> Text | None:
        """When it serves; None where that is always."""
        opens, closes = self.config.opens, self.config.closes
        return (
            None
            if opens == closes
            else phrase("home.hours", opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
        )

    def can_print(self) -> bool:
        """Whether a slip would come out now."""
        return self.out(PRINTER) is None

    def no_paper_to_spare(self) -> Text | None:
        """Why nothing is printed on wish; near the end of the paper the rest is for people who hand in."""
        out = self.out(PRINTER)
        if out is None and self.paper() in _FOR_DEPOSITS:
            return phrase("look-up.no-slip")
        return out
