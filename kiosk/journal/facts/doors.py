"""Events of compartments and their doors. Intent, pulse, door sensor and item sensor are separate facts."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.journal.events import Event

Purpose = Literal["deposit", "collect", "round", "swap", "diagnostics"]
OpeningKind = Literal["citizen", "round", "diagnostics"]


class DoorIntended(Event):
    """A door is about to be opened; written before the pulse. `about` is what justifies it."""

    name: ClassVar[str] = "door.intended/1"
    order: str
    compartment: int
    channel: int
    purpose: Purpose
    about: str
    again: bool


class DoorPulsed(Event):
    """The pulse was sent; `ack` is what the board answered, which says nothing about the door."""

    name: ClassVar[str] = "door.pulsed/1"
    order: str
    ack: Literal["yes", "refused", "none"]


class DoorSeen(Event):
    """What the sensors say of a compartment, and of which order it is the outcome (none: nobody ordered)."""

    name: ClassVar[str] = "door.seen/1"
    compartment: int
    door: Literal["open", "closed", "unknown"]
    item: Literal["present", "absent", "unknown"]
    order: str | None


class DoorNotOpened(Event):
    """No sensor saw the door open in time. It is not pulsed again by itself.

    `watched`: the sensors were read throughout, so it surely stayed closed; otherwise nobody knows.
    """

    name: ClassVar[str] = "door.not-opened/1"
    order: str
    watched: bool


class DoorAlarm(Event):
    """A door opened that nobody ordered, or stands open too long."""

    name: ClassVar[str] = "door.alarm/1"
    compartment: int
    alarm: Literal["opened-without-order", "left-open"]


class DoorsPaused(Event):
    """The reopenings of one kind are used up: that kind waits, everything else goes on."""

    name: ClassVar[str] = "doors.paused/1"
    opening: OpeningKind
    wait_s: int


class CompartmentFrozen(Event):
    """Nothing goes in or out until an officer has looked."""

    name: ClassVar[str] = "compartment.frozen/1"
    compartment: int
    reason: Literal["disputed", "unconfirmed", "foreign-thing", "missing", "not-opened"]


class CompartmentCounted(Event):
    """An officer looked into a compartment and said what is there; this thaws it."""

    name: ClassVar[str] = "compartment.counted/1"
    compartment: int
    grant: str
    found: Literal["empty", "full"]
