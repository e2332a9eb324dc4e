"""The ticket printer's driver against a simulated printer at the other end of a pty."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from kiosk.devices.contract import CompletionCode, DeviceState
from kiosk.devices.simulators.ticket_printer import TicketPrinterSimulator
from kiosk.devices.ticket_printer.job import sealed_job
from kiosk.devices.ticket_printer.printer import Printed
from tests.devices.printer_desk import Desk, printer_desk, printing_children, slip


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    with printer_desk(tmp_path, **getattr(request, "param", {})) as whole:
        yield whole


@pytest.mark.parametrize("desk", [{"qr": True}, {"qr": False}], indirect=True, ids=["native-qr", "drawn-qr"])
def test_a_slip_is_printed_cut_confirmed_and_its_code_can_be_read_from_the_paper(desk: Desk) -> None:
    ending = desk.printer.print(slip("DSK1:K07A26B491QX")).wait(20)
    assert ending.ok, ending
    assert isinstance(ending.value, Printed)
    assert ending.value.paper == "full"
    (name,) = desk.paper.state()["slips"]
    picture = np.array(Image.open(desk.folder / "slips" / name))
    (code,) = zxingcpp.read_barcodes(cv2.resize(picture, None, fx=0.5, fy=0.5))
    assert code.text == "DSK1:K07A26B491QX"
    cut = desk.paper.ledger.entries("cut")[-1]
    assert abs(cut["mm"] - ending.value.mm) < 20
    assert cut["mono"] <= desk.paper.ledger.entries("completion")[-1]["mono"]


def test_slips_come_out_one_by_one_in_order(desk: Desk) -> None:
    orders = [desk.printer.print(slip(f"DSK1:{n}", lines=1)) for n in range(3)]
    assert all(order.wait(20).ok for order in orders)
    assert desk.codes() == ["DSK1:0", "DSK1:1", "DSK1:2"]
    assert desk.printer.counters()["slips"] == 3


@pytest.mark.parametrize(
    ("fault", "state", "error_id", "facts"),
    [
        ("cover-open", DeviceState.USER_ERROR, "PRN-003", {"paper": "full", "cover": "open"}),
        ("paper-out", DeviceState.OFFLINE, "PRN-004", {"paper": "out", "cover": "closed"}),
        ("paper-near-end", DeviceState.ONLINE, "PRN-005", {"paper": "low", "cover": "closed"}),
        ("cutter-jam", DeviceState.HARDWARE_ERROR, "PRN-006", {"paper": "full", "cover": "closed"}),
        ("hot", DeviceState.DEVICE_BUSY, "PRN-007", {"paper": "full", "cover": "closed"}),
        ("silent", DeviceState.OFFLINE, "PRN-002", {"paper": "unknown", "cover": "unknown"}),
        ("unplugged", DeviceState.POWER_OFF, "PRN-001", {"paper": "unknown", "cover": "unknown"}),
    ],
)
def test_trouble_between_slips_is_seen_named_and_over_when_it_is_over(
    desk: Desk, fault: str, state: DeviceState, error_id: str, facts: dict[str, str]
) -> None:
    desk.paper.fault(fault, True)
    desk.until(lambda: desk.error() == error_id)
    assert desk.printer.status().device is state
    assert desk.printer.status().facts == facts
    if state is not DeviceState.ONLINE:
        ending = desk.printer.print(slip("DSK1:no", lines=1)).wait(20)
        assert ending.error_id == error_id
        assert "DSK1:no" not in desk.codes()
    desk.paper.fault(fault, False)
    desk.until(lambda: desk.error() is None)
    assert desk.printer.status().device is DeviceState.ONLINE


def test_a_printer_that_falls_mute_when_its_cover_opens_is_offline_not_fine(desk: Desk) -> None:
    desk.paper.fault("mute-when-offline", True)
    desk.paper.fault("cover-open", True)
    desk.until_state(DeviceState.OFFLINE)
    assert desk.error() == "PRN-002"


def test_paper_that_ends_in_mid_slip_is_its_own_ending_and_the_rest_never_comes_out(desk: Desk) -> None:
    desk.paper.act("roll-left", mm=45)
    ending = desk.printer.print(slip("DSK1:first", lines=12)).wait(20)
    assert (ending.code, ending.error_id) == (CompletionCode.COMMAND_ERROR_CODE, "PRN-008")
    desk.until(lambda: desk.paper.state()["waiting"] == 0)
    desk.paper.act("change-roll")
    desk.until_state(DeviceState.ONLINE)
    assert desk.printer.print(slip("DSK1:second", lines=1)).wait(20).ok
    assert desk.codes() == ["DSK1:second"]


def came_off(desk: Desk) -> list[dict[str, Any]]:
    """Cuts that took something printed off."""
    return [entry for entry in desk.paper.ledger.entries("cut") if entry["png"]]


def test_half_a_slip_is_cut_off_as_soon_as_the_printer_can_and_not_for_the_next_person(desk: Desk) -> None:
    desk.paper.fault("slow", True)
    job = desk.printer.print(slip("DSK1:first", lines=12))
    desk.until(lambda: len(desk.paper.ledger.entries("started")) == 1)
    desk.paper.fault("cover-open", True)
    assert job.wait(20).error_id == "PRN-003"
    desk.paper.fault("slow", False)
    assert came_off(desk) == []
    desk.paper.fault("cover-open", False)
    desk.until(lambda: len(came_off(desk)) == 1)
    assert desk.printer.print(slip("DSK1:second", lines=1)).wait(20).ok
    first, second = came_off(desk)
    assert (first["qr"], second["qr"]) == ([], ["DSK1:second"])


def test_without_the_printer_s_word_a_slip_does_not_count_as_printed(desk: Desk) -> None:
    desk.paper.fault("no-completion", True)
    ending = desk.printer.print(slip("DSK1:1", lines=1)).wait(20)
    assert (ending.code, ending.error_id) == (CompletionCode.TIME_OUT, "PRN-009")
    assert desk.printer.counters()["slips"] == 0


def test_a_printer_that_dies_in_mid_slip_gives_an_ending_and_comes_back(desk: Desk) -> None:
    desk.paper.fault("slow", True)
    job = desk.printer.print(slip("DSK1:1", lines=12))
    desk.until(lambda: len(desk.paper.ledger.entries("started")) == 1)
    desk.paper.fault("unplugged", True)
    assert job.wait(20).error_id == "PRN-001"
    desk.paper.fault("slow", False)
    desk.paper.fault("unplugged", False)
    desk.until_state(DeviceState.ONLINE)
    assert desk.printer.print(slip("DSK1:2", lines=1)).wait(20).ok


def test_a_slow_printer_is_waited_for(desk: Desk) -> None:
    desk.paper.mm_per_second = 90
    assert desk.printer.print(slip("DSK1:1", lines=3)).wait(20).ok


def test_a_print_process_that_is_killed_is_an_ending_and_its_rest_is_cleared(desk: Desk) -> None:
    desk.paper.fault("slow", True)
    job = desk.printer.print(slip("DSK1:killed", lines=12))
    desk.until(lambda: len(desk.paper.ledger.entries("started")) == 1)
    (child,) = printing_children()
    os.kill(child, signal.SIGKILL)
    ending = job.wait(10)
    assert (ending.code, ending.error_id) == (CompletionCode.INVALID_DATA, "PRN-010")
    desk.until(lambda: len(desk.paper.ledger.entries("cleared")) > 0)
    desk.paper.fault("slow", False)
    assert desk.printer.print(slip("DSK1:next", lines=1)).wait(20).ok
    assert desk.codes() == ["DSK1:next"]


def test_a_cancelled_print_stops_and_leaves_nothing_for_the_next(desk: Desk) -> None:
    desk.paper.fault("slow", True)
    job = desk.printer.print(slip("DSK1:cancelled", lines=12))
    desk.until(lambda: len(desk.paper.ledger.entries("started")) == 1)
    job.cancel()
    assert job.wait(10).code is CompletionCode.CANCELED
    assert printing_children() == []
    desk.paper.fault("slow", False)
    assert desk.printer.print(slip("DSK1:next", lines=1)).wait(20).ok
    assert desk.codes() == ["DSK1:next"]


def test_a_slip_that_says_nothing_printable_is_refused_without_touching_paper(desk: Desk) -> None:
    ending = desk.printer.print(b'{"blocks": [{"kind": "picture"}]}').wait(20)
    assert ending.error_id == "PRN-010"
    assert desk.paper.ledger.entries("cut") == []


def test_what_a_slip_says_is_not_left_in_the_driver_s_process(desk: Desk) -> None:
    # the canary must first be found where it is: in this process, in the job's own memory file
    canary = f"canary-{os.getpid()}".encode()
    job = sealed_job(slip(canary[::-1][::-1].decode(), lines=1))
    assert canary in os.pread(job, 4096, 0)
    with pytest.raises(PermissionError):
        os.write(job, b"x")
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    assert desk.printer.print_sealed(job).wait(20).ok
    desk.until(lambda: len(list(Path("/proc/self/fd").iterdir())) == open_files - 1)
    assert desk.codes() == [canary.decode()]


def test_the_printer_tells_who_it_is(desk: Desk) -> None:
    assert desk.printer.identify().wait(5).value == {
        "firmware": "1.08 ESC/POS",
        "maker": "EPSON",
        "model": "TM-T20III",
        "serial": "SIM0000001",
    }


def test_reset_finds_the_printer_again(desk: Desk) -> None:
    assert desk.printer.reset().wait(5).ok
    assert desk.printer.status().device is DeviceState.ONLINE


def test_what_arrived_while_out_of_paper_is_printed_after_the_roll_change_unless_cleared(
    tmp_path: Path,
) -> None:
    paper = TicketPrinterSimulator(tmp_path / "printer", tmp_path / "ledger", tmp_path / "slips")
    paper.start()
    paper.fault("paper-out", True)
    line = os.open(tmp_path / "printer", os.O_RDWR | os.O_NOCTTY)
    os.write(line, b"A-0042\n\x1dVB\x00\x1dr\x01")
    os.write(line, b"\x10\x04\x04")
    assert os.read(line, 1) == b"\x7e"
    paper.act("change-roll")
    assert os.read(line, 1) == b"\x00"
    assert paper.ledger.entries("cut")[0]["text"] == ["A-0042"]
    os.close(line)
    paper.stop()
