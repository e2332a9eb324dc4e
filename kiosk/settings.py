"""What may differ from machine to machine: paths, ports, device profiles. One TOML file per machine."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.config.nearest import explain


class SettingsError(ValueError):
    """The settings file cannot be used (CFG-002)."""

    error_id = "CFG-002"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(_Section):
    """`state` is kept for ever; `run` holds sockets of this boot; under `media` sticks are mounted.

    `mirror`: a folder on a second medium that takes every sealed part before it counts as stored.
    """

    state: Path
    run: Path
    media: Path | None = None
    mirror: Path | None = None

    @property
    def engine_socket(self) -> Path:
        """Where the engine listens."""
        return self.run / "engine.sock"

    @property
    def spool(self) -> Path:
        """Where signed documents are laid for the engine."""
        return self.state / "spool"

    @property
    def identity(self) -> Path:
        """What enrolment installed."""
        return self.state / "identity"


class SerialDevice(_Section):
    """A device on a serial line: its profile's id and the port's path."""

    profile: str
    port: str


class CardReader(_Section):
    """The PC/SC reader: a regular expression of its name, and the socket of pcscd (empty: the system's)."""

    profile: str
    reader: str = "."
    pcsc_socket: str = ""


class Camera(_Section):
    """The document camera: a V4L2 path or an HTTP address in the cabinet.

    `pixels_per_mm`: the scale measured at this tray, where the camera is not mounted as its profile says.
    """

    profile: str
    url: str
    pixels_per_mm: float | None = Field(default=None, ge=1, le=40)


class Screen(_Section):
    """The panel model, which gives millimetres to pixels, and the phone number while no engine answers.

    `moving`: pages slide in; off where motion disturbs, or costs too much.
    """

    panel: str = "portrait-21"
    hotline: str = ""
    moving: bool = True


class TpmSettings(_Section):
    """The TPM's address for tpm2-tools (TCTI); empty when the machine has none."""

    address: str = ""


class Sync(_Section):
    """How often the sync process asks central for directives, in seconds."""

    poll_s: float = Field(default=15.0, ge=0.5)


class Settings(_Section):
    """The whole file."""

    paths: Paths
    locker: SerialDevice
    ticket_printer: SerialDevice
    card_reader: CardReader
    camera: Camera
    screen: Screen = Screen()
    tpm: TpmSettings = TpmSettings()
    sync: Sync = Sync()
    build: str = Field(default="work-tree", min_length=1)

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file; an unknown key is named with the nearest known one."""
        try:
            with path.open("rb") as file:
                return cls.model_validate(tomllib.load(file))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path}: {error}") from error
        except ValidationError as error:
            raise SettingsError(f"{path}: {explain(cls, error)}") from None
