"""What goes to a printer and what comes back, as bytes; how a slip is drawn."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from kiosk.data import data_folder
from kiosk.devices.profiles import PrinterProfile, load_profile
from kiosk.devices.simulators.printer_language import CutPaper, Interpreter, Mark, Row, split_realtime
from kiosk.devices.ticket_printer import typography as t
from kiosk.devices.ticket_printer.escpos import encode, without_realtime
from kiosk.devices.ticket_printer.raster import DOTS_PER_MM, CutHere, Drawing, NativeQr, Picture
from kiosk.devices.ticket_printer.slip import (
    BigCode,
    Cut,
    Heading,
    Item,
    ItemList,
    KeyValue,
    Paragraph,
    Qr,
    Rule,
    Slip,
    Spacing,
    Words,
    groups_of_four,
)
from kiosk.devices.ticket_printer.status import Answer, Answers, Kind, PrinterSeen

PROFILE = data_folder("firmware_profiles") / "printer.epson-tm-t20iii.toml"


def profile() -> PrinterProfile:
    loaded = load_profile(PROFILE)
    assert isinstance(loaded, PrinterProfile)
    return loaded


@pytest.mark.parametrize(
    ("answers", "fault", "paper"),
    [
        ("12121212", None, "full"),
        ("1212121E", None, "low"),
        ("1A32127E", "PRN-004", "out"),
        ("1A161212", "PRN-003", "full"),
        ("1A521A12", "PRN-006", "full"),
        ("1A523212", "PRN-006", "full"),
        ("1A525212", "PRN-007", "full"),
        ("1A121212", "PRN-012", "full"),
    ],
)
def test_recorded_status_bytes_say_what_stands_in_the_way(
    answers: str, fault: str | None, paper: str
) -> None:
    seen = PrinterSeen.from_realtime(dict(enumerate(bytes.fromhex(answers), start=1)))
    assert (seen.fault, seen.paper) == (fault, paper)


def test_automatic_status_says_the_same() -> None:
    assert PrinterSeen.from_automatic(bytes.fromhex("10000000")).fault is None
    assert PrinterSeen.from_automatic(bytes.fromhex("38000000")).fault == "PRN-003"
    assert PrinterSeen.from_automatic(bytes.fromhex("18000F00")).fault == "PRN-004"


realtime = st.integers(0, 255).map(lambda b: (b & 0x6C) | 0x12).map(lambda b: (Kind.REALTIME, bytes((b,))))
sensor = st.integers(0, 255).map(lambda b: b & 0x6F).map(lambda b: (Kind.PAPER, bytes((b,))))
automatic = st.tuples(st.integers(0, 255), st.binary(min_size=3, max_size=3)).map(
    lambda pair: (Kind.AUTOMATIC, bytes(((pair[0] & 0x6C) | 0x10, *(b & 0x6F for b in pair[1]))))
)
name = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(
    lambda text: (Kind.TEXT, b"_" + text.encode() + b"\0")
)


@given(
    st.lists(st.one_of(realtime, sensor, automatic, name), max_size=12),
    st.lists(st.integers(0, 99), max_size=9),
)
def test_untagged_answers_are_told_apart_in_any_order_and_any_pieces(
    sent: list[tuple[Kind, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(data for _, data in sent)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    answers = Answers()
    got = [a for start, end in itertools.pairwise(places) for a in answers.feed(stream[start:end])]
    wanted = [Answer(kind, data[1:-1] if kind is Kind.TEXT else data) for kind, data in sent]
    assert got == wanted


def test_xon_and_xoff_are_no_answers() -> None:
    assert Answers().feed(b"\x11\x13\x12") == [Answer(Kind.REALTIME, b"\x12")]


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x00, 0xFF]), max_size=60))
def test_no_picture_holds_a_real_time_command_and_no_black_dot_is_lost(data: list[int]) -> None:
    sent = without_realtime(bytes(data))
    assert not re.search(rb"\x10[\x04\x05\x14]", sent)
    assert len(sent) == len(data)
    assert all(after & before == before for before, after in zip(data, sent, strict=True))


def all_blocks() -> Slip:
    words = Words(vi="Giấy xác nhận tình trạng hôn nhân đã cấp trước đây", en="Earlier certificate")
    return Slip(
        blocks=(
            Heading(text=words, level=0),
            Heading(text=words),
            Heading(text=words, level=2),
            Paragraph(text=words, strong=True, centred=True),
            Rule(style="thick"),
            Rule(style="dashes"),
            KeyValue(key=words, value="07", strong=True),
            KeyValue(key=Words(vi="Thủ tục"), value="Xác nhận tình trạng hôn nhân · 1.004873"),
            *(
                ItemList(items=(Item(text=words, note="2 trang"),), marker=marker)
                for marker in ("number", "dash", "box")
            ),
            BigCode(code="K07A-26B4-91QX-77", label=words),
            Qr(payload="DSK1:K07A26B491QX", caption=words),
            Spacing(mm=5),
            Cut(),
            Paragraph(text=words),
        )
    )


def test_every_block_is_drawn_inside_the_margins_and_each_slip_is_cut() -> None:
    pieces = Drawing(576, native_qr=True).pieces(Slip.from_bytes(all_blocks().to_bytes()))
    assert [type(piece) for piece in pieces] == [Picture, NativeQr, Picture, CutHere, Picture, CutHere]
    for piece in pieces:
        if isinstance(piece, Picture):
            ink = Image.eval(piece.image.convert("L"), lambda grey: 255 - grey).getbbox()
            assert ink is not None
            assert ink[0] >= 10
            assert ink[2] <= 566


@given(st.integers(1, 40), st.integers(1, 80))
def test_white_at_the_end_of_a_slip_stays_white(mm: int, lines: int) -> None:
    text = Paragraph(text=Words(vi="Hồ sơ"))
    drawn = Drawing(576, False).pieces(Slip(blocks=(*[text] * lines, Spacing(mm=mm))))
    (picture,) = [piece.image for piece in drawn if isinstance(piece, Picture)]
    foot = picture.crop((0, picture.height - mm * DOTS_PER_MM, picture.width, picture.height))
    assert foot.getextrema() == (255, 255)


def test_the_printer_understands_row_by_row_what_was_drawn() -> None:
    pieces = Drawing(576, native_qr=False).pieces(all_blocks())
    rows = b"".join(piece.image.tobytes() for piece in pieces if isinstance(piece, Picture))
    printer, held, steps = Interpreter(), bytearray(), []
    for command in encode(pieces, profile()):
        for is_realtime, data in split_realtime(held, command):
            assert not is_realtime
            steps += list(printer.feed(data))
    printed = b"".join(step.dots for step in steps if isinstance(step, Row))
    assert len(printed) == len(rows)
    added = sum((~a & 0xFF) & b and 1 for a, b in zip((255 - x for x in rows), printed, strict=True))
    assert added < len(rows) / 1000
    assert sum(isinstance(step, CutPaper) for step in steps) == 2


def test_a_native_qr_code_carries_its_text() -> None:
    pieces = Drawing(576, native_qr=True).pieces(Slip(blocks=(Qr(payload="DSK1:Ư"),)))
    steps = list(Interpreter().feed(b"".join(encode(pieces, profile()))))
    assert Mark("qr", "DSK1:Ư") in steps


@pytest.mark.parametrize("room", [60, 150, 300, 548])
def test_lines_of_vietnamese_are_broken_at_words_and_never_wider_than_the_paper(room: int) -> None:
    text = "Nghiêng nghiêng những chữ có dấu: Ễ Ẫ Ộ Ữ, và mộttừrấtdàikhôngcókhoảngtrắngnàocả."
    broken = t.lines(text, t.BODY, room)
    assert all(t.width(line, t.BODY) <= room for line in broken)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")


def test_every_vietnamese_letter_is_in_the_bundled_faces() -> None:
    letters = "ĂÂĐÊÔƠƯăâđêôơư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
    for face in (t.BODY, t.STRONG, t.TITLE):
        nothing = bytes(t.font(face).getmask("\uffff"))
        assert [letter for letter in letters if bytes(t.font(face).getmask(letter)) == nothing] == []


def test_codes_are_grouped_in_fours_whatever_separators_they_had() -> None:
    assert groups_of_four("K07A-26 B491QX7") == ["K07A", "26B4", "91QX", "7"]


def test_a_slip_with_an_unknown_block_or_key_is_refused() -> None:
    for job in (b'{"blocks": []}', b'{"blocks": [{"kind": "cut", "deep": true}]}', b"{"):
        with pytest.raises(ValidationError):
            Slip.from_bytes(job)
