"""People at an engine core: a citizen who deposits, one who collects, an officer on a round, central by sync.

Whatever a person has been told is noted in the `told` ledger after the engine answered; those facts may
never be missing from the journal afterwards.
"""

from __future__ import annotations

import hashlib
import os
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from campaigns.counterpart import OPENING_BYTES, Counterpart, Ledger
from campaigns.published import Published
from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.claims import Claim, ClaimItem, code_tag, collector_tag
from kiosk.dossier.manifest import Manifest, Original, Part
from kiosk.dossier.text import Text
from kiosk.engine.state import State
from kiosk.messages import collect, seat, staff, tickets
from kiosk.messages.wire import Message
from tests.engine.doubles import StaffAuthority
from tests.engine.plan import KIOSK, PROCEDURE, UNIT

K_CLAIM = b"k" * 32
OWNER = hashlib.sha256(b"owner").digest()
CODE = "12345678"


class Keys:
    """Keys of one campaign, made once by the parent and inherited by every worker."""

    def __init__(self) -> None:
        """Fresh keys."""
        self.signer, self.directives, self.receipts = (Ed25519PrivateKey.generate() for _ in range(3))
        self.authority = StaffAuthority()
        self.card = self.authority.card("officer-07", "officer", days=3650)


@dataclass(frozen=True)
class Setting:
    """What all lives of a campaign have in common."""

    keys: Keys
    catalogue: Catalogue
    published: Published

    @classmethod
    def make(cls, folder: Path, at: datetime, configs: int = 2) -> Setting:
        """Fresh keys, and so many configs published at that time below `folder`."""
        published = Published.make(folder / "central", configs, at)
        return cls(Keys(), Catalogue.load(data_folder("catalogue")), published)


class UnexpectedError(Exception):
    """The engine answered what no person should ever see in this campaign."""


class Kiosk(Protocol):
    """What people stand before."""

    @property
    def state(self) -> State:
        """What is true, as the journal has it."""
        ...

    def sit(self) -> None:
        """Somebody takes the seat."""
        ...

    def leave(self) -> None:
        """The seat is empty again."""
        ...

    def ask(self, request: Message, raw: bytes = b"") -> Message:
        """One request of the seated session."""
        ...

    def settle(self) -> None:
        """Let devices answer what they have to say by now."""
        ...

    def until(self, condition: Callable[[], bool]) -> None:
        """Let devices and time go on until it holds; raises `UnexpectedError`."""
        ...


@dataclass(frozen=True)
class Said:
    """What a person may rely on once the engine has said yes."""

    fact: str
    id: str
    more: dict[str, Any] = field(default_factory=dict)


class People:
    """They come one after the other, each with one errand."""

    def __init__(
        self, kiosk: Kiosk, central: Counterpart, setting: Setting, told: Ledger, chance: random.Random
    ) -> None:
        """`told` is what they were told."""
        self._kiosk = kiosk
        self._central = central
        self._card, self._packages = setting.keys.card, setting.published.packages
        self._procedure = next(each for each in setting.catalogue.procedures if each.code == PROCEDURE)
        self._told = told
        self._chance = chance
        self._seated = {
            "deposit": self.deposit,
            "leave": self.leave_unfinished,
            "number": self.take_number,
            "round": self.round,
            "collect": self.collect,
        }
        self._unseated = {"sync": self.sync, "configure": self.configure}

    def run(self, errand: str) -> None:
        """One errand from coming to going."""
        if errand in self._unseated:
            self._unseated[errand]()
        else:
            self._kiosk.sit()
            self._seated[errand]()
            self._kiosk.leave()
            self._kiosk.settle()

    def deposit(self) -> None:
        """A citizen hands in."""
        reserved = self._ask(seat.Reserve(size="small", slips=2))
        if isinstance(reserved, seat.Refused):
            return self.round()
        begun = self._ask(seat.BeginDeposit(), seat.DepositBegun)
        manifest = self._manifest(begun, reserved.compartment)
        said = Said("staged", begun.dossier_id)
        self._ask(self._stage(begun.dossier_id), seat.Staged, raw=manifest.to_bytes(), said=said)
        self._open(seat.OpenForDeposit(dossier_id=begun.dossier_id), reserved.compartment)
        done = self._ask(
            seat.FinishDeposit(dossier_id=begun.dossier_id, originals="placed"),
            said=Said("accepted", begun.dossier_id),
        )
        if isinstance(done, seat.Done):
            self._ask(seat.PrintSlip(slip="deposit", about=begun.dossier_id))
        return None

    def leave_unfinished(self) -> None:
        """A citizen scans, and leaves before anything was staged."""
        reserved = self._ask(seat.Reserve(size="small", slips=2))
        if isinstance(reserved, seat.Reserved):
            begun = self._ask(seat.BeginDeposit(), seat.DepositBegun)
            self._manifest(begun, reserved.compartment)
            self._told.add(fact="leaves", id=begun.dossier_id)

    def take_number(self) -> None:
        """A citizen takes a queue number."""
        given = self._ask(tickets.TakeTicket(field=self._procedure.field, priority=False))
        if isinstance(given, tickets.TicketGiven):
            self._note(Said("numbered", given.ticket))

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
        grant = self._ask(self._card.answer(nonce), staff.Granted).grant
        plan = self._ask(staff.ReadRound(grant=grant), staff.RoundPlan)
        for stop in plan.stops[:3]:
            act: Literal["taken", "counted-empty"] = "taken" if stop.act == "take" else "counted-empty"
            if not self._visit(grant, stop.compartment, "take" if stop.act == "take" else "count"):
                continue
            self._ask(staff.TellRound(grant=grant, compartment=stop.compartment, act=act))
        self._offer()
        for claim in list(self._kiosk.state.claims.values())[-1:]:
            place = self._ask(staff.PlaceResult(grant=grant, code=claim.claim.dossier_code))
            if isinstance(place, staff.ResultPlace) and self._visit(grant, place.compartment, "load"):
                loaded = staff.TellRound(grant=grant, compartment=place.compartment, act="loaded")
                self._ask(loaded, said=Said("loaded", place.about))
        self._ask(staff.EndRound(grant=grant))

    def sync(self) -> None:
        """Central takes in what is new: rows, a dossier, a checkpoint."""
        self._central.take_rows()
        received = self._central.take_dossier(self._chance)
        if received is not None:
            self._note(Said("received", received))
        self._central.take_checkpoint()

    def configure(self) -> None:
        """The next config comes, is applied, watched and confirmed; central hears that it runs."""
        config = self._kiosk.state.config
        if config.judged >= len(self._packages):
            return
        self._central.bring_config(self._packages[config.judged])
        self._kiosk.until(lambda: not self._kiosk.state.config.offered)
        if running := self._kiosk.state.config.running:
            self._note(Said("applied", running))
        self._kiosk.sit()
        self._ask(seat.HomeShown(tiles={"deposit": True}))
        self._kiosk.until(lambda: not self._kiosk.state.config.probation)
        self._kiosk.leave()

    def _visit(self, grant: str, compartment: int, task: staff.RoundTask) -> bool:
        request = staff.OpenForRound(grant=grant, compartment=compartment, task=task)
        return self._open(request, compartment)

    def _open(self, request: Message, compartment: int) -> bool:
        """Ask for a door, noted before it is asked: no door may be ordered that nobody asked for."""
        self._told.add(fact="asked", compartment=compartment)
        order = self._ask(request)
        if isinstance(order, seat.DoorOrdered):
            self._kiosk.until(lambda: not self._kiosk.state.orders)
        return isinstance(order, seat.DoorOrdered)

    def _offer(self) -> None:
        number, claim_id = self._kiosk.state.last_directive + 1, str(uuid.uuid4())
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
        parts = [self._part(begun.dossier_id, name) for name in ("personal", f"{component}/1")]
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

    def _part(self, dossier_id: str, name: str) -> Part:
        blob = os.urandom(2000)
        digest, proof = (hashlib.sha256(piece).hexdigest() for piece in (blob, blob[:OPENING_BYTES]))
        said = Said("kept", digest, {"dossier": dossier_id})
        self._ask(seat.StorePage(dossier_id=dossier_id), seat.Stored, raw=blob, said=said)
        return Part(name=name, blob=digest, size=len(blob), media_type="image/jpeg", proof=proof)

    def _stage(self, dossier_id: str) -> seat.Stage:
        return seat.Stage(dossier_id=dossier_id, owner_hashes=[OWNER.hex()], language="vi")

    def _ask(
        self,
        request: Message,
        expected: type[Message] | None = None,
        raw: bytes = b"",
        said: Said | None = None,
    ) -> Any:
        answer = self._kiosk.ask(request, raw)
        # The person knows it now, before the engine does anything else: from here on it must hold.
        if said is not None and isinstance(answer, expected or seat.Done):
            self._note(said)
        self._kiosk.settle()
        if expected is not None and not isinstance(answer, expected):
            raise UnexpectedError(f"{request.kind}: {answer.model_dump_json()}")
        return answer

    def _note(self, said: Said) -> None:
        self._told.add(fact=said.fact, id=said.id, **said.more)
