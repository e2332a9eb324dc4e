"""A ticket printer's driver and a simulated printer, joined by a pty."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.data import data_folder
from kiosk.devices.contract import DeviceState, Status
from kiosk.devices.profiles import PrinterProfile, load_profile
from kiosk.devices.simulators.ticket_printer import TicketPrinterSimulator
from kiosk.devices.ticket_printer.printer import TicketPrinter
from kiosk.devices.ticket_printer.slip import BigCode, Heading, Paragraph, Qr, Slip, Words

PROFILE = data_folder("firmware_profiles") / "printer.epson-tm-t20iii.toml"


def slip(payload: str, lines: int = 3) -> bytes:
    text = Words(vi="Hồ sơ được giữ trong ngăn tủ đã khóa.", en="The dossier stays in a locked compartment.")
    return Slip(
        blocks=(
            Heading(text=Words(vi="PHIẾU NỘP HỒ SƠ")),
            BigCode(code="K07A26B491QX"),
            *[Paragraph(text=text)] * lines,
            Qr(payload=payload),
        )
    ).to_bytes()


def quick(**features: bool) -> PrinterProfile:
    """The shipped profile with short waits."""
    profile = load_profile(PROFILE)
    assert isinstance(profile, PrinterProfile)
    timing = profile.timing_ms.model_copy(
        update={
            "status_timeout": 300,
            "job_timeout": 2500,
            "poll": 40,
            "reconnect_first": 40,
            "reconnect_most": 80,
        }
    )
    new = profile.features.model_copy(update=features)
    return profile.model_copy(update={"timing_ms": timing, "features": new})


@dataclass
class Desk:
    paper: TicketPrinterSimulator
    printer: TicketPrinter
    folder: Path
    statuses: list[Status] = field(default_factory=list)

    def until(self, reached: Callable[[], bool], seconds: float = 6.0) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, (self.printer.status(), self.paper.state())
            time.sleep(0.005)

    def until_state(self, state: DeviceState) -> None:
        self.until(lambda: self.printer.status().device is state)

    def error(self) -> str | None:
        fault = self.printer.status().fault
        return fault.error_id if fault else None

    def codes(self) -> list[str]:
        """What the QR codes on paper say, in the order in which the paper came off."""
        leaving = [e for e in self.paper.ledger.entries() if e["event"] in ("cut", "torn")]
        return [text for entry in leaving for text in entry["qr"]]


@contextlib.contextmanager
def printer_desk(folder: Path, **features: bool) -> Iterator[Desk]:
    paper = TicketPrinterSimulator(folder / "printer", folder / "ledger", folder / "slips")
    paper.mm_per_second = 500.0
    paper.start()
    statuses: list[Status] = []
    printer = TicketPrinter(
        "ticket", quick(**features), str(folder / "printer"), lambda _, status: statuses.append(status)
    )
    whole = Desk(paper, printer, folder, statuses)
    printer.start()
    whole.until_state(DeviceState.ONLINE)
    yield whole
    whole.printer.close()
    paper.stop()


def printing_children() -> list[int]:
    """The print processes of this process; other tests keep children of their own."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    children = [int(child) for path in found for child in path.read_text().split()]
    return [child for child in children if b"ticket_printer" in Path(f"/proc/{child}/cmdline").read_bytes()]
