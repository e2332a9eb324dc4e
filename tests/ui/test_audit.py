"""Every page keeps the limits that can be measured, and each measure finds a planted fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtQuick import QQuickItem

from tests.ui.audit import Fault, audit, box, texts
from tests.ui.gallery import show
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage, target

PANELS = ("portrait-21", "landscape-21", "portrait-10")


def faults(stage: Stage) -> list[str]:
    """What the audit says of the page shown."""
    return [str(fault) for fault in audit(stage.window.window, stage.window.panel.property("pixelsPerMm"))]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_keeps_every_limit(set_stage: Callable[..., Stage], panel: str, language: str) -> None:
    stage = set_stage(panel)
    stage.screen.choose(language)
    found = []
    for name in SAMPLES:
        show(stage, name)
        found += [f"{name}: {fault}" for fault in faults(stage)]
    assert found == []


@pytest.mark.parametrize("theme", ["large", "contrast"])
def test_large_text_and_high_contrast_keep_them_too(stage: Stage, theme: str) -> None:
    stage.theme(theme)
    found = []
    for name in SAMPLES:
        show(stage, name)
        found += [f"{name}: {fault}" for fault in faults(stage)]
    assert found == []


def test_what_stands_around_the_page_never_moves(stage: Stage) -> None:
    places = set()
    for name, (_, frame) in SAMPLES.items():
        if frame.get("finish", True) and frame.get("back", True):
            show(stage, name)
            places.add(
                tuple(
                    box(target(stage.window.window, button)).getRect()
                    for button in ("Tiếng Việt", "English", "Quay lại", "Trợ giúp", "Kết thúc")
                )
            )
    assert len(places) == 1


def text_item(stage: Stage, text: str) -> QQuickItem:
    """The item that draws exactly this text."""
    return next(item for item in texts(stage.window.window) if item.property("text") == text)


def small_letters(stage: Stage) -> None:
    text_item(stage, "Nộp hồ sơ").setProperty("capital", 4.0)


def small_target(stage: Stage) -> None:
    target(stage.window.window, "Nhận kết quả").setHeight(40)


def touching_targets(stage: Stage) -> None:
    tile = target(stage.window.window, "Nhận kết quả")
    tile.setX(tile.x() - 15)


def cut_text(stage: Stage) -> None:
    text_item(stage, "Quý vị cần làm gì?").setWidth(120)
    text_item(stage, "Quý vị cần làm gì?").setHeight(30)


def nameless_target(stage: Stage) -> None:
    target(stage.window.window, "Nhận kết quả").setProperty("text", "")


def name_given_twice(stage: Stage) -> None:
    target(stage.window.window, "Nhận kết quả").setProperty("text", "Nộp hồ sơ")


def no_heading(stage: Stage) -> None:
    text_item(stage, "Quý vị cần làm gì?").setVisible(False)


def faint_letters(stage: Stage) -> None:
    text_item(stage, "Nộp hồ sơ").setProperty("color", QColor("#909090"))


def text_on_text(stage: Stage) -> None:
    one, other = text_item(stage, "Nộp hồ sơ"), text_item(stage, "Nhận kết quả")
    one.setX(one.x() + box(other).x() - box(one).x())


def too_many_words(stage: Stage) -> None:
    text_item(stage, "UBND phường An Khánh Đông").setProperty("heavy", False)
    text_item(stage, "UBND phường An Khánh Đông").setProperty("text", "một hai ba bốn " * 11)


PLANTED = {
    "letter height": small_letters,
    "target size": small_target,
    "gap": touching_targets,
    "cut text": cut_text,
    "name": nameless_target,
    "heading": no_heading,
    "contrast": faint_letters,
    "overlap": text_on_text,
    "words": too_many_words,
}


@pytest.mark.parametrize("rule", PLANTED)
def test_each_measure_finds_its_planted_fault(stage: Stage, rule: str) -> None:
    show(stage, "home")
    assert faults(stage) == []
    PLANTED[rule](stage)
    assert rule in {fault.rule for fault in found_by(stage)}


def test_two_targets_of_one_name_are_a_fault(stage: Stage) -> None:
    show(stage, "home")
    name_given_twice(stage)
    assert Fault("name", "Nộp hồ sơ", "twice") in found_by(stage)


def found_by(stage: Stage) -> list[Fault]:
    """The audit's faults after a plant."""
    stage.settle(0.02)
    return list(audit(stage.window.window, stage.window.panel.property("pixelsPerMm")))
