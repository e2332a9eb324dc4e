"""The tests of a visit on real wires: what breaks at the far end turns the right test red."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.data import data_folder
from kiosk.devices.code_reader.codes import read_codes
from kiosk.devices.contract import DeviceState
from kiosk.devices.document_scanner.camera import CameraOptions, DocumentCamera
from kiosk.devices.locker.bus import LockerBus
from kiosk.devices.profiles import LockerProfile, load_profile
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.slot import CardSlot
from kiosk.devices.simulators.document_camera import SimulatedDocumentCamera
from kiosk.devices.simulators.locker_board import LockerBoardSimulator
from kiosk.devices.simulators.papers.scene import Scene
from kiosk.diagnostics.hands import look_for_code, read_loop
from kiosk.diagnostics.machine import Measured
from kiosk.messages import technician as t
from kiosk.session.camera import PaperCamera
from kiosk.session.cards import ReaderCards
from tests.devices.printer_desk import Desk, printer_desk
from tests.diagnostics.visit import begin
from tests.engine.cabinet import Cabinet
from tests.pcsc import Watched, card_reader, card_slot

__all__ = ["card_reader", "card_slot"]


def on_wire(folder: Path, **parts: object) -> Cabinet:
    """An engine whose named parts (`bus`, `printer`) are real drivers, with somebody in the seat."""
    cabinet = Cabinet(folder)
    for name, part in parts.items():
        setattr(cabinet, name, part)
    cabinet.restart()
    cabinet.engine.seat_taken()
    return cabinet


def ended(cabinet: Cabinet, test: t.EngineTest) -> t.TestResult:
    """Run a test and wait for its ending."""
    begun = cabinet.ask(t.RunTest(grant=begin(cabinet), test=test))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        cabinet.settle()
        for message in cabinet.told:
            if isinstance(message, t.TestEnded) and message.run == begun.run:
                return message.result
        time.sleep(0.01)
    raise AssertionError("the test does not end")


# --- printer -------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with printer_desk(tmp_path) as made:
        yield made


def test_the_ticket_is_printed_cut_and_confirmed_and_carries_its_code(tmp_path: Path, desk: Desk) -> None:
    result = ended(on_wire(tmp_path, printer=desk.printer), "printer")
    assert (result.outcome, result.error_id) == ("passed", None)
    assert result.figures["mm"] > 50
    assert [code[:16] for code in desk.codes()] == ["KIOSK-TEST/K0001"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("cover-open", "PRN-003"), ("silent", "PRN-002"), ("unplugged", "PRN-001"), ("cutter-jam", "PRN-006")],
)
def test_a_printer_fault_turns_the_printer_test_red(
    tmp_path: Path, desk: Desk, fault: str, expected: str
) -> None:
    desk.paper.fault(fault, True)
    desk.until(lambda: desk.error() == expected)
    result = ended(on_wire(tmp_path, printer=desk.printer), "printer")
    assert (result.outcome, result.error_id) == ("failed", expected)


def test_paper_out_turns_the_printer_test_red(tmp_path: Path, desk: Desk) -> None:
    desk.paper.act("roll-left", 0)
    desk.until(lambda: desk.error() == "PRN-004")
    assert ended(on_wire(tmp_path, printer=desk.printer), "printer").error_id == "PRN-004"


# --- lock board ----------------------------------------------------------------------------------------


@pytest.fixture
def board(tmp_path: Path) -> Iterator[LockerBoardSimulator]:
    made = LockerBoardSimulator(tmp_path / "locker", tmp_path / "ledger")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def bus(tmp_path: Path, board: LockerBoardSimulator) -> Iterator[LockerBus]:
    profile = load_profile(data_folder("firmware_profiles") / "locker.xor8a-24.toml")
    assert isinstance(profile, LockerProfile)
    made = LockerBus("locker", profile, str(tmp_path / "locker"), lambda *_: None, lambda *_: None)
    made.start()
    deadline = time.monotonic() + 10
    while made.status().device is not DeviceState.ONLINE:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield made
    made.close()


def test_a_board_that_answers_passes_with_its_doors(tmp_path: Path, bus: LockerBus) -> None:
    result = ended(on_wire(tmp_path, bus=bus), "board")
    assert (result.outcome, result.figures["doors"], result.figures["open"]) == ("passed", 24, 0)


@pytest.mark.parametrize(
    ("fault", "expected"), [("silent", "LCK-002"), ("unplugged", "LCK-001"), ("bad-check", "LCK-003")]
)
def test_a_board_fault_turns_the_board_test_red(
    tmp_path: Path, board: LockerBoardSimulator, bus: LockerBus, fault: str, expected: str
) -> None:
    cabinet = on_wire(tmp_path, bus=bus)
    board.fault(fault, True)
    result = ended(cabinet, "board")
    assert (result.outcome, result.error_id) == ("failed", expected)


# --- card reader ---------------------------------------------------------------------------------------


def reads(watched: Watched) -> Measured:
    async def run() -> Measured:
        return await read_loop(ReaderCards(watched.reader, lambda: date(2026, 11, 22)))

    return asyncio.run(run())


def test_twenty_reads_of_a_card_that_lies_still_pass(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.lay(spec.citizen(PEOPLE[1]))
    card_reader.until_media("present")
    measured = reads(card_reader)
    assert measured.error_id is None
    assert (measured.figures["reads"], measured.figures["failures"]) == (20, 0)
    assert measured.figures["atr_bytes"] > 0


def test_no_card_turns_the_reader_test_red(card_reader: Watched) -> None:
    assert reads(card_reader).error_id == "CRD-002"


def test_a_card_pulled_in_the_loop_turns_the_reader_test_red(
    card_slot: CardSlot, card_reader: Watched
) -> None:
    card_slot.lay(spec.citizen(PEOPLE[1]))
    card_reader.until_media("present")
    card_slot.fault(pull_at=3)
    measured = reads(card_reader)
    assert measured.error_id in {"CRD-001", "CRD-002"}
    assert measured.figures["reads"] < 20


# --- camera --------------------------------------------------------------------------------------------


@pytest.fixture
def eye(tmp_path: Path) -> Iterator[SimulatedDocumentCamera]:
    made = SimulatedDocumentCamera(tmp_path / "camera.jsonl")
    made.start()
    yield made
    made.stop()


def looks(eye: SimulatedDocumentCamera, seconds: float) -> Measured:
    async def run() -> Measured:
        driver = DocumentCamera("camera", lambda *_: None, CameraOptions(eye.url))
        camera = PaperCamera(driver, read_codes)
        try:
            until = time.monotonic() + seconds
            return await look_for_code(camera, lambda _: None, lambda: time.monotonic() > until)
        finally:
            camera.close()

    return asyncio.run(run())


def test_the_code_of_the_test_ticket_is_read(eye: SimulatedDocumentCamera) -> None:
    eye.lay(Scene("card-code", qr="KIOSK-TEST/K0001/00000000", seed=3))
    measured = looks(eye, 20)
    assert (measured.error_id, measured.figures["codes"]) == (None, 1)


def test_another_code_is_not_the_test_tickets(eye: SimulatedDocumentCamera) -> None:
    eye.lay(Scene("card-code", qr="https://hoso.example/1", seed=3))
    assert looks(eye, 1.5).error_id == "DIA-012"


@pytest.mark.parametrize("fault", ["unplugged", "stalled"])
def test_a_camera_fault_turns_the_camera_test_red(eye: SimulatedDocumentCamera, fault: str) -> None:
    eye.fault(fault, True)
    assert looks(eye, 12).error_id == "CAM-008"
