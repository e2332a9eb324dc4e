"""How long a machine may wait for somebody: time to think, but no page left open for the next one."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kiosk.config.model import Idle

BOUNDS = {"warning_s": (60, 120), "reading_s": (300, 600), "countdown_s": (30, 45)}


def test_the_warning_comes_within_two_minutes_five_while_reading_and_leaves_half_a_minute() -> None:
    assert Idle().model_dump() == {"warning_s": 90, "reading_s": 300, "countdown_s": 30}


@pytest.mark.parametrize("name", BOUNDS)
def test_no_config_may_hurry_people_or_leave_their_pages_open(name: str) -> None:
    least, most = BOUNDS[name]
    for seconds in (least, most):
        assert getattr(Idle.model_validate({name: seconds}), name) == seconds
    for seconds in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            Idle.model_validate({name: seconds})
