"""Calling numbers to a counter: next, again, skipped, done.

Every step changes a row only from the state in which it was seen, in one statement; so of two counters that
call at once each gets another number, on any database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate, now

from central.hall.arrivals import padded
from central.hall.models import Ticket
from central.instance import catalogue, units_under

_State = Ticket.State


class MovedOnError(Exception):
    """Somebody else at this counter was faster; nothing was changed."""


@dataclass(frozen=True)
class Counter:
    """One counter of a unit, today."""

    unit: str
    name: str

    def line(self) -> QuerySet[Ticket]:
        """Today's numbers that this counter calls."""
        return _today(self.unit).filter(line__contains=padded([self.name]))

    def waiting(self) -> QuerySet[Ticket]:
        """Who waits, in the order of arrival."""
        return self.line().filter(state=_State.WAITING).order_by("issued_at", "pk")

    def skipped(self) -> QuerySet[Ticket]:
        """Who did not come when called, the last first."""
        return self.line().filter(state=_State.SKIPPED).order_by("-called_at")

    def current(self) -> Ticket | None:
        """Who is called to this counter now."""
        here = self.line().filter(state=_State.CALLED, counter=self.name)
        return here.order_by("-called_at").first()

    def call_next(self, seen: int | None, person: AbstractBaseUser) -> Ticket | None:
        """End `seen` (the current number, if any) as done and call the next one; None when nobody waits."""
        with transaction.atomic():
            self._check(seen)
            if seen is not None:
                self._end(seen, _State.DONE)
            while (chosen := self._choose()) is not None:
                if self._call(chosen.pk, _State.WAITING, person):
                    return Ticket.objects.get(pk=chosen.pk)
            return None

    def recall(self, wanted: int, seen: int | None, person: AbstractBaseUser) -> None:
        """Call the current number again, or one that was skipped when no other is at the counter."""
        with transaction.atomic():
            self._check(seen)
            before = _State.CALLED if wanted == seen else _State.SKIPPED
            if seen not in (None, wanted) or not self._call(wanted, before, person):
                raise MovedOnError

    def end(self, seen: int, state: Ticket.State) -> None:
        """The current number was served (done), or nobody came (skipped)."""
        with transaction.atomic():
            self._check(seen)
            self._end(seen, state)

    def _check(self, seen: int | None) -> None:
        current = self.current()
        if (None if current is None else current.pk) != seen:
            raise MovedOnError

    def _end(self, seen: int, state: Ticket.State) -> None:
        here = self.line().filter(pk=seen, state=_State.CALLED, counter=self.name)
        if not here.update(state=state, ended_at=now()):
            raise MovedOnError

    def _call(self, wanted: int, before: Ticket.State, person: AbstractBaseUser) -> bool:
        at = now()
        fields = {"state": _State.CALLED, "counter": self.name, "called_at": at, "called_by": person}
        if before == _State.WAITING:
            fields["first_called_at"] = at
        return bool(self.line().filter(pk=wanted, state=before).update(calls=F("calls") + 1, **fields))

    def _choose(self) -> Ticket | None:
        """Priority first; after so many of them in a row one without, where one waits."""
        first = self.waiting().filter(priority=True).first()
        other = self.waiting().filter(priority=False).first()
        if first is None or other is None:
            return first or other
        most = catalogue().queue.priority_in_a_row
        called = self.line().filter(first_called_at__isnull=False).order_by("-first_called_at", "-pk")
        last = list(called.values_list("priority", flat=True)[:most])
        return other if len(last) == most and all(last) else first


def last_called(unit: str, most: int) -> list[Ticket]:
    """Today's last calls at a unit, the newest first; a number stands there once."""
    called = _today(unit).filter(called_at__isnull=False)
    return list(called.order_by("-called_at", "-pk")[:most])


def _today(unit: str) -> QuerySet[Ticket]:
    return Ticket.objects.filter(unit__in=units_under(unit), day=localdate())
