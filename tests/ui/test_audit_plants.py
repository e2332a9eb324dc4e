"""Each rule of the audit finds a fault that was planted for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlProperty
from PySide6.QtQuick import QQuickItem

from kiosk.messages.screen import Frame
from kiosk.ui.panel import panel
from tests.ui.audit import audit, bare_codes, is_data, texts
from tests.ui.audit_frame import Surroundings, arrived, kept_in, kept_settings, left_behind
from tests.ui.audit_pixels import focus_shown
from tests.ui.gallery import show
from tests.ui.limits import MODES, Fault
from tests.ui.samples import IDLE, SAMPLES
from tests.ui.stage import Stage, box, kind_of, target, walk


def found_by(stage: Stage, mode: str = "normal", panel_name: str = "portrait-21") -> list[Fault]:
    """The audit's faults after a plant."""
    stage.settle(0.02)
    return audit(stage.window.window, panel(panel_name), mode)


def text_item(stage: Stage, text: str) -> QQuickItem:
    """The item that draws exactly this text."""
    return next(item for item in texts(stage.window.window.contentItem()) if item.property("text") == text)


def tile(stage: Stage) -> QQuickItem:
    """A target of the home page."""
    return target(stage.window.window, "Nhận kết quả")


def small_letters(stage: Stage) -> None:
    text_item(stage, "Nộp hồ sơ").setProperty("capital", 4.0)


def small_sentence(stage: Stage) -> None:
    text_item(stage, "UBND phường An Khánh Đông").setProperty("heavy", False)
    text_item(stage, "UBND phường An Khánh Đông").setProperty("capital", 5.0)
    text_item(stage, "UBND phường An Khánh Đông").setProperty("text", "một hai ba bốn năm sáu bảy tám")


def small_target(stage: Stage) -> None:
    tile(stage).setHeight(40)


def low_way_on(stage: Stage) -> None:
    tile(stage).setHeight(19 * 4.03)
    tile(stage).setProperty("look", "primary")


def touching_targets(stage: Stage) -> None:
    tile(stage).setX(tile(stage).x() - 15)


def target_out_of_reach(stage: Stage) -> None:
    tile(stage).setY(-2000)


def cut_text(stage: Stage) -> None:
    text_item(stage, "Quý vị cần làm gì?").setWidth(120)
    text_item(stage, "Quý vị cần làm gì?").setHeight(30)


def nameless_target(stage: Stage) -> None:
    tile(stage).setProperty("text", "")


def name_given_twice(stage: Stage) -> None:
    tile(stage).setProperty("text", "Nộp hồ sơ")


def no_heading(stage: Stage) -> None:
    text_item(stage, "Quý vị cần làm gì?").setVisible(False)


def long_heading(stage: Stage) -> None:
    text_item(stage, "Quý vị cần làm gì?").setProperty("text", "một hai ba bốn " * 4)


def heading_under_what_it_heads(stage: Stage) -> None:
    text_item(stage, "Quý vị cần làm gì?").setY(1200)


def faint_letters(stage: Stage) -> None:
    text_item(stage, "Nộp hồ sơ").setProperty("color", QColor("#6a6a6a"))


def faint_edge(stage: Stage) -> None:
    QQmlProperty(tile(stage).property("background"), "border.color").write(QColor("#e8e8e4"))


def faint_icon(stage: Stage) -> None:
    drawn = next(item for item in walk(tile(stage)) if item.property("colour") is not None)
    drawn.setProperty("colour", QColor("#c5d5d8"))


def text_on_text(stage: Stage) -> None:
    one, other = text_item(stage, "Nộp hồ sơ"), text_item(stage, "Nhận kết quả")
    one.setX(one.x() + box(other).x() - box(one).x())


def too_many_words(stage: Stage) -> None:
    text_item(stage, "UBND phường An Khánh Đông").setProperty("heavy", False)
    text_item(stage, "UBND phường An Khánh Đông").setProperty("text", "một hai ba bốn " * 11)


def too_many_words_with_a_digit_among_them(stage: Stage) -> None:
    text_item(stage, "UBND phường An Khánh Đông").setProperty("heavy", False)
    text_item(stage, "UBND phường An Khánh Đông").setProperty("text", "ngăn 9 đã mở " * 11)


PLANTED: list[tuple[str, Callable[[Stage], None]]] = [
    ("letter height", small_letters),
    ("letter height", small_sentence),
    ("target size", small_target),
    ("way on", low_way_on),
    ("gap", touching_targets),
    ("reach", target_out_of_reach),
    ("cut text", cut_text),
    ("name", nameless_target),
    ("name", name_given_twice),
    ("heading", no_heading),
    ("heading", long_heading),
    ("reading order", heading_under_what_it_heads),
    ("contrast", faint_letters),
    ("edge", faint_edge),
    ("icon", faint_icon),
    ("overlap", text_on_text),
    ("words", too_many_words),
    ("words", too_many_words_with_a_digit_among_them),
]


@pytest.mark.parametrize(("rule", "plant"), PLANTED, ids=lambda part: getattr(part, "__name__", part))
def test_each_rule_finds_its_planted_fault(stage: Stage, rule: str, plant: Callable[[Stage], None]) -> None:
    show(stage, "home")
    assert found_by(stage) == []
    plant(stage)
    assert rule in {fault.rule for fault in found_by(stage)}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("Thứ Năm, 26/11/2026, 14:30", True),
        ("Số 12 Nguyễn Trãi, phường An Khánh Đông, thành phố Cần Thơ", True),
        ("No. 12 Nguyễn Trãi street, An Khánh Đông ward", True),
        ("Hồ sơ K017-2611-0041 chưa xong: cửa ngăn 9 chưa đóng", False),
        ("An officer answers by 10:00 on 24/11/2026", False),
        ("Cán bộ sẽ xem và trả lời.", False),
    ],
)
def test_only_numbers_dates_and_addresses_are_not_counted_as_words_to_read(text: str, data: bool) -> None:
    assert is_data(text) is data


def test_the_id_of_an_error_that_stands_large_or_alone_is_found(stage: Stage) -> None:
    show(stage, "ending-sorry")
    everything = stage.window.window.contentItem()
    assert list(bare_codes(list(texts(everything)))) == []
    small = next(item for item in texts(everything) if "LCK-012" in item.property("text"))
    for name, value in (("text", "LCK-012"), ("heavy", True), ("capital", 9.0)):
        before = small.property(name)
        small.setProperty(name, value)
        assert [fault.rule for fault in bare_codes(list(texts(everything)))] == ["code"]
        small.setProperty(name, before)


@pytest.mark.parametrize(("mode", "rule"), [("large", "letter height"), ("contrast", "contrast")])
def test_the_ordinary_page_does_not_pass_for_large_text_or_high_contrast(
    stage: Stage, mode: str, rule: str
) -> None:
    show(stage, "home")
    assert rule in {fault.rule for fault in found_by(stage, mode)}


def hidden_button(stage: Stage) -> None:
    target(stage.window.window, "Kết thúc").setVisible(False)


def hidden_language(stage: Stage) -> None:
    target(stage.window.window, "English").setVisible(False)


def moved_button(stage: Stage) -> None:
    target(stage.window.window, "Kết thúc").parentItem().setX(3)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (hidden_button, "finish (missing"),
        (hidden_language, "en (missing"),
        (moved_button, "finish (("),
    ],
)
def test_a_button_of_the_frame_that_is_missing_or_moves_is_found(
    stage: Stage, plant: Callable[[Stage], None], fault: str, mode: str
) -> None:
    stage.theme(mode)
    page, frame = SAMPLES["pick-list"][0], Frame(number=0, back=True, finish=True)
    surroundings = Surroundings()
    show(stage, "pick-list")
    assert list(surroundings.faults(stage, page, frame)) == []
    plant(stage)
    assert any(f"frame: {fault}" in str(found) for found in surroundings.faults(stage, page, frame))


def test_a_button_of_the_frame_that_does_not_apply_is_found(stage: Stage) -> None:
    show(stage, "pick-list")
    frame = Frame(number=0, back=False, finish=True)
    assert Fault("frame", "back", "offers what does not apply") in Surroundings().faults(
        stage, SAMPLES["pick-list"][0], frame
    )


def test_a_focus_that_nothing_shows_is_found(stage: Stage) -> None:
    show(stage, "home")
    assert list(focus_shown(stage.picture(), stage.picture(), box(tile(stage))))


def test_a_page_that_keys_reach_beneath_a_question_is_found(stage: Stage) -> None:
    show(stage, "home")
    stage.send(IDLE)
    items = list(walk(stage.window.window.contentItem()))
    question = next(item for item in items if kind_of(item).startswith("Question_"))
    assert list(kept_in(stage, question)) == []
    header = next(item for item in items if kind_of(item).startswith("Header_"))
    QQmlProperty.write(header, "enabled", True)
    assert Fault("focus", "Chữ to", "reached beneath a question") in kept_in(stage, question)


def test_a_page_that_is_still_on_its_way_is_found(set_stage: Callable[..., Stage]) -> None:
    stage = set_stage(moving=True)
    show(stage, "home")
    show(stage, "pick-list")
    assert list(arrived(stage))


def test_what_stays_behind_is_found(stage: Stage) -> None:
    page = SAMPLES["confirm-identity"][0]
    stage.window.forget()
    QGuiApplication.clipboard().setText("NGUYỄN THỊ HỒNG NHUNG")
    assert Fault("left behind", "confirm-identity", "NGUYỄN THỊ HỒNG NHUNG") in left_behind(stage, page)
    QGuiApplication.clipboard().clear()
    show(stage, "confirm-identity")
    assert list(left_behind(stage, page))
    stage.window.forget()
    show(stage, "scan-page")
    stage.send_bytes(b"")
    assert any(
        fault.where == "a picture" or fault.measured == "a picture" for fault in left_behind(stage, page)
    )


def test_a_setting_that_stays_is_found(stage: Stage) -> None:
    for button, rule in (("Chữ to", "Chữ to"), ("English", "English")):
        stage.touch(button)
        assert rule in {fault.where for fault in kept_settings(stage)}
        stage.window.forget()
        assert list(kept_settings(stage)) == []
