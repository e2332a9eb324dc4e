"""What the office tells the person here of one dossier, besides codes and dates: asked while they read.

The key that opens the answer is made here and lives in this process alone; the answer is not kept longer.
"""

from __future__ import annotations

import base64

from kiosk.dossier.disclosure import Disclosure, DisclosureError
from kiosk.dossier.enquiry import sealing_context
from kiosk.dossier.status import Status
from kiosk.messages.dossiers import AskPersonal, KnownDossier, PersonalAsked, PersonalCame
from kiosk.session.failures import EngineRefusedError
from kiosk.session.seat import Seat
from kiosk.vault.once import OneTimeKey
from kiosk.vault.seal import SealError

UNUSABLE = "SYN-019"
_TO_READ = (Status.REFUSED, Status.SUPPLEMENT_ASKED)


class Particulars:
    """One question to the office and what became of it; a line that comes back asks again by itself."""

    def __init__(self, seat: Seat, dossier: KnownDossier | None, *, by_card: bool) -> None:
        """Nothing is asked of what has nothing more to tell than codes and dates."""
        self._seat = seat
        self._dossier = dossier if dossier is not None and _has_more(dossier, by_card=by_card) else None
        self._key: OneTimeKey | None = None
        self._request = ""
        self.told: Disclosure | None = None
        self.copies = 0
        self.error_id: str | None = None

    @property
    def away(self) -> bool:
        """Whether there would be more with a network."""
        return self._dossier is not None and self.told is None and not self._seat.situation.link_up

    @property
    def asking(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self._request) and not self.away

    async def go_on(self) -> None:
        """Take in what came, or ask when it is time."""
        if self._dossier is None or self.told is not None:
            return
        if (came := self._seat.situation.came.pop(self._request, None)) is not None:
            self._take(self._dossier, came)
        elif not self._seat.situation.link_up:
            self.error_id = None
        elif not self._request and self.error_id is None:
            await self._ask(self._dossier)

    def again(self) -> None:
        """The person wants it asked once more."""
        self.error_id = None

    async def _ask(self, dossier: KnownDossier) -> None:
        key = OneTimeKey()
        ask = AskPersonal(dossier_id=dossier.key, public_key=key.public.hex())
        try:
            asked = await self._seat.engine.request(ask, PersonalAsked)
        except EngineRefusedError as refused:
            self.error_id = refused.error_id
            return
        self._key, self._request = key, asked.request

    def _take(self, dossier: KnownDossier, came: PersonalCame) -> None:
        key, request = self._key, self._request
        self._key, self._request = None, ""
        if came.error_id is not None or key is None:
            self.error_id = came.error_id
            return
        context = sealing_context(self._seat.situation.config.kiosk, dossier.key, request)
        try:
            told = Disclosure.from_bytes(key.open(base64.b64decode(came.sealed), context))
        except (SealError, DisclosureError, ValueError):
            self.error_id = UNUSABLE
            return
        self.told, self.copies = told, came.copies


def _has_more(dossier: KnownDossier, *, by_card: bool) -> bool:
    """An officer's words to read, or an acceptance slip to print, which only a deposit of this kiosk has."""
    status = Status(dossier.status)
    if dossier.in_machine or status is Status.DEPOSITED:
        return False
    return status in _TO_READ or (by_card and bool(dossier.deposit_code))
