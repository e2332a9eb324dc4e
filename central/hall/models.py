"""Queue numbers as kiosks gave them out. Nothing about a person but that the number has priority."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from central.fleet.models import Kiosk


class Ticket(models.Model):
    """One number. `line` holds the counters that call it, each between spaces; `day` is the day it counts on.

    `seq` is its row in the kiosk's journal. `first_called_at` orders the rule of priority, `called_at` the
    board; `calls` counts how often it was called.
    """

    class State(models.TextChoices):
        """Waiting, called to a counter, and how that ended."""

        WAITING = "waiting"
        CALLED = "called"
        DONE = "done"
        SKIPPED = "skipped"

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="tickets"
    )
    ticket_id: models.CharField[str, str] = models.CharField(max_length=64)
    seq: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    unit: models.CharField[str, str] = models.CharField(max_length=35)
    number: models.CharField[str, str] = models.CharField(max_length=10)
    field: models.CharField[str, str] = models.CharField(max_length=20)
    line: models.CharField[str, str] = models.CharField(max_length=80)
    priority: models.BooleanField[bool, bool] = models.BooleanField()
    day: models.DateField[date, date] = models.DateField()
    issued_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    state: models.CharField[str, str] = models.CharField(
        max_length=8, choices=State.choices, default=State.WAITING
    )
    counter: models.CharField[str, str] = models.CharField(max_length=8, default="", blank=True)
    calls: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    first_called_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    called_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    called_by: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """A number is taken in once; lists are of one office's day."""

        constraints = (models.UniqueConstraint(fields=["kiosk", "ticket_id"], name="one_row_per_ticket"),)
        indexes = (models.Index(fields=["unit", "day", "state"], name="hall_of_the_day"),)

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def counters(self) -> list[str]:
        """The counters that call it."""
        return self.line.split()
