"""Every page is drawn from its model, and its touches become answers."""

from __future__ import annotations

import pytest

from kiosk.messages import pages as p
from kiosk.messages.screen import (
    ALL_PAGES,
    Answer,
    LanguageChosen,
    Overlay,
    Ready,
    Touched,
)
from tests.ui.gallery import show
from tests.ui.samples import HOME, IDLE, NEXT, SAMPLES, SERVICING_TOUCHES, t
from tests.ui.stage import Stage, spoken, target, targets

# a full number shows for 0.4 s before it is sent
SENT_WITHIN = 0.6

PAGE_TOUCHES = (("Chụp lại", "retake"), ("Lên trước", "up"), ("Bỏ trang", "remove"))
# what to touch on each sample, and what the session must hear
TOUCHES: dict[str, list[tuple[str, tuple[str, str]]]] = {
    "home": [("Nộp hồ sơ", ("deposit", "")), ("Nhận kết quả", ("collect", ""))],
    "home-notice": [("Nhận kết quả", ("collect", ""))],
    "pick-tiles": [("Hộ tịch", ("civil", "")), ("Tìm bằng tên", ("search", ""))],
    "pick-list": [("Cho con tôi dưới 18 tuổi", ("child", ""))],
    "search": [("Cấp Giấy xác nhận tình trạng hôn nhân", ("1.004873", ""))],
    "explain": [("Thủ tục khác", ("other", "")), ("Bắt đầu", ("next", ""))],
    "lay-card": [("Tôi không mang thẻ", ("no-card", ""))],
    "lay-card-reading": [("Quay lại", ("back", ""))],
    "confirm-identity": [("Không phải tôi", ("not-me", "")), ("Đúng là tôi", ("yes", ""))],
    "enter-digits": [("Tôi không có điện thoại", ("no-phone", ""))],
    "enter-digits-pin": [("Kết thúc", ("finish", ""))],
    "enter-digits-code": [("Tiếp tục", ("typed", "29251261119000"))],
    "enter-text": [("Chính tôi nhận", ("me", "")), ("Tiếp tục", ("typed", "Trần Văn Đường"))],
    "scan-page": [("Tôi chưa có giấy này", ("missing", ""))],
    "scan-page-ready": [("Chụp trang này", ("take", ""))],
    "scanned-pages": [(name, (word, "3")) for name, word in PAGE_TOUCHES],
    "scanned-pages-one": [("Thêm trang", ("add", "")), ("Chụp lại", ("retake", "1"))],
    "review": [("Sửa: Điện thoại", ("change", "phone")), ("Nộp hồ sơ", ("submit", ""))],
    "working": [("Trợ giúp", ("help", ""))],
    "open-door": [("Ngăn nhỏ quá", ("too-small", ""))],
    "open-door-stuck": [("Tôi không để lại bản gốc", ("none", ""))],
    "show-code": [("Tôi đã ghi lại", ("noted", ""))],
    "show-code-number": [("Tôi đã ghi lại", ("noted", ""))],
    "take-slip": [("Tôi đã lấy phiếu", ("taken", ""))],
    "take-slip-number": [("Tôi đã lấy phiếu", ("taken", ""))],
    "what-waits": [("Giấy xác nhận tình trạng hôn nhân", ("result", ""))],
    "ending-good": [("Nộp hồ sơ khác", ("another", "")), ("Xong", ("farewell", ""))],
    "ending-warning": [("Đặt lại thẻ", ("again", ""))],
    "ending-sorry": [("Về trang đầu", ("end", ""))],
    "farewell": [("Kết thúc", ("finish", ""))],
    "farewell-taken": [("Người tiếp theo", ("next-person", ""))],
    "round": [("Ngăn trống", ("empty", "")), ("Tạm dừng", ("pause", ""))],
    "office-help": [("Đóng", ("close", ""))],
    "office-help-offline": [("Quay lại", ("back", ""))],
    "read-sheets": [("Nhận danh sách từ USB", ("from-stick", ""))],
    "read-sheets-some": [("Thôi", ("cancel", ""))],
    "read-sheets-many": [("Nhận danh sách từ USB", ("from-stick", ""))],
    "out-of-service": [],
    **SERVICING_TOUCHES,
}


def test_every_model_of_the_contract_has_a_sample() -> None:
    assert {type(page) for page, _ in SAMPLES.values()} == set(ALL_PAGES)
    assert set(TOUCHES) == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_touch_on_the_page_is_heard_by_the_session(stage: Stage, name: str) -> None:
    for button, answer in TOUCHES[name]:
        show(stage, name)
        stage.touch(button)
        assert stage.told()[-1] == answer
        assert stage.received[-1] == Answer(number=stage.number, name=answer[0], value=answer[1])


@pytest.mark.parametrize("name", SAMPLES)
def test_both_languages_show_every_word_of_the_page(stage: Stage, name: str) -> None:
    show(stage, name)
    title = SAMPLES[name][0].title
    assert title.vi in {thing.name for thing in spoken(stage.window.window)}
    stage.screen.choose("en") if SAMPLES[name][1].get("bare") else stage.touch("English")
    assert title.en in {thing.name for thing in spoken(stage.window.window)}
    assert stage.answers(LanguageChosen) == [LanguageChosen(language="en")]


def test_what_cannot_be_chosen_says_why_and_takes_no_touch(stage: Stage) -> None:
    show(stage, "home")
    stage.touch("Lấy số")
    assert stage.told() == []
    assert "Lấy số" in {thing.name for thing in targets(stage.window.window) if not thing.enabled}


def test_letting_go_outside_the_target_is_no_touch(stage: Stage) -> None:
    show(stage, "home")
    tile = target(stage.window.window, "Nộp hồ sơ")
    stage.finger(tile, away=(0, round(-tile.height())))
    assert stage.told() == []


def test_a_second_tap_within_300_ms_is_ignored(stage: Stage) -> None:
    show(stage, "confirm-identity")
    button = stage.find("Đúng là tôi")
    stage.finger(button)
    stage.now += 0.29
    stage.finger(button)
    assert stage.told() == [("yes", "")]
    stage.now += 0.02
    stage.finger(button)
    assert stage.told() == [("yes", "")] * 2


def test_a_key_typed_twice_by_a_trembling_finger_gives_one_letter(stage: Stage) -> None:
    stage.show(SAMPLES["enter-text"][0].model_copy(update={"value": ""}))
    key, other = stage.find("B"), stage.find("C")
    # each time a little later: only the same key so soon again does not count
    for pressed, after in ((key, 0.0), (key, 0.29), (other, 0.01), (key, 0.01), (key, 0.31)):
        stage.now += after
        stage.finger(pressed)
    assert stage.page_item().property("typed") == "Bcbb"


def test_the_same_number_updates_in_place_and_keeps_what_was_typed(stage: Stage) -> None:
    show(stage, "enter-digits")
    body = stage.page_item()
    stage.touch("9")
    stage.update(SAMPLES["enter-digits"][0].model_copy(update={"lead": t("Mới", "New")}))
    assert stage.page_item() == body
    assert body.property("digits") == "0903559"


def test_a_new_number_replaces_the_page(stage: Stage) -> None:
    show(stage, "lay-card")
    stage.show(HOME)
    show(stage, "lay-card")
    first = stage.page_item()
    show(stage, "lay-card")
    assert stage.page_item() != first


def test_the_last_digit_is_word_enough_where_only_one_number_of_digits_fits(stage: Stage) -> None:
    show(stage, "enter-digits")
    assert "Tiếp tục" not in {thing.name for thing in targets(stage.window.window)}
    for digit in "5017":
        stage.touch(digit)
    stage.touch("3")
    assert stage.told() == []
    stage.settle(SENT_WITHIN)
    assert stage.told() == [("typed", "0903555017")]


def test_a_digit_erased_in_time_keeps_the_number_from_being_sent(stage: Stage) -> None:
    show(stage, "enter-digits")
    for digit in "5017":
        stage.touch(digit)
    stage.touch("Xóa")
    stage.settle(SENT_WITHIN)
    assert stage.told() == []
    stage.touch("9")
    stage.settle(SENT_WITHIN)
    assert stage.told() == [("typed", "0903555019")]


def test_a_number_from_before_waits_for_a_touch(stage: Stage) -> None:
    stage.show(SAMPLES["enter-digits"][0].model_copy(update={"value": "0903555017"}))
    stage.settle(SENT_WITHIN)
    assert stage.told() == []
    stage.touch("Tiếp tục")
    assert stage.told() == [("typed", "0903555017")]


def test_a_number_that_a_question_kept_from_being_sent_waits_for_a_touch(stage: Stage) -> None:
    show(stage, "enter-digits")
    for digit in "5017":
        stage.touch(digit)
    stage.send(IDLE)
    stage.settle(SENT_WITHIN)
    stage.send(Overlay())
    stage.settle()
    assert stage.told() == []
    stage.touch("Tiếp tục")
    assert stage.told() == [("typed", "0903555017")]


def test_a_wrong_number_is_cleared_and_the_next_one_is_sent_by_its_last_digit(stage: Stage) -> None:
    page = SAMPLES["enter-digits"][0].model_copy(update={"value": ""})
    stage.show(page)
    for digit in "9903555017":
        stage.touch(digit)
    stage.settle(SENT_WITHIN)
    stage.update(page.model_copy(update={"error": t("Số này chưa đúng", "Not right yet")}))
    stage.rest()
    for digit in "0903555017":
        stage.touch(digit)
    stage.settle(SENT_WITHIN)
    assert stage.told() == [("typed", "9903555017"), ("typed", "0903555017")]


def test_digits_can_be_erased_one_by_one_and_all(stage: Stage) -> None:
    show(stage, "enter-digits")
    stage.touch("Xóa")
    assert stage.page_item().property("digits") == "09035"
    stage.touch("Xóa hết")
    assert stage.page_item().property("digits") == ""


def test_the_pages_of_a_document_are_walked_through_by_arrows_and_by_their_pictures(stage: Stage) -> None:
    show(stage, "scanned-pages")
    stage.touch("Trang trước")
    assert stage.page_item().property("sheet") == 2
    stage.touch("Trang 1")
    assert stage.page_item().property("sheet") == 1
    stage.touch("Trang sau")
    stage.touch("Bỏ trang")
    assert stage.told() == [("remove", "2")]


def test_a_wrong_pin_is_cleared_by_its_error_and_never_spoken(stage: Stage) -> None:
    pin = SAMPLES["enter-digits-pin"][0].model_copy(update={"error": None, "value": ""})
    stage.show(pin)
    for digit in "730915":
        stage.touch(digit)
    assert not [
        thing.name for thing in spoken(stage.window.window) if "7 3 0" in thing.name or "730" in thing.name
    ]
    stage.touch("Tiếp tục")
    assert stage.told() == [("typed", "730915")]
    stage.update(pin.model_copy(update={"error": t("Mã PIN chưa đúng", "Wrong PIN")}))
    assert stage.page_item().property("digits") == ""


def test_a_button_named_typed_is_the_way_on(stage: Stage) -> None:
    button = p.Button(name="typed", label=t("Xác nhận", "Confirm"), look="primary")
    stage.show(SAMPLES["enter-digits"][0].model_copy(update={"value": "0903555017", "buttons": [button]}))
    stage.touch("Xác nhận")
    assert stage.told() == [("typed", "0903555017")]


def test_vietnamese_is_typed_by_telex_and_english_is_not(stage: Stage) -> None:
    page = SAMPLES["enter-text"][0].model_copy(update={"value": ""})
    stage.show(page)
    stage.touch("Chữ hoa")
    for key in "ddaof":
        stage.touch(key)
    assert stage.page_item().property("typed") == "đào"
    stage.touch("English")
    stage.touch("Space")
    for key in "off":
        stage.touch(key)
    assert stage.page_item().property("typed") == "đào off"


def test_capitals_hold_for_one_letter(stage: Stage) -> None:
    stage.show(SAMPLES["enter-text"][0].model_copy(update={"value": ""}))
    for key in ("D", "d", "o", "o", "n", "g", "f"):
        stage.touch(key)
    assert stage.page_item().property("typed") == "Đồng"


def test_signs_stand_on_their_own_board(stage: Stage) -> None:
    show(stage, "enter-text")
    stage.touch("Chữ số")
    stage.touch("7")
    stage.touch("/")
    assert stage.page_item().property("typed") == "Trần Văn Đường7/"


def test_a_query_is_asked_while_typing_after_a_pause(stage: Stage) -> None:
    show(stage, "search")
    for key in ("Dấu cách", "k", "e"):
        stage.touch(key)
    stage.settle(0.25)
    assert stage.told() == [("query", "hôn nhân ke")]


def test_the_long_part_opens_on_wish(stage: Stage) -> None:
    show(stage, "explain")
    page = SAMPLES["explain"][0]
    assert isinstance(page, p.Explain)
    long_part = page.more[0].vi
    assert long_part not in {thing.name for thing in spoken(stage.window.window)}
    stage.touch("Đọc thêm")
    assert long_part in {thing.name for thing in spoken(stage.window.window)}


def test_a_question_over_the_page_takes_every_touch_until_it_goes(stage: Stage) -> None:
    show(stage, "confirm-identity")
    stage.send(IDLE)
    stage.settle(0.05)
    stage.finger(target(stage.window.window, "Đúng là tôi"))
    assert stage.told() == []
    stage.touch("Cần thêm thời gian")
    assert stage.told() == [("more-time", "")]
    stage.send(Overlay())
    stage.rest()
    stage.touch("Đúng là tôi")
    assert stage.told()[-1] == ("yes", "")


def test_an_update_under_the_finger_does_not_lose_the_touch(stage: Stage) -> None:
    show(stage, "scan-page-ready")
    button = target(stage.window.window, "Chụp trang này")
    stage.press(button)
    stage.update(SAMPLES["scan-page-ready"][0].model_copy(update={"lead": t("Giữ yên", "Hold still")}))
    stage.let_go(button)
    assert stage.told() == [("take", "")]


def test_ready_is_said_once_and_presence_at_most_once_a_second(stage: Stage) -> None:
    show(stage, "pick-list")
    stage.controller.clock = lambda: stage.now
    for _ in range(3):
        stage.finger(stage.find("Trợ giúp"))
    assert len(stage.answers(Touched)) == 1
    stage.touch("Trợ giúp")
    assert len(stage.answers(Touched)) == 2
    assert len(stage.answers(Ready)) == 1


def test_keys_alone_reach_and_press_a_button(stage: Stage) -> None:
    stage.show(HOME.model_copy(update={"buttons": [NEXT]}))
    stage.tab_to("Tiếp tục")
    stage.key_enter()
    assert stage.told() == [("next", "")]


def test_a_question_takes_the_keys_from_the_page_and_gives_them_back(stage: Stage) -> None:
    stage.show(HOME.model_copy(update={"buttons": [NEXT]}))
    stage.tab_to("Tiếp tục")
    stage.send(IDLE)
    stage.key_enter()
    assert stage.told() == []
    stage.send(Overlay())
    stage.key_enter()
    assert stage.told() == [("next", "")]
