"""Every page keeps the limits that can be measured, in every language and way of reading, on every panel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.ui.panel import panel
from tests.ui.audit import audit
from tests.ui.audit_frame import around, strayed
from tests.ui.gallery import show
from tests.ui.limits import MODES
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage, targets

# the test of the glass needs targets at its very edges, and nothing around it
BARE = {name for name, (_, frame) in SAMPLES.items() if frame.get("bare")}
# what stands below every page, and the home page's own tile
HELP = {"Trợ giúp", "Gọi người giúp"}
PANELS = ("portrait-21", "landscape-21", "portrait-10")


def faults(stage: Stage, panel_name: str, mode: str) -> list[str]:
    """What the audit says of the page shown."""
    return [str(fault) for fault in audit(stage.window.window, panel(panel_name), mode)]


def _meant(name: str, fault: str) -> bool:
    return name in BARE and fault.startswith("reach")


@pytest.mark.parametrize("panel_name", PANELS)
@pytest.mark.parametrize("mode", MODES)
def test_every_page_keeps_every_limit(set_stage: Callable[..., Stage], panel_name: str, mode: str) -> None:
    stage = set_stage(panel_name)
    stage.theme(mode)
    found = []
    for language in ("vi", "en"):
        stage.screen.choose(language)
        for name in SAMPLES:
            show(stage, name)
            broken = faults(stage, panel_name, mode)
            found += [f"{language} {name}: {fault}" for fault in broken if not _meant(name, fault)]
    assert found == []


@pytest.mark.parametrize("panel_name", PANELS)
def test_what_stands_around_the_page_is_always_there_and_never_moves(
    set_stage: Callable[..., Stage], panel_name: str
) -> None:
    stage = set_stage(panel_name)
    seen, alone = {}, []
    for name in SAMPLES.keys() - BARE:
        show(stage, name)
        seen[name] = around(stage.window.window)
        if not HELP & {thing.name for thing in targets(stage.window.window)}:
            alone.append(name)
    assert strayed(seen) == []
    # nobody is left alone but where the machine itself is out, with a number to call on the page
    assert alone == ["out-of-service"]
