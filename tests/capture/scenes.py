"""Photographs to judge, each rendered once in a run of the suite."""

from __future__ import annotations

from functools import cache

from kiosk.devices.simulators.papers.photograph import PIXELS_PER_MM, Photograph, photograph
from kiosk.devices.simulators.papers.scene import Scene, sheet_of
from kiosk.devices.simulators.papers.sheet import SHEETS

SCALE = PIXELS_PER_MM


@cache
def photo(paper: str, seed: int = 1, *defects: str, quarter: int = 0) -> Photograph:
    """The paper on the tray; "empty" for the bare tray."""
    sheet = sheet_of(Scene(paper, seed=seed, qr="VH-2026-0001"))
    size = sheet.size if sheet else SHEETS["A4"]
    return photograph(
        sheet.image if sheet else None, size, seed=seed, quarter=quarter, defects=frozenset(defects)
    )
