"""When a result is due: the published vectors, the rule of fifteen o'clock, what holds for any moment."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.data import data_folder
from kiosk.devices.simulators.workspace import ROUND_THE_CLOCK
from kiosk.dossier.catalogue import Catalogue, PublicCalendar
from kiosk.dossier.deadline import VIETNAM, OfficeHours, WorkCalendar, due, redated
from kiosk.dossier.procedure import ProcessingTime, TimeUnit

CATALOGUE = data_folder("catalogue")
PUBLIC = WorkCalendar()
NEVER_CLOSED = WorkCalendar(hours=OfficeHours.model_validate(ROUND_THE_CLOCK))
CALENDAR = Catalogue.load(CATALOGUE).calendar
WITH_MAKE_UP = WorkCalendar(CALENDAR)

MOMENTS = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2026, 11, 30))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def period(amount: int, unit: TimeUnit) -> ProcessingTime:
    return ProcessingTime(unit=unit, amount=amount)


@pytest.mark.parametrize(
    ("accepted", "amount", "unit", "expected"),
    [
        ("2024-04-12 09:30", 3, "working_days", "2024-04-17 09:30"),
        ("2024-04-12 17:30", 3, "working_days", "2024-04-19 07:00"),
        ("2024-04-17 16:00", 1, "working_days", "2024-04-19 16:00"),
        ("2024-04-19 10:00", 4, "hours", "2024-04-19 16:00"),
        ("2024-04-19 12:00", 4, "hours", "2024-04-22 07:30"),
        ("2026-02-13 14:00", 1, "working_days", "2026-02-23 14:00"),
        ("2025-04-25 08:00", 5, "working_days", "2025-05-07 08:00"),
        ("2024-04-26 10:00", 3, "working_days", "2024-05-06 10:00"),
        ("2024-04-26 10:00", 3, "calendar_days", "2024-05-02 10:00"),
    ],
)
def test_vectors_of_the_public_calendar(accepted: str, amount: int, unit: TimeUnit, expected: str) -> None:
    assert due(at(accepted), period(amount, unit), PUBLIC) == at(expected)


@pytest.mark.parametrize(
    ("accepted", "amount", "expected"),
    [
        ("2025-04-25 08:00", 5, "2025-05-06 08:00"),
        ("2024-04-26 10:00", 3, "2024-05-04 10:00"),
        ("2026-08-21 08:00", 1, "2026-08-22 08:00"),
    ],
)
def test_a_make_up_saturday_is_a_working_day(accepted: str, amount: int, expected: str) -> None:
    assert due(at(accepted), period(amount, "working_days"), WITH_MAKE_UP) == at(expected)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-01-01", "2024-01-01"),
        ("2024-02-08", "2024-02-14"),
        ("2024-04-18", "2024-04-18"),
        ("2024-04-29", "2024-05-01"),
        ("2024-09-02", "2024-09-03"),
        ("2025-01-27", "2025-01-31"),
        ("2025-04-07", "2025-04-07"),
        ("2025-04-30", "2025-05-02"),
        ("2025-09-01", "2025-09-02"),
        ("2026-02-16", "2026-02-20"),
        ("2026-04-27", "2026-04-27"),
        ("2026-04-30", "2026-05-01"),
        ("2026-08-31", "2026-09-02"),
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_public_holidays_are_days_off(first: str, last: str) -> None:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        assert not WITH_MAKE_UP.is_working(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", CALENDAR.holidays)
def test_the_holidays_written_down_are_those_that_would_be_worked_out(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert [day for day in days if CALENDAR.is_holiday(day) != PublicCalendar().is_holiday(day)] == []


def test_saturday_night_begins_on_monday_at_opening_and_lasts_a_whole_working_day() -> None:
    assert due(at("2026-06-13 22:00"), period(1, "working_days"), PUBLIC) == at("2026-06-16 07:00")


def test_a_period_begins_at_opening_after_lunch_or_the_next_morning() -> None:
    assert PUBLIC.opening(at("2026-06-15 05:00")) == at("2026-06-15 07:00")
    assert PUBLIC.opening(at("2026-06-15 11:30")) == at("2026-06-15 13:30")
    assert PUBLIC.opening(at("2026-06-15 17:00")) == at("2026-06-16 07:00")
    assert PUBLIC.opening(at("2026-06-15 16:59")) == at("2026-06-15 16:59")


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("2026-06-15 09:00", "2026-06-15 17:00"),
        ("2026-06-15 15:00", "2026-06-15 17:00"),
        ("2026-06-15 15:01", "2026-06-16 17:00"),
        ("2026-06-19 16:00", "2026-06-22 17:00"),
        ("2026-06-20 10:00", "2026-06-22 17:00"),
        ("2026-11-23 15:30", "2026-11-25 17:00"),
    ],
)
def test_same_day_until_fifteen_o_clock_else_the_next_working_day(accepted: str, expected: str) -> None:
    same_day = ProcessingTime(unit="same_day", cutoff=time(15))
    assert due(at(accepted), same_day, WITH_MAKE_UP) == at(expected)


def test_a_procedure_without_an_appointed_day_is_due_never() -> None:
    assert due(at("2026-06-15 09:00"), ProcessingTime(unit="none"), PUBLIC) is None


def test_a_wait_for_papers_does_not_eat_the_offices_time() -> None:
    # three hours were left on Monday at 14:00; the papers come on Thursday at 10:00
    assert redated(at("2026-06-15 17:00"), at("2026-06-15 14:00"), at("2026-06-18 10:00"), PUBLIC) == at(
        "2026-06-18 15:00"
    )


def test_a_moment_without_offset_is_refused() -> None:
    naive = datetime(2026, 6, 15, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="offset"):
        due(naive, period(1, "working_days"), PUBLIC)


def test_the_same_moment_in_another_zone_gives_the_same_due_date() -> None:
    there = datetime.fromisoformat("2026-06-15T02:00:00+00:00")
    assert due(there, period(1, "working_days"), PUBLIC) == at("2026-06-16 09:00")


def test_overlapping_office_hours_are_refused() -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"morning_closes": time(14)},
        {"morning_opens": time(12)},
        {"afternoon_closes": time(13)},
        {"morning_opens": time(7, tzinfo=UTC)},
        {"days": ()},
    )
    for hours in wrong:
        with pytest.raises(ValueError, match=r"in order|at least 1|without an offset"):
            OfficeHours(**hours)


def test_an_office_may_have_hours_of_its_own() -> None:
    hours = OfficeHours(
        morning_opens=time(6), morning_closes=time(10), afternoon_opens=time(10), afternoon_closes=time(14)
    )
    early = WorkCalendar(hours=hours)
    assert early.hours.spoken == "06:00–14:00"
    assert early.opening(at("2026-06-15 05:00")) == at("2026-06-15 06:00")
    assert due(at("2026-06-15 13:00"), period(2, "hours"), early) == at("2026-06-16 07:00")
    assert due(at("2026-06-15 09:00"), ProcessingTime(unit="same_day"), early) == at("2026-06-15 14:00")


def test_an_office_may_work_on_saturdays_and_on_holidays() -> None:
    saturday, new_year = date(2026, 6, 20), date(2026, 1, 1)
    days = OfficeHours(days=("mon", "sat", "holidays"))
    assert [WorkCalendar(hours=days).is_working(day) for day in (saturday, new_year)] == [True, True]
    assert not WorkCalendar(hours=days).is_working(date(2026, 6, 21))
    assert [PUBLIC.is_working(day) for day in (saturday, new_year)] == [False, False]


@given(MOMENTS)
def test_an_office_that_never_closes_is_open_at_any_moment(moment: datetime) -> None:
    now = moment.replace(tzinfo=VIETNAM)
    assert NEVER_CLOSED.opening(now) == now
    assert NEVER_CLOSED.working_time(now, now + timedelta(hours=30)) == timedelta(hours=30)
    assert NEVER_CLOSED.hours.spoken == "00:00–24:00"


def test_no_office_time_passes_backwards_or_at_night() -> None:
    assert PUBLIC.working_time(at("2026-06-15 10:00"), at("2026-06-15 09:00")) == timedelta()
    assert PUBLIC.working_time(at("2026-06-15 17:00"), at("2026-06-16 07:00")) == timedelta()
    assert PUBLIC.working_time(at("2026-06-15 11:00"), at("2026-06-15 13:30")) == timedelta(minutes=30)


def test_a_calendar_without_any_working_day_is_an_error_and_no_endless_search() -> None:
    days = {date(2026, 1, 1) + timedelta(days=n): False for n in range(400)}
    closed = WorkCalendar(PublicCalendar(overruled=days))
    with pytest.raises(ValueError, match="calendar is wrong"):
        closed.next_working(date(2026, 3, 1))


@given(MOMENTS, st.integers(1, 30))
def test_what_is_due_is_due_on_a_working_day_within_office_hours(moment: datetime, days: int) -> None:
    accepted = moment.replace(tzinfo=VIETNAM)
    for unit in ("working_days", "calendar_days"):
        result = due(accepted, ProcessingTime(unit=unit, amount=days), WITH_MAKE_UP)
        assert result is not None
        assert WITH_MAKE_UP.is_working(result.date())
        assert WITH_MAKE_UP.opening(result) == result
        assert result >= accepted + timedelta(days=days) or unit == "working_days"


@given(MOMENTS, st.integers(0, 3000), st.integers(1, 20))
def test_later_acceptance_is_never_due_earlier(moment: datetime, minutes: int, days: int) -> None:
    first = moment.replace(tzinfo=VIETNAM)
    second = first + timedelta(minutes=minutes)
    assert WITH_MAKE_UP.after_working_days(first, days) <= WITH_MAKE_UP.after_working_days(second, days)


@given(MOMENTS, st.integers(1, 120))
def test_office_time_added_is_office_time_counted(moment: datetime, quarters: int) -> None:
    accepted, span = moment.replace(tzinfo=VIETNAM), timedelta(minutes=15 * quarters)
    assert WITH_MAKE_UP.working_time(accepted, WITH_MAKE_UP.after_working_time(accepted, span)) == span


@given(MOMENTS, st.integers(1, 12))
def test_a_working_day_is_eight_working_hours(moment: datetime, days: int) -> None:
    accepted = moment.replace(tzinfo=VIETNAM)
    end = WITH_MAKE_UP.after_working_days(accepted, days)
    assert WITH_MAKE_UP.working_time(accepted, end) == timedelta(hours=8 * days)
