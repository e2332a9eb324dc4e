"""The glass answers a finger within 100 ms, a page can be used within 300, and moves for 250 at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import SIGNAL, QObject, QTimer
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlEngine, QQmlExpression, QQmlProperty

from kiosk.settings import Screen
from kiosk.ui.process import window_of
from tests.ui.audit_fingers import kind_and_look, one_of_each_kind, touchable
from tests.ui.audit_frame import arrived
from tests.ui.audit_views import EVERY_VIEW, PANELS, View, views
from tests.ui.gallery import sample, show_met
from tests.ui.limits import MODES
from tests.ui.pace import Pace, long_slide, slow_page, slow_press
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage


def slow_presses(stage: Stage) -> Iterator[str]:
    """Each kind of target once, on the first page that has it."""
    known: set[str] = set()
    with Pace(stage) as pace:
        for name in SAMPLES:
            show_met(stage, sample(name))
            for thing in one_of_each_kind(touchable(stage)):
                kind = kind_and_look(thing)
                if kind not in known:
                    known.add(kind)
                    yield from (f"{name}: {fault}" for fault in slow_press(pace, stage, thing))
    assert len(known) > 10


def seen_as(stage: Stage, view: View) -> Stage:
    stage.theme(view.mode)
    stage.screen.choose(view.language)
    return stage


@pytest.mark.parametrize(
    "view", views([View(*both, "vi") for both in zip(PANELS, MODES, strict=True)]), ids=str
)
def test_every_kind_of_target_shows_the_finger_within_100_ms(
    set_stage: Callable[..., Stage], view: View
) -> None:
    assert list(slow_presses(seen_as(set_stage(view.panel), view))) == []


@pytest.mark.parametrize("view", views([View(panel, "normal", "vi") for panel in PANELS]), ids=str)
def test_every_page_stands_still_within_300_ms(set_stage: Callable[..., Stage], view: View) -> None:
    stage, home = seen_as(set_stage(view.panel, moving=True), view), sample("home")
    # in a hurry all of them on one panel, a part on each of the others
    step = 1 if EVERY_VIEW else 1 + 2 * PANELS.index(view.panel)
    with Pace(stage) as pace:
        for name in list(SAMPLES)[::step]:
            assert list(slow_page(pace, stage, sample(name), home)) == []


def test_a_page_moves_for_250_ms_at_most_and_not_at_all_where_nothing_may_move(
    set_stage: Callable[..., Stage],
) -> None:
    stage = set_stage(moving=True)
    with Pace(stage) as pace:
        assert list(long_slide(pace, stage, sample("pick-list"), sample("home"))) == []
    stage.let_move(False)
    show_met(stage, sample("home"))
    assert list(arrived(stage)) == []


def test_a_machine_that_may_not_move_its_pages_is_set_so(qapp: object) -> None:
    for moving in (True, False):
        window = window_of(Screen(moving=moving), 1.0)
        assert window.panel.property("moving") is moving
        window.dismantle()


def test_a_press_that_shows_late_is_found(stage: Stage) -> None:
    show_met(stage, sample("home"))
    button = next(thing for thing in touchable(stage) if thing.name == "Chữ to")
    ground = button.item.property("background")
    QQmlProperty(ground, "color").write(QColor("#0b4757"))
    for signal, opacity in (("pressed()", 0.5), ("canceled()", 1.0)):
        QObject.connect(
            button.item,
            SIGNAL(signal),
            lambda opacity=opacity: QTimer.singleShot(150, ground, lambda: ground.setOpacity(opacity)),
        )
    with Pace(stage, tries=2) as pace:
        assert [fault.rule for fault in slow_press(pace, stage, button)] == ["pace"]


SLOWLY = "NumberAnimation { property: 'opacity'; from: 0; to: 1; duration: 400 }"


def test_a_page_that_moves_too_long_is_found(set_stage: Callable[..., Stage]) -> None:
    stage = set_stage(moving=True)
    window = stage.window.window

    def fade_in_slowly() -> None:
        made = f'Qt.createQmlObject("import QtQuick; {SLOWLY}", window)'
        animation, _ = QQmlExpression(QQmlEngine.contextForObject(window), window, made).evaluate()
        animation.setProperty("target", stage.page_item())
        animation.setProperty("running", True)

    stage.screen.pageReplaced.connect(fade_in_slowly)
    page, home = sample("pick-list"), sample("home")
    with Pace(stage, tries=2) as pace:
        assert [fault.rule for fault in slow_page(pace, stage, page, home)] == ["pace"]
        assert [fault.rule for fault in long_slide(pace, stage, page, home)] == ["pace"]
