"""Pages come and go without leaving anything, and quickly."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtQuick import QQuickItem

from tests.ui.gallery import show
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage


def items(item: QQuickItem) -> int:
    """Every item of the scene."""
    return 1 + sum(items(child) for child in item.childItems())


def test_pages_replaced_while_others_still_move_leave_no_items_behind(
    set_stage: Callable[..., Stage],
) -> None:
    stage = set_stage(moving=True)
    show(stage, "home")
    stage.settle(0.4)
    before = items(stage.window.window.contentItem())
    for name in SAMPLES:
        show(stage, name)
    show(stage, "home")
    stage.settle(0.6)
    assert items(stage.window.window.contentItem()) == before


def test_a_page_can_be_used_within_300_ms_of_cpu(set_stage: Callable[..., Stage]) -> None:
    stage = set_stage()
    show(stage, "home")
    started = time.process_time()
    show(stage, "open-door")
    stage.picture()
    assert time.process_time() - started < 0.3


def test_press_feedback_is_on_the_glass_within_100_ms_of_cpu(stage: Stage) -> None:
    show(stage, "home")
    before = stage.picture()
    tile = stage.find("Nộp hồ sơ")
    started = time.process_time()
    stage.press(tile)
    after = stage.picture()
    assert time.process_time() - started < 0.1
    assert after != before
    stage.let_go(tile)


def test_a_moving_page_arrives_within_300_ms(set_stage: Callable[..., Stage]) -> None:
    stage = set_stage(moving=True)
    show(stage, "home")
    show(stage, "pick-list")
    stage.settle(0.3)
    assert stage.page_item().property("opacity") == 1
    assert stage.page_item().x() == 0
