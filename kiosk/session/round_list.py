"""Central's handover list reaches the kiosk by hand: its sheets under the camera, or a USB stick."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path

from kiosk.dossier.code_series import Pile, SeriesPart, spoken_series
from kiosk.dossier.codes import CodeError
from kiosk.dossier.text import Text
from kiosk.messages.officer_pages import ReadSheets
from kiosk.messages.staff import ListTaken, TakeList
from kiosk.session.failures import EngineRefusedError
from kiosk.session.round_doors import RoundDoors
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA
from kiosk.session.stick import lists_on
from kiosk.session.wording import button, on_button, staff_fault
from kiosk.texts import phrase

DAMAGED, NOTHING_THERE = "SYN-013", "SYN-017"
_MOST_PILES = 4
_VIETNAM = timezone(timedelta(hours=7))


def can_take_list(seat: Seat) -> bool:
    """Whether there is need and a way: no network, and a camera that works or a place for a stick."""
    situation = seat.situation
    return not situation.link_up and (situation.out(CAMERA) is None or bool(situation.config.media))


async def take_list(doors: RoundDoors) -> None:
    """Until the engine believes a list, or the officer goes back."""
    await _TakingList(doors).run()


class _TakingList:
    """The sheets read so far. Sheets of two lists are kept apart; the engine sees only what is whole."""

    def __init__(self, doors: RoundDoors) -> None:
        self._doors = doors
        self._seat = doors.seat
        self._piles: dict[str, Pile] = {}
        self._current: Pile | None = None
        self._error: Text | None = None

    async def run(self) -> None:
        while (said := await self._next()) != "cancel":
            if said == "from-stick":
                config = self._seat.situation.config
                documents = await self._seat.talk.beside(lists_on(Path(config.media), config.kiosk))
            else:
                documents = self._put_together()
            if await self._offer(documents):
                return

    async def _next(self) -> str:
        """`whole` when the sheets of a list are complete, or the name of a button."""
        watching = self._seat.situation.out(CAMERA) is None
        if watching:
            # anew each time: a sheet that was told once may have to be read again
            self._seat.camera.watch(lambda _: None, self._on_code)
        try:
            self._seat.talk.turn()
            while True:
                self._seat.talk.show(self._page(watching=watching))
                answer = await self._seat.talk.touch()
                if self._current is not None and self._current.whole:
                    return "whole"
                if answer is not None:
                    return answer.name
        finally:
            if watching:
                self._seat.camera.rest()

    def _on_code(self, code: str) -> None:
        try:
            part = SeriesPart.parse(code)
            self._take_in(part)
        except CodeError:
            self._error = phrase("round.list-other-code")
        self._seat.talk.stir()

    def _take_in(self, part: SeriesPart) -> None:
        key = f"{part.series}/{part.count}"
        mixed = bool(self._piles) and key not in self._piles
        if mixed and len(self._piles) == _MOST_PILES:
            del self._piles[next(iter(self._piles))]
        self._current = self._piles.setdefault(key, Pile(part))
        self._current.add(part)
        self._error = phrase("round.list-mixed") if mixed else None

    def _put_together(self) -> list[bytes]:
        """The whole list's bytes; what does not fit together is forgotten, to be read anew."""
        assert self._current is not None
        pile, self._current = self._current, None
        self._piles = {key: other for key, other in self._piles.items() if other is not pile}
        try:
            return [pile.document()]
        except CodeError:
            return [b""]

    async def _offer(self, documents: list[bytes]) -> bool:
        """Let the engine decide; False with the first refusal on the page."""
        refusals = []
        for document in documents:
            request = TakeList(grant=self._doors.grant)
            try:
                taken = await self._seat.engine.request(request, ListTaken, document)
            except EngineRefusedError as refused:
                refusals.append(refused.error_id)
            else:
                made = taken.made_at.astimezone(_VIETNAM).strftime("%H:%M %d/%m")
                self._doors.note(phrase("round.list-taken", made=made, count=taken.claims))
                return True
        self._error = staff_fault(refusals[0] if refusals else NOTHING_THERE)
        return False

    def _page(self, *, watching: bool) -> ReadSheets:
        pile = self._current
        has_stick = bool(self._seat.situation.config.media)
        return ReadSheets(
            title=phrase("round.list-title"),
            lead=phrase("round.list-lead" if watching else "round.list-no-camera"),
            error=self._error,
            total=pile.count if pile else 0,
            read=pile.read if pile else [],
            sheet=phrase("round.list-number", series=spoken_series(pile.series)) if pile else None,
            buttons=[button("cancel"), *([on_button("from-stick")] if has_stick else [])],
        )
