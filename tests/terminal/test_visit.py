"""A technician's visit from a terminal beside the glass: who waits, what the screen says, what ends it."""

from __future__ import annotations

import time

import pytest

from campaigns.citizen import DEPOSIT_STEPS, Citizen
from kiosk.messages.pages import Home, OutOfService, Pick, ScanPage
from tests.terminal.conftest import AtTerminal, at_home, goes, logs_in
from tests.terminal.typist import Typist, outcomes
from tests.terminal.world import PIN, Kiosk, SimulatedCabinet, until


def test_a_whole_visit_is_made_recorded_and_told_while_the_glass_says_so(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    at_home(kiosk)
    typist = at_terminal(kiosk)
    typist.sees("Đặt thẻ")
    assert "kiểm tra" in kiosk.person().sees(OutOfService).title.vi
    cabinet.lays("technician")
    typist.sees("Mã PIN")
    assert not typist.echoes()
    typist.types(PIN)
    typist.sees("Phiếu có đủ chữ")
    assert typist.echoes()
    typist.types("c")
    typist.sees("Phiếu thử đã nằm")
    ticket = {"paper": "card-code", "qr": "KIOSK-TEST/K0001/00000000", "seed": 3}
    cabinet.control.order("camera", "lay", scene=ticket)
    typist.types("c")
    goes(typist, cabinet)
    cabinet.control.order("camera", "clear")
    exit_code, tables = typist.ends()
    assert exit_code == 0
    assert "online (hoạt động)" in tables
    assert "Máy phục vụ lại" in tables
    assert PIN not in typist.shown + tables
    tested = {each["test"]: each["outcome"] for each in kiosk.visits("tested")}
    assert {each["person"] for each in kiosk.visits("tested")} == {"technician-01"}
    passed = {"card_reader", "printer", "print", "camera", "board", "disk"}
    assert {test for test, outcome in tested.items() if outcome == "passed"} >= passed
    assert "screen" not in tested
    assert kiosk.visits("ended")[-1]["ready"] is True
    assert kiosk.person().sees(Home)


def test_a_door_that_holds_something_is_refused_whatever_is_typed(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    citizen = Citizen(cabinet.control, kiosk.person())
    citizen.play("deposit", len(DEPOSIT_STEPS), None)
    citizen.leave()
    held = next(e["data"]["compartment"] for e in kiosk.events() if e["name"] == "door.intended/1"
                and e["data"]["purpose"] == "deposit")  # fmt: skip
    before = len(cabinet.pulses())
    at_home(kiosk)
    typist = at_terminal(kiosk, "--json", f"door/{held}", "door/99")
    logs_in(typist, cabinet)
    goes(typist, cabinet)
    exit_code, document = typist.ends_with_document()
    assert exit_code == 0
    assert outcomes(document) == {f"door/{held}": ("refused", "DIA-001"), "door/99": ("refused", "ENG-006")}
    assert cabinet.pulses()[before:] == []


def test_a_printer_without_paper_leaves_the_machine_out_of_service_until_it_passes(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    cabinet.control.order("printer", "act", verb="roll-left", mm=0)
    typist = at_terminal(kiosk, "--json", "--language", "en", "printer", "print")
    typist.sees("Lay your staff card")
    cabinet.lays("technician")
    typist.sees("PIN")
    typist.types(PIN)
    typist.sees("Take your card")
    cabinet.lifts()
    exit_code, document = typist.ends_with_document()
    assert exit_code == 1
    assert document["ready"] is False
    assert outcomes(document) == {"printer": ("failed", "PRN-004"), "print": ("skipped", None)}
    assert {reason["error_id"] for reason in document["reasons"]} == {"PRN-004"}
    assert kiosk.person().sees(OutOfService)
    cabinet.control.order("printer", "act", verb="change-roll")
    again = at_terminal(kiosk, "printer")
    logs_in(again, cabinet)
    goes(again, cabinet)
    assert again.ends()[0] == 0
    assert kiosk.person().sees(Home)


@pytest.mark.parametrize("at_the_engine", [True, False], ids=["depositing", "reading"])
def test_who_is_being_served_is_not_interrupted(
    kiosk: Kiosk, at_terminal: AtTerminal, at_the_engine: bool
) -> None:
    person = at_home(kiosk)
    if at_the_engine:
        citizen = Citizen(kiosk.cabinet.control, person)
        citizen.play("deposit", 7, None)
        person.sees(ScanPage)
    else:
        person.touches("deposit")
        person.sees(Pick)
    passed = len(person.passed)
    exit_code, document = at_terminal(kiosk, "--json").ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "DIA-002")
    assert len(person.passed) == passed
    kiosk.cabinet.control.order("camera", "clear")


def test_nobody_can_begin_on_the_glass_while_a_terminal_has_the_seat(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk)
    typist.sees("Đặt thẻ")
    person = kiosk.person()
    person.sees(OutOfService)
    cabinet.lays("officer")
    typist.sees("Mã PIN")
    person.touches("deposit")
    time.sleep(1)
    assert [type(page).__name__ for page in person.passed] == ["OutOfService"]
    typist.presses_ctrl_c()
    assert typist.ends()[0] == 2


def in_the_midst(kiosk: Kiosk, cabinet: SimulatedCabinet, typist: Typist) -> None:
    """A door stands open for its test."""
    logs_in(typist, cabinet)
    typist.sees("Ngăn 2")
    until(lambda: kiosk.doors()[2] == "open")


def is_over(kiosk: Kiosk, cabinet: SimulatedCabinet, before: int) -> None:
    """The visit has its end in the journal, and the machine serves again."""
    cabinet.lifts()
    until(lambda: len(kiosk.visits("ended")) == before + 1)
    cabinet.close_doors()
    assert kiosk.person().sees(Home)


@pytest.mark.parametrize("end", ["presses_ctrl_c", "hangs_up", "is_killed"])
def test_whatever_ends_the_terminal_ends_the_visit(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal, end: str
) -> None:
    before = len(kiosk.visits("ended"))
    typist = at_terminal(kiosk, "--json", "door/2")
    in_the_midst(kiosk, cabinet, typist)
    getattr(typist, end)()
    if end == "is_killed":
        assert typist.ends()[0] == -9
    else:
        exit_code, document = typist.ends_with_document()
        assert (exit_code, document["error"]["error_id"]) == (2, "DIA-017")
        assert document["ready"] is None
    is_over(kiosk, cabinet, before)
