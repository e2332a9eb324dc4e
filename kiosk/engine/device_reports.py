"""What every device says: the engine's own as they are now, the session's as they were last told."""

from __future__ import annotations

from kiosk.engine.bucket import Bucket
from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.facts.kiosk import DeviceStateChanged
from kiosk.messages.seat import DeviceReport

SESSIONS_OWN = frozenset({"card_reader", "document_camera"})
# A device that comes and goes every few seconds is known after a while; the journal is not filled with it.
CHANGES, ANOTHER_S = 60, 10.0


class DeviceReports:
    """The last word of each device; a changed state or fault is a fact for the journal."""

    def __init__(self, core: Core) -> None:
        """Nobody has told anything yet."""
        self._core = core
        self._last: dict[str, DeviceReport] = {}
        self._written: dict[str, tuple[str, str | None]] = {}
        self._changes = Bucket(core.clock, CHANGES, ANOTHER_S)

    def now(self) -> list[DeviceReport]:
        """Of every device that was heard of."""
        own = {"locker": self._core.bus.status(), "printer": self._core.printer.status()}
        now = {name: DeviceReport.of(name, status) for name, status in own.items()}
        return list({**self._last, **now}.values())

    def told(self, report: DeviceReport) -> None:
        """The session tells of one of its own (ENG-006 for any other)."""
        if report.device not in SESSIONS_OWN:
            raise RefusalError("ENG-006")
        self.note(report)

    def note(self, report: DeviceReport) -> None:
        """One of the devices says something."""
        self._last[report.device] = report
        said = (report.state, report.error_id)
        if self._written.get(report.device) == said or self._changes.take():
            return
        self._written[report.device] = said
        self._core.journal.append(
            DeviceStateChanged(device=report.device, state=report.state, error_id=report.error_id)
        )
