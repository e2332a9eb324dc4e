"""One data folder and one running central for the whole run; each test takes kiosks of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.central.world import STAFF_CA, UNIT, CentralProcess, Client, EnrolledKiosk, install_kiosk

Enrol = Callable[[], EnrolledKiosk]


@pytest.fixture(scope="session")
def central(central_data: Path) -> Iterator[CentralProcess]:
    """A running central."""
    process = CentralProcess(central_data)
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def enrol(central_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Enrol:
    """Enrol a kiosk nobody used before; its bundle names no running central."""
    from central.fleet.enrolment import NewKiosk
    from central.fleet.enrolment import enrol as make

    count = 0

    def enrolled(url: str = "https://localhost:1") -> EnrolledKiosk:
        nonlocal count
        count += 1
        bundle = make(NewKiosk(f"K{count:04}", count, UNIT, "1022", url, STAFF_CA))
        return install_kiosk(bundle, tmp_path_factory.mktemp("kiosk"))

    return enrolled


@pytest.fixture
def kiosk(central: CentralProcess, enrol: Callable[[str], EnrolledKiosk]) -> EnrolledKiosk:
    """A fresh kiosk of the running central."""
    return enrol(f"https://localhost:{central.port}")


@pytest.fixture
def client(kiosk: EnrolledKiosk) -> Client:
    """That kiosk, speaking to central by hand."""
    return Client(kiosk)
