"""A terminal and an engine, and nobody at the glass: what is asked, typed, refused and told."""

from __future__ import annotations

from tests.terminal.conftest import AtTerminal, goes, logs_in
from tests.terminal.typist import outcomes
from tests.terminal.world import PIN, Kiosk, SimulatedCabinet, until

SESSIONS = 0
KEYS = {
    "schema", "kiosk", "build", "technician", "began", "ended", "error", "out_of_service", "journalled",
    "devices", "faults", "tests", "doors", "counters", "ready", "reasons", "attention",
}  # fmt: skip


def test_the_document_has_all_its_keys_and_names_figures_and_what_to_do(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk, "--json", "board", "clock", "screen")
    logs_in(typist, cabinet)
    goes(typist, cabinet)
    exit_code, document = typist.ends_with_document()
    assert exit_code == 0
    assert set(document) == KEYS
    assert (document["schema"], document["technician"]) == ("kiosk-diagnose/1", "technician-01")
    assert document["journalled"] is True
    assert {each["device"] for each in document["devices"]} >= {"printer", "locker", "card_reader"}
    board, clock, screen = document["tests"]
    assert (board["outcome"], board["figures"]["doors"]) == ("passed", 24)
    assert clock["what_to_do"] is None or "NTP" in clock["what_to_do"]["en"]
    assert (screen["outcome"], screen["why"]) == ("skipped", "at-the-glass")


def test_a_named_door_is_opened_seen_and_closed_and_no_other(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    before = len(cabinet.pulses())
    typist = at_terminal(kiosk, "--json", "door/2")
    logs_in(typist, cabinet)
    typist.sees("Ngăn 2")
    until(lambda: kiosk.doors()[2] == "open")
    cabinet.close_doors()
    goes(typist, cabinet)
    exit_code, document = typist.ends_with_document()
    assert (exit_code, outcomes(document)) == (0, {"door/2": ("passed", None)})
    assert cabinet.pulses()[before:] == [2]
    assert kiosk.visits("tested")[-5]["compartment"] == 2


def test_doors_without_a_number_are_opened_only_when_the_technician_says_so(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    before = len(cabinet.pulses())
    typist = at_terminal(kiosk, "--json", "door")
    logs_in(typist, cabinet)
    typist.sees("Mở ngăn 1?")
    typist.types("k")
    typist.sees("Mở ngăn 2?")
    typist.types("c")
    until(lambda: kiosk.doors()[2] == "open")
    cabinet.close_doors()
    typist.sees("Mở ngăn 3?")
    typist.types("b")
    goes(typist, cabinet)
    assert outcomes(typist.ends_with_document()[1]) == {"door/2": ("passed", None)}
    assert cabinet.pulses()[before:] == [2]


def test_a_wrong_pin_is_told_with_the_tries_left_and_the_right_one_goes_on(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk, "clock")
    typist.sees("Đặt thẻ")
    cabinet.lays("technician")
    typist.sees("Còn 3 lần")
    typist.sees("Mã PIN")
    typist.types("999999")
    typist.sees("chưa đúng")
    typist.sees("Còn 2 lần")
    typist.sees("Mã PIN")
    typist.types(PIN)
    goes(typist, cabinet)
    assert typist.ends()[0] == 0
    assert "999999" not in typist.shown


def test_a_pin_typed_before_it_is_asked_for_is_neither_shown_nor_taken(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk, "clock")
    typist.sees("Đặt thẻ")
    typist.types("135790")
    cabinet.lays("technician")
    typist.sees("Mã PIN")
    assert "135790" not in typist.shown
    typist.types(PIN)
    goes(typist, cabinet)
    assert typist.ends()[0] == 0
    assert "chưa đúng" not in typist.shown


def test_without_a_card_nothing_begins_and_the_machine_serves_on(
    kiosk: Kiosk, at_terminal: AtTerminal
) -> None:
    before = len(kiosk.visits("begun"))
    exit_code, document = at_terminal(kiosk, "--json", "--wait", "0.5").ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "CRD-002")
    assert set(document) == KEYS
    assert len(kiosk.visits("begun")) == before


def test_an_officers_card_is_not_a_technicians(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk, "--json")
    logs_in(typist, cabinet, "officer")
    exit_code, document = typist.ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "DIA-014")


def test_a_second_terminal_is_sent_away_and_the_first_goes_on(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    first = at_terminal(kiosk, "board")
    first.sees("Đặt thẻ")
    exit_code, document = at_terminal(kiosk, "--json").ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "DIA-013")
    cabinet.lays("technician")
    first.sees("Mã PIN")
    first.types(PIN)
    goes(first, cabinet)
    assert first.ends()[0] == 0


def test_a_misspelt_test_is_named_with_the_nearest_before_anything_is_asked(
    kiosk: Kiosk, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk, "prnter")
    assert typist.ends()[0] == 2
    assert "printer" in typist.shown
    assert "Đặt thẻ" not in typist.shown


def test_a_terminal_that_holds_the_machine_is_not_stopped_by_ctrl_z(
    kiosk: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    typist = at_terminal(kiosk)
    logs_in(typist, cabinet)
    typist.sees("Phiếu có đủ chữ")
    typist.presses("\x1a")
    typist.types("b")
    typist.sees("Phiếu thử đã nằm")
    typist.presses_ctrl_c()
    assert typist.ends()[0] == 2
