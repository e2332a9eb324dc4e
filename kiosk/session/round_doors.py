"""One door of the round: opened, seen open, seen closed; with what was scanned or touched meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.dossier.codes import CodeError, SlipQr
from kiosk.dossier.text import Text
from kiosk.messages.officer_pages import Round, Tally
from kiosk.messages.pages import Button
from kiosk.messages.seat import Done, DoorOrdered, Item
from kiosk.messages.staff import Granted, OpenForRound, ReadRound, RoundPlan, RoundTask, TellRound
from kiosk.session.failures import EngineRefusedError
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA
from kiosk.session.wording import cabinet, on_button, staff_fault
from kiosk.texts import phrase

Act = Literal["taken", "empty", "missing", "foreign", "loaded", "counted-empty", "counted-full", "undo"]
BayLook = Literal["plain", "lit", "open", "done", "frozen"]
_OPENS_WITHIN = 20.0
_LINES = 5


@dataclass
class Passed:
    """How one door went: whether it opened, and what was said or scanned while it stood open."""

    opened: bool
    said: str = ""
    code: str = ""
    item: Item = "unknown"


class RoundDoors:
    """The doors of one visit, and the page that shows them."""

    def __init__(self, seat: Seat, granted: Granted) -> None:
        """The grant opens them."""
        self.seat = seat
        self._grant = granted.grant
        self._looks: dict[int, BayLook] = {}
        self._log: list[Text] = []
        self.plan = RoundPlan(stops=[], free=[], loadable=0, taken=0, loaded=0)

    @property
    def grant(self) -> str:
        """The grant's id."""
        return self._grant

    async def refresh(self) -> None:
        """Ask the engine what there is to do."""
        self.plan = await self.seat.engine.request(ReadRound(grant=self._grant), RoundPlan)

    async def tell(self, compartment: int, act: Act, code: str = "") -> bool:
        """Tell the engine; False when it refuses, with its reason in the log."""
        told = TellRound(grant=self._grant, compartment=compartment, act=act, code=code)
        try:
            await self.seat.engine.request(told, Done)
        except EngineRefusedError as refused:
            self.note(staff_fault(refused.error_id))
            return False
        self._looks[compartment] = "frozen" if act == "foreign" else "done"
        self.note(phrase(f"round.act.{act}", number=compartment))
        return True

    def note(self, line: Text) -> None:
        """Add a line to what was done, newest last."""
        self._log = [*self._log, line][-_LINES:]

    async def pass_door(
        self, task: RoundTask, compartment: int, current: Text, buttons: list[Button], *, scans: bool = False
    ) -> Passed:
        """Open a door and wait until it is closed; a touch, or a cover slip's scan, meanwhile is kept."""
        passed = Passed(opened=False)
        try:
            order = OpenForRound(grant=self._grant, compartment=compartment, task=task)
            ordered = await self.seat.engine.request(order, DoorOrdered)
        except EngineRefusedError as refused:
            self.note(staff_fault(refused.error_id))
            if refused.wait_s:
                await self._wait_out(current, refused)
            return passed
        watching = scans and self.seat.situation.out(CAMERA) is None
        if watching:
            self.seat.camera.watch(lambda _: None, lambda code: self._scanned(passed, code))
        try:
            await self._follow(ordered, passed, current, buttons)
        finally:
            if watching:
                self.seat.camera.rest()
        return passed

    async def ask(self, current: Text, buttons: list[Button], compartment: int = 0) -> str:
        """Ask something about a closed door."""
        if compartment:
            self._looks[compartment] = "lit"
        return (await self.seat.talk.ask(self.page(current, buttons))).name

    def page(self, current: Text, buttons: list[Button]) -> Round:
        """The round as it stands."""
        taken, loaded = self.plan.taken, self.plan.loaded
        to_take = sum(stop.act == "take" for stop in self.plan.stops)
        return Round(
            title=phrase("round.title"),
            tallies=[
                Tally(label=phrase("round.to-take"), done=taken, total=taken + to_take),
                Tally(label=phrase("round.to-load"), done=loaded, total=loaded + self.plan.loadable),
            ],
            bays=cabinet(self.seat.situation.config.compartments, {**self._waiting(), **self._looks}),
            current=current,
            log=self._log,
            buttons=buttons,
        )

    def _waiting(self) -> dict[int, BayLook]:
        """What is to be emptied is lit, until a door is at hand: then only that one is."""
        if any(look in ("lit", "open") for look in self._looks.values()):
            return {}
        return {stop.compartment: "lit" if stop.act == "take" else "frozen" for stop in self.plan.stops}

    # --- one door --------------------------------------------------------------------------------------

    async def _wait_out(self, current: Text, refused: EngineRefusedError) -> None:
        """Count the pause down; who does not want to wait goes on to something else."""
        page = self.page(current, [on_button("next")])
        told = {"error": staff_fault(refused.error_id), "wait_s": refused.wait_s}
        self.seat.talk.turn()
        self.seat.talk.show(page.model_copy(update=told))
        await self.seat.talk.pause(refused.wait_s)

    def _scanned(self, passed: Passed, code: str) -> None:
        passed.code = code
        self.seat.talk.stir()

    async def _follow(
        self, ordered: DoorOrdered, passed: Passed, current: Text, buttons: list[Button]
    ) -> None:
        number, situation = ordered.compartment, self.seat.situation
        self._looks[number] = "lit"
        self.seat.talk.turn()
        self.seat.talk.show(self.page(current, []))

        def told() -> bool:
            moved = situation.doors.get(number)
            stuck = moved is not None and moved.order == ordered.order and moved.stuck
            return stuck or ordered.order in situation.opened

        await self.seat.talk.pause_unless(told, _OPENS_WITHIN)
        if ordered.order not in situation.opened:
            self._looks[number] = "frozen"
            self.note(phrase("round.stuck", number=number))
            return
        passed.opened = True
        self._looks[number] = "open"
        while not self._closed(ordered):
            said = passed.said or ("scanned" if passed.code else "")
            self.seat.talk.show(self.page(phrase(f"round.said.{said}") if said else current, buttons))
            answer = await self.seat.talk.touch()
            if answer is not None:
                passed.said = answer.name
        del self._looks[number]
        passed.item = situation.doors[number].item

    def _closed(self, ordered: DoorOrdered) -> bool:
        moved = self.seat.situation.doors.get(ordered.compartment)
        return moved is not None and moved.order == ordered.order and moved.door == "closed"


def code_in(scanned: str) -> str:
    """The code that a scanned QR stands for: a slip's id, or what it says."""
    try:
        return SlipQr.parse(scanned).id
    except CodeError:
        return scanned.strip()
