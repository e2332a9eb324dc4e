"""Everything that is said between the engine and a session, or a technician's terminal."""

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
    technician.TerminalSeated,
    technician.TerminalRefused,
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


# A terminal proves a staff card, tests, and no more: it can name no citizen, no deposit, no round.
TERMINAL = Vocabulary(
    *_models(hello, technician),
    staff.AskChallenge,
    staff.Challenge,
    staff.StaffProof,
    staff.Granted,
    seat.DeviceChanged,
    seat.LinkState,
    seat.DoorMoved,
    seat.DoorOrdered,
    seat.SlipDone,
    seat.RenewSeat,
    seat.TellUsage,
    seat.Done,
    seat.Refused,
)
ENGINE = Vocabulary(*_models(hello, seat, collect, dossiers, staff, technician, tickets))
