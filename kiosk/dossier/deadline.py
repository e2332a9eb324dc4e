"""When a result is due: working-day arithmetic from *acceptance*, never from the deposit.

One working day is eight working hours; a period keeps the hour at which it began. What begins
outside office hours begins at the next opening: before opening at opening, at noon after lunch, in
the evening the next working morning. For a weekend or a holiday two readings exist: keep the hour
and count from that day, or let the period begin at the next working opening. This module takes the
second: a dossier of Saturday night with one working day, accepted then, begins Monday at opening
and is due Tuesday at opening. It never promises earlier than the office can keep, and for a kiosk
that is open around the clock it is the common case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kiosk.dossier.catalogue import PublicCalendar
from kiosk.dossier.procedure import ProcessingTime

VIETNAM = timezone(timedelta(hours=7), "ICT")
Workday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holidays"]
_NAMES: tuple[Workday, ...] = get_args(Workday)


def _of_the_wall(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("a time of day in Vietnam, without an offset")
    return moment


TimeOfDay = Annotated[time, AfterValidator(_of_the_wall)]
_LONGEST_CLOSURE = 60


class OfficeHours(BaseModel):
    """When the counters work, Vietnamese time: two spans on each of these days, apart or touching.

    An afternoon that closes at 00:00 lasts until midnight.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: tuple[Workday, ...] = Field(default=_NAMES[:5], min_length=1)
    morning_opens: TimeOfDay = time(7)
    morning_closes: TimeOfDay = time(11, 30)
    afternoon_opens: TimeOfDay = time(13, 30)
    afternoon_closes: TimeOfDay = time(17)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        late = self.afternoon_closes == time(0) or self.afternoon_opens < self.afternoon_closes
        if not (self.morning_opens < self.morning_closes <= self.afternoon_opens and late):
            raise ValueError("office hours are spans in order, each ending after it begins")
        return self

    def on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The spans of a day on which the office works."""
        closes = _at(day, self.afternoon_closes)
        if self.afternoon_closes == time(0):
            closes += timedelta(days=1)
        return (
            (_at(day, self.morning_opens), _at(day, self.morning_closes)),
            (_at(day, self.afternoon_opens), closes),
        )

    @property
    def spoken(self) -> str:
        """The spans as they are printed: ``07:00–11:30, 13:30–17:00``."""
        closes = f"{self.afternoon_closes:%H:%M}" if self.afternoon_closes != time(0) else "24:00"
        if self.morning_closes == self.afternoon_opens:
            return f"{self.morning_opens:%H:%M}–{closes}"
        morning = f"{self.morning_opens:%H:%M}–{self.morning_closes:%H:%M}"
        return f"{morning}, {self.afternoon_opens:%H:%M}–{closes}"


@dataclass(frozen=True)
class WorkCalendar:
    """The public calendar and the hours of one office."""

    public: PublicCalendar = field(default_factory=PublicCalendar)
    hours: OfficeHours = field(default_factory=OfficeHours)

    def is_working(self, day: date) -> bool:
        """Whether the office works on ``day``; what is overruled decides before holiday and weekend."""
        if day in self.public.overruled:
            return self.public.overruled[day]
        kind: Workday = "holidays" if self.public.is_holiday(day) else _NAMES[day.weekday()]
        return kind in self.hours.days

    def next_working(self, day: date) -> date:
        """The first working day after ``day``."""
        for ahead in range(1, _LONGEST_CLOSURE):
            if self.is_working(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise ValueError("no working day within sixty days: the calendar is wrong")

    def opening(self, at: datetime) -> datetime:
        """``at`` itself within office hours, else the next moment at which the office is open."""
        local = _local(at)
        return next(max(local, start) for start, end in self._spans_from(local.date()) if local < end)

    def after_working_days(self, at: datetime, days: int) -> datetime:
        """``days`` working days later at the same hour."""
        start = self.opening(at)
        day = start.date()
        for _ in range(days):
            day = self.next_working(day)
        return datetime.combine(day, start.timetz())

    def after_calendar_days(self, at: datetime, days: int) -> datetime:
        """``days`` calendar days later at the same hour, moved off weekends and holidays."""
        start = self.opening(at)
        day = start.date() + timedelta(days=days)
        if not self.is_working(day):
            day = self.next_working(day)
        return datetime.combine(day, start.timetz())

    def after_working_time(self, at: datetime, span: timedelta) -> datetime:
        """``span`` of office time later; a span that ends with the day ends at closing."""
        now, left = self.opening(at), span
        spans = self._spans_from(now.date())
        while True:
            start, end = next(spans)
            worked = max(timedelta(), end - max(start, now))
            if left <= worked:
                return max(start, now) + left
            left -= worked

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two moments; zero when ``end`` is not after ``start``."""
        total, first, last = timedelta(), _local(start), _local(end)
        if last <= first:
            return total
        for opened, closed in self._spans_from(first.date()):
            if opened >= last:
                break
            total += max(timedelta(), min(closed, last) - max(opened, first))
        return total

    def _spans_from(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        current = day if self.is_working(day) else self.next_working(day)
        while True:
            yield from self.hours.on(current)
            current = self.next_working(current)


def due(accepted: datetime, period: ProcessingTime, calendar: WorkCalendar) -> datetime | None:
    """When the result is due after acceptance at ``accepted`` (aware); ``None`` without an appointed day."""
    match period.unit:
        case "none":
            return None
        case "working_days":
            return calendar.after_working_days(accepted, period.amount)
        case "calendar_days":
            return calendar.after_calendar_days(accepted, period.amount)
        case "hours":
            return calendar.after_working_time(accepted, timedelta(hours=period.amount))
        case "same_day":
            return _same_day(accepted, period.cutoff, calendar)


def redated(due_at: datetime, paused: datetime, resumed: datetime, calendar: WorkCalendar) -> datetime:
    """The new due moment after a wait: the office time left at ``paused`` runs on from ``resumed``."""
    return calendar.after_working_time(resumed, calendar.working_time(paused, due_at))


def _same_day(accepted: datetime, cutoff: time | None, calendar: WorkCalendar) -> datetime:
    """By closing of the day; accepted *after* the cutoff ("sau 15 giờ"), of the next working day."""
    start = calendar.opening(accepted)
    late = cutoff is not None and start.time() > cutoff
    day = calendar.next_working(start.date()) if late else start.date()
    return calendar.hours.on(day)[-1][1]


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, VIETNAM)


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment needs its offset from UTC")
    return at.astimezone(VIETNAM)
