"""The remote config: one model that is its schema, central's form, and the kiosk's validator.

It never carries a command, a secret, or an address outside the private authority.
"""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.config.cabinet import CabinetPlan
from kiosk.dossier.text import Text


class ConfigError(ValueError):
    """The config is not one that this kiosk can run (CFG-001)."""

    error_id = "CFG-001"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OpeningHours(_Section):
    """When the screen serves citizens; the whole day when both are equal."""

    opens: time = time(0, 0)
    closes: time = time(0, 0)


class Idle(_Section):
    """Seconds until the warning, and of its countdown: 20 (WCAG 2.2.1) to 45 (VVSG 2.0) to react."""

    warning_s: int = Field(default=90, ge=60, le=300)
    countdown_s: int = Field(default=30, ge=20, le=45)


class Retention(_Section):
    """Days that a sealed part stays after central's receipt."""

    sealed_days: int = Field(default=14, ge=14, le=90)


class Config(_Section):
    """Everything that may differ from kiosk to kiosk and is set from afar."""

    schema_: Literal["kiosk-config/1"] = Field(default="kiosk-config/1", alias="schema")
    version: int = Field(ge=0)
    cabinet: CabinetPlan
    opening_hours: OpeningHours = OpeningHours()
    languages: tuple[Literal["vi", "en"], ...] = ("vi", "en")
    procedures: tuple[str, ...] = Field(min_length=1)
    texts: dict[str, Text] = Field(default_factory=dict)
    idle: Idle = Idle()
    retention: Retention = Retention()

    @classmethod
    def from_bytes(cls, data: bytes) -> Config:
        """Read and check a config document; raises `ConfigError` naming what is wrong."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            raise ConfigError(f"{place}: {first['msg']}") from None

    @classmethod
    def from_file(cls, path: Path) -> Config:
        """Read the config that was applied last."""
        return cls.from_bytes(path.read_bytes())
