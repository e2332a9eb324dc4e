"""Door orders: the only way to a pulse. Intent is journalled before it, what sensors say after it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kiosk.devices.contract import Command, Completion
from kiosk.devices.locker.doors import DoorSeen as Sensed
from kiosk.devices.locker.doors import Pulse
from kiosk.engine.budgets import Budgets
from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.facts.doors import DoorAlarm, DoorIntended, DoorNotOpened, DoorPulsed, DoorSeen, Purpose
from kiosk.messages.seat import DoorMoved

# From the pulse on: the lock releases within a second; a person pulls or the spring pushes within a few more.
OPEN_DEADLINE_S = 8.0
# A door that stands open longer is an alarm; it is never a reason to open or pulse anything.
LEFT_OPEN_S = 180.0


@dataclass(frozen=True)
class DoorRequest:
    """Why a door should open. `again` counts against the budget of its kind."""

    compartment: int
    purpose: Purpose
    about: str
    again: bool


class Doors:
    """Gives door orders and follows them to their end."""

    def __init__(self, core: Core) -> None:
        """No door is ordered by starting."""
        self._core = core
        self._budgets = Budgets(core)
        self._pulsing: dict[str, Command[Pulse]] = {}
        self._watched: set[str] = set()
        self._open_since: dict[int, float] = {}
        self._alarmed: set[int] = set()

    def order(self, request: DoorRequest) -> str:
        """Open a door once. Raises `RefusalError`: the id says why nothing was sent."""
        self._check(request)
        order = uuid.uuid4().hex
        channel = self._core.plan.channel(request.compartment)
        self._core.journal.append(
            DoorIntended(
                order=order,
                compartment=request.compartment,
                channel=channel,
                purpose=request.purpose,
                about=request.about,
                again=request.again,
            )
        )
        self._watched.add(order)
        command = self._pulsing[order] = self._core.bus.open(channel)
        command.on_done(lambda done: self._core.post(lambda: self.pulse_done(order, done)))
        return order

    def pulse_done(self, order: str, done: Completion[Pulse]) -> None:
        """The bus finished: either one pulse went out, or surely none will."""
        self._pulsing.pop(order, None)
        if order not in self._core.state.orders:
            return
        if done.value is not None:
            self._core.journal.append(DoorPulsed(order=order, ack=done.value.ack))
        else:
            self._give_up(order)

    def sensed(self, channel: int, seen: Sensed) -> None:
        """A sensor's news, or the first reading after a start or an outage."""
        number = self._core.plan.number(channel)
        if number is None:
            return
        bay = self._core.state.compartment(number)
        if (bay.door, bay.item) == (seen.door, seen.item):
            return
        before, order = bay.door, bay.order
        if seen.door == "unknown" and order is not None:
            self._watched.discard(order)
        events: list[DoorSeen | DoorAlarm] = [
            DoorSeen(compartment=number, door=seen.door, item=seen.item, order=order)
        ]
        if seen.door == "open" and order is None:
            alarm = DoorAlarm(
                compartment=number, alarm="opened-without-order" if before == "closed" else "left-open"
            )
            events.append(alarm)
        self._core.journal.append(*events)
        self._remember_open(number, seen.door == "open")
        self._tell(number, order)

    def tick(self) -> None:
        """Notice orders whose door was never seen open, and doors that stand open too long."""
        now, boot = self._core.clock.monotonic(), self._core.clock.boot
        self._watched.intersection_update(self._core.state.orders)
        for order, under_way in list(self._core.state.orders.items()):
            overdue = under_way.boot != boot or now - under_way.mono > OPEN_DEADLINE_S
            if not overdue or under_way.opened:
                continue
            if (command := self._pulsing.get(order)) is not None:
                # given up only once the bus says that it will not pulse any more
                command.cancel()
            elif self._core.state.compartment(under_way.compartment).door == "closed":
                self._give_up(order)
        for number, since in self._open_since.items():
            if now - since > LEFT_OPEN_S and number not in self._alarmed:
                self._alarmed.add(number)
                self._core.journal.append(DoorAlarm(compartment=number, alarm="left-open"))

    def _check(self, request: DoorRequest) -> None:
        state = self._core.state
        bay = state.compartment(request.compartment)
        if state.open_doors() or state.orders:
            raise RefusalError("ENG-003")
        if bay.door != "closed":
            raise RefusalError("ENG-017" if bay.door == "unknown" else "ENG-003")
        if bay.frozen is not None and request.purpose != "round":
            raise RefusalError("ENG-004")
        if request.again:
            self._budgets.require(request.purpose)

    def _give_up(self, order: str) -> None:
        number = self._core.state.orders[order].compartment
        self._core.journal.append(DoorNotOpened(order=order, watched=order in self._watched))
        self._watched.discard(order)
        self._core.tell(
            DoorMoved(
                compartment=number,
                order=order,
                door=self._core.state.compartment(number).door,
                item=self._core.state.compartment(number).item,
                stuck=True,
            )
        )

    def _remember_open(self, number: int, is_open: bool) -> None:
        self._alarmed.discard(number)
        if is_open:
            self._open_since[number] = self._core.clock.monotonic()
        else:
            self._open_since.pop(number, None)

    def _tell(self, number: int, order: str | None) -> None:
        bay = self._core.state.compartment(number)
        self._core.tell(DoorMoved(compartment=number, order=order, door=bay.door, item=bay.item))
