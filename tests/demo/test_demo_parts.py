"""The demo's own eyes: what it compares must be able to differ, and what it searches must be found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from demo.browser import Page
from demo.cabinet import CabinetError, codes_on, deposit_code_on
from demo.draw import FORM, OLD_PAPER, PROCEDURE, Draw, draw
from demo.leaks import holds
from demo.pictures import ink_of, likeness
from demo.touch import Node, View
from demo.words import Words
from kiosk.devices.simulators.cards.spec import make_card
from kiosk.devices.simulators.papers.scene import Scene, sheet_of
from kiosk.devices.simulators.papers.sheet import Sheet


@pytest.fixture(scope="module")
def drawn() -> Draw:
    return draw(11)


def _sheet(scene: Scene) -> Sheet:
    sheet = sheet_of(scene)
    assert sheet is not None
    return sheet


def _node(role: str, name: str, y: int = 0, *, enabled: bool = True) -> Node:
    return Node(role=role, name=name, about="", enabled=enabled, x=0, y=y, w=10, h=10)


def test_the_same_seed_draws_the_same_person_and_papers_and_another_seed_others() -> None:
    assert draw(5) == draw(5)
    assert draw(5).person != draw(6).person
    assert {draw(seed).language for seed in range(12)} == {"vi", "en"}
    assert len({draw(seed).compartment for seed in range(12)}) > 3


def test_the_drawn_card_is_the_drawn_persons(drawn: Draw) -> None:
    assert drawn.card["person"]["number"] == drawn.person.number
    assert make_card(drawn.card) is not None


def test_a_page_is_like_its_own_paper_and_unlike_another_kind(drawn: Draw) -> None:
    form, old = (ink_of(_sheet(drawn.papers[code]).image) for code in (FORM, OLD_PAPER))
    photographed = _sheet(drawn.papers[FORM]).image.rotate(0.4, fillcolor="white").point(lambda v: v * 0.8)
    seen = ink_of(photographed)
    assert likeness(seen, form) > 0.9
    assert likeness(seen, old) < 0.7


def test_a_page_is_less_like_the_same_form_of_somebody_else(drawn: Draw) -> None:
    stranger = replace(drawn.papers[FORM], person=draw(12).person)
    own, strange = (ink_of(_sheet(scene).image) for scene in (drawn.papers[FORM], stranger))
    assert likeness(own, strange) < likeness(own, own)


def test_a_secret_is_found_however_it_is_written() -> None:
    name = "Đỗ Thị Hương Mẫu"
    assert holds("x Đỗ Thị Hương Mẫu y".encode(), name)
    assert holds(b"DO<THI<HUONG<MAU", name)
    assert holds("ĐỖ THỊ HƯƠNG MẪU".encode("utf-16-le"), name)
    assert not holds("Đỗ Thị Hương Tím".encode(), name)


def test_words_are_those_of_the_language_drawn() -> None:
    from datetime import date

    vi, en = (Words(language, date(2026, 11, 20)) for language in ("vi", "en"))
    assert vi.procedure(PROCEDURE) == "Cấp Giấy xác nhận tình trạng hôn nhân"
    assert en.procedure(PROCEDURE) == "Certificate of marital status"
    wanted = {"for_whom": "me", "reissue": "yes", "past": "never"}
    assert [answer for _, answer in en.case(PROCEDURE, wanted)][-1] == "Never married"


def test_the_lower_of_two_buttons_of_one_name_is_the_pages_own_and_a_dead_one_is_none() -> None:
    view = View([_node("push button", "Xong", 900), _node("push button", "Xong", 100)])
    button = view.button("Xong")
    assert button is not None
    assert button.y == 900
    assert View([_node("push button", "Xong", enabled=False)]).button("Xong") is None


def test_words_on_a_page_count_text_and_buttons_apart() -> None:
    view = View([_node("heading", "Is this you?"), _node("push button", "Yes, this is me")])
    assert (view.running_words, view.all_words) == (3, 7)
    assert view.headings == ["Is this you?"]


def test_a_slip_gives_its_code_and_a_paper_without_one_says_so(tmp_path: Path) -> None:
    sheet = Sheet((80.0, 100.0), 1, dpi=203)
    sheet.qr(10, 10, 50, "DSK1:deposit:N-0001-261122-0001-02:AAAA")
    sheet.image.save(tmp_path / "slip.png")
    assert deposit_code_on(tmp_path / "slip.png") == "N-0001-261122-0001-02"
    Sheet((80.0, 100.0), 1, dpi=203).image.save(tmp_path / "blank.png")
    assert codes_on(tmp_path / "blank.png") == []
    with pytest.raises(CabinetError):
        deposit_code_on(tmp_path / "blank.png")


def test_a_page_of_central_gives_its_forms_with_what_is_ticked() -> None:
    page = Page(
        '<span id="status" data-status="9">x</span><form id="form-waiting" action="/go">'
        '<input type="hidden" name="csrf" value="k">'
        '<input type="checkbox" name="kind" value="result" checked>'
        '<input type="checkbox" name="kind" value="refusal">'
        '<button name="act" value="show">ok</button></form>'
    )
    assert page.attributes["status"]["data-status"] == "9"
    assert page.forms["form-waiting"].fields == [("csrf", "k"), ("kind", "result"), ("act", "show")]


def test_a_scene_travels_as_words_and_draws_the_same_paper(drawn: Draw) -> None:
    sent = json.loads(json.dumps(drawn.scene(FORM)))
    assert (
        ink_of(_sheet(Scene.from_json(sent)).image).tolist()
        == ink_of(_sheet(drawn.papers[FORM]).image).tolist()
    )
