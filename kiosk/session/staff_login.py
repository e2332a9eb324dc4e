"""A member of the staff shows who they are: card, PIN, and the engine's own verdict."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from kiosk.dossier.text import Text
from kiosk.messages.pages import EnterDigits, LayCard
from kiosk.messages.staff import AskChallenge, Challenge, Granted, StaffProof
from kiosk.session.engine_link import EngineLink
from kiosk.session.failures import DeviceFailedError
from kiosk.session.ports import StaffSignature
from kiosk.session.seat import Seat
from kiosk.session.wording import staff_fault
from kiosk.texts import phrase

BLOCKED = "CRD-009"
LIFTED = frozenset({"CRD-001", "CRD-002", "CRD-003"})
_SHORTEST, _LONGEST = 6, 8


async def staff_login(seat: Seat) -> Granted:
    """Ask for the PIN until the card signs; `DeviceFailedError` when the card is blocked."""
    error: Text | None = None
    while True:
        await _until_laid(seat, error)
        pin = (await seat.talk.ask(await _pin_page(seat, error))).value
        try:
            granted = await prove(seat.engine, partial(_sign, seat, pin))
        except DeviceFailedError as failed:
            if failed.error_id not in LIFTED:
                raise
            error = staff_fault(failed.error_id)
            continue
        if isinstance(granted, Granted):
            return granted
        if granted == 0:
            raise DeviceFailedError(BLOCKED)
        error = phrase("staff.pin-wrong")


async def _pin_page(seat: Seat, error: Text | None) -> EnterDigits:
    left = await seat.cards.tries_left()
    if left == 0:
        raise DeviceFailedError(BLOCKED)
    return EnterDigits(
        title=phrase("staff.pin"),
        lead=None if left is None else phrase("staff.tries-left", left=left),
        shortest=_SHORTEST,
        longest=_LONGEST,
        hidden=True,
        error=error,
    )


async def _sign(seat: Seat, pin: str, nonce: bytes) -> StaffSignature:
    return await seat.talk.beside(seat.cards.sign(pin, nonce))


async def prove(engine: EngineLink, sign: Callable[[bytes], Awaitable[StaffSignature]]) -> Granted | int:
    """The engine's grant to the card that signs its nonce, or how many tries are left after a wrong PIN."""
    challenge = await engine.request(AskChallenge(), Challenge)
    signed = await sign(bytes.fromhex(challenge.nonce))
    if signed.tries_left is not None:
        return signed.tries_left
    proof = StaffProof(
        nonce=challenge.nonce, certificate=signed.certificate.hex(), signature=signed.signature.hex()
    )
    return await engine.request(proof, Granted)


async def _until_laid(seat: Seat, error: Text | None) -> None:
    while not seat.cards.present():
        seat.talk.show(LayCard(title=phrase("staff.lay-card"), state="waiting", who="staff", error=error))
        await seat.talk.touch()
