"""What holds for all tests: whose code is tested, and one Django, for a process cannot have two."""

import os
from pathlib import Path

import pytest

import central
import kiosk

if os.environ.get("KIOSK_INSTALLED"):
    for package in (kiosk, central):
        if "site-packages" not in Path(str(package.__file__)).parts:
            raise RuntimeError(f"{package.__name__} is not the installed one: {package.__file__}")


@pytest.fixture(scope="session")
def central_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Central's data folder of this run; the Django of this process works on it."""
    from tests.officers.world import set_up_django

    return set_up_django(tmp_path_factory.mktemp("central"))
