from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.messages.pages import Home
from tests.session.screen_person import PersonAtScreen
from tests.terminal.typist import Typist
from tests.terminal.world import PIN, Kiosk, SimulatedCabinet, until

AtTerminal = Callable[..., Typist]


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedCabinet]:
    """One cabinet for the tests of a file; what a test lays it takes away."""
    made = SimulatedCabinet(tmp_path_factory.mktemp("cabinet"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def serving(
    request: pytest.FixtureRequest, cabinet: SimulatedCabinet, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kiosk]:
    """One kiosk that serves for the tests of a file, which says how many sessions it needs."""
    made = Kiosk(tmp_path_factory.mktemp("kiosk"), cabinet)
    made.start(sessions=getattr(request.module, "SESSIONS", 2))
    until(made.doors_known)
    yield made
    made.stop()


@pytest.fixture
def kiosk(serving: Kiosk, cabinet: SimulatedCabinet) -> Iterator[Kiosk]:
    """The same, with nobody at the glass, nothing on the reader and every door closed."""
    yield serving
    serving.clear_glass()
    cabinet.lifts()
    cabinet.close_doors()


@pytest.fixture
def own_kiosk(cabinet: SimulatedCabinet, tmp_path: Path) -> Iterator[Callable[..., Kiosk]]:
    """Makes the test's own kiosk at the cabinet, with values of its config; nothing runs yet."""
    made: list[Kiosk] = []

    def make(**config: object) -> Kiosk:
        made.append(Kiosk(tmp_path, cabinet, **config))
        return made[-1]

    yield make
    for kiosk in made:
        kiosk.stop()
    cabinet.lifts()
    cabinet.close_doors()


@pytest.fixture
def at_terminal() -> Iterator[Callable[..., Typist]]:
    """Starts the command for a kiosk; whatever still runs afterwards ends."""
    typists: list[Typist] = []

    def start(kiosk: Kiosk, *words: str) -> Typist:
        typists.append(Typist(kiosk.settings, *words))
        return typists[-1]

    yield start
    for typist in typists:
        typist.leave()


def logs_in(typist: Typist, cabinet: SimulatedCabinet, role: str = "technician") -> None:
    """Card and PIN."""
    typist.sees("Đặt thẻ")
    cabinet.lays(role)
    typist.sees("Mã PIN")
    typist.types(PIN)


def goes(typist: Typist, cabinet: SimulatedCabinet) -> None:
    """The visit is over: the card is taken along."""
    typist.sees("Lấy thẻ")
    cabinet.lifts()


def at_home(kiosk: Kiosk) -> PersonAtScreen:
    """Somebody at the glass who sees the home page."""
    person = kiosk.person()
    person.sees(Home)
    return person
