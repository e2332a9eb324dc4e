"""The firmware profiles: what differs between device models, as data.

One TOML file per model. Values of one site (port path, which compartment hangs on which channel) are
not in a profile but in the settings. An unknown key is an error that names file, line and the nearest
known key.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Maturity = Literal["unverified", "bench", "field"]
Milliseconds = Annotated[int, Field(gt=0, le=120_000)]


class ProfileError(Exception):
    """A profile that cannot be used; the text says file, line and what to write instead."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Profile(_Part):
    schema_: Literal["kiosk.device-profile/1"] = Field(alias="schema")
    id: str
    maker: str
    model: str
    maturity: Maturity
    evidence: tuple[str, ...]


class Rs485(_Part):
    """`echo`: the adapter hears its own transmission (measured at commissioning)."""

    mode: Literal["adapter-auto"]
    echo: bool


class LockerTransport(_Part):
    """The RS-485 line behind a serial adapter."""

    type: Literal["serial"]
    baudrate: int
    parity: Literal["N", "E", "O"]
    rs485: Rs485


class LockerProtocol(_Part):
    """Polarity and byte order differ between boards sold as the same protocol."""

    codec: Literal["xor8a"]
    feedback: Literal["closed-shorts", "open-shorts"]
    status_byte_order: Literal["msb-first", "lsb-first"]
    ack: Literal["required", "optional", "none"]


class LockerLimits(_Part):
    """`boards`: lowest and highest address; `open_all` cannot be anything else."""

    boards: tuple[int, int]
    channels: int = Field(ge=1, le=48)
    open_all: Literal["forbidden"]


class LockerTiming(_Part):
    """Milliseconds."""

    response_timeout: Milliseconds
    inter_frame_gap: Milliseconds
    min_gap_between_opens: Milliseconds
    after_open_settle: Milliseconds
    door_open_deadline: Milliseconds
    reconnect_first: Milliseconds
    reconnect_most: Milliseconds


class LockerPoll(_Part):
    """How often the doors are read: always, and while one of them moves."""

    idle_ms: Milliseconds
    door_watch_ms: Milliseconds


class LockerFirmware(_Part):
    """This family cannot tell its version."""

    query: Literal["none"]


class LockerProfile(_Profile):
    """A locker board."""

    kind: Literal["locker"]
    transport: LockerTransport
    protocol: LockerProtocol
    limits: LockerLimits
    timing_ms: LockerTiming
    poll: LockerPoll
    firmware: LockerFirmware


class PrinterIdentity(_Part):
    """What `GS I 66` and `GS I 67` answer."""

    maker: str
    model: str


class PrinterMatch(_Part):
    """How the model is recognised on the wire."""

    gs_i: PrinterIdentity


class PrinterTransport(_Part):
    """The first transport and the others the model may be reached by."""

    type: Literal["usb-lp", "tcp", "serial"]
    fallback: tuple[Literal["usb-lp", "tcp", "serial"], ...]
    baudrate: int
    flow_control: Literal["dtr-dsr", "rts-cts", "xon-xoff", "none"]


class PrinterPaper(_Part):
    """`width_dots`: printable; `roll_mm`: length of a new roll, 0 when not known."""

    width_dots: int = Field(ge=256, le=832, multiple_of=8)
    dpi: int
    cutter: Literal["full", "partial", "none"]
    roll_mm: int = Field(ge=0)


class PrinterText(_Part):
    """Slips are drawn, because no code page prints Vietnamese reliably."""

    mode: Literal["raster"]
    strip_rows: int = Field(ge=8, le=1024)


class PrinterFeatures(_Part):
    """`qr`: the printer draws QR codes itself (`GS ( k`)."""

    qr: bool


class PrinterStatus(_Part):
    """`silent_when`: states in which some models answer nothing at all."""

    method: Literal["dle-eot"]
    near_end_sensor: bool
    silent_when: tuple[Literal["cover-open", "paper-out"], ...]
    completion: Literal["gs-r-1"]
    clear: tuple[Literal["dle-dc4-8", "dle-enq-2"], ...]


class PrinterTiming(_Part):
    """Milliseconds."""

    status_timeout: Milliseconds
    job_timeout: Milliseconds
    poll: Milliseconds
    reconnect_first: Milliseconds
    reconnect_most: Milliseconds


class PrinterFirmware(_Part):
    """`min`: oldest firmware accepted, empty when any is."""

    query: Literal["gs-i-65", "none"]
    min: str


class PrinterProfile(_Profile):
    """A ticket printer."""

    kind: Literal["printer"]
    match: PrinterMatch
    transport: PrinterTransport
    paper: PrinterPaper
    text: PrinterText
    features: PrinterFeatures
    realtime_status: PrinterStatus
    timing_ms: PrinterTiming
    firmware: PrinterFirmware


class CardReaderMatch(_Part):
    """`reader`: regular expression for the PC/SC reader name."""

    reader: str


class CardReaderTiming(_Part):
    """Milliseconds."""

    presence_poll: Milliseconds
    apdu_timeout: Milliseconds
    reconnect: Milliseconds


class CardReaderProfile(_Profile):
    """A chip card reader behind PC/SC."""

    kind: Literal["card_reader"]
    match: CardReaderMatch
    timing_ms: CardReaderTiming


class CameraStream(_Part):
    """How pictures come: size in pixels, frames a second."""

    transport: Literal["http-mjpeg"]
    width: int = Field(ge=320)
    height: int = Field(ge=240)
    fps: int = Field(ge=1, le=60)


class CameraTray(_Part):
    """`pixels_per_mm`: the scale at the tray on the stand this model hangs on, if it has one."""

    pixels_per_mm: float | None = Field(default=None, ge=1, le=40)


class CameraTiming(_Part):
    """Milliseconds."""

    open_timeout: Milliseconds
    read_timeout: Milliseconds
    reconnect: Milliseconds


class DocumentCameraProfile(_Profile):
    """A camera that looks down on a page."""

    kind: Literal["document_camera"]
    stream: CameraStream
    tray: CameraTray = CameraTray()
    timing_ms: CameraTiming


Profile = LockerProfile | PrinterProfile | CardReaderProfile | DocumentCameraProfile
_adapter: TypeAdapter[Profile] = TypeAdapter(Annotated[Profile, Field(discriminator="kind")])


def json_schema() -> dict[str, Any]:
    """The schema of a profile, for editors."""
    return _adapter.json_schema()


def load_profile(path: Path) -> Profile:
    """Read and validate one profile; raises `ProfileError`."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from error
    try:
        profile = _adapter.validate_python(table)
    except ValidationError as error:
        # a misspelt key also shows up as a missing one: the misspelling is said first
        items = sorted(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
        raise ProfileError("\n".join(_explain(path, text, table, item) for item in items)) from error
    if path.stem != profile.id:
        raise ProfileError(
            f"{path}:{_line_of(text, ('id',))}: id is {profile.id!r}, the file is {path.stem!r}"
        )
    return profile


def load_all(folder: Path) -> dict[str, Profile]:
    """Every profile of a folder by its id; raises `ProfileError` for the first bad one."""
    return {profile.id: profile for profile in map(load_profile, sorted(folder.glob("*.toml")))}


def _explain(path: Path, text: str, table: dict[str, Any], item: Any) -> str:
    keys = tuple(str(part) for part in item["loc"] if not isinstance(part, int))
    if keys and keys[0] == table.get("kind") and keys[0] not in _known_keys(None, ()):
        keys = keys[1:]
    where = f"{path}:{_line_of(text, keys)}"
    dotted = ".".join(keys)
    if item["type"] != "extra_forbidden":
        return f"{where}: {dotted}: {item['msg']}"
    near = difflib.get_close_matches(keys[-1], _known_keys(str(table["kind"]), keys[:-1]), n=1, cutoff=0.0)
    return f"{where}: unknown key {dotted!r}" + (f"; the nearest known key is {near[0]!r}" if near else "")


def _known_keys(kind: str | None, tables: tuple[str, ...]) -> list[str]:
    """The keys a table of a profile of this kind may have (of any kind when `kind` is None)."""
    found: list[str] = []
    for model in get_args(Profile):
        if kind not in (None, get_args(model.model_fields["kind"].annotation)[0]):
            continue
        for name in tables:
            model = model.model_fields[name].annotation
        found += [field.alias or name for name, field in model.model_fields.items()]
    return found


def _line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line of the deepest key of `keys` that the text has; 1 when there is none."""
    best, depth, table = 1, 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\]]+)\]", line):
            table = header[1].strip()
            here = table
        elif assignment := re.match(r"\s*([\w.-]+)\s*=", line):
            here = f"{table}.{assignment[1]}" if table else assignment[1]
        else:
            continue
        parts = tuple(here.split("."))
        if len(parts) > depth and parts == keys[: len(parts)]:
            best, depth = number, len(parts)
    return best
