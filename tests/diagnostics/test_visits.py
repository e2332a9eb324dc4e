"""The engine's side of a technician's visit: who may, which doors, what is kept, when it ends well."""

from __future__ import annotations

import pytest

from kiosk.devices.contract import Action, DeviceState, Fault, Status
from kiosk.devices.locker.doors import Door, DoorSeen
from kiosk.messages import seat, staff
from kiosk.messages import technician as t
from tests.diagnostics.visit import begin, machine_of, passes_all, run, told
from tests.engine.cabinet import Cabinet
from tests.engine.test_doors import refused


@pytest.mark.parametrize("role", ["officer", "attendant"])
def test_only_a_technicians_card_begins_a_visit(cabinet: Cabinet, role: str) -> None:
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    granted = cabinet.ask(cabinet.authority.card("other-1", role).answer(nonce))
    assert refused(cabinet.ask(t.BeginVisit(grant=granted.grant))) == "ENG-012"


def test_no_visit_begins_while_a_citizen_is_served(cabinet: Cabinet) -> None:
    cabinet.ask(seat.BeginDeposit())
    assert refused(cabinet.ask(t.BeginVisit(grant=cabinet.technician()))) == "DIA-002"
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    begin(cabinet)


def test_no_citizen_is_served_while_a_technician_is_at_work(cabinet: Cabinet) -> None:
    begin(cabinet)
    assert refused(cabinet.ask(seat.BeginDeposit())) == "DIA-003"
    assert refused(cabinet.ask(seat.Reserve(size="small", slips=1))) == "DIA-003"


def test_nothing_is_tested_without_a_visit(cabinet: Cabinet) -> None:
    grant = cabinet.technician()
    for request in (
        t.RunTest(grant=grant, test="disk"),
        t.OpenForTest(grant=grant, compartment=1),
        t.RecordTest(grant=grant, test="screen"),
        t.StoreReport(grant=grant),
        t.EndVisit(grant=grant),
    ):
        assert refused(cabinet.ask(request)) == "ENG-012"
    assert cabinet.bus.pulses == []


def test_a_door_test_is_intended_before_its_pulse_and_passes_when_seen_open_and_closed(
    cabinet: Cabinet,
) -> None:
    grant = begin(cabinet)
    order = cabinet.ask(t.OpenForTest(grant=grant, compartment=2))
    cabinet.clock.pass_time(3)
    cabinet.bus.close_door(2)
    cabinet.settle()
    ended = told(cabinet, t.TestEnded)
    assert (ended.run, ended.result.test, ended.result.compartment) == (order.order, "door", 2)
    assert ended.result.outcome == "passed"
    assert ended.result.figures["closed_s"] == 3
    names = cabinet.names()
    assert names.index("door.intended/1") < names.index("door.pulsed/1")
    assert names[-2:] == ["door.seen/1", "diagnostics.tested/1"]
    intended = [r.event for r in cabinet.journal.read() if r.event.name == "door.intended/1"][-1]
    assert intended.model_dump()["purpose"] == "diagnostics"


def test_a_door_that_does_not_open_fails_and_is_given_to_nobody_until_it_passes(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.bus.obey = False
    cabinet.ask(t.OpenForTest(grant=grant, compartment=1))
    cabinet.clock.pass_time(9)
    cabinet.engine.tick()
    result = told(cabinet, t.TestEnded).result
    assert (result.outcome, result.error_id, result.compartment) == ("failed", "LCK-010", 1)
    assert not cabinet.journal.state.compartments[1].free
    cabinet.bus.obey = True
    cabinet.ask(t.OpenForTest(grant=grant, compartment=1))
    cabinet.bus.close_door(1)
    cabinet.settle()
    assert cabinet.journal.state.compartments[1].free


def test_a_door_whose_sensors_fall_silent_fails_as_unknown(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.bus.obey = False
    cabinet.ask(t.OpenForTest(grant=grant, compartment=1))
    cabinet.engine.sensed(1, DoorSeen("unknown", "unknown"))
    cabinet.clock.pass_time(9)
    cabinet.engine.sensed(1, DoorSeen("closed", "unknown"))
    cabinet.engine.tick()
    assert cabinet.journal.state.orders == {}
    assert told(cabinet, t.TestEnded).result.outcome == "failed"


def test_a_door_that_holds_something_is_never_opened(cabinet: Cabinet) -> None:
    held = cabinet.journal.state.deposits[cabinet.deposit()].compartment
    assert held is not None
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    grant, before = begin(cabinet), len(cabinet.bus.pulses)
    assert refused(cabinet.ask(t.OpenForTest(grant=grant, compartment=held))) == "DIA-001"
    door = next(door for door in machine_of(cabinet, grant).doors if door.compartment == held)
    assert (door.testable, door.error_id) == (False, "DIA-001")
    assert len(cabinet.bus.pulses) == before


def test_a_door_that_stood_open_unordered_is_not_opened_until_an_officer_counted_it(cabinet: Cabinet) -> None:
    doors: tuple[Door, ...] = ("open", "closed")
    for door in doors:
        cabinet.engine.sensed(3, DoorSeen(door, "unknown"))
    grant = begin(cabinet)
    assert refused(cabinet.ask(t.OpenForTest(grant=grant, compartment=3))) == "DIA-001"
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    officer = cabinet.officer()
    cabinet.ask(staff.OpenForRound(grant=officer, compartment=3, task="count"))
    cabinet.bus.close_door(3)
    cabinet.settle()
    cabinet.ask(staff.TellRound(grant=officer, compartment=3, act="counted-empty"))
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert isinstance(cabinet.ask(t.OpenForTest(grant=begin(cabinet), compartment=3)), seat.DoorOrdered)


def test_a_frozen_door_and_one_with_something_on_its_sensor_are_not_opened(cabinet: Cabinet) -> None:
    cabinet.journal.state.compartments[4].frozen = "disputed"
    cabinet.journal.state.compartments[5].item = "present"
    grant = begin(cabinet)
    for number in (4, 5):
        assert refused(cabinet.ask(t.OpenForTest(grant=grant, compartment=number))) == "DIA-001"
    assert refused(cabinet.ask(t.OpenForTest(grant=grant, compartment=99))) == "ENG-006"


def test_a_door_that_was_not_read_since_the_start_is_not_opened(cabinet: Cabinet) -> None:
    cabinet.restart()
    cabinet.engine.seat_taken()
    assert refused(cabinet.ask(t.OpenForTest(grant=begin(cabinet), compartment=1))) == "ENG-017"


def test_every_result_names_the_technician(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    passes_all(cabinet, grant)
    results = [r.event.model_dump() for r in cabinet.journal.read() if r.event.name == "diagnostics.tested/1"]
    assert {result["person"] for result in results} == {"technician-11"}
    assert all(
        result.person == "technician-11" and result.at for result in machine_of(cabinet, grant).results
    )


def test_a_printer_that_fails_turns_its_test_red_and_keeps_the_machine_out(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.printer.failure = "PRN-006"
    assert run(cabinet, grant, "printer").error_id == "PRN-006"
    ended = cabinet.ask(t.EndVisit(grant=grant))
    assert (ended.ready, [reason.error_id for reason in ended.reasons]) == (False, ["PRN-006"])
    assert cabinet.engine.resting() == ["PRN-006"]
    assert refused(cabinet.ask(seat.BeginDeposit())) == "DIA-003"


def test_a_silent_board_turns_its_test_red(cabinet: Cabinet) -> None:
    cabinet.bus.silent = True
    assert run(cabinet, begin(cabinet), "board").error_id == "LCK-002"


def test_a_device_out_of_order_keeps_the_machine_out_whatever_was_tested(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    passes_all(cabinet, grant)
    fault = Fault("CRD-012", Action.MAINTENANCE)
    cabinet.engine.device_changed("card_reader", Status(DeviceState.NO_DEVICE, {}, fault))
    assert cabinet.ask(t.EndVisit(grant=grant)).ready is False


def test_out_of_service_outlives_a_restart_and_ends_only_with_a_pass(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.ask(t.RecordTest(grant=grant, test="camera", error_id="DIA-012"))
    assert cabinet.ask(t.EndVisit(grant=grant)).ready is False
    cabinet.restart()
    cabinet.see_all()
    cabinet.engine.seat_taken()
    assert cabinet.engine.resting() == ["DIA-012"]
    again = begin(cabinet)
    assert cabinet.ask(t.EndVisit(grant=again)).ready is False
    once_more = begin(cabinet)
    cabinet.ask(t.RecordTest(grant=once_more, test="camera"))
    assert cabinet.ask(t.EndVisit(grant=once_more)).ready is True
    assert cabinet.engine.resting() == []
    assert isinstance(cabinet.ask(seat.BeginDeposit()), seat.DepositBegun)


def test_officers_work_while_the_machine_is_out_of_service(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.ask(t.RecordTest(grant=grant, test="screen", error_id="DIA-004"))
    cabinet.ask(t.EndVisit(grant=grant))
    assert isinstance(cabinet.ask(staff.ReadRound(grant=cabinet.officer())), staff.RoundPlan)


def test_a_technician_who_vanishes_leaves_the_verdict_behind(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.ask(t.RecordTest(grant=grant, test="screen", error_id="DIA-004"))
    cabinet.engine.seat_left()
    assert "diagnostics.ended/1" in cabinet.names()[-3:]
    assert cabinet.engine.resting() == ["DIA-004"]


def test_a_visit_that_a_restart_cut_short_is_ended_at_the_start(cabinet: Cabinet) -> None:
    begin(cabinet)
    cabinet.restart()
    assert cabinet.journal.state.upkeep.visit is None
    assert cabinet.names()[-1] == "diagnostics.ended/1"


def test_a_visit_cannot_end_with_a_door_open(cabinet: Cabinet) -> None:
    grant = begin(cabinet)
    cabinet.ask(t.OpenForTest(grant=grant, compartment=1))
    assert refused(cabinet.ask(t.EndVisit(grant=grant))) == "ENG-003"
