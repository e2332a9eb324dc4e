"""What a journey needs of the devices that the session itself holds: the card reader and the camera."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kiosk.dossier.text import Text

CardKind = Literal["citizen", "staff", "unknown"]
Proof = Literal["chip", "card-unproven"]


@dataclass(frozen=True)
class Person:
    """Who lies on the card reader, as the chip says."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    residence: str = field(default="", repr=False)
    proof: Proof = "card-unproven"
    expired: bool = False


@dataclass(frozen=True)
class StaffSignature:
    """What a staff card answers to a nonce; `tries_left` instead when the PIN was wrong (0: blocked)."""

    certificate: bytes = b""
    signature: bytes = b""
    tries_left: int | None = None


@dataclass(frozen=True)
class Look:
    """One look of the camera: a live picture if there is a new one, and whether the paper can be taken.

    `steady`: it lies still, and is not the paper that was taken last.
    """

    jpeg: bytes = field(repr=False)
    advice: Text | None = None
    ready: bool = False
    steady: bool = False


@dataclass(frozen=True)
class TakenPage:
    """A page as it will be kept: straightened; `thumbnail` is for the screen."""

    content: bytes = field(repr=False)
    media_type: str
    thumbnail: bytes = field(repr=False)


@dataclass(frozen=True)
class Inspection:
    """What a technician is told of a picture: how steep its edges are (0 to 1), which codes it shows."""

    focus: float | None
    codes: list[str] = field(default_factory=list)


class Cards(Protocol):
    """The chip card reader. Failures come as `DeviceFailedError` with an id of the catalogue."""

    def present(self) -> bool:
        """Whether a card lies on the reader."""

    async def recognise(self) -> CardKind:
        """What kind of card lies there; reads nothing of it."""

    async def read(self, progress: Callable[[float], None]) -> Person:
        """Read name, number and place of residence."""

    async def tries_left(self) -> int | None:
        """How often a staff card's PIN may still be tried; None when the card does not say."""

    async def atr(self) -> bytes:
        """What the card that lies there answers to a reset."""

    async def sign(self, pin: str, nonce: bytes) -> StaffSignature:
        """Let a staff card sign."""


class Camera(Protocol):
    """The document camera."""

    def watch(self, on_look: Callable[[Look], None], on_code: Callable[[str], None] | None = None) -> None:
        """Begin to look for a page, or with `on_code` for codes only; each code is told once."""

    def rest(self) -> None:
        """Stop looking and forget the last picture."""

    async def take(self) -> TakenPage:
        """Take the page that lies there; `DeviceFailedError` when it cannot be used."""

    async def inspect(self) -> Inspection:
        """Measure the newest picture; `DeviceFailedError` when there is none."""

    def tray_empty(self) -> bool:
        """Whether the camera, while it looks, sees no paper."""
