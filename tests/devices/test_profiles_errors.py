"""Every error a device's driver can end with is in the catalogue, in both languages, for every reader."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import kiosk

KIOSK = Path(kiosk.__file__).parent
CATALOGUE: dict[str, dict[str, Any]] = {}
for name in ("dev", "lck", "prn"):
    CATALOGUE |= tomllib.loads((KIOSK / "errors" / f"{name}.toml").read_text(encoding="utf-8"))


def test_every_error_the_drivers_name_is_in_the_catalogue() -> None:
    folders = ("locker", "ticket_printer")
    sources = [path for folder in folders for path in (KIOSK / "devices" / folder).glob("*.py")]
    sources.append(KIOSK / "devices" / "contract.py")
    used = {found for path in sources for found in re.findall(r'"((?:DEV|LCK|PRN)-\d{3})"', path.read_text())}
    assert {"DEV-001", "LCK-002", "PRN-008"} <= used
    assert used <= set(CATALOGUE)


@pytest.mark.parametrize("error_id", CATALOGUE)
def test_an_error_tells_each_reader_what_to_do_in_both_languages(error_id: str) -> None:
    error = CATALOGUE[error_id]
    assert error["attention"] in ("now", "soon", "none")
    assert error["cured_by"] in ("itself", "attendant", "technician", "admin", "citizen")
    for reader in ("citizen", "officer", "technician"):
        assert set(error[reader]) == {"vi", "en"}
        assert all(len(text) > 20 for text in error[reader].values())
    for text in error["citizen"].values():
        assert not re.search(r"/dev|GS r|DLE|RS-485|[A-Z]{3}-\d{3}", text)
