"""Pages come and go without leaving anything, and quickly."""

from __future__ import annotations

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
