import pytest

from kiosk.diagnostics import machine
from tests.engine.conftest import cabinet as cabinet


@pytest.fixture(autouse=True)
def patient_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk under the tests is shared and may be slow or nearly full."""
    monkeypatch.setattr(machine, "SLOWEST_FSYNC_MS", 60_000.0)
    monkeypatch.setattr(machine, "LEAST_FREE_MB", 1)
