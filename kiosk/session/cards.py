"""The chip card reader as journeys use it: one await, one transaction with the card."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TypeVar

from kiosk.chip import lds, piv
from kiosk.chip.apdu import Transmit
from kiosk.chip.errors import CardError
from kiosk.chip.identity import read_identity
from kiosk.devices.card_reader.reader import CardReader
from kiosk.devices.contract import Command, Completion
from kiosk.session.failures import DeviceFailedError
from kiosk.session.ports import CardKind, Person, StaffSignature

T = TypeVar("T")
READ_FAILED = "SES-004"
_RECOGNISED_WITHIN = 5.0
_READ_WITHIN = 20.0
_SIGNED_WITHIN = 10.0


class ReaderCards:
    """`Cards` over a PC/SC reader; use it from the event loop's thread."""

    def __init__(self, reader: CardReader, today: Callable[[], date]) -> None:
        """`today` decides whether a card has expired."""
        self._reader = reader
        self._today = today
        self._loop = asyncio.get_running_loop()

    def present(self) -> bool:
        """Whether a card lies on the reader."""
        return self._reader.status().facts.get("media") == "present"

    async def recognise(self) -> CardKind:
        """What kind of card lies there, by the application it lets itself select; nothing is read."""
        return await self._with_card("recognise", _kind_of, _RECOGNISED_WITHIN)

    async def read(self, progress: Callable[[float], None]) -> Person:
        """Read name, number and place of residence; nothing else of the card is kept."""

        def tell(share: float) -> None:
            with suppress(RuntimeError):  # the session is ending
                self._loop.call_soon_threadsafe(progress, share)

        def use(transmit: Transmit) -> Person:
            identity = read_identity(transmit, tell)
            return Person(
                name=identity.name,
                id_number=identity.number,
                residence=identity.residence or "",
                proof="card-unproven",
                expired=identity.expired(self._today()),
            )

        return await self._with_card("read", use, _READ_WITHIN)

    async def tries_left(self) -> int | None:
        """How often the PIN may still be tried; None when the card does not say."""

        def use(transmit: Transmit) -> int | None:
            piv.select(transmit)
            return piv.tries_left(transmit).tries_left

        return await self._with_card("tries", use, _RECOGNISED_WITHIN)

    async def atr(self) -> bytes:
        """The answer to reset of the card that lies there (ISO 7816-3)."""
        return await self._done(self._reader.atr(_RECOGNISED_WITHIN))

    async def sign(self, pin: str, nonce: bytes) -> StaffSignature:
        """Verify the PIN and let slot 9A sign the nonce (ECDSA over its SHA-256)."""

        def use(transmit: Transmit) -> StaffSignature:
            piv.select(transmit)
            verified = piv.verify_pin(transmit, pin)
            if not verified.ok:
                return StaffSignature(tries_left=verified.tries_left or 0)
            certificate = piv.read_certificate(transmit)
            return StaffSignature(certificate, piv.sign(transmit, hashlib.sha256(nonce).digest()))

        return await self._with_card("sign", use, _SIGNED_WITHIN)

    async def _with_card(self, name: str, use: Callable[[Transmit], T], timeout: float) -> T:
        return await self._done(self._reader.with_card(name, use, timeout))

    async def _done(self, command: Command[T]) -> T:
        done: asyncio.Future[Completion[T]] = self._loop.create_future()

        def settle(completion: Completion[T]) -> None:
            if not done.done():
                done.set_result(completion)

        def tell(completion: Completion[T]) -> None:
            with suppress(RuntimeError):  # the session is ending
                self._loop.call_soon_threadsafe(settle, completion)

        command.on_done(tell)
        try:
            completion = await done
        except asyncio.CancelledError:
            command.cancel()
            raise
        if not completion.ok:
            raise DeviceFailedError(completion.error_id or READ_FAILED)
        return completion.value  # type: ignore[return-value]


def _kind_of(transmit: Transmit) -> CardKind:
    kinds: tuple[tuple[CardKind, Callable[[Transmit], None]], ...] = (
        ("citizen", lds.select_application),
        ("staff", piv.select),
    )
    for kind, select in kinds:
        with suppress(CardError):
            select(transmit)
            return kind
    return "unknown"
