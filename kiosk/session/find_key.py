"""What a collector shows: the card, or a slip's QR code under the camera."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.dossier.text import Text
from kiosk.messages.pages import LayCard
from kiosk.session.identify import Identified, hashed, read_card
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA
from kiosk.session.wording import fault
from kiosk.texts import phrase

SLIP_TAG, COVER_TAG = "DSK1:", "DSK1:cover:"
COVER_SLIP = "ENG-019"


@dataclass(frozen=True)
class Key:
    """Who a card says is there, or which slip was shown."""

    who: Identified | None = None
    slip_payload: str = field(default="", repr=False)

    @property
    def owner_hash(self) -> str:
        """The hash of the card's number, empty with a slip."""
        return self.who.owner_hash if self.who else ""


async def find_key(seat: Seat) -> Key:
    """Wait for a card on the reader or a slip under the camera, whichever comes first."""
    title = phrase("collect.lay-card-or-slip")
    seen: list[str] = []
    useless: list[str] = []

    def on_code(code: str) -> None:
        if code.startswith(SLIP_TAG):
            (useless if code.startswith(COVER_TAG) else seen).append(code)
            seat.talk.stir()

    if seat.situation.out(CAMERA) is None:
        seat.camera.watch(lambda _: None, on_code)
    try:
        await _until_shown(seat, title, seen, useless)
    finally:
        seat.camera.rest()
    if seen:
        return Key(slip_payload=seen[0])
    return Key(who=await hashed(seat, await read_card(seat, title)))


async def _until_shown(seat: Seat, title: Text, seen: list[str], useless: list[str]) -> None:
    page = LayCard(title=title, lead=phrase("collect.card-says"), state="waiting")
    while not seen and not seat.cards.present():
        seat.talk.show(page.model_copy(update={"error": fault(COVER_SLIP) if useless else None}))
        await seat.talk.touch()
