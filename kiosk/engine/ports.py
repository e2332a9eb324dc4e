"""What the engine's core is given from outside, so that tests can drive it a thousand steps a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import texts
from kiosk.config.cabinet import CabinetPlan
from kiosk.config.model import Config, Devices
from kiosk.config.trust import ConfigTrust
from kiosk.devices.contract import Command, Status
from kiosk.devices.locker.doors import DoorSeen, Pulse
from kiosk.engine.state import State
from kiosk.journal.clock import Clock
from kiosk.journal.store import Journal
from kiosk.messages.wire import Message
from kiosk.vault.store import BlobStore


class RefusalError(Exception):
    """The engine does not do it; the session gets the error id, and how long to wait where that helps."""

    def __init__(self, error_id: str, *, wait_s: int = 0, tries_left: int | None = None) -> None:
        """Name the error of the catalogue."""
        super().__init__(error_id)
        self.error_id = error_id
        self.wait_s = wait_s
        self.tries_left = tries_left


class DoorBus(Protocol):
    """The locker bus as the engine uses it."""

    def open(self, channel: int) -> Command[Pulse]:
        """Pulse one lock once, within seconds or never; the completion says which."""
        ...

    def read(self) -> Command[Mapping[int, DoorSeen]]:
        """Ask the board now for the state of every door."""
        ...

    def status(self) -> Status:
        """The last known state."""
        ...


class SlipPrinter(Protocol):
    """The ticket printer as the engine uses it."""

    def print(self, slip: bytes) -> Command[Any]:
        """Print one slip (JSON of the slip model) by a short-lived child."""
        ...

    def print_sealed(self, job: int) -> Command[Any]:
        """Print a slip from a sealed memory file; takes over its descriptor and reads nothing of it."""
        ...

    def status(self) -> Status:
        """The last known state."""
        ...


@dataclass(frozen=True)
class EngineKeys:
    """What the engine holds of keys. `k_claim` is HMAC-SHA256 under the key, wherever the key lives."""

    k_claim: Callable[[bytes], bytes] = field(repr=False)
    k_claim_guard: Literal["tpm", "file"]
    directives: Ed25519PublicKey
    receipts: Ed25519PublicKey
    staff_ca: x509.Certificate


@dataclass(frozen=True)
class Facts:
    """Fixed facts of this kiosk, from enrolment and settings."""

    kiosk: str
    number: int
    unit: str
    hotline: str
    build: str


@dataclass(frozen=True)
class ConfigSource:
    """Where configs come from and what they have to fit.

    `profiles`: installed device profiles, kind by id. `reopen` gives bus and printer as a config wants.
    """

    trust: ConfigTrust
    documents: BlobStore
    installed: Config
    cabinet: CabinetPlan
    profiles: Mapping[str, str]
    reopen: Callable[[Devices], tuple[DoorBus, SlipPrinter]]


def run_beside(work: Callable[[], None]) -> None:
    """Run something that may take seconds on a thread of its own."""
    threading.Thread(target=work, name="beside", daemon=True).start()


@dataclass
class Core:
    """What the parts share: the one journal, the vault, the cabinet, the way to the seated session.

    `config`, `plan`, `bus` and `printer` change when another config is applied. `to_sync` says something to
    the sync process unasked; False when there is none.
    """

    journal: Journal[State]
    vault: BlobStore
    clock: Clock
    spool: Path
    source: ConfigSource
    keys: EngineKeys
    facts: Facts
    tell: Callable[[Message], None]
    post: Callable[[Callable[[], None]], None]
    beside: Callable[[Callable[[], None]], None] = run_beside
    to_sync: Callable[[Message, bytes], bool] = lambda message, raw: False
    config: Config = field(init=False)
    plan: CabinetPlan = field(init=False)
    bus: DoorBus = field(init=False)
    printer: SlipPrinter = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what was installed."""
        self.run(self.source.installed)

    def run(self, config: Config) -> None:
        """Let everything follow this config from now on."""
        self.config = config
        self.plan = self.source.cabinet.used_as(config.compartments)
        texts.replace(config.texts)
        self.bus, self.printer = self.source.reopen(config.devices)

    @property
    def state(self) -> State:
        """What is true now."""
        return self.journal.state
