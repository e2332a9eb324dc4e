"""The pages that real journeys show keep every limit, too: those that the session's tests met."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.session.screen_person import MET
from tests.ui.audit_views import VIEWS, read_all
from tests.ui.recorded import alike, each_once, pages_met, record
from tests.ui.stage import Stage

SEED = 41
VIEWS_A_PAGE = 2


# alone, it has to run the session's tests first
@pytest.mark.timeout(400)
def test_every_page_of_every_journey_keeps_every_limit_in_views_that_are_drawn(
    set_stage: Callable[..., Stage], tmp_path: Path
) -> None:
    if not MET:
        assert record(tmp_path) == []
    pages = alike(each_once(MET) or pages_met(tmp_path))
    chance = random.Random(SEED)
    drawn = [
        (view, f"{met.page.kind} {met.page.title.vi}", met)
        for same in pages
        for view in chance.sample(VIEWS, VIEWS_A_PAGE)
        for met in [chance.choice(same)]
    ]
    assert len(drawn) > 100
    assert [f"{view}: {name}: {fault}" for view, name, fault in read_all(set_stage, drawn)] == []
