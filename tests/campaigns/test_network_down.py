"""Without central the kiosk goes on: one honest line, a deposit arrives once, a result is collected."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.citizen import COLLECT_STEPS, DEPOSIT_STEPS, Citizen
from campaigns.glass import Glass
from campaigns.world import KillableWorld
from kiosk.messages.pages import Home, TakeSlip


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.2)


@pytest.mark.timeout(400)
def test_central_may_be_away_during_deposit_and_collection(tmp_path: Path) -> None:
    with KillableWorld(tmp_path) as world:
        code = world.make_claim()
        world.switch("central", on=False)

        glass = Glass(world.engine_socket, world.build)
        citizen = Citizen(world.control, glass.person())
        citizen.person.sees(Home)
        banner = citizen.person.sees_frame(lambda frame: frame.banner is not None).banner
        assert banner is not None
        assert "mạng" in banner.vi
        citizen.play("deposit", len(DEPOSIT_STEPS), None)
        citizen.person.sees(TakeSlip, like=lambda page: not page.printing)
        citizen.leave()
        glass.end()

        glass = Glass(world.engine_socket, world.build)
        citizen = Citizen(world.control, glass.person())
        citizen.play("collect", len(COLLECT_STEPS), code)
        until(lambda: any(fact.startswith("collected") for fact in world.facts()))
        citizen.leave()
        glass.end()
        assert world.receipts() == []

        world.switch("central", on=True)
        until(lambda: world.receipts())
        until(lambda: world.dossiers_at_central() == 1)
        assert len(world.receipts()) == 1
        assert world.final_faults() == []
