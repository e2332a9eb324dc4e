"""The devices that a seated session, or a technician's terminal, holds: card reader and document camera."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.devices.card_reader.reader import CardReader
from kiosk.devices.contract import Status
from kiosk.devices.document_scanner.camera import CameraOptions, DocumentCamera
from kiosk.messages.seat import SeatConfig, TellUsage
from kiosk.session.camera import PaperCamera
from kiosk.session.cards import ReaderCards
from kiosk.session.ports import Camera, Cards
from kiosk.session.seat import now_in_vietnam
from kiosk.session.situation import CAMERA, READER


class Places(Protocol):
    """Where both are: the camera's URL and scale, pcscd's socket, a pattern of the reader's name."""

    @property
    def camera_url(self) -> str: ...
    @property
    def camera_pixels_per_mm(self) -> float | None: ...
    @property
    def pcsc_socket(self) -> str: ...
    @property
    def citizen_reader(self) -> str: ...


class Devices(Protocol):
    """The devices that a seated session holds."""

    cards: Cards
    camera: Camera

    def used(self) -> TellUsage:
        """How often they were used."""

    def close(self) -> None:
        """Release them."""


OpenDevices = Callable[[SeatConfig, Callable[[str, Status], None]], Devices]


class CabinetDevices:
    """Card reader and document camera of this cabinet."""

    def __init__(self, places: Places, publish: Callable[[str, Status], None]) -> None:
        """Open both; the camera is released again once it is seen to work, until it is wanted."""
        # imported here: a session that only waits must not carry the decoder
        from kiosk.devices.code_reader.codes import read_codes

        pcsc = Path(places.pcsc_socket) if places.pcsc_socket else None
        self._reader = CardReader(READER, publish, re.compile(places.citizen_reader), pcsc)
        document_camera = DocumentCamera(CAMERA, publish, CameraOptions(places.camera_url))
        self._reader.start()
        self.cards: Cards = ReaderCards(self._reader, lambda: now_in_vietnam().date())
        self._paper_camera = PaperCamera(document_camera, read_codes, places.camera_pixels_per_mm)
        self._paper_camera.probe()
        self.camera: Camera = self._paper_camera

    def used(self) -> TellUsage:
        """Cards that were laid, pictures that were kept."""
        return TellUsage(cards=self._reader.counters().get("cards", 0), pictures=self._paper_camera.taken)

    def close(self) -> None:
        """Release both."""
        self._paper_camera.close()
        self._reader.close()
