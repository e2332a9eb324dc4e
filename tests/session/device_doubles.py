"""Doubles of the two devices that a session holds; their drivers have tests of their own on real wires."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.devices.contract import Status
from kiosk.messages.seat import TellUsage
from kiosk.session.failures import DeviceFailedError
from kiosk.session.ports import Camera, CardKind, Cards, Inspection, Look, Person, StaffSignature, TakenPage
from tests.engine.doubles import StaffCard


class CardsDouble:
    """A reader on which the test lays cards."""

    def __init__(self) -> None:
        """Nothing lies there."""
        self.card: Person | StaffCard | None = None
        self.failures: list[str] = []
        self.pin = "123456"
        self.tries = 3
        self.read_calls = 0

    def present(self) -> bool:
        return self.card is not None

    async def recognise(self) -> CardKind:
        return "staff" if isinstance(self.card, StaffCard) else "citizen"

    async def read(self, progress: Callable[[float], None]) -> Person:
        self.read_calls += 1
        progress(0.5)
        await asyncio.sleep(0)
        if self.failures:
            raise DeviceFailedError(self.failures.pop(0))
        if not isinstance(self.card, Person):
            raise DeviceFailedError("CRD-001")
        progress(1.0)
        return self.card

    async def tries_left(self) -> int | None:
        return self.tries

    async def atr(self) -> bytes:
        await asyncio.sleep(0)
        if self.failures:
            raise DeviceFailedError(self.failures.pop(0))
        return b"\x3b\x80\x01"

    async def sign(self, pin: str, nonce: bytes) -> StaffSignature:
        if not isinstance(self.card, StaffCard):
            raise DeviceFailedError("CRD-001")
        if pin != self.pin:
            self.tries -= 1
            return StaffSignature(tries_left=self.tries)
        proof = self.card.answer(nonce.hex())
        return StaffSignature(bytes.fromhex(proof.certificate), bytes.fromhex(proof.signature))


class CameraDouble:
    """A camera under which the test lays papers and codes."""

    def __init__(self) -> None:
        """Nothing lies there."""
        self.on_look: Callable[[Look], None] | None = None
        self.on_code: Callable[[str], None] | None = None
        self.paper_there = False
        self.failures: list[str] = []
        self.taken = 0
        self.seen = Inspection(0.4, ["KIOSK-TEST/K0001/0000"])

    def watch(self, on_look: Callable[[Look], None], on_code: Callable[[str], None] | None = None) -> None:
        self.on_look, self.on_code = on_look, on_code

    def rest(self) -> None:
        self.on_look = self.on_code = None

    async def take(self) -> TakenPage:
        if self.failures:
            raise DeviceFailedError(self.failures.pop(0))
        self.taken += 1
        return TakenPage(b"page %d" % self.taken, "image/jpeg", b"small %d" % self.taken)

    async def inspect(self) -> Inspection:
        await asyncio.sleep(0.01)
        if self.failures:
            raise DeviceFailedError(self.failures.pop(0))
        return self.seen

    def tray_empty(self) -> bool:
        return not self.paper_there


class DevicesDouble:
    """Both, and the way to tell the session of a change."""

    def __init__(self, publish: Callable[[str, Status], None]) -> None:
        """`publish` is the session's."""
        self.publish = publish
        self.cards: Cards = CardsDouble()
        self.camera: Camera = CameraDouble()
        self.closed = False

    def used(self) -> TellUsage:
        return TellUsage(cards=1, pictures=2)

    def close(self) -> None:
        self.closed = True
