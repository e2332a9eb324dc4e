"""The tests that need the front end's own devices: card reader and camera; each measures and judges."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from kiosk.devices.document_scanner.frames import SOFT_SLOPE
from kiosk.diagnostics.machine import Measured
from kiosk.session.failures import DeviceFailedError
from kiosk.session.ports import Inspection

READS = 20
TEST_CODE = "KIOSK-TEST/"
_GIVES_UP_AFTER = 3
NO_CARD, UNRELIABLE, NO_CODE, SOFT = "CRD-002", "DIA-011", "DIA-012", "CAM-007"
FAINT, SLOW = "DIA-010", "DEV-002"


class ReadsCards(Protocol):
    """The card reader as its test uses it; nothing of the card is kept."""

    def present(self) -> bool:
        """Whether a card lies there."""

    async def atr(self) -> bytes:
        """Its answer to reset."""

    async def recognise(self) -> object:
        """One short exchange."""


class TakesLooks(Protocol):
    """The camera as its test uses it."""

    async def inspect(self) -> Inspection:
        """Measure one picture."""


async def read_loop(reader: ReadsCards) -> Measured:
    """Presence, answer to reset, and twenty exchanges; three failures in a row end it."""
    if not reader.present():
        return Measured(NO_CARD)
    try:
        figures = {"atr_bytes": float(len(await reader.atr()))}
    except DeviceFailedError as failed:
        return Measured(failed.error_id)
    reads = failures = in_a_row = 0
    slowest, last = 0.0, ""
    while reads < READS and in_a_row < _GIVES_UP_AFTER:
        began = time.perf_counter()
        try:
            await reader.recognise()
            in_a_row = 0
        except DeviceFailedError as failed:
            failures, in_a_row, last = failures + 1, in_a_row + 1, failed.error_id
        reads += 1
        slowest = max(slowest, time.perf_counter() - began)
    figures.update(reads=reads, failures=failures, slowest_ms=round(slowest * 1000))
    if failures == 0:
        return Measured(None, figures)
    return Measured(last if in_a_row == _GIVES_UP_AFTER else UNRELIABLE, figures)


async def look_for_code(
    camera: TakesLooks, told: Callable[[Inspection], None], stopped: Callable[[], bool]
) -> Measured:
    """Look until the test ticket's code was read or `stopped()`; each look is `told`."""
    pictures, focus = 0, None
    while not stopped():
        try:
            seen = await camera.inspect()
        except DeviceFailedError as failed:
            return Measured(failed.error_id, {"pictures": pictures})
        pictures += 1
        focus = seen.focus if seen.focus is not None else focus
        told(seen)
        codes = [code for code in seen.codes if code.startswith(TEST_CODE)]
        if codes:
            soft = focus is not None and focus < SOFT_SLOPE
            return Measured(SOFT if soft else None, _looked(pictures, focus, len(codes)))
    return Measured(NO_CODE, _looked(pictures, focus, 0))


def _looked(pictures: int, focus: float | None, codes: int) -> dict[str, float]:
    figures: dict[str, float] = {"pictures": pictures, "codes": codes}
    return figures if focus is None else {**figures, "focus": round(focus, 2)}
