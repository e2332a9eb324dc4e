"""What is true now, folded from the journal alone: compartments, door orders, deposits, claims, tries."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from kiosk.dossier.claims import Claim
from kiosk.dossier.progress import Progress
from kiosk.engine import folds
from kiosk.engine.upkeep import Upkeep
from kiosk.journal.clock import Clock
from kiosk.journal.events import Recorded
from kiosk.journal.facts.doors import OpeningKind, Purpose

Doorness = Literal["open", "closed", "unknown"]
Step = Literal["staged", "door-opened", "door-closed", "accepted"]


class Compartment(BaseModel):
    """One compartment. `holds` names the dossier or `claim/item` inside; `frozen` why nothing may move.

    `unsure`: its door stood open without an order, or something unknown lies inside, until an officer looked.
    `faulty`: its door failed a technician's test; it is given to nobody until it passed one.
    """

    door: Doorness = "unknown"
    item: Literal["present", "absent", "unknown"] = "unknown"
    holds: str | None = None
    frozen: str | None = None
    order: str | None = None
    unsure: bool = False
    faulty: bool = False

    @property
    def in_use(self) -> bool:
        """Whether its door stands open, or an order for it has not ended."""
        return self.door == "open" or self.order is not None

    @property
    def free(self) -> bool:
        """Whether something may be put in: seen closed, surely holding nothing, its door in order."""
        known = self.holds is None and self.frozen is None and not self.unsure
        return known and self.door == "closed" and not self.faulty

    @property
    def surely_empty(self) -> bool:
        """Whether nothing lies inside, by everything that is known."""
        return self.holds is None and self.frozen is None and not self.unsure and self.item != "present"


class Order(BaseModel):
    """A door order under way. It ends when the door was seen closed after it was seen open, or gives up.

    `boot` and `mono`: when it was given, and from its pulse on when that went out.
    """

    compartment: int
    purpose: Purpose
    about: str
    pulsed: bool = False
    opened: bool = False
    mono: float
    boot: str


class Deposit(BaseModel):
    """A staged deposit, until it is long behind a receipt.

    `ordered` counts the orders for its compartment, `openings` how often its door may have stood open.
    """

    deposit_code: str
    procedure: str
    manifest: str
    blobs: list[str]
    proofs: dict[str, str]
    owner_tags: list[str]
    originals: int
    compartment: int | None
    language: Literal["vi", "en"]
    seat: int
    staged_at: datetime
    synced: bool
    step: Step = "staged"
    outcome: str | None = None
    ordered: int = 0
    openings: int = 0
    slips: int = 0
    settled: bool = False
    receipt: bool = False
    receipt_seq: int = 0
    receipt_at: datetime | None = None
    removed: bool = False
    lost: bool = False
    parked: str | None = None
    taken: bool = False
    status: int = 1
    dossier_code: str | None = None
    due_date: str | None = None

    @property
    def unsent(self) -> bool:
        """Whether central still has to get it."""
        return not self.receipt and not self.lost

    @property
    def parts(self) -> list[str]:
        """Every sealed blob of it, the manifest among them."""
        return [self.manifest, *self.blobs]


class Item(BaseModel):
    """What became of one item of a claim; `ordered` and `openings` as of a deposit."""

    compartment: int | None = None
    loaded_in: str | None = None
    collectable: bool = False
    ordered: int = 0
    openings: int = 0
    ended: Literal["collected", "disputed", "withdrawn"] | None = None


class Lease(BaseModel):
    """From when, and for how many seconds, doors may open on claims without hearing from central."""

    boot: str
    mono: float
    at: datetime
    synced: bool
    seconds: int

    def passed_s(self, clock: Clock) -> float:
        """How long ago it began; endless when no clock can tell.

        In its own boot by the clock that nobody can set. Across boots the wall clock counts, if both times
        it was known to be right, and never for less than what this boot lasts.
        """
        if self.boot == clock.boot:
            return clock.monotonic() - self.mono
        if not (self.synced and clock.synced()):
            return math.inf
        return max((clock.wall() - self.at).total_seconds(), clock.monotonic())

    def runs(self, clock: Clock) -> bool:
        """Whether it is not over yet."""
        return self.passed_s(clock) < self.seconds


class ClaimState(BaseModel):
    """A claim with the state of its items, and the wrong tries in the whole life of its code.

    `tried_at`: boot and monotonic seconds of the last try. `lease`: what a handover list gave this claim.
    """

    claim: Claim
    deposit_code: str | None
    items: dict[str, Item]
    withdrawn: bool = False
    wrong_tries: int = 0
    tried_at: tuple[str, float] | None = None
    lease: Lease | None = None


class Reported(BaseModel):
    """How far a dossier is, and when this kiosk was told."""

    progress: Progress
    told_at: datetime


class SlipState(BaseModel):
    """A slip whose outcome is not known yet."""

    kind: str
    about: str


class Ticket(BaseModel):
    """A queue number that was given out; `boot`, `mono`, `at` and `synced` say when, `seq` in which row."""

    ticket: str
    number: str
    counters: list[str]
    field: str
    priority: bool
    seq: int
    boot: str
    mono: float
    at: datetime
    synced: bool


class TicketSeries(BaseModel):
    """The numbers of one day, counted from 1."""

    day: str = ""
    count: int = 0
    given: list[Ticket] = Field(default_factory=list)


class ConfigState(BaseModel):
    """Which config runs, which one is known to be good, and which one waits; digests, "" as installed.

    `judged` is the newest version that was ever offered or refused here; none before it is taken any more.
    `refused` is the document that was refused or gone back from last, `unbelieved` the last bad package.
    """

    running: str = ""
    version: int = 0
    good: str = ""
    good_version: int = 0
    probation: bool = False
    starts: int = 0
    offered: str = ""
    offered_version: int = 0
    judged: int = 0
    refused: str = ""
    unbelieved: str = ""
    must_answer: list[str] = Field(default_factory=list)
    since: datetime | None = None
    last: str = "installed"
    error_id: str = ""
    detail: str = ""


class Held(BaseModel):
    """A row up to which central signed that it holds the journal, and when it said so."""

    seq: int
    hash: str
    at: datetime
    synced: bool


class State(BaseModel):
    """The whole truth of the kiosk."""

    compartments: dict[int, Compartment] = Field(default_factory=dict)
    orders: dict[str, Order] = Field(default_factory=dict)
    deposits: dict[str, Deposit] = Field(default_factory=dict)
    begun: dict[str, str] = Field(default_factory=dict)
    cut_short: dict[str, str] = Field(default_factory=dict)
    claims: dict[str, ClaimState] = Field(default_factory=dict)
    reported: dict[str, Reported] = Field(default_factory=dict)
    slips: dict[str, SlipState] = Field(default_factory=dict)
    copies: dict[str, int] = Field(default_factory=dict)
    rounds: dict[str, list[str]] = Field(default_factory=dict)
    reopenings: list[tuple[Purpose, str, float]] = Field(default_factory=list)
    pauses: dict[OpeningKind, tuple[str, float, int]] = Field(default_factory=dict)
    day: str = ""
    counter: int = 0
    seat: int = 0
    last_directive: int = 0
    last_directive_id: str = ""
    last_list: str = ""
    lease: Lease | None = None
    upkeep: Upkeep = Field(default_factory=Upkeep)
    tickets: TicketSeries = Field(default_factory=TicketSeries)
    config: ConfigState = Field(default_factory=ConfigState)
    held: list[Held] = Field(default_factory=list)
    shortened: int = 0

    def apply(self, recorded: Recorded) -> None:
        """Take one event in."""
        fold: Callable[[State, Any, Recorded], None] | None = folds.FOLDS.get(type(recorded.event))
        if fold is not None:
            fold(self, recorded.event, recorded)
        self.upkeep.apply(recorded)

    def to_bytes(self) -> bytes:
        """The whole state, for a checkpoint."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, data: bytes | None) -> State:
        """The state of a checkpoint, or the empty one."""
        return cls() if data is None else cls.model_validate_json(data)

    def compartment(self, number: int) -> Compartment:
        """A compartment, known from its first event on."""
        return self.compartments.setdefault(number, Compartment())

    def open_doors(self) -> list[int]:
        """Compartments whose door was last seen open."""
        return sorted(number for number, bay in self.compartments.items() if bay.door == "open")

    def deposit_by_code(self, deposit_code: str) -> str | None:
        """The dossier id of a deposit code."""
        found = [key for key, deposit in self.deposits.items() if deposit.deposit_code == deposit_code]
        return found[0] if found else None
