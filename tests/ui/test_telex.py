"""Keys in, Vietnamese out."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.telex import press

WORDS = {
    "Nguyeenx": "Nguyễn",
    "nguyenxe": "nguyễn",
    "quyeets": "quyết",
    "quyetse": "quyết",
    "gias": "giá",
    "dduwowngf": "đường",
    "duongwfd": "đường",
    "dduongwf": "đường",
    "duwowngfd": "đường",
    "thuyr": "thủy",
    "HUWNGF": "HỪNG",
    "ddaas": "đấ",
    "ddaats": "đất",
    "ddoongf": "đồng",
    "hoaf": "hòa",
    "hoangf": "hoàng",
    "toans": "toán",
    "thuowr": "thuở",
    "nguowif": "người",
    "nguoiwf": "người",
    "nuocws": "nước",
    "quoocs": "quốc",
    "mays": "máy",
    "giuwax": "giữa",
    "muaf": "mùa",
    "huyeenj": "huyện",
    "gif": "gì",
    "gieets": "giết",
    "uoongs": "uống",
    "dieenj": "diện",
    "laws": "lắ",
    "lawns": "lắn",
    "Phuowngf": "Phường",
    "truwowngf": "trường",
    "cuar": "của",
    "cuwar": "cửa",
    "cuawr": "cửa",
    "giaayf": "giầy",
    "ngoeof": "ngoèo",
    "tuyeets": "tuyết",
    "khuyur": "khuỷu",
    "yeeu": "yêu",
    "luuw": "lưu",
    "huw": "hư",
    "hoiw": "hơi",
    "oans": "oán",
    "xoongf": "xồng",
    "xooongf": "xoòng",
    "quyr": "quỷ",
    "thuyeenf": "thuyền",
    "khoer": "khỏe",
    "cuoois": "cuối",
    "tuowi": "tươi",
    "ruwowuj": "rượu",
    "ruouwj": "rượu",
    "quaw": "quă",
    "quow": "quơ",
    "ddangw": "đăng",
    "danwgd": "đăng",
    "ngoaif": "ngoài",
    "hueej": "huệ",
    "Ddaof": "Đào",
    "ddaof": "đào",
    "DDawng": "Đăng",
    "saasn": "sấn",
    "tieens": "tiến",
    "tiensee": "tiéne",
    "khuya": "khuya",
    "giengf": "gièng",
    "giowf": "giờ",
    "oong": "ông",
    "aaa": "aa",
    "DDOONGF": "ĐỒNG",
    "Ddoongf": "Đồng",
    "quanaf": "quần",
    "Huynhf": "Huỳnh",
    "muwowif": "mười",
    "ghees": "ghế",
}

UNDONE = {
    "ass": "as",
    "asss": "ass",
    "eee": "ee",
    "ooo": "oo",
    "ddd": "dd",
    "aww": "aw",
    "oww": "ow",
    "asz": "a",
    "aff": "af",
    "nguyeenxz": "nguyên",
    "huww": "huw",
    "nuowcsw": "nuócw",
    "asf": "à",
    "arx": "ã",
}

PLAIN = {"w": "w", "www": "www", "xsrf": "xsrf", "zebra": "zebra", "12s": "12s", "a-s": "a-s"}


def typed(keys: str) -> str:
    text = ""
    for key in keys:
        text = press(text, key)
    return text


@pytest.mark.parametrize(("keys", "word"), [*WORDS.items(), *UNDONE.items(), *PLAIN.items()])
def test_keys_make_the_word_that_people_expect(keys: str, word: str) -> None:
    assert typed(keys) == word


def test_only_the_last_word_changes() -> None:
    assert typed("Traanf Thij Minh Khai") == "Trần Thị Minh Khai"
    assert typed("soos 9 dduwowngf Hoa-Sen") == "số 9 đường Hoa-Sen"


def test_every_tone_and_its_removal() -> None:
    assert [typed("ma" + key) for key in "sfrxj"] == ["má", "mà", "mả", "mã", "mạ"]
    assert [typed("ma" + key + "z") for key in "sfrxj"] == ["ma"] * 5


def test_marks_keep_the_case_of_their_letter() -> None:
    assert typed("AA") == "Â"
    assert typed("Aa") == "Â"
    assert typed("aA") == "â"
    assert typed("UOWN") == "ƯƠN"


@given(st.text(string.ascii_letters + string.digits + " -,.", max_size=14))
def test_any_keys_give_composed_text_that_grows_by_at_most_one_letter_a_key(keys: str) -> None:
    text = ""
    for key in keys:
        longer = press(text, key)
        assert unicodedata.is_normalized("NFC", longer)
        assert len(longer) <= len(text) + 1
        text = longer


@given(st.text("bcghklmnpqtvy 0123456789", max_size=12))
def test_keys_without_a_meaning_in_telex_are_typed_as_they_are(keys: str) -> None:
    assert typed(keys) == keys
