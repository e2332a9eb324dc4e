"""Queue numbers: one series a day and kiosk, whatever clocks, restarts and boots do to it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.simulators.workspace import ROUND_THE_CLOCK
from kiosk.dossier.deadline import OfficeHours
from kiosk.dossier.tickets import letters_of, written
from kiosk.engine.tickets import REST_S
from kiosk.messages import outbox, seat
from kiosk.messages.tickets import TakeTicket, TicketGiven
from tests.engine.cabinet import Cabinet

MORNING = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
FIELDS = ("G15-TP07", "G15-TP03")
MINUTE = 61.0


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Cabinet]:
    """A seated kiosk on a Wednesday at eight."""
    yield from _kiosk(tmp_path)


def _kiosk(folder: Path) -> Iterator[Cabinet]:
    cabinet = Cabinet(folder)
    cabinet.clock.now = MORNING
    cabinet.engine.seat_taken()
    yield cabinet
    cabinet.journal.close()


def take(kiosk: Cabinet, field: str = FIELDS[0], *, priority: bool = False) -> Any:
    return kiosk.ask(TakeTicket(field=field, priority=priority))


def number(kiosk: Cabinet) -> str:
    """The next number, a minute after the last."""
    kiosk.clock.pass_time(MINUTE)
    answer = take(kiosk)
    assert isinstance(answer, TicketGiven), answer
    return answer.number


def reboots(kiosk: Cabinet, up_for: float = 60.0) -> None:
    kiosk.clock.boot += "+"
    kiosk.clock.mono = up_for
    kiosk.restart()
    kiosk.engine.seat_taken()


def test_numbers_count_up_over_all_fields_and_survive_a_restart(kiosk: Cabinet) -> None:
    assert take(kiosk).number == "A001"
    assert take(kiosk, FIELDS[1]).number == "A002"
    kiosk.restart()
    kiosk.engine.seat_taken()
    assert number(kiosk) == "A003"


def test_the_series_begins_anew_with_the_next_day(kiosk: Cabinet) -> None:
    assert [number(kiosk), number(kiosk)] == ["A001", "A002"]
    kiosk.clock.pass_time(24 * 3600)
    assert number(kiosk) == "A001"


def test_a_kiosk_that_rebooted_over_night_begins_anew_when_its_clock_was_checked(kiosk: Cabinet) -> None:
    number(kiosk)
    kiosk.clock.now += timedelta(days=1)
    reboots(kiosk)
    assert number(kiosk) == "A001"


def test_a_reboot_with_an_unchecked_clock_goes_on_until_enough_time_surely_passed(kiosk: Cabinet) -> None:
    assert number(kiosk) == "A001"
    kiosk.clock.now += timedelta(days=1)
    kiosk.clock.is_synced = False
    reboots(kiosk)
    assert number(kiosk) == "A002"
    kiosk.clock.pass_time(24 * 3600)
    assert number(kiosk) == "A001"


@pytest.mark.parametrize("days", [-300, -1, 1, 300])
def test_a_clock_that_jumps_in_the_middle_of_the_day_brings_no_number_back(kiosk: Cabinet, days: int) -> None:
    assert number(kiosk) == "A001"
    kiosk.clock.now = next(
        moment
        for moment in (MORNING + timedelta(days=days + more) for more in range(9))
        if kiosk.engine.tickets.calendar.is_working(moment.date()) and moment != MORNING
    )
    assert number(kiosk) == "A002"
    kiosk.clock.now = MORNING
    assert number(kiosk) == "A003"


def test_after_a_clock_that_ran_ahead_was_put_right_the_days_are_counted_again(kiosk: Cabinet) -> None:
    kiosk.clock.is_synced = False
    kiosk.clock.now = MORNING + timedelta(days=700)
    assert number(kiosk) == "A001"
    kiosk.clock.now, kiosk.clock.is_synced = MORNING, True
    assert number(kiosk) == "A002"
    kiosk.clock.pass_time(24 * 3600)
    assert number(kiosk) == "A001"


_STEP = st.one_of(
    st.tuples(st.just("take"), st.sampled_from([30.0, 400.0])),
    st.tuples(st.just("wait"), st.sampled_from([600.0, 3600.0, 6 * 3600.0, 15 * 3600.0])),
    st.tuples(st.just("jump"), st.integers(-800, 800)),
    st.tuples(st.just("sync"), st.booleans()),
    st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.just("reboot"), st.sampled_from([5.0, 300.0, 7 * 3600.0])),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_STEP, min_size=5, max_size=22))
def test_no_number_comes_back_while_somebody_may_wait_with_it(steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kiosk in _kiosk(Path(folder)):
            never_closes(kiosk)
            story = _Story(kiosk)
            for name, value in steps:
                getattr(story, name)(value)
            for earlier, one in story.given:
                for later, other in story.given:
                    assert one != other or earlier == later or abs(later - earlier) >= REST_S


def never_closes(kiosk: Cabinet) -> None:
    hours = OfficeHours.model_validate(ROUND_THE_CLOCK)
    kiosk.core.config = kiosk.core.config.model_copy(update={"office_hours": hours})


class _Story:
    """True time beside the kiosk's; a clock that says it was checked is right."""

    def __init__(self, kiosk: Cabinet) -> None:
        self.kiosk = kiosk
        self.now = MORNING
        self.passed = 0.0
        self.given: list[tuple[float, str]] = []

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.passed += seconds
        self.kiosk.clock.pass_time(seconds)

    def take(self, pause: float) -> None:
        self.wait(pause)
        answer = take(self.kiosk)
        if isinstance(answer, TicketGiven):
            self.given.append((self.passed, answer.number))

    def jump(self, hours: int) -> None:
        if not self.kiosk.clock.is_synced:
            self.kiosk.clock.now += timedelta(hours=hours)

    def sync(self, synced: bool) -> None:
        self.kiosk.clock.is_synced = synced
        if synced:
            self.kiosk.clock.now = self.now

    def restart(self, _: int) -> None:
        self.kiosk.restart()
        never_closes(self.kiosk)
        self.kiosk.engine.seat_taken()

    def reboot(self, off: float) -> None:
        self.wait(off)
        self.kiosk.clock.boot += "+"
        self.kiosk.clock.mono = 20.0
        self.restart(0)


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(1, 2000), st.integers(1, 2000))
def test_two_kiosks_never_write_the_same_number(one: int, other: int, count: int, more: int) -> None:
    assert (written(one, count) == written(other, more)) == ((one, count) == (other, more))
    assert "Q" not in letters_of(one)


def test_numbers_beyond_three_digits_go_on(kiosk: Cabinet) -> None:
    assert (written(1, 999), written(1, 1000), written(19, 1)) == ("A999", "A1000", "AA001")


def test_the_same_field_waits_some_seconds_and_another_field_does_not(kiosk: Cabinet) -> None:
    take(kiosk)
    refused = take(kiosk)
    assert (refused.error_id, 0 < refused.wait_s <= 11) == ("TKT-003", True)
    assert take(kiosk, FIELDS[1]).number == "A002"
    kiosk.clock.pass_time(refused.wait_s)
    assert take(kiosk).number == "A003"


def test_a_child_that_plays_gets_six_a_minute_and_no_more(kiosk: Cabinet) -> None:
    given = []
    for _ in range(60):
        kiosk.clock.pass_time(1)
        answers = [take(kiosk, field) for field in FIELDS]
        given += [each for each in answers if isinstance(each, TicketGiven)]
    assert len(given) == 6
    kiosk.clock.pass_time(60)
    assert isinstance(take(kiosk), TicketGiven)


@pytest.mark.parametrize("paper", ["low", "out"])
def test_with_little_paper_no_number_is_given_and_a_deposit_still_gets_its_slips(
    kiosk: Cabinet, paper: str
) -> None:
    kiosk.see_all()
    kiosk.printer.paper = paper
    assert take(kiosk).error_id == "TKT-002"
    reserved = kiosk.ask(seat.Reserve(size="small", slips=2))
    assert isinstance(reserved, seat.Reserved) is (paper == "low")


@pytest.mark.parametrize("hour", [0, 6.99, 12, 17, 23])
def test_outside_office_hours_no_number_is_given(kiosk: Cabinet, hour: float) -> None:
    kiosk.clock.now = datetime(2026, 11, 18, tzinfo=UTC) + timedelta(hours=hour - 7)
    assert take(kiosk).error_id == "TKT-001"


def test_a_field_that_no_counter_serves_is_refused(kiosk: Cabinet) -> None:
    assert take(kiosk, "G99-XX99").error_id == "TKT-004"


def test_only_a_ticket_of_the_present_series_can_be_printed_and_a_second_print_says_so(
    kiosk: Cabinet,
) -> None:
    ticket = take(kiosk).ticket
    for _ in range(2):
        assert isinstance(kiosk.ask(seat.PrintSlip(slip="ticket", about=ticket)), seat.SlipOrdered)
    marked = ["BẢN IN LẠI" in json.dumps(slip, ensure_ascii=False) for slip in kiosk.printer.printed]
    assert marked == [False, True]
    assert kiosk.ask(seat.PrintSlip(slip="ticket", about="0" * 32)).error_id == "ENG-006"


def test_who_waits_counts_priority_apart_and_forgets_what_central_has_counted(kiosk: Cabinet) -> None:
    hall = kiosk.engine.tickets.hall
    assert take(kiosk).ahead is None
    told = {"seq": kiosk.journal.seq, "lines": {"1": {"people": 7, "priority": 2}}}
    hall.take(json.dumps(told).encode())
    kiosk.clock.pass_time(MINUTE)
    assert take(kiosk, priority=True).ahead.people == 2
    kiosk.clock.pass_time(MINUTE)
    assert take(kiosk, priority=True).ahead.people == 3
    kiosk.clock.pass_time(MINUTE)
    assert take(kiosk).ahead.people == 9
    word = json.dumps({**told, "seq": kiosk.journal.seq}).encode()
    assert isinstance(kiosk.engine.outbox.handle(outbox.HallArrived(), word), outbox.Done)
    kiosk.clock.pass_time(MINUTE)
    assert take(kiosk).ahead.people == 7


def test_a_word_of_central_that_cannot_be_read_leaves_nothing_known(kiosk: Cabinet) -> None:
    kiosk.engine.tickets.hall.take(b'{"seq": 0, "lines": {}}')
    kiosk.engine.tickets.hall.take(b'{"seq": -1}')
    assert take(kiosk).ahead is None


def test_the_series_survives_a_checkpoint(kiosk: Cabinet) -> None:
    number(kiosk)
    kiosk.journal.checkpoint()
    kiosk.restart()
    kiosk.engine.seat_taken()
    assert number(kiosk) == "A002"
