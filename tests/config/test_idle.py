"""How long a machine may wait for somebody: time to think, but no page left open for the next one."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kiosk.config.model import Idle


def test_the_warning_comes_within_two_minutes_and_leaves_half_a_minute() -> None:
    assert 60 <= Idle().warning_s <= 120
    assert 30 <= Idle().countdown_s <= 45


@pytest.mark.parametrize(
    "given", [{"warning_s": 59}, {"warning_s": 301}, {"countdown_s": 19}, {"countdown_s": 46}]
)
def test_no_config_may_hurry_people_or_leave_their_pages_open(given: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Idle.model_validate(given)
