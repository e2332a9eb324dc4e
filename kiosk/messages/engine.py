"""Everything that is said between a session and the engine."""

from __future__ import annotations

from kiosk.messages import collect, dossiers, hello, seat, staff, technician, tickets
from kiosk.messages.wire import Message, Vocabulary

EVENTS: tuple[type[Message], ...] = (
    seat.SeatGiven,
    seat.DeviceChanged,
    seat.LinkState,
    seat.DoorMoved,
    seat.SlipDone,
    dossiers.PersonalCame,
    technician.TestEnded,
    seat.RenewSeat,
)


def _models(*modules: object) -> list[type[Message]]:
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Message) and value is not Message
    }
    return sorted(found, key=lambda model: model.kind)


ENGINE = Vocabulary(*_models(hello, seat, collect, dossiers, staff, technician, tickets))
