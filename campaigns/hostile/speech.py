"""What a session that was taken over says: all that an honest one could, in any order, with all it heard."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

from kiosk.dossier.manifest import Manifest, Original, Part
from kiosk.dossier.procedure import Procedure
from kiosk.messages import collect, dossiers, seat, staff, technician, tickets
from kiosk.messages.wire import Message
from tests.engine.doubles import StaffCard
from tests.engine.plan import KIOSK, PROCEDURE, UNIT

Said = tuple[Message, bytes]
TASKS: tuple[staff.RoundTask, ...] = ("take", "load", "undo", "count")
ACTS = ("taken", "empty", "missing", "foreign", "loaded", "counted-empty", "counted-full", "undo")


class Speech:
    """Builds requests; `heard` keeps what answers give away."""

    def __init__(self, chance: random.Random, procedure: Procedure, doors: int) -> None:
        """Nothing was heard yet; cards and codes are handed in by the harness."""
        self._chance = chance
        self._procedure = procedure
        self._doors = doors
        self.known: list[str] = []
        self.owners: list[str] = []
        self.slips: list[str] = []
        self.codes: dict[str, str] = {}
        self.results: list[str] = []
        self.signed: Callable[[str, str], None] = lambda nonce, role: None
        self.lists: list[bytes] = [b"{}"]
        self.new_seat()

    def new_seat(self) -> None:
        """A fresh process; ids of earlier ones stay known. Each is after something else."""
        self.after = self._chance.choice(("deposits", "claims", "staff", "visit", "everything"))
        self._begun: list[tuple[str, str]] = []
        self._stored: dict[str, list[Part]] = {}
        self._staged: list[str] = []
        self._compartment: int | None = None
        self._nonces: list[str] = []
        self._grants: list[str] = []
        self.card: tuple[StaffCard, str] | None = None
        self.codes.clear()
        self._waiting: list[tuple[str, str]] = []

    def say(self) -> Said:
        """The next request."""
        return self._chance.choice(self._recipes())()

    def heard(self, request: Message, answer: Message) -> None:
        """Take along what the answer tells."""
        match answer:
            case seat.DepositBegun():
                self._begun.append((answer.dossier_id, answer.deposit_code))
                self._note(answer.dossier_id, answer.deposit_code)
            case seat.Reserved():
                self._compartment = answer.compartment
            case seat.Stored() if isinstance(request, seat.StorePage):
                self._note(answer.digest)
            case seat.Staged() if isinstance(request, seat.Stage):
                self._staged.append(request.dossier_id)
                self._compartment = None
                self.slips.append(answer.slip_payload)
            case seat.DoorOrdered():
                self._note(answer.order)
            case staff.Challenge():
                self._nonces.append(answer.nonce)
            case staff.Granted():
                self._grants.append(answer.grant)
                self._note(answer.grant)
            case collect.Claims():
                self._waiting = [(c.claim_id, item.item_id) for c in answer.claims for item in c.items]
                self._note(*(claim.claim_id for claim in answer.claims))
                self._note(*(left.id for left in answer.unfinished))

    def _note(self, *ids: str) -> None:
        self.known += ids
        del self.known[:-400]

    def _recipes(self) -> list[Callable[[], Said]]:
        staffs = [self._challenge, self._proof, self._proof]
        by_aim = {
            "deposits": [
                *[self._reserve, self._begin, self._store, self._store, self._stage, self._stage],
                *[self._open_deposit] * 5,
                *[self._finish_deposit, self._larger, self._slip],
            ],
            "claims": [self._find, self._prove, self._open_claim, self._open_claim, self._collected],
            "staff": [*staffs, self._open_round, self._open_round, self._round, self._round],
            "visit": [*staffs, *[self._visit] * 6],
        }
        everything = [*(each for aims in by_aim.values() for each in aims), self._other]
        if self.after == "everything" or self._chance.random() < (0.002 if self.after == "visit" else 0.1):
            return everything
        return by_aim[self.after]

    # deposits

    def _reserve(self) -> Said:
        return seat.Reserve(size=self._chance.choice(("small", "medium", "large")), slips=2), b""

    def _begin(self) -> Said:
        return seat.BeginDeposit(), b""

    def _dossier(self) -> str:
        mine = [dossier for dossier, _ in self._begun]
        return self._pick(self._chance.choice((mine, self._staged, self._staged, self.known)))

    def _store(self) -> Said:
        dossier_id = self._pick([dossier for dossier, _ in self._begun] or self.known)
        blob = self._chance.randbytes(self._chance.randrange(1, 400))
        component = next(c.code for c in self._procedure.components if c.kind in {"form", "paper"})
        parts = self._stored.setdefault(dossier_id, [])
        name = f"{component}/{len(parts)}" if parts else "personal"
        digest = hashlib.sha256(blob).hexdigest()
        parts.append(Part(name=name, blob=digest, size=len(blob), media_type="image/jpeg", proof="ab" * 32))
        return seat.StorePage(dossier_id=dossier_id), blob

    def _stage(self) -> Said:
        stage = seat.Stage(dossier_id=self._dossier(), owner_hashes=self._some_owners(), language="vi")
        ready = [(dossier, code) for dossier, code in self._begun if self._stored.get(dossier)]
        if not ready:
            return stage, b"{}"
        dossier_id, code = self._chance.choice(ready)
        manifest = self._manifest(dossier_id, code)
        return stage.model_copy(update={"dossier_id": dossier_id}), manifest.to_bytes()

    def _manifest(self, dossier_id: str, code: str) -> Manifest:
        compartment = self._compartment
        if self._chance.random() < 0.1:
            compartment = self._chance.randint(1, self._doors)
        component = next(c.code for c in self._procedure.components if c.kind in {"form", "paper"})
        return Manifest(
            dossier_id=dossier_id,
            deposit_code=code,
            kiosk=KIOSK,
            unit=UNIT,
            procedure=PROCEDURE,
            rule_version=self._procedure.rule_version,
            deposited_at="2026-11-20T22:00:00+07:00",
            clock="unsynced",
            proof="card-unproven",
            parts=tuple(self._stored[dossier_id]),
            originals=(Original(component=component, count=1),) if compartment else (),
            compartment=compartment,
        )

    def _open_deposit(self) -> Said:
        return seat.OpenForDeposit(dossier_id=self._dossier()), b""

    def _larger(self) -> Said:
        return seat.LargerCompartment(dossier_id=self._dossier()), b""

    def _finish_deposit(self) -> Said:
        originals: Any = self._chance.choice(("placed", "not-left", "none"))
        return seat.FinishDeposit(dossier_id=self._dossier(), originals=originals), b""

    # claims

    def _owner(self) -> str:
        return self._chance.choice((*self.owners, self._chance.randbytes(32).hex()))

    def _some_owners(self) -> list[str]:
        return [self._owner() for _ in range(self._chance.randrange(3))]

    def _find(self) -> Said:
        if self._chance.random() < 0.3 and self.slips:
            return collect.FindClaims(slip_payload=self._chance.choice(self.slips)), b""
        return collect.FindClaims(owner_hash=self._owner()), b""

    def _claim(self) -> tuple[str, str]:
        if self._waiting and self._chance.random() < 0.9:
            return self._chance.choice(self._waiting)
        return self._pick(self.known), "result"

    def _prove(self) -> Said:
        claim_id, _ = self._claim()
        code = f"{self._chance.randrange(10**8):08}"
        if self._chance.random() < 0.7:
            code = self.codes.get(claim_id, code)
        return collect.ProveClaim(claim_id=claim_id, owner_hash=self._owner(), code=code), b""

    def _open_claim(self) -> Said:
        claim_id, item_id = self._claim()
        return collect.OpenForClaim(claim_id=claim_id, item_id=item_id), b""

    def _collected(self) -> Said:
        claim_id, item_id = self._claim()
        outcome: Any = self._chance.choice(("received", "empty", "not-mine", "incomplete", "unconfirmed"))
        return collect.FinishCollection(claim_id=claim_id, item_id=item_id, outcome=outcome), b""

    # staff

    def _challenge(self) -> Said:
        return staff.AskChallenge(), b""

    def _proof(self) -> Said:
        nonce = self._pick(self._nonces[-4:])
        if self.card is not None and self._nonces and self._chance.random() < 0.7:
            card, role = self.card
            self.signed(nonce, role)
            return card.answer(nonce), b""
        noise = self._chance.randbytes(70).hex()
        return staff.StaffProof(nonce=nonce, certificate=noise, signature=noise), b""

    def _grant(self) -> str:
        return self._pick(self._grants or self.known)

    def _door(self) -> int:
        return self._chance.randint(1, self._doors)

    def _open_round(self) -> Said:
        task = self._chance.choice(TASKS)
        return staff.OpenForRound(grant=self._grant(), compartment=self._door(), task=task), b""

    def _round(self) -> Said:
        grant = self._grant()
        act: Any = self._chance.choice(ACTS)
        code = self._pick([*self.results, *self.slips])
        return self._chance.choice(
            (
                (staff.ReadRound(grant=grant), b""),
                (staff.PlaceResult(grant=grant, code=code), b""),
                (staff.TellRound(grant=grant, compartment=self._door(), act=act, code=""), b""),
                (staff.TellRound(grant=grant, compartment=self._door(), act=act, code=code), b""),
                (staff.TakeList(grant=grant), self._chance.choice(self.lists)),
                (staff.EndRound(grant=grant), b""),
            )
        )

    def _visit(self) -> Said:
        grant, door = self._grant(), self._door()
        return self._chance.choice(
            (
                (technician.BeginVisit(grant=grant), b""),
                (technician.ReadMachine(grant=grant), b""),
                (technician.OpenForTest(grant=grant, compartment=door), b""),
                (technician.OpenForTest(grant=grant, compartment=door), b""),
                (technician.RunTest(grant=grant, test=self._chance.choice(("printer", "board"))), b""),
                (technician.RecordTest(grant=grant, test="screen", figures={"places": 24.0}), b""),
                (technician.EndVisit(grant=grant), b""),
            )
        )

    # whatever else

    def _slip(self) -> Said:
        slip: Any = self._chance.choice(
            ("cover", "deposit", "collection", "handover", "ticket", "test", "readiness")
        )
        return seat.PrintSlip(slip=slip, about=self._dossier()), b""

    def _other(self) -> Said:
        report = seat.DeviceReport(
            device=self._chance.choice(("card_reader", "locker", self._pick(self.known)[:60])),
            state=self._chance.choice(("online", "offline", "x")),
        )
        digits = f"{self._chance.randrange(10**16):016}"
        return self._chance.choice(
            (
                (seat.DeviceChanged(report=report), b""),
                (seat.HomeShown(tiles={"deposit": True}), b""),
                (seat.CallHelp(step=self._pick(self.known)), b""),
                (seat.TellUsage(cards=1, pictures=1), b""),
                (seat.Settle(id=self._dossier()), b""),
                (seat.DropPage(dossier_id=self._dossier(), digest=self._pick(self.known)), b""),
                (seat.Leave(), b""),
                (tickets.TakeTicket(field=self._procedure.field, priority=False), b""),
                (dossiers.FindDossiers(digits=digits), b""),
                (dossiers.FindDossiers(owner_hash=self._owner()), b""),
                (
                    seat.PrintChecklist(
                        procedure=PROCEDURE, rule_version=self._procedure.rule_version, answers={}
                    ),
                    b"",
                ),
            )
        )

    def _pick(self, among: list[str]) -> str:
        return self._chance.choice(among) if among else "00000000-0000-4000-8000-000000000000"
