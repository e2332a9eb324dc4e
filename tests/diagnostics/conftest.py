from pathlib import Path

import pytest

from kiosk.diagnostics import machine
from tests.engine.cabinet import Cabinet


@pytest.fixture(autouse=True)
def patient_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk under the tests is shared and may be slow or nearly full."""
    monkeypatch.setattr(machine, "SLOWEST_FSYNC_MS", 60_000.0)
    monkeypatch.setattr(machine, "LEAST_FREE_MB", 1)


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    """An engine with all doors seen closed and somebody in the seat."""
    made = Cabinet(tmp_path)
    made.see_all()
    made.engine.seat_taken()
    return made
