"""The document camera's driver against a camera on the wire that fails in every way cameras do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops

from kiosk.capture.judge import Advice, judge
from kiosk.capture.opencv import cv2
from kiosk.devices.contract import CompletionCode, DeviceState, Status
from kiosk.devices.document_scanner import frames
from kiosk.devices.document_scanner.camera import CameraOptions, DocumentCamera
from kiosk.devices.simulators.document_camera import FAULTS, SimulatedDocumentCamera
from kiosk.devices.simulators.papers.people import invent
from kiosk.devices.simulators.papers.scene import Scene, exposures, sheet_of
from kiosk.errors import error


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedDocumentCamera]:
    simulated = SimulatedDocumentCamera(tmp_path_factory.mktemp("camera") / "ledger.jsonl")
    simulated.start()
    simulated.lay(Scene("declaration", seed=3))
    yield simulated
    simulated.stop()


@pytest.fixture
def simulated(cabinet: SimulatedDocumentCamera) -> Iterator[SimulatedDocumentCamera]:
    yield cabinet
    for fault in FAULTS:
        cabinet.fault(fault, False)


@pytest.fixture
def seen() -> list[Status]:
    return []


@pytest.fixture
def camera(simulated: SimulatedDocumentCamera, seen: list[Status]) -> Iterator[DocumentCamera]:
    driver = DocumentCamera("camera", lambda _name, status: seen.append(status), CameraOptions(simulated.url))
    yield driver
    driver.close()


def wait_until(holds: Callable[[], bool], seconds: float) -> float:
    """Seconds until it held; fails when it did not in time."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "not in time"
        time.sleep(0.01)
    return time.monotonic() - began


def fault_of(camera: DocumentCamera) -> str | None:
    fault = camera.status().fault
    return fault.error_id if fault else None


def running(camera: DocumentCamera) -> DocumentCamera:
    camera.start().wait(5)
    wait_until(lambda: camera.frame() is not None, 5)
    return camera


def test_a_camera_that_was_not_started_opens_nothing(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    before = simulated.state()["served"]
    time.sleep(0.3)
    assert camera.status().device is DeviceState.OFFLINE
    assert camera.frame() is None
    assert camera.preview(400) is None
    assert simulated.state()["served"] == before


def test_pictures_arrive_in_order_fresh_and_at_full_size(camera: DocumentCamera) -> None:
    running(camera)
    numbers = []
    for _ in range(10):
        frame = camera.frame()
        assert frame is not None
        assert frame.age < 0.5
        assert frame.picture.shape == (1920, 1440, 3)
        numbers.append(frame.number)
        time.sleep(0.05)
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0]
    assert camera.status().device is DeviceState.ONLINE
    assert camera.status().facts["camera"] == "ok"
    assert camera.status().facts["focus"] == "sharp"


def test_a_slow_reader_gets_the_newest_picture_and_not_a_queue(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    running(camera)
    simulated.clear()
    try:
        time.sleep(0.6)
        frame = camera.frame()
        assert frame is not None
        assert frame.picture.mean() < 80
    finally:
        simulated.lay(Scene("declaration", seed=3))


def test_the_preview_is_a_small_jpeg(camera: DocumentCamera) -> None:
    running(camera)
    data = camera.preview(480)
    assert data is not None
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (640, 480, 3)
    assert len(data) < 80_000


def test_a_command_takes_a_picture_exposed_after_it(camera: DocumentCamera) -> None:
    running(camera)
    before = camera.frame()
    taken = camera.take(3).wait(5)
    assert taken.ok
    assert before is not None
    assert taken.value is not None
    assert taken.value.number > before.number + 1


def test_taking_without_starting_is_refused(camera: DocumentCamera) -> None:
    completion = camera.take(1).wait(5)
    assert completion.code is CompletionCode.SEQUENCE_ERROR
    assert completion.error_id == "CAM-008"


def test_taking_from_an_unplugged_camera_times_out(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    running(camera)
    simulated.fault("unplugged", True)
    completion = camera.take(1).wait(5)
    assert completion.code is CompletionCode.TIME_OUT
    assert completion.error_id == "CAM-008"


def test_unplugging_shows_within_two_seconds_and_the_camera_comes_back(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    running(camera)
    simulated.fault("unplugged", True)
    assert wait_until(lambda: fault_of(camera) == "CAM-001", 2) < 2
    assert camera.frame() is None
    assert camera.status().device is DeviceState.NO_DEVICE
    simulated.fault("unplugged", False)
    wait_until(lambda: camera.frame() is not None, 3)
    assert camera.status().device is DeviceState.ONLINE
    assert camera.counters()["opened"] == 2


def test_a_camera_that_hangs_shows_within_two_seconds_and_comes_back(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    running(camera)
    simulated.fault("stalled", True)
    wait_until(lambda: fault_of(camera) in {"CAM-001", "CAM-002"}, 2)
    simulated.fault("stalled", False)
    wait_until(lambda: camera.frame() is not None, 4)


@pytest.mark.parametrize(
    ("fault", "error_id"), [("frozen", "CAM-003"), ("black", "CAM-004"), ("slow", "CAM-006")]
)
def test_a_bad_stream_is_named_and_forgiven(
    camera: DocumentCamera,
    simulated: SimulatedDocumentCamera,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    error_id: str,
) -> None:
    for patience in ("FROZEN_AFTER", "BLACK_AFTER", "SLOW_AFTER"):
        monkeypatch.setattr(frames, patience, 0.6)
    running(camera)
    simulated.fault(fault, True)
    wait_until(lambda: fault_of(camera) == error_id, 4)
    assert (camera.frame() is None) == (fault != "slow")
    simulated.fault(fault, False)
    wait_until(lambda: fault_of(camera) is None and camera.frame() is not None, 4)


def test_damaged_pictures_are_told_from_a_missing_camera(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    running(camera)
    simulated.fault("garbage", True)
    wait_until(lambda: fault_of(camera) == "CAM-005", 6)
    assert camera.frame() is None
    simulated.fault("garbage", False)
    wait_until(lambda: camera.frame() is not None, 4)


def test_pictures_that_stay_blurred_tell_of_a_dirty_lens(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "SOFT_AFTER", 0.5)
    monkeypatch.setattr(frames, "FOCUS_EVERY", 0.1)
    simulated.lay(Scene("declaration", seed=3, defects=frozenset({"out-of-focus"})))
    try:
        running(camera)
        wait_until(lambda: fault_of(camera) == "CAM-007", 4)
        assert camera.status().facts["focus"] == "soft"
        assert camera.frame() is not None
    finally:
        simulated.lay(Scene("declaration", seed=3))


def test_a_camera_that_is_not_there_yet_is_found_when_it_comes(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    simulated.fault("unplugged", True)
    camera.start().wait(5)
    wait_until(lambda: fault_of(camera) == "CAM-001", 4)
    simulated.fault("unplugged", False)
    wait_until(lambda: camera.frame() is not None, 3)


def test_stopping_releases_the_camera_and_forgets_the_picture(
    camera: DocumentCamera, simulated: SimulatedDocumentCamera
) -> None:
    running(camera)
    camera.stop().wait(5)
    assert camera.frame() is None
    assert camera.status().device is DeviceState.OFFLINE
    before = simulated.state()["served"]
    time.sleep(0.4)
    assert simulated.state()["served"] <= before + 1
    running(camera)


def test_a_reset_opens_the_stream_anew(camera: DocumentCamera) -> None:
    running(camera)
    camera.reset().wait(5)
    wait_until(lambda: camera.counters()["opened"] == 2 and camera.frame() is not None, 4)


def test_a_mount_that_is_turned_is_turned_back(simulated: SimulatedDocumentCamera) -> None:
    driver = DocumentCamera("camera", lambda _name, _status: None, CameraOptions(simulated.url, turned=1))
    try:
        running(driver)
        frame = driver.frame()
        assert frame is not None
        assert frame.picture.shape == (1440, 1920, 3)
    finally:
        driver.close()


def test_every_fault_the_driver_names_is_in_the_catalogue() -> None:
    for number in range(1, 9):
        assert error(f"CAM-{number:03d}").citizen.vi


def test_the_ledger_names_papers_and_faults_and_nobody(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    simulated = SimulatedDocumentCamera(ledger)
    simulated.start()
    simulated.lay(Scene("receipt", seed=7))
    simulated.fault("frozen", True)
    simulated.stop()
    text = ledger.read_text(encoding="utf-8")
    events = [json.loads(line)["event"] for line in text.splitlines()]
    assert events == ["started", "laid", "fault", "stopped"]
    assert invent(7).name not in text
    assert invent(7).number not in text


def test_an_order_for_an_unknown_paper_defect_key_or_fault_is_refused(
    simulated: SimulatedDocumentCamera,
) -> None:
    for order in ({"paper": "passport"}, {"defects": ["torn"]}, {"papre": "receipt"}):
        with pytest.raises(ValueError, match=r"no such|has no"):
            Scene.from_json(order)
    with pytest.raises(ValueError, match="no such fault"):
        simulated.fault("haunted", True)


def test_an_order_from_the_control_socket_becomes_a_scene() -> None:
    order = {
        "paper": "declaration",
        "seed": 4,
        "person": {"name": "Lê Thử"},
        "defects": ["hand"],
        "file": None,
    }
    scene = Scene.from_json(json.loads(json.dumps(order)))
    assert scene.person is not None
    assert scene.person.name == "Lê Thử"
    assert scene.defects == {"hand"}


def test_opencv_leaves_no_trace_for_qt_and_no_noise_on_stderr(simulated: SimulatedDocumentCamera) -> None:
    simulated.fault("garbage", True)
    script = (
        "import os, sys; from kiosk.capture.opencv import cv2\n"
        f"capture = cv2.VideoCapture({simulated.url!r}, cv2.CAP_FFMPEG)\n"
        "[capture.read() for _ in range(5)]; capture.release()\n"
        "cv2.VideoCapture('http://127.0.0.1:1/none', cv2.CAP_FFMPEG)\n"
        "print([key for key in os.environ if key.startswith('QT_QPA')])"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("QT_QPA")}
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True, env=clean
    )
    assert run.stdout.strip() == "[]"
    assert run.stderr == ""


def test_a_paper_that_is_pushed_about_is_seen_moving() -> None:
    pictures, _ = exposures(Scene("receipt", seed=2, defects=frozenset({"moving"})))
    decoded = [cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) for data in pictures]
    first = judge(np.asarray(decoded[0], np.uint8))
    assert judge(np.asarray(decoded[1], np.uint8), first).advice is Advice.HOLD_STILL


def test_a_canary_is_printed_on_the_paper_and_nowhere_else(tmp_path: Path) -> None:
    mark = tmp_path / "mark.png"
    Image.new("RGB", (40, 40), (0, 200, 0)).save(mark)
    plain = sheet_of(Scene("declaration", seed=2))
    marked = sheet_of(Scene("declaration", seed=2, canary="CHIM-HOÀNG-YẾN", canary_picture=mark))
    assert plain is not None
    assert marked is not None
    left, top, right, bottom = ImageChops.difference(plain.image, marked.image).getbbox() or (0, 0, 0, 0)
    assert (left, top) > (100, 1900)
    assert right - left > 1000
    assert bottom < plain.image.height
