"""What the board did, against what was staged, proven or granted: counted apart from the engine.

The judge hears what was asked and answered, knows the true claim codes and which staff cards truly signed,
and keeps its own map of what lies where. Opened may be only what follows from that, within the budgets.
"""

from __future__ import annotations

import collections
import json
from dataclasses import dataclass, field

from kiosk.messages import collect, seat, staff, technician
from kiosk.messages.wire import Message

WINDOW_S, GRANT_S = 600.0, 3600.0
MOST = {"citizen": 6, "round": 3}


@dataclass
class Truth:
    """What the engine cannot be told by anybody who lies."""

    codes: dict[str, str] = field(default_factory=dict)
    signed: dict[str, str] = field(default_factory=dict)


class Judge:
    """One cabinet; compartment and channel have the same number."""

    def __init__(self, truth: Truth) -> None:
        """`truth` may grow while the judge listens."""
        self._truth = truth
        self.wrong: list[str] = []
        self.opened: collections.Counter[str] = collections.Counter()
        self._inside: dict[int, str] = {}
        self.ordered: list[int] = []
        self._free_used: set[tuple[str, ...]] = set()
        self._again: dict[str, list[float]] = {kind: [] for kind in MOST}
        self.open_doors: set[int] = set()
        self._were_open: set[int] = set()
        self._staged: dict[str, int] = {}
        self.seat_ends()

    def seat_ends(self) -> None:
        """Rights end with their seat; what was opened once stays opened once."""
        for compartment in self._staged.values():
            if compartment not in self._were_open:
                self.lies(compartment, None)
        self._staged = {}
        self._stages: set[str] = set()
        self._proven: set[str] = set()
        self._grants: dict[str, tuple[str, float]] = {}
        self._placed: dict[int, str] = {}
        self._loaded: set[str] = set()

    def lies(self, compartment: int, thing: str | None) -> None:
        """An honest person put something in (a dossier, or `claim/item`), or took it out."""
        if thing is None:
            self._inside.pop(compartment, None)
        else:
            self._inside[compartment] = thing
            self._were_open.discard(compartment)

    def moved(self, door: int, *, is_open: bool) -> None:
        """What a sensor says."""
        (self.open_doors.add if is_open else self.open_doors.discard)(door)
        if is_open:
            self._were_open.add(door)

    def pulsed(self, door: int) -> None:
        """The board pulsed a lock."""
        if others := sorted(self.open_doors - {door}):
            self._fault(f"door {door} pulsed while {others} stood open")
        if door in self.ordered:
            self.ordered.remove(door)
        else:
            self._fault(f"door {door} pulsed, and no answer said so")

    def heard(self, request: Message, raw: bytes, answer: Message, now: float) -> None:
        """One request and its answer."""
        match request, answer:
            case _, seat.DoorOrdered():
                self.ordered.append(answer.compartment)
                self._check(request, answer.compartment, now)
            case seat.Stage(), seat.Staged():
                self._note_stage(request.dossier_id, raw)
            case seat.LargerCompartment(), seat.Reserved():
                self.lies(self._staged[request.dossier_id], None)
                self._staged[request.dossier_id] = answer.compartment
                self.lies(answer.compartment, request.dossier_id)
            case seat.FinishDeposit(), seat.Done():
                self._note_finish(request)
            case collect.ProveClaim(), seat.Done():
                self._note_proof(request)
            case staff.StaffProof(), staff.Granted():
                self._note_grant(request, answer, now)
            case staff.PlaceResult(), staff.ResultPlace():
                self._placed[answer.compartment] = answer.about
            case staff.TellRound(), seat.Done():
                self._note_round(request)
            case collect.FinishCollection(outcome="received"), seat.Done():
                self._forget_thing(f"{request.claim_id}/{request.item_id}")

    # what gives a right

    def _note_stage(self, dossier_id: str, manifest: bytes) -> None:
        if dossier_id in self._stages:
            return
        self._stages.add(dossier_id)
        compartment = json.loads(manifest)["compartment"]
        if compartment is not None:
            self._staged[dossier_id] = compartment
            if compartment in self._inside:
                self._fault(f"compartment {compartment} was given to a deposit and held something")
            self.lies(compartment, dossier_id)

    def _note_finish(self, request: seat.FinishDeposit) -> None:
        if request.dossier_id not in self._staged:
            return
        compartment = self._staged.pop(request.dossier_id)
        if request.originals != "placed":
            self.lies(compartment, None)

    def _note_proof(self, request: collect.ProveClaim) -> None:
        typed = "".join(sign for sign in request.code if sign.isdecimal())
        if request.claim_id not in self._proven and typed != self._truth.codes.get(request.claim_id):
            self._fault("a claim was proven by a wrong code")
        self._proven.add(request.claim_id)

    def _note_grant(self, request: staff.StaffProof, answer: staff.Granted, now: float) -> None:
        if self._truth.signed.pop(request.nonce, None) != answer.role:
            self._fault(f"{answer.role} was granted without such a card")
        self._grants[answer.grant] = (answer.role, now + GRANT_S)

    def _note_round(self, request: staff.TellRound) -> None:
        number = request.compartment
        match request.act:
            case "loaded":
                thing = self._placed.pop(number, "what nobody scanned")
                if number in self._inside:
                    self._fault(f"{thing} was loaded over {self._inside[number]}")
                self._loaded.add(thing)
                self.lies(number, thing)
            case "taken" | "empty" | "missing" | "foreign" | "undo" | "counted-empty":
                self.lies(number, None)

    def _forget_thing(self, thing: str) -> None:
        for number in [number for number, inside in self._inside.items() if inside == thing]:
            self.lies(number, None)

    # what is opened

    def _check(self, request: Message, door: int, now: float) -> None:
        self.opened[type(request).__name__] += 1
        match request:
            case seat.OpenForDeposit():
                if self._staged.get(request.dossier_id) != door:
                    self._fault(f"door {door} opened for a deposit that was not staged for it here")
                self._spend("citizen", ("deposit", request.dossier_id, str(door)), now)
            case collect.OpenForClaim():
                item = f"{request.claim_id}/{request.item_id}"
                if request.claim_id not in self._proven:
                    self._fault(f"door {door} opened for a claim that nobody proved here")
                if self._inside.get(door) != item:
                    self._fault(f"door {door} opened for {item}, which does not lie there")
                self._spend("citizen", ("collect", item), now)
            case staff.OpenForRound():
                self._check_grant(request.grant, "officer", door, now)
                thing = self._listed(request)
                key = ("round", request.grant, str(door), request.task, thing or "")
                self._spend("round", key if thing is not None else None, now)
            case technician.OpenForTest():
                self._check_grant(request.grant, "technician", door, now)
                if door in self._inside:
                    self._fault(f"door {door} opened for a test over {self._inside[door]}")
            case _:
                self._fault(f"door {door} opened by {request.kind}")

    def _listed(self, request: staff.OpenForRound) -> str | None:
        inside = self._inside.get(request.compartment)
        match request.task:
            case "take":
                return inside if inside is not None and "/" not in inside else None
            case "load":
                return self._placed.get(request.compartment)
            case "undo":
                return inside if inside in self._loaded else None
            case "count":
                return "inventory"

    def _check_grant(self, grant: str, role: str, door: int, now: float) -> None:
        held, until = self._grants.get(grant, ("nobody", 0.0))
        if held != role or now > until:
            self._fault(f"door {door} opened for {role} without a grant")

    def _spend(self, kind: str, free: tuple[str, ...] | None, now: float) -> None:
        if free is not None and free not in self._free_used:
            self._free_used.add(free)
            return
        recent = [at for at in self._again[kind] if now - at < WINDOW_S] + [now]
        self._again[kind] = recent
        if len(recent) > MOST[kind]:
            self._fault(f"{kind}: reopening number {len(recent)} within ten minutes")

    def _fault(self, what: str) -> None:
        self.wrong.append(what)
