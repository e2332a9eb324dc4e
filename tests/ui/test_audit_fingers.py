"""A finger, a trembling one, a straying one, two at once: on every page, on every kind of target."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import SIGNAL, QObject

from tests.ui.audit_fingers import Fingers
from tests.ui.audit_views import View, views
from tests.ui.gallery import sample, show_met
from tests.ui.recorded import Met
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage, target

HURRIED = [
    View("portrait-21", "normal", "vi"),
    View("landscape-21", "contrast", "vi"),
    View("portrait-10", "large", "en"),
]
TILE = "Nhận kết quả"


@pytest.mark.parametrize("view", views(HURRIED), ids=str)
def test_every_page_does_once_what_a_finger_means(set_stage: Callable[..., Stage], view: View) -> None:
    fingers = Fingers(set_stage(view.panel), view.mode, view.language)
    found = {name: [str(fault) for fault in fingers.faults(sample(name))] for name in SAMPLES}
    assert {name: faults for name, faults in found.items() if faults} == {}


class PlantedFingers(Fingers):
    """Plants a fault in each page as soon as it is shown."""

    plant: Callable[[Stage], object]

    def _show(self, met: Met) -> None:
        super()._show(met)
        self.plant(self._stage)


def answers_at(signal: str) -> Callable[[Stage], object]:
    """A tile that answers at a signal, past every guard."""

    def plant(stage: Stage) -> object:
        return QObject.connect(
            target(stage.window.window, TILE),
            SIGNAL(signal),
            lambda: stage.screen.answered.emit(stage.number, "collect", ""),
        )

    return plant


def looks_as_ever(stage: Stage) -> None:
    target(stage.window.window, TILE).property("contentItem").setVisible(False)
    target(stage.window.window, TILE).property("background").setVisible(False)


def leads_nowhere(stage: Stage) -> None:
    setattr(stage.screen, "_page", None)  # noqa: B010 - nothing is accepted where no page is


def answers_but_once(stage: Stage) -> None:
    def close_for_ever(last: float = float("inf")) -> None:
        setattr(stage.screen, "_last_answer", last)  # noqa: B010 - as if somebody answered in the far future

    close_for_ever(float("-inf"))
    QObject.connect(target(stage.window.window, TILE), SIGNAL("clicked()"), close_for_ever)


@pytest.mark.parametrize(
    ("fault", "plant"),
    [
        ("press: Nhận kết quả (nothing shows", looks_as_ever),
        ("press: Nhận kết quả (answers before", answers_at("pressed()")),
        ("stray: Nhận kết quả", answers_at("canceled()")),
        ("tremble: Nhận kết quả (a second tap", answers_at("clicked()")),
        ("tremble: Nhận kết quả (a tap after", answers_but_once),
        ("dead: Nhận kết quả", leads_nowhere),
        ("two fingers: Nộp hồ sơ | Nhận kết quả (both", answers_at("clicked()")),
    ],
)
def test_each_rule_of_the_finger_finds_its_planted_fault(
    stage: Stage, fault: str, plant: Callable[[Stage], object]
) -> None:
    fingers = PlantedFingers(stage)
    fingers.plant = plant
    assert any(fault in str(found) for found in fingers.faults(sample("home"), every=True))


def test_a_target_that_stays_pressed_is_found(stage: Stage) -> None:
    fingers = PlantedFingers(stage)
    fingers.plant = lambda stage: target(stage.window.window, TILE).setProperty("down", True)
    found = [str(fault) for fault in fingers.faults(sample("home"), every=True)]
    assert any("one stays pressed" in fault for fault in found)


def test_the_touch_test_hears_every_square_however_fast_and_guards_what_comes_after(stage: Stage) -> None:
    show_met(stage, sample("touch-test"))
    for square in ("3", "4", "7", "Có ô không nhận"):
        stage.finger(stage.find(square))
    assert stage.told() == [("place", "2"), ("place", "3"), ("place", "6")]
