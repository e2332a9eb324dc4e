"""An engine core in this process, with a cabinet of plain objects: obedient doors, a patient printer."""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.config.model import Devices
from kiosk.data import data_folder
from kiosk.devices.locker.doors import DoorSeen
from kiosk.dossier.applicant import Applicant, Collector, Depositor
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.claims import Claim, ClaimItem, code_tag, collector_hash, collector_tag
from kiosk.dossier.manifest import Manifest, Original, Part, PersonalPart
from kiosk.dossier.text import Text
from kiosk.engine.engine import Engine
from kiosk.engine.ports import Core, EngineKeys, Facts
from kiosk.engine.state import State
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.store import Journal
from kiosk.messages import collect, outbox, seat, staff
from kiosk.messages.wire import Message
from kiosk.vault.seal import SealContext, SealingKeys, read_context, seal, unseal
from kiosk.vault.store import BlobStore
from tests.engine.doubles import DoorBusDouble, PrinterDouble, StaffAuthority, TestClock
from tests.engine.plan import KIOSK, PROCEDURE, UNIT, cabinet_plan
from tests.engine.source import config_source

ID_NUMBER = "099301000017"
SALT = b"s" * 32
K_CLAIM = b"k" * 32
_PERSON = {"name": "Nguyễn Thị Thử", "id_number": ID_NUMBER}
PERSONAL = PersonalPart(
    depositor=Depositor.model_validate(_PERSON),
    applicant=Applicant.model_validate({"for_whom": "me", **_PERSON}),
    collectors=(Collector.model_validate(_PERSON),),
    phone="0912345678",
    answers={"for_whom": "me", "reissue": "yes", "past": "never"},
).to_bytes()


@functools.cache
def hashed(id_number: str) -> bytes:
    """The hash of an ID number under this fleet's salt; it costs a tenth of a second."""
    return collector_hash(id_number, SALT)


class Cabinet:
    """One kiosk's engine over a folder; `restart()` is a death and a new life."""

    kiosk_id, k_claim = KIOSK, K_CLAIM

    def __init__(self, folder: Path, clock: TestClock | None = None, doors: int = 6) -> None:
        """Start the engine on what lies in `folder`."""
        self.folder = folder
        self.clock = clock or TestClock()
        self.plan = cabinet_plan(doors)
        self.signer = Ed25519PrivateKey.generate()
        self.directives = Ed25519PrivateKey.generate()
        self.receipts = Ed25519PrivateKey.generate()
        self.authority = StaffAuthority()
        self.central = X25519PrivateKey.generate()
        self.sealing = SealingKeys(
            1,
            self.central.public_key().public_bytes_raw(),
            X25519PrivateKey.generate().public_key().public_bytes_raw(),
        )
        self.bus = DoorBusDouble(doors)
        self.printer = PrinterDouble()
        self.catalogue = Catalogue.load(data_folder("catalogue"))
        self.config_root = b""
        self.told: list[Message] = []
        self.carried: list[tuple[Message, bytes]] = []
        self.has_sync = True
        self.directive_number = 0
        self._start()

    def _start(self) -> None:
        self.posted: list[Callable[[], None]] = []
        self.begin(self.open_journal(), self.posted.append)

    def open_journal(self) -> Journal[State]:
        """The journal, read afresh from the disk."""
        return Journal(self.folder / "journal.db", CATALOGUE, self.clock, self.signer, State.from_bytes)

    def begin(self, journal: Journal[State], post: Callable[[Callable[[], None]], None]) -> Engine:
        """A life of the engine on this journal."""
        self.journal = journal
        core = Core(
            journal=journal,
            vault=BlobStore(self.folder / "vault"),
            clock=self.clock,
            spool=self.folder / "spool",
            source=config_source(self.folder / "config", self.plan, self.reopen, self.config_root),
            keys=EngineKeys(
                k_claim=lambda message: hmac.new(self.k_claim, message, hashlib.sha256).digest(),
                k_claim_guard="file",
                directives=self.directives.public_key(),
                receipts=self.receipts.public_key(),
                staff_ca=self.authority.certificate,
            ),
            facts=Facts(kiosk=self.kiosk_id, number=1, unit=UNIT, hotline="02839999999", build="test"),
            tell=self.told.append,
            post=post,
            beside=lambda work: work(),
            to_sync=self._carry,
        )
        self.core, self.vault = core, core.vault
        self.engine = Engine(core, self.catalogue)
        self.bus.on_seen = lambda channel, seen: post(lambda: self.engine.sensed(channel, seen))
        return self.engine

    def reopen(self, devices: Devices) -> tuple[DoorBusDouble, PrinterDouble]:
        """The printer hangs on its own port; on any other there is nothing."""
        self.printer.connected = devices.ticket_printer.port is None
        return self.bus, self.printer

    def _carry(self, message: Message, raw: bytes) -> bool:
        self.carried += [(message, raw)] if self.has_sync else []
        return self.has_sync

    def restart(self) -> None:
        """Die without a word and start again; the doors are read anew."""
        self.journal.abandon()
        self._start()

    def see_all(self, **different: str) -> None:
        """The board's first reading: all closed but for `d3="open"` and the like."""
        for channel in range(1, self.bus.channels + 1):
            door = different.get(f"d{channel}", "closed")
            self.engine.sensed(channel, DoorSeen(door, "unknown"))  # type: ignore[arg-type]

    def settle(self) -> None:
        """Run what devices posted."""
        while self.posted:
            self.posted.pop(0)()

    def ask(self, request: Message, raw: bytes = b"", descriptor: int | None = None) -> Any:
        """Ask as the session would, and let devices answer."""
        answer = self.engine.handle(request, raw, descriptor)
        self.settle()
        return answer

    def names(self) -> list[str]:
        """The names of all events, in order."""
        return [recorded.event.name for recorded in self.journal.read()]

    def stage(self, *, originals: bool = True, owner: str = ID_NUMBER) -> tuple[str, str]:
        """Scan two pages, seal, and stage a deposit; returns dossier id and deposit code."""
        compartment = None
        if originals:
            compartment = self.ask(seat.Reserve(size="small", slips=2)).compartment
        begun = self.ask(seat.BeginDeposit())
        procedure = self.catalogue.procedure(PROCEDURE, self.clock.now.date())
        component = next(each.code for each in procedure.components if each.kind in {"form", "paper"})
        parts = []
        for name in ("personal", f"{component}/1", f"{component}/2"):
            context = SealContext(self.kiosk_id, begun.dossier_id, name, 1)
            content = PERSONAL if name == "personal" else b"content of " + name.encode()
            sealed = seal(content, context, self.sealing)
            stored = self.ask(seat.StorePage(dossier_id=begun.dossier_id), sealed.blob)
            assert stored.digest == sealed.digest
            media = "application/json" if name == "personal" else "image/jpeg"
            parts.append(
                Part(
                    name=name, blob=sealed.digest, size=len(sealed.blob), media_type=media, proof=sealed.proof
                )
            )
        manifest = Manifest(
            dossier_id=begun.dossier_id,
            deposit_code=begun.deposit_code,
            kiosk=self.kiosk_id,
            unit=UNIT,
            procedure=PROCEDURE,
            rule_version=procedure.rule_version,
            deposited_at="2026-11-20T22:00:00+07:00",
            clock="synced",
            proof="card-unproven",
            parts=tuple(parts),
            originals=(Original(component=component, count=1),) if originals else (),
            compartment=compartment,
        )
        request = seat.Stage(
            dossier_id=begun.dossier_id,
            owner_hashes=[hashed(owner).hex()],
            language="vi",
        )
        answer = self.ask(request, manifest.to_bytes())
        assert isinstance(answer, seat.Staged), answer
        return begun.dossier_id, begun.deposit_code

    def deposit(self) -> str:
        """A whole deposit with originals in a compartment; returns the dossier id."""
        dossier_id, _ = self.stage()
        order = self.ask(seat.OpenForDeposit(dossier_id=dossier_id))
        self.bus.close_door(order.compartment)
        self.settle()
        assert isinstance(self.ask(seat.FinishDeposit(dossier_id=dossier_id, originals="placed")), seat.Done)
        return dossier_id

    def directive(
        self, kind: str, data: dict[str, Any], not_after: str | None = None
    ) -> tuple[int, bytes, str]:
        """A signed directive: number, bytes, signature."""
        self.directive_number += 1
        body = {
            "number": self.directive_number,
            "kiosk": self.kiosk_id,
            "kind": kind,
            "id": str(uuid.uuid4()),
            "data": data,
            "not_after": not_after,
        }
        raw = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return self.directive_number, raw, self.directives.sign(raw).hex()

    def offer(
        self,
        *,
        owner: str = ID_NUMBER,
        code: str = "12345678",
        obstacles: tuple[Any, ...] = (),
        deposit_code: str | None = None,
    ) -> Claim:
        """Central offers a claim with one result."""
        claim_id = str(uuid.uuid4())
        claim = Claim(
            claim_id=claim_id,
            dossier_code=f"{UNIT}-261120-{self.directive_number + 1:04}",
            deposit_code=deposit_code,
            collector_tags=(collector_tag(K_CLAIM, claim_id, hashed(owner)),),
            code_tag=code_tag(K_CLAIM, claim_id, code),
            items=(
                ClaimItem(item_id="result", kind="result", name=Text(vi="Giấy xác nhận", en="Certificate")),
            ),
            collectable=not obstacles,
            obstacles=obstacles,
            expires="2027-02-01",
        )
        self._send(claim)
        return claim

    def offer_again(self, claim: Claim, code: str = "") -> None:
        """Central offers it once more, with a new code when an officer made one."""
        renewed = {"code_tag": code_tag(K_CLAIM, claim.claim_id, code)} if code else {}
        self._send(claim.model_copy(update=renewed))

    def _send(self, claim: Claim) -> None:
        number, raw, signature = self.directive("claim.offer", claim.model_dump(mode="json"))
        answer = self.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)
        assert isinstance(answer, outbox.Done)

        self.lease()

    def lease(self, hours: int = 72, **changed: object) -> None:
        """Central answers as often as it is asked for the lease; `changed` are fields of a wrong answer."""
        nonce = self.engine.outbox.handle(outbox.ReadState(), b"").lease_wanted  # type: ignore[attr-defined]
        if nonce:
            body = {
                "kind": "claims.lease",
                "kiosk": self.kiosk_id,
                "nonce": nonce,
                "directive": self.directive_number,
                "seconds": hours * 3600,
            }
            raw = json.dumps({**body, **changed}).encode()
            signature = self.directives.sign(raw).hex()
            self.engine.outbox.handle(outbox.LeaseArrived(signature=signature), raw)

    def officer(self) -> str:
        """An officer lays a card; returns the grant."""
        challenge = self.ask(staff.AskChallenge())
        granted = self.ask(self.authority.card("officer-07", "officer").answer(challenge.nonce))
        assert isinstance(granted, staff.Granted), granted
        return granted.grant

    def technician(self) -> str:
        """A technician lays a card; returns the grant."""
        challenge = self.ask(staff.AskChallenge())
        granted = self.ask(self.authority.card("technician-11", "technician").answer(challenge.nonce))
        assert isinstance(granted, staff.Granted), granted
        return granted.grant

    def load(self, claim: Claim) -> int:
        """An officer loads the claim's result and ends the round; returns the compartment."""
        grant = self.officer()
        place = self.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
        order = self.ask(staff.OpenForRound(grant=grant, compartment=place.compartment, task="load"))
        self.bus.close_door(order.compartment)
        self.settle()
        told = staff.TellRound(
            grant=grant, compartment=place.compartment, act="loaded", code=claim.dossier_code
        )
        assert isinstance(self.ask(told), seat.Done)
        assert isinstance(self.ask(staff.EndRound(grant=grant)), seat.Done)
        return int(place.compartment)

    def code_on(self, slip: seat.SlipKind, dossier_id: str) -> str:
        """Lay the card of who handed in, print the deposit's slip and read its QR code."""
        self.lay_card()
        self.ask(seat.PrintSlip(slip=slip, about=dossier_id))
        (payload,) = re.findall(r'"(DSK1:[^"]+)"', json.dumps(self.printer.printed[-1]))
        return str(payload)

    def lay_card(self, number: str = ID_NUMBER) -> Any:
        """A citizen's card is laid: what waits for its holder."""
        return self.ask(collect.FindClaims(owner_hash=hashed(number).hex()))

    def prove(self, claim: Claim, code: str = "12345678") -> Any:
        """Find the claim by the card, then enter the code."""
        self.lay_card()
        owner = hashed(ID_NUMBER).hex()
        return self.ask(collect.ProveClaim(claim_id=claim.claim_id, owner_hash=owner, code=code))

    def opening(self, dossier_id: str, blob: str) -> bytes:
        """What central finds when it opens a stored part."""
        context = read_context(self.vault.get(blob))
        assert context.dossier == dossier_id
        return unseal(self.vault.get(blob), context, self.central.private_bytes_raw()).opening
