"""What a locker driver tells of its doors, whatever the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Door = Literal["open", "closed", "unknown"]
Item = Literal["present", "absent", "unknown"]
Ack = Literal["yes", "refused", "none"]


@dataclass(frozen=True)
class DoorSeen:
    """What the sensors of one compartment say; `unknown` is legal and never guessed away."""

    door: Door
    item: Item


@dataclass(frozen=True)
class Pulse:
    """One open order went out once. The ack is the board's word, not the door's state.

    `none`: nothing (or nothing understandable) came back; the door may have opened all the same.
    """

    channel: int
    ack: Ack


UNKNOWN = DoorSeen("unknown", "unknown")
