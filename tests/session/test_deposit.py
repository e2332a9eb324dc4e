"""A citizen hands in a dossier: the good way, and every bad one."""

from __future__ import annotations

from kiosk.messages.pages import Farewell, TakeSlip
from tests.session.doings import closes_and_says, comes_to_open_door
from tests.session.world import World


def test_a_deposit_of_two_pages_is_sealed_staged_locked_away_and_printed(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "placed")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    person.sees(Farewell)
    person.sees_end()
    kiosk.ends()

    events = kiosk.engine.events()
    assert (
        events.index("deposit.staged/1")
        < events.index("door.intended/1")
        < events.index("deposit.accepted/1")
    )
    assert len(kiosk.engine.cabinet.printer.printed) == 2
    assert person.touches_made <= 25
