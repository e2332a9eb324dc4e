"""A cabinet for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import texts
from tests.engine.cabinet import Cabinet
from tests.engine.config_admin import Admin


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    """An engine with all doors seen closed and somebody in the seat."""
    made = Cabinet(tmp_path)
    made.see_all()
    made.engine.seat_taken()
    return made


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[Admin]:
    """Central over a cabinet at which nobody is served."""
    yield Admin(Cabinet(tmp_path), tmp_path / "central")
    texts.replace({})


@pytest.fixture
def quiet(admin: Admin) -> Cabinet:
    """A cabinet at which nobody is served."""
    return admin.cabinet
