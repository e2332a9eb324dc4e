from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pcsc import card_reader, card_slot
from tests.session.world import EngineHost, World

__all__ = ["card_reader", "card_slot"]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineHost]:
    """An engine on an empty journal."""
    host = EngineHost(tmp_path)
    yield host
    host.stop()


@pytest.fixture
def seat(engine: EngineHost) -> Iterator[Callable[..., World]]:
    """Seats a session; the second call seats the next one."""
    worlds: list[World] = []

    def sit(**how: Any) -> World:
        worlds.append(World(engine, **how))
        return worlds[-1]

    yield sit
    for world in worlds:
        world.stop()
    # whatever a test was about: every page it met is short enough, in words, and can be left
    assert [fault for world in worlds for fault in world.person.wrong] == []


@pytest.fixture
def kiosk(seat: Callable[..., World]) -> World:
    """A kiosk whose session shows the home page."""
    return seat()
