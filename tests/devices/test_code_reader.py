"""Codes read through the camera."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kiosk.capture.opencv import Picture, cv2
from kiosk.devices.code_reader import codes
from kiosk.devices.code_reader.codes import CodeWatcher, read_codes
from kiosk.devices.document_scanner.camera import CameraOptions, DocumentCamera
from kiosk.devices.document_scanner.frames import Frame
from kiosk.devices.simulators.document_camera import SimulatedDocumentCamera
from kiosk.devices.simulators.papers.photograph import photograph
from kiosk.devices.simulators.papers.scene import Scene, sheet_of
from kiosk.errors import error

CODE = "HS|VH-2026-000123|7F3K-99QD"


def code_picture(text: str) -> Picture:
    matrix = np.array([list(row) for row in segno.make_qr(text, error="m").matrix_iter(scale=6, border=4)])
    return np.where(matrix > 0, 0, 255).astype(np.uint8)


def print_slip(folder: Path, text: str) -> Path:
    """A slip as an 80 mm printer renders it: 576 dots at 203 dpi, black and white."""
    slip = Image.new("L", (576, 900), 255)
    draw = ImageDraw.Draw(slip)
    for row in range(9):
        draw.rectangle((40, 40 + row * 34, 200 + row * 37, 56 + row * 34), fill=0)
    code = Image.fromarray(code_picture(text))
    slip.paste(code, ((576 - code.width) // 2, 420))
    file = folder / "slip.png"
    slip.save(file)
    return file


class Still:
    """A camera that always shows the same picture, as a new one."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.number = 0

    def frame(self) -> Frame:
        self.number += 1
        return Frame(self.number, self.picture, time.monotonic())


@pytest.fixture
def simulated() -> Iterator[SimulatedDocumentCamera]:
    camera = SimulatedDocumentCamera()
    camera.start()
    yield camera
    camera.stop()


def wait_for(texts: list[str], count: int, seconds: float = 6) -> None:
    began = time.monotonic()
    while len(texts) < count:
        assert time.monotonic() - began < seconds, "no code was reported"
        time.sleep(0.02)


def test_the_code_of_a_printed_slip_is_read_through_the_camera(
    simulated: SimulatedDocumentCamera, tmp_path: Path
) -> None:
    texts: list[str] = []
    driver = DocumentCamera("camera", lambda _name, _status: None, CameraOptions(simulated.url))
    watcher = CodeWatcher(driver, texts.append, rate=8)
    try:
        driver.start().wait(5)
        watcher.start()
        simulated.lay(Scene("slip", seed=5, file=print_slip(tmp_path, CODE)))
        wait_for(texts, 1)
        time.sleep(0.5)
    finally:
        watcher.stop()
        driver.close()
    assert texts == [CODE]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_a_card_with_a_code_is_read_however_it_lies(seed: int, quarter: int) -> None:
    sheet = sheet_of(Scene("card-code", seed=seed, qr=CODE))
    assert sheet is not None
    shot = photograph(sheet.image, sheet.size, seed=seed, quarter=quarter)
    assert read_codes(shot.picture) == [CODE]


def test_vietnamese_letters_survive() -> None:
    text = "099301000017||Nguyễn Thị Thử Nghiệm|14032001|Nữ|phường Thử Nghiệm|01022026"
    assert read_codes(code_picture(text)) == [text]


def test_two_codes_are_read_from_top_to_bottom() -> None:
    upper, lower = code_picture("one"), code_picture("two")
    assert read_codes(np.vstack([lower, upper])) == ["two", "one"]


def test_the_same_code_twice_is_one_text() -> None:
    assert read_codes(np.vstack([code_picture("same"), code_picture("same")])) == ["same"]


def test_a_page_without_a_code_has_none() -> None:
    sheet = sheet_of(Scene("residence-change", seed=2))
    assert sheet is not None
    assert read_codes(photograph(sheet.image, sheet.size, seed=2).picture) == []


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=4000), st.integers(1, 90), st.booleans())
def test_no_picture_makes_reading_raise(data: bytes, width: int, damaged: bool) -> None:
    rows = -(-len(data) // width)
    picture = np.frombuffer(data.ljust(rows * width, b"\0"), np.uint8).reshape(rows, width)
    if damaged:
        code = code_picture("damaged").copy()
        patch = picture[:60, :60]
        code[40 : 40 + patch.shape[0], 40 : 40 + patch.shape[1]] = patch
        picture = code
    assert isinstance(read_codes(picture), list)


def test_without_zxing_opencv_reads_qr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "zxingcpp", None)
    assert codes.uses_fallback()
    assert error("COD-001").technician.vi
    picture = cv2.copyMakeBorder(code_picture(CODE), 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=[255.0])
    assert read_codes(np.asarray(picture, np.uint8)) == [CODE]
    assert read_codes(np.full((200, 200), 255, np.uint8)) == []


def test_a_text_is_reported_once_while_in_sight_and_again_after_it_was_gone() -> None:
    texts: list[str] = []
    camera = Still(code_picture("A1"))
    watcher = CodeWatcher(camera, texts.append, rate=50, forget_after=0.2)
    watcher.start()
    try:
        wait_for(texts, 1)
        time.sleep(0.5)
        assert texts == ["A1"]
        camera.picture = np.full((200, 200), 255, np.uint8)
        time.sleep(0.5)
        camera.picture = code_picture("A1")
        wait_for(texts, 2)
    finally:
        watcher.stop()
    assert texts == ["A1", "A1"]


def test_a_listener_that_fails_does_not_end_the_watch() -> None:
    texts: list[str] = []

    def listen(text: str) -> None:
        texts.append(text)
        if text == "bad":
            raise RuntimeError

    camera = Still(code_picture("bad"))
    watcher = CodeWatcher(camera, listen, rate=50)
    watcher.start()
    try:
        wait_for(texts, 1)
        camera.picture = code_picture("good")
        wait_for(texts, 2)
    finally:
        watcher.stop()
    assert texts == ["bad", "good"]


def test_a_watcher_may_be_stopped_by_its_own_listener() -> None:
    texts: list[str] = []

    def listen(text: str) -> None:
        texts.append(text)
        watcher.stop()

    watcher = CodeWatcher(Still(code_picture("last")), listen, rate=50, forget_after=0.01)
    watcher.start()
    wait_for(texts, 1)
    time.sleep(0.2)
    assert texts == ["last"]
