"""What arrives from kiosks: uploads under way, and deliveries with their receipts."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from central.fleet.models import Kiosk


class Upload(models.Model):
    """One tus upload; its offset is the size of its file. `sha256` is what the whole must hash to."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="+"
    )
    length: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    complete: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    """One manifest as received, its fate, and the receipt once given (the same bytes for ever).

    `central_seq` counts receipts across all kiosks. A parked delivery waits for an officer's decision.
    """

    class State(models.TextChoices):
        """Where the delivery stands."""

        INCOMPLETE = "incomplete"
        RECEIVED = "received"
        PARKED = "parked"

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="deliveries"
    )
    dossier_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField()
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    manifest: models.BinaryField[bytes, bytes] = models.BinaryField()
    state: models.CharField[str, str] = models.CharField(max_length=12, choices=State.choices)
    error_id: models.CharField[str, str] = models.CharField(max_length=16, default="", blank=True)
    decision: models.CharField[str, str] = models.CharField(max_length=400, default="", blank=True)
    decided_by: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    receipt: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)
    signature: models.CharField[str, str] = models.CharField(max_length=128, default="")
    central_seq: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField(
        null=True, unique=True
    )
    first_seen_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One kiosk sends one manifest under one id."""

        constraints = (
            models.UniqueConstraint(fields=["kiosk", "dossier_id"], name="one_delivery_per_dossier"),
        )
