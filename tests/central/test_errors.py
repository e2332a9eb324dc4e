"""Every error that sync and central can name stands in the catalogue, and the catalogue names no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import central
import kiosk
from kiosk.errors import catalogue

FOLDERS = [Path(central.__file__).parent, Path(kiosk.__file__).parent]


@pytest.mark.parametrize("prefix", ["SYN", "CEN"])
def test_named_errors_and_the_catalogue_agree(prefix: str) -> None:
    sources = "".join(path.read_text() for folder in FOLDERS for path in folder.rglob("*.py"))
    named = set(re.findall(rf"{prefix}-\d{{3}}", sources))
    assert named == {error_id for error_id in catalogue() if error_id.startswith(prefix)}
