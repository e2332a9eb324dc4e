"""A cabinet for each test."""

from pathlib import Path

import pytest

from tests.engine.cabinet import Cabinet


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    """An engine with all doors seen closed and somebody in the seat."""
    made = Cabinet(tmp_path)
    made.see_all()
    made.engine.seat_taken()
    return made
