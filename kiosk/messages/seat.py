"""Between the session and the engine: the seat, what it is told unasked, and the deposit.

Requests are answered at once and in order; events come unasked. The session relays; the engine decides.
Hashes of ID numbers (scrypt, hexadecimal) are all that the engine learns of a person. Every refusal carries
an error id of the catalogue and, where waiting helps, seconds.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.devices.contract import Status
from kiosk.dossier.deadline import OfficeHours
from kiosk.dossier.text import Language, Text
from kiosk.messages.pages import Size
from kiosk.messages.wire import Message

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Short = Annotated[str, Field(max_length=64)]
SlipKind = Literal["cover", "deposit", "collection", "handover", "ticket", "test", "readiness"]
Door = Literal["open", "closed", "unknown"]
Item = Literal["present", "absent", "unknown"]


class Part(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CompartmentPlace(Part):
    """Where a compartment stands in the cabinet (column and row from 1, top left; height in rows)."""

    number: int
    size: Size
    column: int
    row: int
    rows: int


class DeviceReport(Part):
    """A device's state in XFS4IoT words, with the error id of its last fault."""

    device: Short
    state: Short
    facts: Annotated[dict[Short, Annotated[str, Field(max_length=200)]], Field(max_length=16)] = {}
    error_id: Short | None = None

    @classmethod
    def of(cls, device: str, status: Status) -> DeviceReport:
        """The report of a device's status."""
        error_id = status.fault.error_id if status.fault else None
        return cls(device=device, state=status.device, facts=dict(status.facts), error_id=error_id)


class Unfinished(Part):
    """What an earlier session left: the code, the compartment, the step reached; nothing personal."""

    id: str
    code: str
    step: Literal["staged", "door-opened", "door-closed", "unprinted", "collecting", "unconfirmed", "dropped"]
    compartment: int | None = None
    owner_tags: list[str] = []


class SeatConfig(Part):
    """What a session needs to know of the kiosk, from its enrolment, its config and its settings.

    `camera_pixels_per_mm`: the document camera's scale at the tray; None when nobody measured it.
    `opens` and `closes` are equal where the kiosk serves at all hours; `office_hours` are the counters'.
    `media`: the folder under which USB sticks are mounted; empty when the cabinet has no socket for them.
    """

    kiosk: str
    kiosk_number: int
    unit: str
    hotline: str
    fleet_salt: str
    key_epoch: int
    central_key: str
    recovery_key: str
    procedures: list[str]
    opens: time = time(0)
    closes: time = time(0)
    office_hours: OfficeHours = OfficeHours()
    compartments: list[CompartmentPlace]
    idle_warning_s: int
    idle_reading_s: int
    idle_countdown_s: int
    camera_url: str
    camera_pixels_per_mm: float | None = None
    media: str = ""
    pcsc_socket: str
    citizen_reader: str
    clock_synced: bool
    languages: list[Language] = ["vi", "en"]
    texts: dict[str, Text] = {}


class SeatGiven(Message):
    """Event: the seat is this session's. The descriptor beside it is the socket to its screen.

    `out_of_service`: an error id for which the engine serves nobody; only a technician is let in.
    `at_terminal`: a technician's terminal has the seat and the devices; the session says so on that page, and
    touches nothing.
    `resting`: error ids that a technician's visit left; staff are served, citizens are shown that page.
    """

    kind: ClassVar[str] = "seat.given"
    with_descriptor: ClassVar[bool] = True
    config: SeatConfig
    devices: list[DeviceReport]
    link_up: bool
    unfinished: list[Unfinished]
    out_of_service: str | None = None
    at_terminal: bool = False
    resting: list[str] = []


class DeviceChanged(Message):
    """Event, and from the session a report: a device's state changed."""

    kind: ClassVar[str] = "seat.device"
    report: DeviceReport


class LinkState(Message):
    """Event: whether central can be reached."""

    kind: ClassVar[str] = "seat.link"
    up: bool


class DoorMoved(Message):
    """Event: what the sensors say of a compartment; `order` when an order of this session is concerned."""

    kind: ClassVar[str] = "seat.door"
    compartment: int
    order: str | None
    door: Door
    item: Item
    stuck: bool = False


class SlipDone(Message):
    """Event: a slip was printed, as the printer itself said, or was not (with the error id)."""

    kind: ClassVar[str] = "seat.slip"
    slip: str
    printed: bool
    error_id: str | None = None


class Reserve(Message):
    """Reserve a free compartment of this size or larger, and paper for `slips` slips."""

    kind: ClassVar[str] = "seat.reserve"
    size: Size
    slips: int


class Reserved(Message):
    """The compartment kept for this session until it stages or ends."""

    kind: ClassVar[str] = "seat.reserved"
    compartment: int


class BeginDeposit(Message):
    """Ask for a deposit code of this kiosk and a dossier id."""

    kind: ClassVar[str] = "seat.begin-deposit"


class DepositBegun(Message):
    """The kiosk's own number, never given twice; gaps are legal."""

    kind: ClassVar[str] = "seat.deposit-begun"
    dossier_id: str
    deposit_code: str


class StorePage(Message):
    """Store the sealed bytes beside the message (a page, the personal part, or the manifest)."""

    kind: ClassVar[str] = "seat.store-page"
    dossier_id: str


class Stored(Message):
    """The bytes are durable under this SHA-256."""

    kind: ClassVar[str] = "seat.stored"
    digest: str


class DropPage(Message):
    """A page that was taken again or removed before staging."""

    kind: ClassVar[str] = "seat.drop-page"
    dossier_id: str
    digest: str


class Stage(Message):
    """The point of no return: the manifest's bytes are beside the message, its parts are stored."""

    kind: ClassVar[str] = "seat.stage"
    dossier_id: str
    owner_hashes: Annotated[list[Hash], Field(max_length=16)]
    language: Literal["vi", "en"]


class Staged(Message):
    """Durable. `slip_payload` is the QR of the deposit slip (shown when it cannot be printed)."""

    kind: ClassVar[str] = "seat.staged"
    slip_payload: str


class PrintSlip(Message):
    """Print the slip of a deposit, a collection, a round or a ticket; a second one is marked as a copy."""

    kind: ClassVar[str] = "seat.print"
    slip: SlipKind
    about: str


class PrintChecklist(Message):
    """Print what to bring to a procedure under one version of its rules, for these answers; names nobody."""

    kind: ClassVar[str] = "seat.print-checklist"
    procedure: str
    rule_version: str
    answers: dict[str, str]


class SlipOrdered(Message):
    """The slip is on its way; `SlipDone` follows."""

    kind: ClassVar[str] = "seat.slip-ordered"
    slip: str


class OpenForDeposit(Message):
    """Open the compartment of a staged deposit (the first opening is free, more count against the budget)."""

    kind: ClassVar[str] = "seat.open-deposit"
    dossier_id: str


class DoorOrdered(Message):
    """The order is journalled and given; `DoorMoved` with this order follows."""

    kind: ClassVar[str] = "seat.door-ordered"
    order: str
    compartment: int


class LargerCompartment(Message):
    """The compartment is too small: swap it for the next size (the old one must be closed and empty)."""

    kind: ClassVar[str] = "seat.larger"
    dossier_id: str


class FinishDeposit(Message):
    """The citizen says how the originals went; makes the deposit accepted when no door is open."""

    kind: ClassVar[str] = "seat.finish-deposit"
    dossier_id: str
    originals: Literal["placed", "not-left", "none"]


class Settle(Message):
    """The owner of something unfinished was shown its ending."""

    kind: ClassVar[str] = "seat.settle"
    id: str


class Leave(Message):
    """The person has been served or has left by choice: what was not staged is dropped without a notice."""

    kind: ClassVar[str] = "seat.leave"


class TellUsage(Message):
    """How often cards were laid and pictures taken in this seat; sent once, before the session ends."""

    kind: ClassVar[str] = "seat.usage"
    cards: int = Field(ge=0, le=100_000)
    pictures: int = Field(ge=0, le=100_000)


class RenewSeat(Message):
    """Event: something changed that a session takes at its seat; who serves nobody gives the seat up now."""

    kind: ClassVar[str] = "seat.renew"


class HomeShown(Message):
    """The home page of this seat is on the glass; its tiles, and whether each can be chosen now."""

    kind: ClassVar[str] = "seat.home-shown"
    tiles: Annotated[dict[Short, bool], Field(max_length=32)]


class CallHelp(Message):
    """A person asks for help; reported to the office."""

    kind: ClassVar[str] = "seat.call-help"
    step: str


class Done(Message):
    """Carried out, and durable where it must be."""

    kind: ClassVar[str] = "seat.done"


class Refused(Message):
    """Not carried out."""

    kind: ClassVar[str] = "seat.refused"
    error_id: str
    wait_s: int = 0
    tries_left: int | None = None
