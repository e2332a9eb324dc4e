"""Figures of the machine, counters, tickets and reports."""

from __future__ import annotations

import unicodedata

import pysqlite3
import pytest

from kiosk.devices.contract import Action, DeviceState, Fault, Status
from kiosk.diagnostics import machine
from kiosk.messages import seat
from kiosk.messages import technician as t
from tests.diagnostics.visit import begin, machine_of, passes_all, run
from tests.engine.cabinet import Cabinet
from tests.engine.test_doors import refused

ONLINE = Status(DeviceState.ONLINE)


def test_the_test_ticket_shows_every_vietnamese_letter(cabinet: Cabinet) -> None:
    run(cabinet, begin(cabinet), "printer")
    printed = str(cabinet.printer.printed[-1])
    plain, toned = "aăâeêioôơuưy", "\u0300\u0309\u0303\u0301\u0323"
    wanted = {unicodedata.normalize("NFC", base + tone) for base in plain for tone in ("", *toned)}
    wanted |= {letter.upper() for letter in wanted} | {"đ", "Đ"}
    assert {letter for letter in wanted if letter not in printed} == set()


def test_network_and_clock_want_attention_but_do_not_keep_people_out(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    passes_all(cabinet, grant)
    cabinet.engine.outbox.link_up = cabinet.clock.is_synced = False
    assert run(cabinet, grant, "network").error_id == "DIA-009"
    assert run(cabinet, grant, "clock").error_id == "DIA-008"
    state = machine_of(cabinet, grant)
    assert state.ready
    assert {reason.test for reason in state.attention} == {"network", "clock"}


def test_what_has_waited_for_more_than_a_day_turns_the_queue_red(cabinet: Cabinet) -> None:
    cabinet.clock.pass_time(25 * 3600)
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    result = run(cabinet, begin(cabinet), "network")
    assert result.error_id == "DIA-009"
    assert result.figures["oldest_s"] > 24 * 3600


def test_a_clock_behind_the_journal_turns_red(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.clock.pass_time(-60)
    result = run(cabinet, grant, "clock")
    assert (result.error_id, result.figures["behind_s"]) == ("DIA-008", 60)


def test_a_disk_too_slow_or_too_full_turns_red(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> None:
    grant = begin(cabinet)
    monkeypatch.setattr(machine, "SLOWEST_FSYNC_MS", 0.0)
    assert run(cabinet, grant, "disk").error_id == "DIA-006"
    monkeypatch.setattr(machine, "LEAST_FREE_MB", 1e15)
    assert run(cabinet, grant, "disk").error_id == "DIA-005"


def test_a_disk_that_takes_no_write_is_not_called_full(cabinet: Cabinet) -> None:
    (cabinet.folder / "fsync.probe").mkdir()
    assert machine.measure_disk(cabinet.folder, cabinet.journal.path).error_id == "JRN-003"


def test_a_damaged_journal_file_turns_the_disk_red(cabinet: Cabinet) -> None:
    path = cabinet.folder / "copy.db"
    source = pysqlite3.connect(str(cabinet.journal.path))
    source.execute("VACUUM INTO ?", (str(path),))
    source.close()
    assert machine.measure_disk(cabinet.folder, path).figures["database_whole"] == 1
    damaged = bytearray(path.read_bytes())
    damaged[4096 : 4096 + 2000] = b"\xff" * 2000
    path.write_bytes(damaged)
    assert machine.measure_disk(cabinet.folder, path).error_id == "DIA-007"
    path.write_bytes(b"no database at all" * 500)
    assert machine.measure_disk(cabinet.folder, path).error_id == "DIA-007"


def test_the_last_fault_of_a_device_is_remembered_when_it_is_over(cabinet: Cabinet) -> None:
    fault = Fault("PRN-003", Action.CLEAR)
    cabinet.engine.device_changed("printer", Status(DeviceState.USER_ERROR, {"cover": "open"}, fault))
    at = cabinet.clock.wall()
    cabinet.clock.pass_time(60)
    cabinet.engine.device_changed("printer", ONLINE)
    (last,) = machine_of(cabinet, begin(cabinet)).faults
    assert (last.device, last.error_id, last.at) == ("printer", "PRN-003", at)


def test_counters_run_on_and_start_anew_with_every_visit(cabinet: Cabinet) -> None:
    cabinet.deposit()
    cabinet.ask(seat.TellUsage(cards=2, pictures=3))
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    grant = begin(cabinet)
    first = {c.name: (c.installed, c.serviced) for c in machine_of(cabinet, grant).counters}
    assert first == {"cards": (2, 2), "pictures": (3, 3), "door/1": (1, 1)}
    cabinet.ask(t.EndVisit(grant=grant))
    grant = begin(cabinet)
    cabinet.ask(t.OpenForTest(grant=grant, compartment=2))
    cabinet.bus.close_door(2)
    cabinet.settle()
    run(cabinet, grant, "printer")
    second = {c.name: (c.installed, c.serviced) for c in machine_of(cabinet, grant).counters}
    assert second == {
        "cards": (2, 0), "pictures": (3, 0), "door/1": (1, 0), "door/2": (1, 1), "slips": (1, 1),
    }  # fmt: skip


def test_counters_and_results_come_from_the_journal_alone(cabinet: Cabinet) -> None:
    passes_all(cabinet, begin(cabinet))
    before = cabinet.journal.state.upkeep.model_copy(deep=True)
    cabinet.restart()
    after = cabinet.journal.state.upkeep
    assert (after.results, after.counters) == (before.results, before.counters)


def test_a_report_is_kept_and_named_in_the_journal_by_its_digest(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    stored = cabinet.ask(t.StoreReport(grant=grant), b"%PDF-1.7 a report")
    assert (cabinet.folder / "reports" / stored.file).read_bytes() == b"%PDF-1.7 a report"
    last = list(cabinet.journal.read())[-1].event.model_dump()
    assert (last["digest"], last["person"]) == (stored.digest, "technician-11")
    assert refused(cabinet.ask(t.StoreReport(grant=grant), b"<html>")) == "ENG-007"


def test_the_readiness_ticket_says_the_verdict_and_the_reasons(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.ask(t.RecordTest(grant=grant, test="camera", error_id="DIA-012"))
    cabinet.ask(seat.PrintSlip(slip="readiness", about=grant))
    printed = str(cabinet.printer.printed[-1])
    for expected in ("CHƯA SẴN SÀNG", "Máy chụp giấy: DIA-012", "technician-11"):
        assert expected in printed
    cabinet.ask(t.RecordTest(grant=grant, test="camera"))
    cabinet.ask(seat.PrintSlip(slip="readiness", about=grant))
    assert "SẴN SÀNG PHỤC VỤ" in str(cabinet.printer.printed[-1])


def test_a_figure_that_is_no_number_is_no_message() -> None:
    with pytest.raises(ValueError, match="figures"):
        t.RecordTest(grant="g", test="camera", figures={"name": "Trần Thị Mơ"})  # type: ignore[dict-item]
