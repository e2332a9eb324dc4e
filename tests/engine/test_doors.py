"""Doors: one at a time, never without a reason in the journal, never twice by guess."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.devices.contract import Command, Completion, CompletionCode
from kiosk.devices.locker.doors import DoorSeen, Pulse
from kiosk.messages import collect, seat, staff
from kiosk.messages.engine import ENGINE
from kiosk.messages.wire import Message
from tests.engine.cabinet import Cabinet


def refused(answer: Message) -> str:
    assert isinstance(answer, seat.Refused), answer
    return answer.error_id


def test_the_intent_is_durable_before_the_pulse(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    journalled: list[str] = []
    opening = cabinet.bus.open

    def watched(channel: int) -> Command[Pulse]:
        journalled.extend(cabinet.names()[-1:])
        return opening(channel)

    cabinet.bus.open = watched  # type: ignore[method-assign]
    cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    assert journalled == ["door.intended/1"]


def test_a_second_door_stays_shut_while_one_is_open(cabinet: Cabinet) -> None:
    first, _ = cabinet.stage()
    second, _ = cabinet.stage()
    cabinet.ask(seat.OpenForDeposit(dossier_id=first))
    assert refused(cabinet.ask(seat.OpenForDeposit(dossier_id=second))) == "ENG-003"
    assert len(cabinet.bus.pulses) == 1


def test_a_door_whose_state_is_unknown_is_not_opened(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    compartment = cabinet.journal.state.deposits[dossier_id].compartment or 0
    cabinet.engine.sensed(compartment, DoorSeen("unknown", "unknown"))
    assert refused(cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))) == "ENG-017"


def test_a_door_that_never_opens_is_said_stuck_and_not_pulsed_again(cabinet: Cabinet) -> None:
    cabinet.bus.obey = False
    dossier_id, _ = cabinet.stage()
    cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    cabinet.clock.pass_time(9)
    cabinet.engine.tick()
    stuck = [told for told in cabinet.told if isinstance(told, seat.DoorMoved) and told.stuck]
    assert len(stuck) == 1
    assert len(cabinet.bus.pulses) == 1
    assert cabinet.names()[-1] == "door.not-opened/1"


def test_a_sensor_that_lies_gives_no_free_openings(cabinet: Cabinet) -> None:
    cabinet.bus.obey = False
    dossier_id, _ = cabinet.stage()
    for _ in range(10):
        cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
        cabinet.clock.pass_time(9)
        cabinet.engine.tick()
    assert len(cabinet.bus.pulses) == 1 + 6


def test_an_order_is_not_given_up_before_the_bus_says_that_no_pulse_will_follow(cabinet: Cabinet) -> None:
    waiting: list[Command[Pulse]] = []

    def busy(channel: int) -> Command[Pulse]:
        waiting.append(Command("open", lambda _: Pulse(channel, "yes"), 5))
        return waiting[-1]

    cabinet.bus.open = busy  # type: ignore[method-assign]
    dossier_id, _ = cabinet.stage()
    cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    cabinet.clock.pass_time(9)
    cabinet.engine.tick()
    assert waiting[0].cancelled
    assert len(cabinet.journal.state.orders) == 1
    cabinet.settle()
    assert cabinet.journal.state.orders == {}
    assert cabinet.names()[-1] == "door.not-opened/1"


def test_a_slow_bus_does_not_shorten_the_time_a_door_has_to_open(cabinet: Cabinet) -> None:
    waiting: list[Command[Pulse]] = []

    def busy(channel: int) -> Command[Pulse]:
        waiting.append(Command("open", lambda _: Pulse(channel, "yes"), 5))
        return waiting[-1]

    cabinet.bus.open = busy  # type: ignore[method-assign]
    dossier_id, _ = cabinet.stage()
    order = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    cabinet.clock.pass_time(4)
    waiting[0].execute()
    cabinet.settle()
    cabinet.clock.pass_time(7)
    cabinet.engine.tick()
    assert order.order in cabinet.journal.state.orders


def test_a_bus_that_sent_nothing_ends_the_order_at_once(cabinet: Cabinet) -> None:
    def not_ready(channel: int) -> Command[Pulse]:
        command: Command[Pulse] = Command("open", lambda _: Pulse(channel, "yes"), 5)
        command.complete(Completion(CompletionCode.DEVICE_NOT_READY, None, "LCK-002"))
        return command

    cabinet.bus.open = not_ready  # type: ignore[method-assign]
    dossier_id, _ = cabinet.stage()
    cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    assert cabinet.journal.state.orders == {}
    assert cabinet.names()[-1] == "door.not-opened/1"


def test_reopenings_are_budgeted_and_the_budget_survives_a_restart(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()

    def open_and_close() -> Message:
        order = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
        if isinstance(order, seat.DoorOrdered):
            cabinet.bus.close_door(order.compartment)
            cabinet.settle()
        assert isinstance(order, Message)
        return order

    for _ in range(1 + 6):
        cabinet.clock.pass_time(10)
        assert isinstance(open_and_close(), seat.DoorOrdered)
    over = open_and_close()
    assert refused(over) == "ENG-005"
    assert isinstance(over, seat.Refused)
    assert over.wait_s == 600 - 50
    cabinet.restart()
    cabinet.engine._seat = 1
    cabinet.see_all()
    assert refused(open_and_close()) == "ENG-005"
    cabinet.clock.pass_time(over.wait_s)
    assert isinstance(open_and_close(), seat.DoorOrdered)
    assert refused(open_and_close()) == "ENG-005"


def spend_reopenings(cabinet: Cabinet) -> str:
    """A citizen opens a compartment again until the kind pauses; the dossier's id."""
    dossier_id, _ = cabinet.stage()
    while not isinstance(order := cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id)), seat.Refused):
        cabinet.bus.close_door(order.compartment)
        cabinet.settle()
    return dossier_id


def test_a_spent_budget_is_one_alarm_and_pauses_its_kind_alone(cabinet: Cabinet) -> None:
    spent = spend_reopenings(cabinet)
    for _ in range(5):
        assert refused(cabinet.ask(seat.OpenForDeposit(dossier_id=spent))) == "ENG-005"
    paused = [r.event.model_dump() for r in cabinet.journal.read() if r.event.name == "doors.paused/1"]
    assert paused == [{"opening": "citizen", "wait_s": 600}]
    first, _ = cabinet.stage()
    order = cabinet.ask(seat.OpenForDeposit(dossier_id=first))
    assert isinstance(order, seat.DoorOrdered)
    cabinet.bus.close_door(order.compartment)
    cabinet.settle()
    again = staff.OpenForRound(grant=cabinet.officer(), compartment=5, task="load")
    assert isinstance(cabinet.ask(again), seat.DoorOrdered)


def test_after_another_boot_a_spent_budget_comes_back_when_that_boot_is_old_enough(
    cabinet: Cabinet,
) -> None:
    dossier_id = spend_reopenings(cabinet)
    cabinet.clock.boot, cabinet.clock.mono = "boot-2", 30.0
    over = cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    assert (refused(over), over.wait_s) == ("ENG-005", 570)
    cabinet.clock.pass_time(570)
    assert isinstance(cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id)), seat.DoorOrdered)


def test_a_door_that_nobody_ordered_open_is_an_alarm(cabinet: Cabinet) -> None:
    cabinet.engine.sensed(3, DoorSeen("open", "unknown"))
    events = [recorded.event.model_dump() for recorded in cabinet.journal.read()]
    assert events[-1] == {"compartment": 3, "alarm": "opened-without-order"}


def test_a_door_left_open_is_an_alarm_once(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))
    for _ in range(3):
        cabinet.clock.pass_time(200)
        cabinet.engine.tick()
    assert cabinet.names().count("door.alarm/1") == 1


def test_an_order_cut_short_by_a_death_is_resolved_by_the_sensor(cabinet: Cabinet) -> None:
    cabinet.bus.obey = False
    dossier_id, _ = cabinet.stage()
    cabinet.engine.handle(seat.OpenForDeposit(dossier_id=dossier_id), b"")
    cabinet.restart()
    assert cabinet.journal.state.compartments[1].door == "unknown"
    cabinet.clock.pass_time(1)
    cabinet.see_all(d1="open")
    assert cabinet.journal.state.deposits[dossier_id].step == "door-opened"
    assert len(cabinet.bus.pulses) == 1


def test_every_door_is_unknown_until_it_was_read_after_a_start(cabinet: Cabinet) -> None:
    cabinet.restart()
    assert {bay.door for bay in cabinet.journal.state.compartments.values()} == {"unknown"}
    cabinet.see_all()
    assert {bay.door for bay in cabinet.journal.state.compartments.values()} == {"closed"}


def test_without_a_seat_no_request_is_served(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    cabinet.engine.seat_left()
    assert refused(cabinet.ask(seat.OpenForDeposit(dossier_id=dossier_id))) == "ENG-016"


FORGED = st.one_of(
    st.builds(seat.OpenForDeposit, dossier_id=st.text(max_size=40)),
    st.builds(collect.OpenForClaim, claim_id=st.text(max_size=40), item_id=st.text(max_size=10)),
    st.builds(staff.OpenForRound, grant=st.text(max_size=40), compartment=st.integers(-3, 30)),
    st.builds(
        staff.StaffProof, nonce=st.text(max_size=70), certificate=st.text(max_size=20), signature=st.text()
    ),
    st.builds(seat.LargerCompartment, dossier_id=st.text(max_size=40)),
    st.builds(staff.EndRound, grant=st.text(max_size=40)),
    st.builds(
        collect.ProveClaim, claim_id=st.text(max_size=40), owner_hash=st.just("00" * 32), code=st.text()
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(FORGED, max_size=10))
def test_whatever_a_broken_session_asks_no_door_opens(cabinet: Cabinet, requests: list[Message]) -> None:
    for request in requests:
        assert isinstance(cabinet.ask(request), seat.Refused)
    assert cabinet.bus.pulses == []


@pytest.mark.parametrize("word", ["open-all", "open_all", "openall"])
def test_no_message_is_called_open_all(word: str) -> None:
    assert not [kind for kind in ENGINE.kinds if word in kind.lower()]
