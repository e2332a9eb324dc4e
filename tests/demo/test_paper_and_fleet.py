"""The demo's eyes on paper and on the fleet's pages: they must see what is there, and not what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from demo.browser import CentralError, Page
from demo.draw import SMALL_DOORS, draw
from demo.fleet import Fleet, Reported
from demo.paper import numeral_is, says
from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.raster import Drawing, Picture
from kiosk.devices.ticket_printer.slip import Words


@pytest.fixture(scope="module")
def ticket(tmp_path_factory: pytest.TempPathFactory) -> Path:
    blocks = (
        drawn.Heading(text=Words(vi="SỐ THỨ TỰ", en="Queue number")),
        drawn.Numeral(text="A017"),
        drawn.KeyValue(key=Words(vi="Lĩnh vực", en="Field"), value="Chứng thực"),
        drawn.Heading(text=Words(vi="SẴN SÀNG PHỤC VỤ"), level=2),
    )
    (picture,) = (
        piece
        for piece in Drawing(576, native_qr=True).pieces(drawn.Slip(blocks=blocks))
        if isinstance(piece, Picture)
    )
    path = tmp_path_factory.mktemp("slips") / "ticket.png"
    picture.image.convert("L").save(path)
    return path


@pytest.mark.parametrize("words", ["Chứng thực", "Lĩnh vực", "SỐ THỨ TỰ", "SẴN SÀNG PHỤC VỤ"])
def test_words_on_a_slip_are_found(ticket: Path, words: str) -> None:
    assert says(ticket, words)


@pytest.mark.parametrize("words", ["Chứng thức", "Hộ tịch", "ƯU TIÊN", "CHƯA SẴN SÀNG"])
def test_words_that_do_not_stand_there_are_not_found_however_alike(ticket: Path, words: str) -> None:
    assert not says(ticket, words)


def test_the_large_number_is_told_from_its_neighbours(ticket: Path) -> None:
    assert numeral_is(ticket, "A017")
    assert not any(numeral_is(ticket, other) for other in ("A018", "A011", "B017", "A117", "A07"))


def test_a_blank_slip_says_nothing(tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (576, 300), 255).save(blank)
    assert not says(blank, "Chứng thực")
    assert not numeral_is(blank, "A017")


FORM = """<form id="form-config" method="post"><input name="texts.id" value="home.title">
<input name="texts.vi" value="Xin chào"><input name="texts.id" value=""><input name="texts.vi" value="">
<select name="compartments.13"><option value="">x</option><option value="closed" selected>y</option></select>
<select name="compartments.14"><option value="">x</option><option value="closed">y</option></select>
<input name="idle.warning_s" value="90"></form>"""


def test_a_form_sends_what_stands_in_it_and_what_was_changed() -> None:
    form = Page(FORM).forms["form-config"]
    assert dict(form.fields)["compartments.13"] == "closed"
    form.fill("texts.id", "home.lead")
    form.fill("texts.vi", "Mời")
    form.fill("compartments.14", "closed")
    form.fill("idle.warning_s", "")
    assert form.fields == [
        ("texts.id", "home.title"),
        ("texts.vi", "Xin chào"),
        ("texts.id", "home.lead"),
        ("texts.vi", "Mời"),
        ("compartments.13", "closed"),
        ("compartments.14", "closed"),
        ("idle.warning_s", ""),
    ]
    with pytest.raises(CentralError, match=r"compartments\.40"):
        form.fill("compartments.40", "any")


class Told(Fleet):
    """A fleet whose pages are given."""

    def __init__(self, line: str, own: str = "") -> None:
        super().__init__(0, "K0001")
        self._pages = {"/fleet/": line, "/fleet/kiosks/K0001/": own}

    def get(self, path: str) -> Page:
        return Page(self._pages[path])


LINE = (
    '<span class="tag good" data-journey="collect">x</span>'
    '<span class="tag bad" data-journey="deposit">x</span>'
    '<div data-broken="printer">x</div><td data-wanted="3" data-running="1">'
    '<span class="tag bad" data-state="reverted" data-error="CFG-007">x</span></td>'
)


def test_the_kiosks_line_is_read_as_it_stands() -> None:
    found = Told(LINE, '<p id="config-problem">CFG-007<br> silent:\n printer</p>').reported()
    assert found == Reported(
        3, 1, "reverted", "CFG-007", "CFG-007 silent: printer", ("printer",), ("collect",)
    )


def test_what_does_not_come_about_is_said_with_what_the_page_shows_instead() -> None:
    with pytest.raises(CentralError, match=r"It was not kept: .*version 1 of 3, reverted CFG-007.*printer"):
        Told(LINE).await_reported("It was not kept", lambda now: now.state == "confirmed", patience=0)


def test_what_the_config_closes_ends_just_before_the_compartment_that_is_drawn() -> None:
    for seed in range(40):
        drawn_here = draw(seed)
        assert drawn_here.closed
        assert list(drawn_here.closed) == list(range(SMALL_DOORS[0], drawn_here.compartment))
    assert len({draw(seed).ticket_field for seed in range(40)}) == 4
    assert {draw(seed).has_priority for seed in range(40)} == {True, False}
