"""What a finger does on the panel happens in the cabinet; what happens there is seen on the panel."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage

from kiosk.devices.simulators.control import CabinetControl
from tests.panel.conftest import CabinetProcess
from tests.panel.hands import Hands


@pytest.fixture
def past(cabinet: CabinetProcess) -> Iterator[CabinetControl]:
    """Somebody else at the same cabinet."""
    control = CabinetControl(cabinet.folder)
    yield control
    control.close()


def ink(picture: QImage) -> int:
    """Dark points where the printer's paper hangs."""
    return sum(QColor(picture.pixel(x, y)).lightness() < 90 for x in range(530, 720) for y in range(500, 600))


def test_a_citizen_s_card_is_laid_and_lifted(hands: Hands) -> None:
    hands.touch("Trần Đức Bình")
    hands.becomes(lambda real: real["card"]["card"] == "citizen")
    hands.touch("Nhấc thẻ ra")
    hands.becomes(lambda real: real["card"]["card"] is None)
    hands.shows("không có thẻ")


def test_a_card_that_somebody_else_laid_is_not_taken_for_one_of_ours(
    hands: Hands, past: CabinetControl, cabinet: CabinetProcess
) -> None:
    hands.touch("Phạm Quốc Nghĩa")
    hands.becomes(lambda real: real["card"]["card"] == "citizen")
    hands.wait_for(lambda: hands.value("holder") == "099098000048")
    past.order("card", "lay", card={"kind": "piv", "folder": str(cabinet.staff / "officer")})
    hands.shows("thẻ do người khác đặt")
    hands.touch("Nhấc thẻ ra")
    hands.becomes(lambda real: real["card"]["card"] is None)


def test_a_staff_card_takes_the_place_of_a_citizen_s(hands: Hands) -> None:
    hands.touch("Lê Thị Hạnh")
    hands.touch("Cán bộ")
    hands.becomes(lambda real: real["card"]["card"] == "piv")
    hands.wait_for(lambda: hands.value("holder") == "officer")
    hands.touch("Nhấc thẻ ra")
    hands.becomes(lambda real: real["card"]["card"] is None)


def test_a_paper_is_laid_turned_spoiled_and_taken_away(hands: Hands) -> None:
    hands.touch("Tờ khai")
    hands.becomes(lambda real: real["camera"]["paper"] == "declaration")
    hands.touch("Xoay 90°")
    hands.becomes(lambda real: real["camera"]["quarter"] == 1)
    hands.touch("lóa")
    hands.becomes(lambda real: real["camera"]["defects"] == ["glare"])
    assert hands.real()["camera"]["quarter"] == 1
    hands.touch("lóa")
    hands.touch("Lấy giấy ra")
    hands.becomes(lambda real: real["camera"]["paper"] == "empty")
    hands.shows("khay trống")


def test_another_paper_of_the_same_kind_is_another_sheet(hands: Hands) -> None:
    hands.touch("Biên lai")
    hands.becomes(lambda real: real["camera"]["paper"] == "receipt")
    before = hands.real()["camera"]["seed"]
    hands.touch("Tờ khác cùng loại")
    hands.becomes(lambda real: real["camera"]["seed"] != before)
    assert hands.real()["camera"]["paper"] == "receipt"


def test_a_door_that_opens_is_chosen_filled_emptied_and_closed(hands: Hands, past: CabinetControl) -> None:
    past.order("locker", "act", verb="force", door=7)
    hands.shows("Ngăn 7")
    hands.touch("Kết quả")
    hands.becomes(lambda real: real["locker"]["doors"]["7"]["things"] == ["Kết quả"])
    hands.touch("Lấy")
    hands.becomes(lambda real: real["locker"]["doors"]["7"]["things"] == [])
    hands.touch("Đóng cửa")
    hands.becomes(lambda real: not real["locker"]["doors"]["7"]["open"])
    hands.wait_for(lambda: not hands.find("Đóng cửa").isEnabled())


def test_what_cannot_be_done_is_said_in_words(hands: Hands) -> None:
    hands.touch("Ngăn 3")
    hands.touch("Kéo cửa")
    hands.shows("Chốt đang giữ cửa.")
    hands.touch("English")
    hands.shows("The bolt holds the door.")


def test_a_door_fault_is_switched_at_the_chosen_door(hands: Hands) -> None:
    hands.touch("Ngăn 12")
    hands.touch("Chốt bị kẹt")
    hands.becomes(lambda real: real["locker"]["doors"]["12"]["faults"] == ["does-not-open"])
    hands.wait_for(lambda: "Sự cố (1)" in hands.names())
    hands.touch("Chốt bị kẹt")
    hands.becomes(lambda real: real["locker"]["doors"]["12"]["faults"] == [])


def test_faults_are_counted_on_the_tab_and_cleared_together(hands: Hands) -> None:
    hands.touch("Sự cố")
    hands.touch("Kẹt dao cắt")
    hands.touch("Hình đen")
    hands.touch("Sai byte kiểm tra")
    hands.touch("Thẻ treo")
    hands.wait_for(lambda: "Sự cố (4)" in hands.names())
    assert hands.real()["printer"]["faults"] == ["cutter-jam"]
    assert hands.real()["camera"]["faults"] == ["black"]
    assert hands.real()["locker"]["faults"] == ["bad-check"]
    hands.touch("Hết mọi sự cố")
    hands.becomes(lambda real: not any(real[d]["faults"] for d in ("printer", "camera", "locker")))
    hands.wait_for(lambda: "Sự cố" in hands.names())


def test_the_cover_is_opened_and_closed_by_the_same_button(hands: Hands) -> None:
    hands.touch("Mở nắp")
    hands.becomes(lambda real: real["printer"]["faults"] == ["cover-open"])
    hands.wait_for(lambda: "Đóng nắp" in hands.names())
    hands.touch("Đóng nắp")
    hands.becomes(lambda real: real["printer"]["faults"] == [])


def test_the_roll_runs_out_and_is_changed(hands: Hands) -> None:
    hands.touch("Rút cuộn")
    hands.becomes(lambda real: real["printer"]["roll_mm"] == 0)
    hands.touch("Thay cuộn")
    hands.becomes(lambda real: real["printer"]["roll_mm"] == 60_000)


def test_the_newest_slip_is_shown_and_can_be_laid_under_the_camera(
    hands: Hands, cabinet: CabinetProcess
) -> None:
    before = ink(hands.picture())
    line = os.open(cabinet.folder / "printer", os.O_RDWR | os.O_NOCTTY)
    os.write(line, b"\x1b@K07A 26B4 91QX\n\n\n\x1dV\x00")
    hands.becomes(lambda real: len(real["printer"]["slips"]) == 1)
    os.close(line)
    hands.shows("1 / 1")
    hands.touch("Đặt dưới máy chụp")
    hands.becomes(lambda real: real["camera"]["paper"] == "slip")
    assert hands.value("laidSlip") == "slip-0001.png"
    hands.wait_for(lambda: ink(hands.picture()) > before)


def test_the_panel_says_when_the_cabinet_is_gone_and_comes_back_with_it(
    hands: Hands, cabinet: CabinetProcess
) -> None:
    cabinet.stop()
    hands.shows("tủ không trả lời")
    cabinet.start()
    hands.shows("đang chạy", seconds=20)
    hands.touch("Ngăn 2")
    hands.shows("Ngăn 2")
