"""The locker driver against a simulated board at the other end of a pty."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import serial

from kiosk.data import data_folder
from kiosk.devices.contract import CompletionCode, DeviceState, Status
from kiosk.devices.locker.bus import LockerBus
from kiosk.devices.locker.doors import DoorSeen, Pulse
from kiosk.devices.profiles import LockerProfile, load_profile
from kiosk.devices.simulators.locker_board import LockerBoardSimulator

PROFILES = data_folder("firmware_profiles")


def quick(profile: LockerProfile) -> LockerProfile:
    timing = profile.timing_ms.model_copy(
        update={
            "response_timeout": 150,
            "inter_frame_gap": 5,
            "min_gap_between_opens": 150,
            "after_open_settle": 60,
            "reconnect_first": 50,
            "reconnect_most": 100,
        }
    )
    poll = profile.poll.model_copy(update={"idle_ms": 40, "door_watch_ms": 20})
    return profile.model_copy(update={"timing_ms": timing, "poll": poll})


@dataclass
class Cabinet:
    board: LockerBoardSimulator
    bus: LockerBus
    statuses: list[Status] = field(default_factory=list)
    seen: list[tuple[int, DoorSeen]] = field(default_factory=list)

    def until(self, reached: Callable[[], bool], seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, (self.bus.status(), self.seen[-5:])
            time.sleep(0.005)

    def until_door(self, channel: int, door: str) -> None:
        self.until(lambda: self.bus.doors()[channel].door == door)

    def events(self, name: str) -> list[int]:
        return [line["door"] for line in self.board.ledger.entries(name)]


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    board = LockerBoardSimulator(tmp_path / "locker", tmp_path / "ledger")
    board.answer_s = 0.05
    board.late_s = 0.22
    board.start()
    profile = load_profile(PROFILES / "locker.xor8a-24.toml")
    assert isinstance(profile, LockerProfile)
    statuses: list[Status] = []
    seen: list[tuple[int, DoorSeen]] = []
    bus = LockerBus(
        "locker",
        quick(profile),
        str(tmp_path / "locker"),
        lambda _, status: statuses.append(status),
        lambda channel, door: seen.append((channel, door)),
    )
    whole = Cabinet(board, bus, statuses, seen)
    bus.start()
    whole.until(lambda: bus.status().device is DeviceState.ONLINE and len(seen) == 24)
    yield whole
    bus.close()
    board.stop()


def test_an_opened_door_is_acknowledged_and_then_seen_open_and_closed_again(cabinet: Cabinet) -> None:
    assert cabinet.bus.open(7).wait(3).value == Pulse(7, "yes")
    cabinet.until_door(7, "open")
    cabinet.board.act("put", 7, "phiếu kèm hồ sơ")
    cabinet.board.act("close", 7)
    cabinet.until_door(7, "closed")
    assert [(n, d.door) for n, d in cabinet.seen if n == 7] == [(7, "closed"), (7, "open"), (7, "closed")]
    assert cabinet.events("pulse") == [7]
    assert cabinet.board.state()["doors"]["7"]["things"] == ["phiếu kèm hồ sơ"]


def test_every_channel_opens_its_own_door_and_no_other(cabinet: Cabinet) -> None:
    channels = [1, 8, 9, 16, 17, 24]
    for order in [cabinet.bus.open(channel) for channel in channels]:
        assert order.wait(5).ok
    cabinet.until(lambda: all(cabinet.bus.doors()[channel].door == "open" for channel in channels))
    assert cabinet.events("opened") == channels
    opens = [n for n, door in cabinet.bus.doors().items() if door.door == "open"]
    assert opens == channels


def test_opens_keep_the_distance_that_the_board_s_supply_needs(cabinet: Cabinet) -> None:
    for order in [cabinet.bus.open(channel) for channel in (1, 2, 3)]:
        order.wait(5)
    times = [line["mono"] for line in cabinet.board.ledger.entries("pulse")]
    assert all(later - sooner >= 0.15 for sooner, later in itertools.pairwise(times))


@pytest.mark.parametrize("channel", [0, 25, -3])
def test_a_channel_that_does_not_exist_is_refused_before_the_wire(cabinet: Cabinet, channel: int) -> None:
    ending = cabinet.bus.open(channel).wait(3)
    assert (ending.code, ending.error_id) == (CompletionCode.INVALID_DATA, "LCK-005")
    assert cabinet.events("pulse") == []


def test_the_item_sensor_this_family_lacks_is_unknown(cabinet: Cabinet) -> None:
    doors = cabinet.bus.read().wait(3).value
    assert doors is not None
    assert len(doors) == 24
    assert {door.item for door in doors.values()} == {"unknown"}


def test_a_lost_answer_is_no_ack_and_the_open_is_not_repeated(cabinet: Cabinet) -> None:
    cabinet.board.fault("reply-lost", True)
    assert cabinet.bus.open(3).wait(3).value == Pulse(3, "none")
    cabinet.until_door(3, "open")
    assert cabinet.events("pulse") == [3]


def test_a_jammed_bolt_is_refused_and_the_door_stays_closed(cabinet: Cabinet) -> None:
    cabinet.board.fault("does-not-open", True, door=4)
    assert cabinet.bus.open(4).wait(3).value == Pulse(4, "refused")
    assert cabinet.bus.doors()[4].door == "closed"
    assert cabinet.events("opened") == []


def test_a_sensor_that_lies_does_not_hide_that_the_pulse_went_out(cabinet: Cabinet) -> None:
    cabinet.board.fault("stuck-closed", True, door=5)
    assert cabinet.bus.open(5).wait(3).value == Pulse(5, "refused")
    cabinet.until(lambda: cabinet.events("opened") == [5])
    assert cabinet.bus.doors()[5].door == "closed"


def test_a_door_that_is_broken_open_is_seen_without_an_order(cabinet: Cabinet) -> None:
    cabinet.board.act("force", 11)
    cabinet.until_door(11, "open")
    assert cabinet.events("pulse") == []


@pytest.mark.parametrize("fault", ["garbage-prefix", "split-reply"])
def test_an_ugly_line_is_read_all_the_same(cabinet: Cabinet, fault: str) -> None:
    cabinet.board.fault(fault, True)
    assert cabinet.bus.open(6).wait(3).value == Pulse(6, "yes")
    doors = cabinet.bus.read().wait(3).value
    assert doors is not None
    assert doors[6].door == "open"


@pytest.mark.parametrize(
    ("fault", "error_id"),
    [
        ("silent", "LCK-002"),
        ("partial-reply", "LCK-003"),
        ("bad-check", "LCK-003"),
        ("wrong-address", "LCK-003"),
        ("late-reply", "LCK-003"),
    ],
)
def test_a_board_that_cannot_be_understood_makes_every_door_unknown_until_it_can(
    cabinet: Cabinet, fault: str, error_id: str
) -> None:
    cabinet.board.fault(fault, True)
    cabinet.until(lambda: cabinet.bus.status().device is DeviceState.POWER_OFF)
    status = cabinet.bus.status()
    assert status.fault is not None
    assert status.fault.error_id == error_id
    assert {door.door for door in cabinet.bus.doors().values()} == {"unknown"}
    ending = cabinet.bus.open(2).wait(5)
    assert (ending.code, ending.error_id) == (CompletionCode.DEVICE_NOT_READY, error_id)
    assert cabinet.events("pulse") == []
    cabinet.seen.clear()
    cabinet.board.fault(fault, False)
    cabinet.until(lambda: len([1 for _, door in cabinet.seen if door.door == "closed"]) == 24)


def test_an_open_order_that_meets_a_silent_board_for_the_first_time_says_it_does_not_know(
    cabinet: Cabinet,
) -> None:
    # between two polls the driver still believes the board to be there
    slow = cabinet.bus._profile.poll.model_copy(update={"idle_ms": 1500})
    cabinet.bus._profile = cabinet.bus._profile.model_copy(update={"poll": slow})
    time.sleep(0.1)
    cabinet.board.fault("silent", True)
    assert cabinet.bus.open(2).wait(3).value == Pulse(2, "none")
    cabinet.until_door(2, "unknown")


def test_a_pulled_adapter_makes_doors_unknown_and_comes_back_by_itself(cabinet: Cabinet) -> None:
    cabinet.board.fault("unplugged", True)
    cabinet.until(lambda: cabinet.bus.status().device is DeviceState.POWER_OFF)
    assert cabinet.bus.open(1).wait(3).error_id == "LCK-001"
    assert {door.door for door in cabinet.bus.doors().values()} == {"unknown"}
    cabinet.seen.clear()
    cabinet.board.act("force", 9)
    cabinet.board.fault("unplugged", False)
    cabinet.until(lambda: len(cabinet.seen) == 24)
    assert dict(cabinet.seen)[9].door == "open"
    assert cabinet.bus.counters()["reconnects"] == 1


def test_a_change_is_told_once_however_often_the_doors_are_read(cabinet: Cabinet) -> None:
    before = cabinet.bus.counters()["reads"]
    cabinet.until(lambda: cabinet.bus.counters()["reads"] > before + 5)
    assert len(cabinet.seen) == 24


def test_no_second_process_can_speak_on_the_bus(cabinet: Cabinet, tmp_path: Path) -> None:
    with pytest.raises(serial.SerialException):
        serial.Serial(str(tmp_path / "locker"), exclusive=True)


def test_a_waiting_open_that_is_cancelled_never_pulses(cabinet: Cabinet) -> None:
    first, second = cabinet.bus.open(1), cabinet.bus.open(2)
    second.cancel()
    assert first.wait(3).ok
    assert second.wait(3).code is CompletionCode.CANCELED
    assert cabinet.events("pulse") == [1]


def test_reset_opens_the_port_anew_and_sees_the_doors(cabinet: Cabinet) -> None:
    assert cabinet.bus.reset().wait(3).ok
    assert cabinet.bus.status().device is DeviceState.ONLINE


def test_a_cabinet_that_is_built_anew_from_its_ledger_holds_the_same_things(tmp_path: Path) -> None:
    old = LockerBoardSimulator(tmp_path / "port", tmp_path / "ledger")
    old.act("force", 3)
    old.act("put", 3, "giấy khai sinh")
    old.act("put", 3, "sổ hộ khẩu")
    old.act("take", 3, "sổ hộ khẩu")
    new = LockerBoardSimulator(tmp_path / "port", tmp_path / "ledger")
    assert new.state() == old.state()
    with pytest.raises(ValueError, match="shut"):
        new.act("put", 4, "giấy")
