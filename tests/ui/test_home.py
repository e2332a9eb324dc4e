"""The home page on each glass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.gallery import show
from tests.ui.stage import Stage, targets


@pytest.mark.parametrize(("panel", "theme", "offered"), [
    ("portrait-21", "normal", {"Gọi người giúp"}),
    ("landscape-21", "large", {"Gọi người giúp"}),
    ("portrait-10", "normal", {"Gọi người giúp"}),
    # so large that the last tile is under the edge of this glass
    ("portrait-10", "large", {"Gọi người giúp", "Trợ giúp"}),
])  # fmt: skip
def test_help_stands_below_the_home_page_only_where_its_tile_is_out_of_sight(
    set_stage: Callable[..., Stage], panel: str, theme: str, offered: set[str]
) -> None:
    stage = set_stage(panel)
    stage.theme(theme)
    show(stage, "home")
    names = {thing.name for thing in targets(stage.window.window)}
    assert names & {"Gọi người giúp", "Trợ giúp"} == offered
