"""What the officers' pages must remember: who looked at what, who was shown a claim code, who was told."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from central.dossiers.models import Claim, Dossier


class Viewing(models.Model):
    """One time an officer was shown something that had been sealed; `part` names it as the manifest does."""

    class What(models.TextChoices):
        """What was shown."""

        PERSONAL = "personal"
        PAGE = "page"
        THUMBNAIL = "thumbnail"
        PHONE = "phone"

    dossier: models.ForeignKey[Dossier, Dossier] = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="+"
    )
    officer: models.ForeignKey[AbstractBaseUser, AbstractBaseUser] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    what: models.CharField[str, str] = models.CharField(max_length=10, choices=What.choices)
    part: models.CharField[str, str] = models.CharField(max_length=80, default="", blank=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]


class CodeShown(models.Model):
    """The present claim code was shown to an officer; a new code takes the row away."""

    claim: models.OneToOneField[Claim, Claim] = models.OneToOneField(
        Claim, on_delete=models.PROTECT, related_name="+"
    )
    officer: models.ForeignKey[AbstractBaseUser, AbstractBaseUser] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)


class Told(models.Model):
    """An officer told the citizen one thing; `about` is the key of a `central.officers.notices.Notice`."""

    about: models.CharField[str, str] = models.CharField(max_length=80, unique=True)
    officer: models.ForeignKey[AbstractBaseUser, AbstractBaseUser] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
