"""What a person shows: the card, a slip's QR code under the camera, or that a code will be typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.messages.pages import LayCard
from kiosk.session.identify import Identified, hashed, read_card
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA, READER
from kiosk.session.wording import button, fault
from kiosk.texts import phrase

SLIP_TAG, COVER_TAG = "DSK1:", "DSK1:cover:"
COVER_SLIP = "ENG-019"


@dataclass(frozen=True)
class Key:
    """Who a card says is there, or which slip was shown; `typed`: neither, a code comes next."""

    who: Identified | None = None
    slip_payload: str = field(default="", repr=False)
    typed: bool = False

    @property
    def owner_hash(self) -> str:
        """The hash of the card's number, empty with a slip."""
        return self.who.owner_hash if self.who else ""


async def find_key(seat: Seat, *, may_type: bool = False) -> Key:
    """Wait for a card on the reader or a slip under the camera, whichever comes first.

    With `may_type` a code may be typed instead, which needs neither device.
    """
    title = phrase("collect.lay-card-or-slip")
    seen: list[str] = []
    useless: list[str] = []

    def on_code(code: str) -> None:
        if code.startswith(SLIP_TAG):
            (useless if code.startswith(COVER_TAG) else seen).append(code)
            seat.talk.stir()

    page = LayCard(
        title=title,
        lead=phrase("collect.card-says"),
        state="waiting",
        buttons=[button("type-code")] if may_type else [],
    )
    if seat.situation.out(CAMERA) is None:
        seat.camera.watch(lambda _: None, on_code)
    try:
        typed = await _until_shown(seat, page, seen, useless)
    finally:
        seat.camera.rest()
    if typed:
        return Key(typed=True)
    if seen:
        return Key(slip_payload=seen[0])
    return Key(who=await hashed(seat, await read_card(seat, title)))


async def _until_shown(seat: Seat, page: LayCard, seen: list[str], useless: list[str]) -> bool:
    """Wait for card or slip; True when a code will be typed instead."""
    while not seen and not seat.cards.present():
        error = fault(COVER_SLIP) if useless else seat.situation.out(READER)
        seat.talk.show(page.model_copy(update={"error": error}))
        if await seat.talk.touch() is not None:
            return True
    return False
