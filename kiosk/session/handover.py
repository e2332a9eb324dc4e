"""What follows a staged deposit: cover slip, compartment, deposit slip. Also taken up again later."""

from __future__ import annotations

from typing import Literal

from kiosk.dossier.text import Text
from kiosk.messages.pages import Button, Ending
from kiosk.messages.seat import (
    Done,
    DoorOrdered,
    FinishDeposit,
    LargerCompartment,
    OpenForDeposit,
    Reserved,
)
from kiosk.session.doors import OPEN_AGAIN, Closed, Doorway, Hindrance
from kiosk.session.explain_procedure import NONE_FREE
from kiosk.session.failures import EngineRefusedError
from kiosk.session.seat import Seat
from kiosk.session.slips import print_slip, show_code
from kiosk.session.wording import button, larger_exists, on_button, spoken
from kiosk.texts import phrase

Originals = Literal["placed", "not-left", "none"]


class Handover:
    """One staged deposit on its way to its slip. Nothing here is personal."""

    def __init__(
        self, seat: Seat, dossier_id: str, code: str, compartment: int | None, payload: str = ""
    ) -> None:
        """`payload` is the QR of the deposit slip, shown when it cannot be printed."""
        self._seat = seat
        self._dossier_id = dossier_id
        self.code = code
        self._payload = payload
        self.compartment = compartment
        self._doorway = Doorway(seat, phrase("doors.put-in"))
        self._originals: Originals | None = "none" if compartment is None else None
        self._accepted = False
        self.slip_done = False
        self.on_paper = False
        self._openings = 0
        self._can_grow = True

    async def run(self) -> None:
        """Lead the person from the staged deposit to the slip."""
        if self._originals is None:
            await self._cover_slip()
            self._originals = await self._place()
        await self._accept()
        await self.give_slip()

    async def end_safely(self) -> Ending:
        """The person left or wants to leave: what can be finished is finished; the page that says how."""
        if self._originals is None:
            inside = self._doorway.opened and self._doorway.item() != "absent"
            self._originals = "placed" if inside else "not-left"
        if not self._accepted:
            await self._accept_somehow()
        if not self.slip_done:
            about = phrase("slip.deposit-what")
            await print_slip(self._seat, "deposit", self._dossier_id, phrase("slip.deposit"), about)
            self.slip_done = True
        placed = self._originals == "placed" or self.compartment is None
        return Ending(
            title=phrase("ending.handed-in"),
            look="good" if placed else "warning",
            lines=[phrase("ending.handed-in-kept" if placed else "ending.originals-with-you")],
            code=spoken(self.code),
        )

    async def give_slip(self) -> None:
        """Print the deposit slip, or show the code to write down."""
        self.on_paper = await print_slip(
            self._seat, "deposit", self._dossier_id, phrase("slip.deposit"), phrase("slip.deposit-what")
        )
        if not self.on_paper:
            lines = [phrase("slip.no-paper"), phrase("slip.code-is-enough")]
            await show_code(self._seat, phrase("slip.write-down"), spoken(self.code), lines, self._payload)
        self.slip_done = True

    async def _accept(self) -> None:
        assert self._originals is not None
        finish = FinishDeposit(dossier_id=self._dossier_id, originals=self._originals)
        await self._seat.engine.request(finish, Done)
        self._accepted = True

    async def _accept_somehow(self) -> None:
        try:
            await self._accept()
        except EngineRefusedError:
            if self._originals != "placed":
                raise
            # the engine saw no door closed over them: what lies inside is found by an officer
            self._originals = "not-left"
            await self._accept()

    async def _cover_slip(self) -> None:
        printed = await print_slip(
            self._seat, "cover", self._dossier_id, phrase("slip.cover"), phrase("slip.cover-what")
        )
        if not printed:
            lines = [phrase("slip.no-paper"), phrase("slip.cover-by-hand")]
            await show_code(self._seat, phrase("slip.write-on-sheet"), spoken(self.code), lines)

    # --- the compartment -------------------------------------------------------------------------------

    async def _place(self) -> Originals:
        outcome, hindered = await self._try_to_open()
        while True:
            answer = await self._doorway.ask(
                outcome, self._lead(outcome, hindered), self._buttons(outcome), hindered
            )
            if answer.name == "placed":
                return "placed"
            if answer.name == "not-left":
                return "not-left"
            try:
                if answer.name == "too-small":
                    await self._grow()
            except EngineRefusedError as refused:
                hindered = Hindrance.of(refused)
                continue
            opened, hindered = await self._try_to_open()
            # a refused order leaves things as they were
            outcome = outcome if hindered is not None else opened

    async def _try_to_open(self) -> tuple[Closed, Hindrance | None]:
        async def order() -> DoorOrdered:
            return await self._seat.engine.request(OpenForDeposit(dossier_id=self._dossier_id), DoorOrdered)

        assert self.compartment is not None
        self._doorway.compartment = self.compartment
        try:
            outcome = await self._doorway.use(order, phrase("doors.put-in-lead"))
        except EngineRefusedError as refused:
            return "stuck", Hindrance.of(refused)
        self._openings += 1
        return outcome, None

    async def _grow(self) -> None:
        try:
            larger = await self._seat.engine.request(LargerCompartment(dossier_id=self._dossier_id), Reserved)
        except EngineRefusedError as refused:
            self._can_grow = refused.error_id != NONE_FREE
            raise
        self.compartment = larger.compartment

    def _lead(self, outcome: Closed, hindered: Hindrance | None) -> Text:
        if outcome == "closed":
            return phrase("doors.put-in-done")
        # what hinders says itself what is kept
        return phrase("doors.did-not-open" if hindered is None else "doors.or-take-home")

    def _buttons(self, outcome: Closed) -> list[Button]:
        buttons = [button("not-left", "quiet")]
        number = self._doorway.compartment
        if outcome == "closed" and self._can_grow and self._larger(number):
            buttons.append(button("too-small"))
        if self._openings <= 1:
            buttons.append(button(OPEN_AGAIN, "plain" if outcome == "closed" else "primary"))
        if outcome == "closed":
            buttons.append(on_button("placed"))
        return buttons

    def _larger(self, number: int) -> bool:
        return larger_exists(self._seat.situation.config.compartments, number)
