"""Kiosks and their certificates, what they reported as stored, what was told to them, and the officers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class Kiosk(models.Model):
    """One cabinet. `k_claim` is shared at enrolment; `checkpoint_key` is its raw Ed25519 public key.

    `directives_taken` is the last directive that its journal says it took in, or refused. `leased_until`:
    after it the kiosk opens no door on a claim, unless it heard from here again.
    """

    kiosk_id: models.CharField[str, str] = models.CharField(max_length=32, unique=True)
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(unique=True)
    unit: models.CharField[str, str] = models.CharField(max_length=35, db_index=True)
    hotline: models.CharField[str, str] = models.CharField(max_length=40, default="", blank=True)
    k_claim: models.BinaryField[bytes, bytes] = models.BinaryField()
    checkpoint_key: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )
    seen_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    heartbeat: models.JSONField[dict[str, object], dict[str, object]] = models.JSONField(default=dict)
    acknowledged_seq: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    directives_taken: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    leased_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    chain_hash: models.CharField[str, str] = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        """The kiosk's id."""
        return self.kiosk_id


class KioskCertificate(models.Model):
    """A client certificate by its SHA-256; several may be valid while one is being replaced."""

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="certificates"
    )
    fingerprint: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    not_after: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )


class KioskEvent(models.Model):
    """One journal row, bytes as the kiosk stored them.

    `event_id`, `name` and `about` (the dossier, claim or grant it concerns) are read from the body and empty
    when that could not be done. `projected` is false while something still has to follow from the row.
    """

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="events"
    )
    seq: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    body: models.BinaryField[bytes, bytes] = models.BinaryField()
    hash: models.CharField[str, str] = models.CharField(max_length=64)
    event_id: models.CharField[str, str] = models.CharField(max_length=64, default="")
    name: models.CharField[str, str] = models.CharField(max_length=80, default="", db_index=True)
    about: models.CharField[str, str] = models.CharField(max_length=64, default="", db_index=True)
    projected: models.BooleanField[bool, bool] = models.BooleanField(default=False, db_index=True)
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A row comes once."""

        constraints = (models.UniqueConstraint(fields=["kiosk", "seq"], name="one_row_per_seq"),)


class CompartmentState(models.Model):
    """What a kiosk last said of a compartment: `door` open|closed|unknown, `item` present|absent|unknown."""

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="compartments"
    )
    number: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    door: models.CharField[str, str] = models.CharField(max_length=8, default="unknown")
    item: models.CharField[str, str] = models.CharField(max_length=8, default="unknown")
    frozen: models.CharField[str, str] = models.CharField(max_length=16, default="", blank=True)
    since: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """One row a compartment."""

        constraints = (models.UniqueConstraint(fields=["kiosk", "number"], name="one_state_per_compartment"),)


class Checkpoint(models.Model):
    """The kiosk's signed state at a row of its journal."""

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="checkpoints"
    )
    seq: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    hash: models.CharField[str, str] = models.CharField(max_length=64)
    state: models.BinaryField[bytes, bytes] = models.BinaryField()
    signature: models.CharField[str, str] = models.CharField(max_length=128)
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A checkpoint comes once."""

        constraints = (models.UniqueConstraint(fields=["kiosk", "seq"], name="one_checkpoint_per_seq"),)


class Directive(models.Model):
    """Something told to one kiosk, signed; `number` orders them per kiosk without gaps from 1."""

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="directives"
    )
    number: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    kind: models.CharField[str, str] = models.CharField(max_length=40)
    directive_id: models.UUIDField[object, object] = models.UUIDField(unique=True)
    body: models.BinaryField[bytes, bytes] = models.BinaryField()
    signature: models.CharField[str, str] = models.CharField(max_length=128)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A number is given once."""

        constraints = (models.UniqueConstraint(fields=["kiosk", "number"], name="one_directive_per_number"),)


class ConfigLayer(models.Model):
    """What is set for the fleet (`subject` empty), a site (its unit's code) or a kiosk (its id)."""

    class Scope(models.TextChoices):
        """From the widest to the narrowest; the narrower one wins."""

        FLEET = "fleet"
        SITE = "site"
        KIOSK = "kiosk"

    scope: models.CharField[str, str] = models.CharField(max_length=8, choices=Scope.choices)
    subject: models.CharField[str, str] = models.CharField(max_length=35, default="", blank=True)
    values: models.JSONField[dict[str, object], dict[str, object]] = models.JSONField(default=dict)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now=True)
    changed_by: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """One layer for each."""

        constraints = (models.UniqueConstraint(fields=["scope", "subject"], name="one_layer_per_subject"),)


class ConfigVersion(models.Model):
    """A config as it was published for a kiosk; `version` counts up, `digest` is the SHA-256 of `body`."""

    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="configs"
    )
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    body: models.BinaryField[bytes, bytes] = models.BinaryField()
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    made_by: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """A number is given once."""

        constraints = (models.UniqueConstraint(fields=["kiosk", "version"], name="one_config_per_version"),)


class Alarm(models.Model):
    """Something a person must look at, by error id; `data` holds codes and hashes only."""

    kiosk: models.ForeignKey[Kiosk | None, Kiosk | None] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, null=True, related_name="alarms"
    )
    error_id: models.CharField[str, str] = models.CharField(max_length=16)
    event_id: models.CharField[str, str] = models.CharField(max_length=64, default="", blank=True)
    data: models.JSONField[dict[str, object], dict[str, object]] = models.JSONField(default=dict)
    raised_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    resolved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    resolved_by: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class Officer(models.Model):
    """An officer of a one-stop office; sees the dossiers of `unit`."""

    user: models.OneToOneField[AbstractBaseUser, AbstractBaseUser] = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer"
    )
    unit: models.CharField[str, str] = models.CharField(max_length=35)

    def __str__(self) -> str:
        """The officer's user name."""
        return self.user.get_username()
