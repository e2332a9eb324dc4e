"""The remote config: one model that is its schema, central's form, and the kiosk's validator.

It never carries a command, a secret, or an address outside the cabinet. What the cabinet is made of (doors,
channels, sizes) is not set from afar; see `kiosk.config.cabinet`.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from kiosk.config.cabinet import Purpose
from kiosk.config.nearest import explain
from kiosk.dossier.deadline import OfficeHours, TimeOfDay
from kiosk.dossier.text import Language, Text

ProcedureCode = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
ProfileId = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9-]+$")]
# a path in the machine; the config cannot point a device at the network
PortPath = Annotated[str, StringConstraints(pattern=r"^/\S+$", max_length=200)]
StaffId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


def _with_vietnamese(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    if "vi" not in languages:
        raise ValueError("Vietnamese is always offered")
    return languages


class ConfigError(ValueError):
    """The document breaks the schema (CFG-001)."""

    error_id = "CFG-001"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OpeningHours(_Section):
    """When the screen serves citizens, Vietnamese time; the whole day when both are equal."""

    opens: TimeOfDay = time(0, 0)
    closes: TimeOfDay = time(0, 0)


class Idle(_Section):
    """Seconds without a touch until the warning, and of its countdown (at most 45 to react, VVSG 2.0).

    `reading_s`: until the warning while papers are scanned or something long is read.
    """

    warning_s: int = Field(default=90, ge=60, le=120)
    reading_s: int = Field(default=300, ge=300, le=600)
    countdown_s: int = Field(default=30, ge=30, le=45)


class Collecting(_Section):
    """`lease_hours`: how long things are handed out without hearing from central, that may want them."""

    lease_hours: int = Field(default=72, ge=2, le=168)


class Retention(_Section):
    """Days that things stay here: a sealed part after central's receipt; a dossier or claim after its end;
    journal rows after central signed that it holds them."""

    sealed_days: int = Field(default=14, ge=14, le=90)
    finished_days: int = Field(default=90, ge=30, le=400)
    journal_days: int = Field(default=90, ge=30, le=400)


class SerialSettings(_Section):
    """A device's firmware profile and port; empty means as the machine's own settings say."""

    profile: ProfileId | None = None
    port: PortPath | None = None


class Devices(_Section):
    """Devices of the engine, where they differ from the machine's own settings."""

    locker: SerialSettings = SerialSettings()
    ticket_printer: SerialSettings = SerialSettings()


class Probation(_Section):
    """How a change is watched, in seconds: at least so long; devices and home page within; or back."""

    at_least_s: int = Field(default=10, ge=1, le=600)
    within_s: int = Field(default=120, ge=2, le=3600)


class Settable(_Section):
    """Everything that an administrator may set for the fleet, a site or a kiosk.

    `revoked_cards`: by staff id since when; a card issued before is refused, one issued later is good.
    """

    opening_hours: OpeningHours = OpeningHours()
    office_hours: OfficeHours = OfficeHours()
    languages: Annotated[tuple[Language, ...], AfterValidator(_with_vietnamese)] = ("vi", "en")
    procedures: tuple[ProcedureCode, ...] = Field(min_length=1)
    compartments: dict[int, Purpose] = Field(default_factory=dict)
    texts: dict[str, Text] = Field(default_factory=dict)
    revoked_cards: dict[StaffId, AwareDatetime] = Field(default_factory=dict)
    idle: Idle = Idle()
    collecting: Collecting = Collecting()
    retention: Retention = Retention()
    devices: Devices = Devices()
    probation: Probation = Probation()


class Config(Settable):
    """One kiosk's whole config. `version` counts up per kiosk; 0 is what was installed with the machine."""

    schema_: Literal["kiosk-config/1"] = Field(default="kiosk-config/1", alias="schema")
    version: int = Field(ge=0)
    kiosk: str = ""

    @classmethod
    def from_bytes(cls, data: bytes) -> Config:
        """Read and check a config document; raises `ConfigError` naming what is wrong."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise ConfigError(explain(cls, error)) from None
