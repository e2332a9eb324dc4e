"""The victim: an engine core on a real bus, and people who deposit, collect, load and sync.

Whatever a person has been told is written to the `told` ledger after the engine answered; those facts may
never be missing from the journal afterwards.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import queue
import random
import signal
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from campaigns.counterpart import OPENING_BYTES, Counterpart
from kiosk.data import data_folder
from kiosk.devices.contract import Command, DeviceState, Status
from kiosk.devices.locker.bus import LockerBus
from kiosk.devices.locker.doors import DoorSeen
from kiosk.devices.profiles import LockerProfile, load_profile
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.claims import Claim, ClaimItem, code_tag, collector_tag
from kiosk.dossier.manifest import Manifest, Original, Part
from kiosk.dossier.text import Text
from kiosk.engine import doors
from kiosk.engine.engine import Engine
from kiosk.engine.ports import Core, EngineKeys, Facts
from kiosk.engine.state import State
from kiosk.journal.clock import SystemClock
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.store import Journal
from kiosk.messages import collect, seat, staff
from kiosk.messages.wire import Message
from kiosk.vault.store import BlobStore, VaultError
from tests.engine.doubles import StaffAuthority
from tests.engine.plan import KIOSK, PROCEDURE, UNIT, cabinet_plan
from tests.engine.source import config_source

K_CLAIM = b"k" * 32
OWNER = hashlib.sha256(b"owner").digest()
CODE = "12345678"
ANSWER_S = 10.0
# This board's bolts take hundredths of a second. With the product's eight seconds most lives would end while
# a door of an earlier life is still waited for, and nothing else would be tried.
doors.OPEN_DEADLINE_S = 0.5


class Ledger:
    """Lines that survive a kill: one write each, appended."""

    def __init__(self, path: Path) -> None:
        """Open for appending."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, **facts: Any) -> None:
        """Append one line."""
        os.write(self._file, json.dumps({"at": time.monotonic(), **facts}).encode() + b"\n")


class LedgerPrinter:
    """A printer that notes each slip in its own ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """`ledger` is the paper."""
        self._ledger = ledger

    def print(self, slip: bytes) -> Command[Any]:
        """Print at once."""
        self._ledger.add(printed=hashlib.sha256(slip).hexdigest())
        command: Command[Any] = Command("print", lambda _: None, 5)
        command.execute()
        return command

    def status(self) -> Status:
        """Ready."""
        return Status(DeviceState.ONLINE, {"paper": "full"})


class Keys:
    """Keys of one campaign, made once by the parent and inherited by every worker."""

    def __init__(self) -> None:
        """Fresh keys."""
        self.signer, self.directives, self.receipts = (Ed25519PrivateKey.generate() for _ in range(3))
        self.authority = StaffAuthority()
        self.card = self.authority.card("officer-07", "officer", days=3650)

    def engine(self) -> EngineKeys:
        """As the engine holds them."""
        return EngineKeys(
            k_claim=lambda message: hmac.new(K_CLAIM, message, hashlib.sha256).digest(),
            k_claim_guard="file",
            directives=self.directives.public_key(),
            receipts=self.receipts.public_key(),
            staff_ca=self.authority.certificate,
        )


def quick_profile() -> LockerProfile:
    """The default board's profile with a shortened delay table."""
    profile = load_profile(data_folder("firmware_profiles") / "locker.xor8a-24.toml")
    assert isinstance(profile, LockerProfile)
    timing = profile.timing_ms.model_copy(
        update={
            "inter_frame_gap": 1,
            "min_gap_between_opens": 5,
            "after_open_settle": 10,
            "reconnect_first": 10,
        }
    )
    poll = profile.poll.model_copy(update={"idle_ms": 20, "door_watch_ms": 8})
    return profile.model_copy(update={"timing_ms": timing, "poll": poll})


@dataclass(frozen=True)
class Said:
    """What a person may rely on once the engine has said yes."""

    fact: str
    id: str
    more: dict[str, Any] = field(default_factory=dict)


class Victim:
    """One life of the engine."""

    def __init__(self, folder: Path, port: Path, keys: Keys, catalogue: Catalogue, seed: int) -> None:
        """Start on what an earlier life left. Some lives end the moment somebody was told something."""
        self.told = Ledger(folder / "told.jsonl")
        self._random = random.Random(seed)
        self._tells_left = self._random.randint(1, 4) if self._random.random() < 0.4 else -1
        self._keys = keys
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._events: list[Message] = []
        self._procedure = next(each for each in catalogue.procedures if each.code == PROCEDURE)
        bus = LockerBus("locker", quick_profile(), str(port), lambda *_: None, self._sensed)
        printer = LedgerPrinter(Ledger(folder / "paper.jsonl"))
        self.journal = Journal(folder / "journal.db", CATALOGUE, SystemClock(), keys.signer, State.from_bytes)
        core = Core(
            journal=self.journal,
            vault=BlobStore(folder / "vault"),
            clock=SystemClock(),
            spool=folder / "spool",
            source=config_source(folder / "config", cabinet_plan(24), lambda _: (bus, printer)),
            keys=keys.engine(),
            facts=Facts(kiosk=KIOSK, number=1, unit=UNIT, hotline="0", build="campaign"),
            tell=self._events.append,
            post=self._posted.put,
        )
        self.engine = Engine(core, catalogue)
        self._central = Counterpart(
            self.engine.outbox, keys.directives, keys.receipts, Ledger(folder / "central.jsonl")
        )
        bus.start()

    def live(self) -> None:
        """Serve people until killed."""
        started = time.monotonic()
        self._until(lambda: all(self._door(number) != "unknown" for number in range(1, 25)))
        self.told.add(fact="doors-known", seconds=time.monotonic() - started)
        journeys = (self.deposit, self.deposit, self.collect, self.round, self.sync)
        while True:
            self.engine.seat_taken()
            self._random.choice(journeys)()
            self.engine.seat_left()
            self._drain(0.0)

    def deposit(self) -> None:
        """A citizen hands in."""
        reserved = self._ask(seat.Reserve(size="small", slips=2))
        if isinstance(reserved, seat.Refused):
            return self.round()
        begun = self._ask(seat.BeginDeposit(), seat.DepositBegun)
        manifest = self._manifest(begun, reserved.compartment)
        blobs = [part.blob for part in manifest.parts]
        said = Said("staged", begun.dossier_id, {"code": begun.deposit_code, "blobs": blobs})
        self._ask(self._stage(begun.dossier_id), seat.Staged, raw=manifest.to_bytes(), said=said)
        self._open(seat.OpenForDeposit(dossier_id=begun.dossier_id), reserved.compartment)
        done = self._ask(
            seat.FinishDeposit(dossier_id=begun.dossier_id, originals="placed"),
            said=Said("accepted", begun.dossier_id),
        )
        if isinstance(done, seat.Done):
            self._ask(seat.PrintSlip(slip="deposit", about=begun.dossier_id))
        return None

    def collect(self) -> None:
        """A citizen collects the first thing that waits."""
        found = self._ask(collect.FindClaims(owner_hash=OWNER.hex()), collect.Claims)
        for claim in found.claims:
            item = claim.items[0]
            if item.obstacle is not None or item.compartment is None:
                continue
            self._ask(
                collect.ProveClaim(claim_id=claim.claim_id, owner_hash=OWNER.hex(), code=CODE), seat.Done
            )
            self._open(collect.OpenForClaim(claim_id=claim.claim_id, item_id=item.item_id), item.compartment)
            finish = collect.FinishCollection(
                claim_id=claim.claim_id, item_id=item.item_id, outcome="received"
            )
            self._ask(finish, said=Said("collected", f"{claim.claim_id}/{item.item_id}"))
            return

    def round(self) -> None:
        """An officer empties what is full and loads what waits."""
        nonce = self._ask(staff.AskChallenge(), staff.Challenge).nonce
        grant = self._ask(self._keys.card.answer(nonce), staff.Granted).grant
        plan = self._ask(staff.ReadRound(grant=grant), staff.RoundPlan)
        for stop in plan.stops[:3]:
            act: Literal["taken", "counted-empty"] = "taken" if stop.act == "take" else "counted-empty"
            if not self._visit(grant, stop.compartment, "take" if stop.act == "take" else "count"):
                continue
            self._ask(staff.TellRound(grant=grant, compartment=stop.compartment, act=act))
        self._offer()
        for claim in list(self.journal.state.claims.values())[-1:]:
            place = self._ask(staff.PlaceResult(grant=grant, code=claim.claim.dossier_code))
            if isinstance(place, staff.ResultPlace) and self._visit(grant, place.compartment, "load"):
                loaded = staff.TellRound(grant=grant, compartment=place.compartment, act="loaded")
                self._ask(loaded, said=Said("loaded", place.about))
        self._ask(staff.EndRound(grant=grant))

    def sync(self) -> None:
        """Central takes in what is new."""
        self._central.take_rows()
        try:
            received = self._central.take_dossier(self._random)
        except VaultError as lost:
            self._unexpected("read-blob", str(lost))
        if received is not None:
            self.told.add(fact="received", id=received)

    def _visit(self, grant: str, compartment: int, task: staff.RoundTask) -> bool:
        request = staff.OpenForRound(grant=grant, compartment=compartment, task=task)
        return self._open(request, compartment)

    def _open(self, request: Message, compartment: int) -> bool:
        """Ask for a door, noted before it is asked: no door may be ordered that nobody asked for."""
        self.told.add(fact="asked", compartment=compartment)
        order = self._ask(request)
        if isinstance(order, seat.DoorOrdered):
            self._until(lambda: not self.journal.state.orders)
        return isinstance(order, seat.DoorOrdered)

    def _offer(self) -> None:
        number, claim_id = self.journal.state.last_directive + 1, str(uuid.uuid4())
        claim = Claim(
            claim_id=claim_id,
            dossier_code=f"{UNIT}-261120-{number:04}",
            collector_tags=(collector_tag(K_CLAIM, claim_id, OWNER),),
            code_tag=code_tag(K_CLAIM, claim_id, CODE),
            items=(ClaimItem(item_id="result", kind="result", name=Text(vi="Giấy", en="Paper")),),
            collectable=True,
            expires="2099-01-01",
        )
        self._central.offer(number, claim)

    def _manifest(self, begun: seat.DepositBegun, compartment: int) -> Manifest:
        component = next(each.code for each in self._procedure.components if each.kind in {"form", "paper"})
        parts = []
        for name in ("personal", f"{component}/1"):
            blob = os.urandom(2000)
            proof = hashlib.sha256(blob[:OPENING_BYTES]).hexdigest()
            self._ask(seat.StorePage(dossier_id=begun.dossier_id), seat.Stored, raw=blob)
            digest = hashlib.sha256(blob).hexdigest()
            parts.append(Part(name=name, blob=digest, size=len(blob), media_type="image/jpeg", proof=proof))
        return Manifest(
            dossier_id=begun.dossier_id,
            deposit_code=begun.deposit_code,
            kiosk=KIOSK,
            unit=UNIT,
            procedure=PROCEDURE,
            rule_version=self._procedure.rule_version,
            deposited_at="2026-11-20T22:00:00+07:00",
            clock="unsynced",
            proof="card-unproven",
            parts=tuple(parts),
            originals=(Original(component=component, count=1),),
            compartment=compartment,
        )

    def _stage(self, dossier_id: str) -> seat.Stage:
        return seat.Stage(
            dossier_id=dossier_id,
            owner_hashes=[OWNER.hex()],
            language="vi",
        )

    def _sensed(self, channel: int, seen: DoorSeen) -> None:
        self._posted.put(lambda: self.engine.sensed(channel, seen))

    def _door(self, number: int) -> str:
        return self.journal.state.compartment(number).door

    def _ask(
        self,
        request: Message,
        expected: type[Message] | None = None,
        raw: bytes = b"",
        said: Said | None = None,
    ) -> Any:
        answer = self.engine.handle(request, raw)
        # The person knows it now, before the engine does anything else: from here on it must hold.
        if said is not None and isinstance(answer, expected or seat.Done):
            self.told.add(fact=said.fact, id=said.id, **said.more)
            self._told_one()
        self._drain(0.0)
        if expected is not None and not isinstance(answer, expected):
            self._unexpected(request.kind, answer.model_dump_json())
        return answer

    def _told_one(self) -> None:
        self._tells_left -= 1
        if self._tells_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def _until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + ANSWER_S
        while not condition():
            if time.monotonic() > deadline:
                self._unexpected("waiting", "too long")
            self._drain(0.005)
            self.engine.tick()

    def _unexpected(self, request: str, answer: str) -> NoReturn:
        self.told.add(fact="unexpected", request=request, answer=answer)
        os._exit(3)

    def _drain(self, wait: float) -> None:
        while True:
            try:
                self._posted.get(timeout=wait)() if wait else self._posted.get_nowait()()
            except queue.Empty:
                return
            wait = 0.0
