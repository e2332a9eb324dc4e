"""A central of its own, seen from outside only: by its command line, its listeners and its database file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from kiosk.config.enrolment import Bundle
from tests.central.world import STAFF_CA, UNIT, CentralProcess, EnrolledKiosk, install_kiosk

KIOSKS = 48
_HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
_PREPARE = f"""
import sys
from pathlib import Path
from central.__main__ import init
init(Path(sys.argv[1], "data"), Path(sys.argv[1], "recovery"), None)
from central.fleet.directives import issue
from central.fleet.enrolment import NewKiosk, enrol
from central.fleet.models import Kiosk
for n in range(1, {KIOSKS + 1}):
    wanted = NewKiosk(f"S{{n:04}}", n, {UNIT!r}, "1022", "https://localhost:1", {STAFF_CA!r})
    open(f"{{sys.argv[1]}}/{{n}}.json", "wb").write(enrol(wanted).to_bytes())
for n in range(3):
    issue(Kiosk.objects.get(number={KIOSKS}), "claim.withdraw", {{"claim_id": str(n)}})
"""
NewKiosk = Callable[[str], EnrolledKiosk]
Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Central's data folder, initialised, with kiosks enrolled."""
    made = tmp_path_factory.mktemp("sync")
    made.joinpath("prepare.py").write_text(_PREPARE)
    subprocess.run([sys.executable, str(made / "prepare.py"), str(made)], check=True, timeout=60, env=_HERE)
    return made


@pytest.fixture(scope="session")
def _running(folder: Path) -> Iterator[CentralProcess]:
    process = CentralProcess(folder / "data")
    process.start()
    yield process
    process.stop(signal.SIGKILL)


@pytest.fixture
def central(_running: CentralProcess) -> CentralProcess:
    """A running central; a test may stop or kill it, the next one finds it started again."""
    if _running.process is None:
        _running.start()
    return _running


@pytest.fixture(scope="session")
def new_kiosk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> NewKiosk:
    """Install the next kiosk, which reaches central at the given address."""
    numbers = iter(range(1, KIOSKS))

    def taken(url: str) -> EnrolledKiosk:
        bundle = Bundle.from_file(folder / f"{next(numbers)}.json")
        return install_kiosk(
            bundle.model_copy(update={"central_url": url}), tmp_path_factory.mktemp("cabinet")
        )

    return taken


@pytest.fixture
def kiosk(central: CentralProcess, new_kiosk: NewKiosk) -> EnrolledKiosk:
    """A kiosk that reaches central directly."""
    return new_kiosk(f"https://localhost:{central.port}")


@pytest.fixture
def told_kiosk(central: CentralProcess, folder: Path, tmp_path: Path) -> EnrolledKiosk:
    """A kiosk that central has told three things already."""
    bundle = Bundle.from_file(folder / f"{KIOSKS}.json")
    url = f"https://localhost:{central.port}"
    return install_kiosk(bundle.model_copy(update={"central_url": url}), tmp_path)


@pytest.fixture
def ask(folder: Path) -> Ask:
    """Ask central's database, reading only."""

    def asked(query: str, *values: object) -> list[tuple[Any, ...]]:
        connection = pysqlite3.connect(f"file:{folder}/data/central.sqlite3?mode=ro", uri=True)
        try:
            rows: list[tuple[Any, ...]] = connection.execute(query, values).fetchall()
            return rows
        finally:
            connection.close()

    return asked
