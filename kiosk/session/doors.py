"""One compartment in front of a person: its door opens, is used, and is closed again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.dossier.text import Text
from kiosk.messages.pages import Button, OpenDoor
from kiosk.messages.screen import Answer
from kiosk.messages.seat import CallHelp, Done, DoorMoved, DoorOrdered, Item
from kiosk.session.failures import EngineRefusedError
from kiosk.session.seat import Seat
from kiosk.session.wording import cabinet, fault, where
from kiosk.texts import phrase

Closed = Literal["closed", "stuck"]
OPEN_AGAIN = "open-again"
_OPENS_WITHIN = 20.0
_REMIND_EVERY = 20.0
_CALL_AFTER = 3


@dataclass(frozen=True)
class Hindrance:
    """Why a door does not open, and the seconds after which it may be asked for again."""

    why: Text
    wait_s: int = 0

    @classmethod
    def of(cls, refused: EngineRefusedError) -> Hindrance:
        """What the engine refused with."""
        return cls(fault(refused.error_id), refused.wait_s)


class Doorway:
    """The compartment that this person uses."""

    def __init__(self, seat: Seat, title: Text) -> None:
        """`title` heads the page, unless the door did not open."""
        self._seat = seat
        self._title = title
        self.compartment = 0
        self.opened = False

    async def use(self, order: Callable[[], Awaitable[DoorOrdered]], lead: Text) -> Closed:
        """Order the door, wait until it was opened and closed; "stuck" when it never opened."""
        self._seat.talk.turn()
        ordered = await order()
        self.compartment = ordered.compartment
        self._show("opening", lead)
        if not await self._opens(ordered.order):
            return "stuck"
        self.opened = True
        await self._closed(ordered.order, lead)
        return "closed"

    async def ask(
        self, outcome: Closed, lead: Text, buttons: list[Button], hindered: Hindrance | None = None
    ) -> Answer:
        """What the person says afterwards, on the same page; while it waits, the door is not asked for."""
        self._seat.talk.turn()
        if hindered is not None and hindered.wait_s:
            held = [each.model_copy(update={"enabled": each.name != OPEN_AGAIN}) for each in buttons]
            self._show(outcome, lead, held, hindered)
            answer = await self._seat.talk.pause(hindered.wait_s)
            if answer is not None:
                return answer
            hindered = None
        self._show(outcome, lead, buttons, hindered)
        while (answer := await self._seat.talk.touch()) is None:
            pass
        return answer

    def item(self) -> Item:
        """What the sensor says lies inside."""
        moved = self._seat.situation.doors.get(self.compartment)
        return "unknown" if moved is None else moved.item

    async def _opens(self, order: str) -> bool:
        """Whether the door was seen open; the engine says when it was not."""
        opened = self._seat.situation.opened

        def told() -> bool:
            moved = self._moved(order)
            return order in opened or (moved is not None and moved.stuck)

        await self._seat.talk.pause_unless(told, _OPENS_WITHIN)
        return order in opened

    async def _closed(self, order: str, lead: Text) -> None:
        reminders = 0
        if not self._is_closed(order):
            self._show("open", lead)
        while not await self._seat.talk.pause_unless(lambda: self._is_closed(order), _REMIND_EVERY):
            reminders += 1
            self._seat.talk.speak(phrase("doors.please-close", number=self.compartment))
            if reminders == _CALL_AFTER:
                await call_help(self._seat, "door-open")

    def _is_closed(self, order: str) -> bool:
        moved = self._moved(order)
        return moved is not None and moved.door == "closed"

    def _moved(self, order: str) -> DoorMoved | None:
        moved = self._seat.situation.doors.get(self.compartment)
        return moved if moved is not None and moved.order == order else None

    def _headed(self, door: str) -> Text:
        return phrase("doors.stuck", number=self.compartment) if door == "stuck" else self._title

    def _show(
        self,
        door: Literal["opening", "open", "closed", "stuck"],
        lead: Text,
        buttons: list[Button] | None = None,
        hindered: Hindrance | None = None,
    ) -> None:
        places = self._seat.situation.config.compartments
        self._seat.talk.show(
            OpenDoor(
                title=self._headed(door),
                lead=lead,
                bays=cabinet(places, {self.compartment: "open" if door == "open" else "lit"}),
                compartment=self.compartment,
                where=where(places, self.compartment),
                door=door,
                buttons=buttons or [],
                error=hindered.why if hindered else None,
                wait_s=hindered.wait_s if hindered else 0,
            )
        )


async def call_help(seat: Seat, step: str) -> None:
    """Report to the office; that it cannot be reported now must not stop the person."""
    try:
        await seat.engine.request(CallHelp(step=step), Done)
    except EngineRefusedError:
        return
