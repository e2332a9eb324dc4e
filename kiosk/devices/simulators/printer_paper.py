"""The paper of a simulated printer: a roll that ends, and slips as PNG pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from kiosk.devices.simulators.ledger import PhysicalLedger
from kiosk.devices.simulators.printer_language import DOTS, Mark

ROWS_PER_MM = 8
EDGE = 32
HEAD_TO_CUTTER_ROWS = 14 * ROWS_PER_MM


@dataclass
class Roll:
    """Millimetres of paper left; the near-end sensor trips below `near_end_mm`."""

    mm_left: float
    near_end_mm: float = 3000.0

    @property
    def is_out(self) -> bool:
        """Whether the paper sensor sees nothing."""
        return self.mm_left <= 0

    @property
    def is_near_end(self) -> bool:
        """Whether the roll is thin."""
        return self.mm_left < self.near_end_mm

    def advance_rows(self, rows: int) -> None:
        """So many lines of dots further."""
        self.mm_left -= rows / ROWS_PER_MM


class Strip:
    """What has come out of the head since the last cut.

    A new slip begins with the paper that already lies between head and cutter.
    """

    def __init__(self, folder: Path, ledger: PhysicalLedger) -> None:
        """`folder` for the pictures."""
        self.folder = folder
        self._ledger = ledger
        self._rows = [b""] * HEAD_TO_CUTTER_ROWS
        self._marks: list[Mark] = []
        self._inked = False

    @property
    def mm(self) -> float:
        """Paper printed or fed since the last cut."""
        return round((len(self._rows) - HEAD_TO_CUTTER_ROWS) / ROWS_PER_MM, 1)

    def advance(self, dots: bytes) -> None:
        """One line of dots further."""
        if any(dots) and not self._inked:
            self._inked = True
            self._ledger.add("started")
        self._rows.append(dots)

    def mark(self, mark: Mark) -> None:
        """Note what can be read on the paper."""
        self._marks.append(mark)

    def come_off(self, event: str) -> None:
        """Paper leaves the printer: "cut" or "torn" off by a hand. Blank paper has no picture."""
        name = f"slip-{len(self.slips()) + 1:04}.png" if self._inked else None
        if name:
            self._picture().save(self.folder / name)
        read = {kind: [m.text for m in self._marks if m.kind == kind] for kind in ("qr", "text")}
        self._ledger.add(event, png=name, mm=round(len(self._rows) / ROWS_PER_MM, 1), **read)
        self._rows = [b""] * HEAD_TO_CUTTER_ROWS
        self._marks.clear()
        self._inked = False

    def slips(self) -> list[str]:
        """The pictures, oldest first."""
        return sorted(path.name for path in self.folder.glob("slip-*.png"))

    def _picture(self) -> Image.Image:
        across = DOTS // 8
        ink = b"".join(row[:across].ljust(across, b"\0") for row in self._rows)
        dots = Image.frombytes("1", (DOTS, len(self._rows)), ink)
        paper = Image.new("L", (DOTS + 2 * EDGE, len(self._rows)), 255)
        paper.paste(0, (EDGE, 0), dots)
        return paper
