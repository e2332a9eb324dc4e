"""What stands around an engine core in tests: clock, doors, printer, staff authority."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.devices.contract import Command, Completion, CompletionCode, DeviceState, Status
from kiosk.devices.locker.doors import DoorSeen, Pulse
from kiosk.messages import staff


class TestClock:
    """A clock that moves when told."""

    __test__ = False

    def __init__(self) -> None:
        """Start at a fixed time."""
        self.now = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
        self.mono = 1000.0
        self.boot = "boot-1"
        self.is_synced = True

    def wall(self) -> datetime:
        """The time told."""
        return self.now

    def monotonic(self) -> float:
        """Seconds of this boot."""
        return self.mono

    def synced(self) -> bool:
        """As told."""
        return self.is_synced

    def pass_time(self, seconds: float) -> None:
        """Let both clocks run."""
        self.now += timedelta(seconds=seconds)
        self.mono += seconds


@dataclass
class DoorBusDouble:
    """Doors that obey. `pulses` is the ledger of what physically happened."""

    channels: int
    obey: bool = True
    pulses: list[int] = field(default_factory=list)
    on_seen: Callable[[int, DoorSeen], None] = lambda channel, seen: None
    seen: dict[int, DoorSeen] = field(default_factory=dict)
    silent: bool = False
    state: Status = field(default_factory=lambda: Status(DeviceState.ONLINE))

    def open(self, channel: int) -> Command[Pulse]:
        """Pulse: the door opens at once when it obeys."""
        self.pulses.append(channel)
        command: Command[Pulse] = Command("open", lambda _: Pulse(channel, "yes"), 5)
        command.execute()
        if self.obey:
            self.on_seen(channel, DoorSeen("open", "unknown"))
        return command

    def close_door(self, channel: int) -> None:
        """A person closes the door."""
        self.on_seen(channel, DoorSeen("closed", "unknown"))

    def read(self) -> Command[Any]:
        """What the board answers; nothing while `silent`."""
        command: Command[Any] = Command("read", lambda _: dict(self.seen), 5)
        if self.silent:
            command.complete(Completion(CompletionCode.DEVICE_NOT_READY, None, "LCK-002"))
        command.execute()
        return command

    def status(self) -> Status:
        """Online, unless told otherwise."""
        return self.state


@dataclass
class PrinterDouble:
    """A printer that keeps what it printed; `failure` makes it fail with that error id."""

    printed: list[dict[str, Any]] = field(default_factory=list)
    failure: str | None = None
    paper: str = "full"
    connected: bool = True
    busy: bool = False
    waiting: list[Command[Any]] = field(default_factory=list)

    def print(self, slip: bytes) -> Command[Any]:
        """Print at once."""
        command: Command[Any] = Command("print", lambda _: None, 5)
        if self.failure:
            command.complete(Completion(CompletionCode.USER_ERROR, None, self.failure))
        else:
            self.printed.append(json.loads(slip))
            command.complete(Completion(CompletionCode.SUCCESS))
        return command

    def print_sealed(self, job: int) -> Command[Any]:
        """Print at once what the memory file holds, or as soon as `busy` is over."""
        command: Command[Any] = Command("print", lambda _: self.printed.append(json.loads(_whole(job))), 5)
        command.on_done(lambda _: os.close(job))
        if self.failure:
            command.complete(Completion(CompletionCode.USER_ERROR, None, self.failure))
        elif self.busy:
            self.waiting.append(command)
        else:
            command.execute()
        return command

    def status(self) -> Status:
        """Online, with the paper as told; nothing when it is not connected."""
        if not self.connected:
            return Status(DeviceState.POWER_OFF, {"paper": "unknown"})
        return Status(DeviceState.ONLINE, {"paper": self.paper})


def _whole(job: int) -> bytes:
    return os.pread(job, os.fstat(job).st_size, 0)


class StaffCard:
    """A staff key with a certificate of `StaffAuthority`."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        """Hold both."""
        self.key, self.certificate = key, certificate

    def answer(self, nonce: str) -> staff.StaffProof:
        """Sign the nonce as a PIV card does."""
        return staff.StaffProof(
            nonce=nonce,
            certificate=self.certificate.public_bytes(Encoding.DER).hex(),
            signature=self.key.sign(bytes.fromhex(nonce), ec.ECDSA(SHA256())).hex(),
        )


class StaffAuthority:
    """A staff authority for tests."""

    def __init__(self) -> None:
        """Make key and certificate."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._certificate("Staff authority", "ca", self.key, self.key, "Staff authority")

    def card(self, person: str, role: str, *, days: int = 60) -> StaffCard:
        """A card of this authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        return StaffCard(key, self._certificate(person, role, key, self.key, "Staff authority", days))

    def _certificate(
        self, person: str, role: str, key: Any, signer: Any, issuer: str, days: int = 60
    ) -> x509.Certificate:
        def name(common: str, unit: str) -> x509.Name:
            return x509.Name(
                [
                    x509.NameAttribute(NameOID.COMMON_NAME, common),
                    x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
                ]
            )

        start = datetime(2026, 11, 1, tzinfo=UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name(person, role))
            .issuer_name(name(issuer, "ca"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
            .sign(signer, SHA256())
        )
