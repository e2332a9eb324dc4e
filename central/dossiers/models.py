"""Dossiers at central: status and history, sealed parts, originals and their custody, what waits."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.timezone import localtime

from central.fleet.models import Kiosk
from kiosk.dossier.status import Status


class Dossier(models.Model):
    """One dossier; `status` is a number of `kiosk.dossier.status.Status`.

    `origin` elsewhere: filed on the portal or at a counter, only its result comes here.

    `kiosk` is where it was deposited, or where what waits is to be collected. Names and numbers of a dossier
    from a kiosk stay in its sealed part `personal`; those of one from elsewhere are in `collectors`
    (`[{"name", "id_number"}]`) and `phone`.
    """

    class Origin(models.TextChoices):
        """Where it was filed."""

        KIOSK = "kiosk", "Máy tiếp nhận"
        ELSEWHERE = "elsewhere", "Nơi khác"

    class Clock(models.TextChoices):
        """Whether the kiosk's clock was known to be right at the deposit."""

        SYNCED = "synced"
        UNSYNCED = "unsynced"

    dossier_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(unique=True, default=uuid.uuid4)
    origin: models.CharField[str, str] = models.CharField(max_length=12, choices=Origin.choices)
    kiosk: models.ForeignKey[Kiosk, Kiosk] = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, related_name="dossiers"
    )
    unit: models.CharField[str, str] = models.CharField(max_length=35, db_index=True)
    deposit_code: models.CharField[str, str] = models.CharField(max_length=64, default="", blank=True)
    dossier_code: models.CharField[str | None, str | None] = models.CharField(
        max_length=64, null=True, unique=True
    )
    procedure: models.CharField[str, str] = models.CharField(max_length=64)
    rule_version: models.CharField[str, str] = models.CharField(max_length=64, default="", blank=True)
    deposited_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    clock: models.CharField[str, str] = models.CharField(
        max_length=8, choices=Clock.choices, default=Clock.SYNCED
    )
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    status: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(
        default=Status.DEPOSITED.value, db_index=True
    )
    accepted_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    due_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    manifest: models.BinaryField[bytes, bytes] = models.BinaryField(default=b"")
    collectors: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    phone: models.CharField[str, str] = models.CharField(max_length=12, default="", blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        """The dossier code, or the kiosk's deposit code as long as there is none."""
        return self.dossier_code or self.deposit_code

    @property
    def due_date(self) -> date | None:
        """The day of `due_at` in Vietnam."""
        return None if self.due_at is None else localtime(self.due_at).date()


class StatusChange(models.Model):
    """One step of a dossier's history; `officer` is empty when a kiosk's event made it."""

    dossier: models.ForeignKey[Dossier, Dossier] = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="history"
    )
    status: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    officer: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note: models.TextField[str, str] = models.TextField(default="", blank=True)

    class Meta:
        """In the order it happened."""

        ordering: ClassVar = ["id"]


class Part(models.Model):
    """One sealed part: `personal` or `<component>/<page>`; the bytes are in the blob store."""

    dossier: models.ForeignKey[Dossier, Dossier] = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="parts"
    )
    name: models.CharField[str, str] = models.CharField(max_length=80)
    blob: models.CharField[str, str] = models.CharField(max_length=64)
    size: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    media_type: models.CharField[str, str] = models.CharField(max_length=80)

    class Meta:
        """A name stands once in a dossier; two parts may be the same blob."""

        ordering: ClassVar = ["id"]
        constraints = (models.UniqueConstraint(fields=["dossier", "name"], name="one_part_per_name"),)


class Place(models.TextChoices):
    """Where an original is."""

    COMPARTMENT = "compartment", "Trong ngăn tủ"
    OFFICER = "officer", "Cán bộ đã lấy"
    DESK = "desk", "Tại bộ phận xử lý"
    LOADED = "loaded", "Đã nạp vào ngăn trả"
    RETURNED = "returned", "Đã trả công dân"
    MISSING = "missing", "Không thấy trong ngăn"
    NOT_LEFT = "not_left", "Người nộp không để lại"


class Original(models.Model):
    """The sheets of one component the depositor left; `place` is where the last custody step put them."""

    dossier: models.ForeignKey[Dossier, Dossier] = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="originals"
    )
    component: models.CharField[str, str] = models.CharField(max_length=64)
    count: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    place: models.CharField[str, str] = models.CharField(
        max_length=12, choices=Place.choices, default=Place.COMPARTMENT
    )
    compartment: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        null=True
    )

    class Meta:
        """In the order of the manifest."""

        ordering: ClassVar = ["id"]


class CustodyStep(models.Model):
    """Who moved an original where.

    A step made by a kiosk's event names the event and the person of the staff card (`staff`), not an officer.
    """

    original: models.ForeignKey[Original, Original] = models.ForeignKey(
        Original, on_delete=models.PROTECT, related_name="steps"
    )
    place: models.CharField[str, str] = models.CharField(max_length=12, choices=Place.choices)
    compartment: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        null=True
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    officer: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    staff: models.CharField[str, str] = models.CharField(max_length=80, default="", blank=True)
    event_id: models.CharField[str, str] = models.CharField(max_length=64, default="", blank=True)
    note: models.CharField[str, str] = models.CharField(max_length=400, default="", blank=True)

    class Meta:
        """In the order it happened."""

        ordering: ClassVar = ["id"]


class Claim(models.Model):
    """The right to collect what waits of one dossier.

    `code` is the claim code that the office tells the collector. `obstacles` are those of this dossier
    (`fee_due`, `old_original_to_surrender`, `signature_in_register`), besides those of its procedure.
    """

    claim_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(unique=True, default=uuid.uuid4)
    dossier: models.OneToOneField[Dossier, Dossier] = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="claim"
    )
    code: models.CharField[str, str] = models.CharField(max_length=8)
    obstacles: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    expires: models.DateField[date, date] = models.DateField()
    released_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    released_by: models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class WaitingItem(models.Model):
    """One thing that waits to be collected. `recalled_at`: since when the office wants it back."""

    class Kind(models.TextChoices):
        """What it is."""

        RESULT = "result", "Kết quả"
        RETURNED_ORIGINAL = "returned_original", "Bản gốc trả lại"
        SUPPLEMENT_REQUEST = "supplement_request", "Phiếu yêu cầu bổ sung"
        REFUSAL = "refusal", "Phiếu từ chối"

    class State(models.TextChoices):
        """How far it is on its way out."""

        WAITING = "waiting", "Đã đánh dấu"
        RELEASED = "released", "Được nạp vào tủ"
        LOADED = "loaded", "Đã nạp"
        TAKEN = "taken", "Lấy ra, chưa xác nhận"
        COLLECTED = "collected", "Đã nhận đủ"
        DISPUTED = "disputed", "Công dân báo sai hoặc thiếu"
        RECALLED = "recalled", "Đang rút lại, chờ máy trả lời"
        WITHDRAWN = "withdrawn", "Đã rút lại"

    item_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(unique=True, default=uuid.uuid4)
    claim: models.ForeignKey[Claim, Claim] = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="items"
    )
    kind: models.CharField[str, str] = models.CharField(max_length=20, choices=Kind.choices)
    name_vi: models.CharField[str, str] = models.CharField(max_length=200)
    name_en: models.CharField[str, str] = models.CharField(max_length=200)
    original: models.ForeignKey[Original | None, Original | None] = models.ForeignKey(
        Original, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state: models.CharField[str, str] = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING
    )
    compartment: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        null=True
    )
    recalled_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """In the order they were marked."""

        ordering: ClassVar = ["id"]


class Disclosed(models.Model):
    """One time something personal of a dossier was told to a person before its kiosk.

    `request` is the enquiry's own id, so that none is answered twice. `acceptance`: with name and address.
    """

    class By(models.TextChoices):
        """What the person showed."""

        CARD = "card"
        SLIP = "slip"

    dossier: models.ForeignKey[Dossier, Dossier] = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="+"
    )
    request: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(unique=True)
    by: models.CharField[str, str] = models.CharField(max_length=4, choices=By.choices)
    acceptance: models.BooleanField[bool, bool] = models.BooleanField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]


class DossierCounter(models.Model):
    """The last dossier number a unit gave on a day."""

    unit: models.CharField[str, str] = models.CharField(max_length=35)
    day: models.DateField[date, date] = models.DateField()
    last: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)

    class Meta:
        """One counter a unit and day."""

        constraints = (models.UniqueConstraint(fields=["unit", "day"], name="one_counter_per_day"),)
