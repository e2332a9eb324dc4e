"""The officer's round: what to take out, what to load, what to look at; one door open at a time."""

from __future__ import annotations

from typing import Literal

from kiosk.dossier.claims import ClaimItem
from kiosk.engine.doors import DoorRequest, Doors
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.slip_codes import is_slip_of
from kiosk.engine.staff import Staff
from kiosk.engine.state import ClaimState, Item
from kiosk.journal.events import Event
from kiosk.journal.facts.claims import ItemDisputed, ItemLoaded, ItemUnloaded
from kiosk.journal.facts.deposits import OriginalsTaken
from kiosk.journal.facts.doors import CompartmentCounted, CompartmentFrozen
from kiosk.journal.facts.staff import RoundEnded
from kiosk.messages.staff import (
    OpenForRound,
    PlaceResult,
    ResultPlace,
    RoundPlan,
    RoundStop,
    RoundTask,
    TellRound,
)

# An inventory opens every door once.
INVENTORY = "inventory"


class Rounds:
    """One officer's visit, held by a grant."""

    def __init__(self, core: Core, doors: Doors, staff: Staff) -> None:
        """No round is under way."""
        self._core = core
        self._doors = doors
        self._staff = staff
        # what each door was opened for: it dies with the grants, and the budget of reopenings does not
        self._opened: set[tuple[str, int, RoundTask, str]] = set()
        self._placed: dict[int, tuple[str, str]] = {}
        self._taken: set[int] = set()

    def plan(self, grant: str) -> RoundPlan:
        """The stops of the round, an open door first."""
        self._staff.require(grant, "officer")
        to_take = self._to_take()
        stops = [*to_take, *self._to_check({stop.compartment for stop in to_take})]
        opened = self._core.state.open_doors()
        stops.sort(key=lambda stop: (stop.compartment not in opened, stop.compartment))
        return RoundPlan(
            stops=stops,
            free=self._free(),
            loadable=len(self._loadable()),
            taken=len(self._taken),
            loaded=len(self._core.state.rounds.get(grant, [])),
        )

    def open(self, request: OpenForRound) -> str:
        """Open one compartment; off the round's list, or a second time, it counts as a reopening."""
        self._staff.require(request.grant, "officer")
        self._must_exist(request.compartment)
        thing = self._listed(request)
        opening = (request.grant, request.compartment, request.task, thing or "")
        again = thing is None or opening in self._opened
        order = self._doors.order(DoorRequest(request.compartment, "round", request.grant, again=again))
        self._opened.add(opening)
        return order

    def place(self, request: PlaceResult) -> ResultPlace:
        """Choose a compartment for a scanned result. Refusals: ENG-006 unknown code, ENG-011, ENG-002."""
        self._staff.require(request.grant, "officer")
        claim, items = self._waiting_for(request.code)
        if claim.claim.obstacles or not claim.claim.collectable:
            raise RefusalError("ENG-011")
        wanted = (claim.claim.claim_id, items[0].item_id)
        kept = [number for number, placed in self._placed.items() if placed == wanted]
        free = kept or [number for number in self._free() if number not in self._placed]
        if not free:
            raise RefusalError("ENG-002")
        self._placed[free[0]] = wanted
        return ResultPlace(
            compartment=free[0], about="/".join(wanted), name=items[0].name, more=len(items) - 1
        )

    def tell(self, request: TellRound) -> None:
        """Take the officer's word for one compartment, once its door is closed."""
        self._staff.require(request.grant, "officer")
        self._must_exist(request.compartment)
        if self._core.state.compartment(request.compartment).in_use:
            raise RefusalError("ENG-003")
        match request.act:
            case "taken" | "empty" | "missing" | "foreign":
                self._taken_out(request, request.act)
            case "loaded":
                self._loaded(request)
            case "undo":
                self._undo(request)
            case "counted-empty" | "counted-full":
                self._counted(request, "empty" if request.act == "counted-empty" else "full")

    def end(self, grant: str) -> None:
        """End the visit: what was loaded becomes collectable, also in a visit that a restart cut short."""
        self._staff.require(grant, "officer")
        if self._core.state.open_doors():
            raise RefusalError("ENG-003")
        visits = {grant, *self._core.state.rounds}
        self._core.journal.append(*(RoundEnded(grant=visit) for visit in sorted(visits)))
        self._placed.clear()
        self._taken.clear()

    def seat_left(self) -> None:
        """Forget the visit; what was loaded stays not collectable until an officer ends a round over it."""
        self._opened.clear()
        self._placed.clear()
        self._taken.clear()

    def _taken_out(
        self, request: TellRound, outcome: Literal["taken", "empty", "missing", "foreign"]
    ) -> None:
        holds = self._core.state.compartment(request.compartment).holds
        if holds not in self._core.state.deposits or not self._looked_into(request):
            raise RefusalError("ENG-007")
        scanned = self._is_cover_of(request.code, holds)
        if request.code and not scanned:
            raise RefusalError("ENG-020")
        events: list[Event] = [
            OriginalsTaken(
                dossier_id=holds,
                compartment=request.compartment,
                grant=request.grant,
                outcome=outcome,
                scanned=scanned,
            )
        ]
        if outcome == "foreign":
            events.append(CompartmentFrozen(compartment=request.compartment, reason="foreign-thing"))
        self._core.journal.append(*events)
        self._taken.add(request.compartment)

    def _loaded(self, request: TellRound) -> None:
        placed = self._placed.get(request.compartment)
        if placed is None or not self._was_opened(request, "load", "/".join(placed)):
            raise RefusalError("ENG-007")
        if self._core.state.compartment(request.compartment).holds is not None:
            raise RefusalError("ENG-007")
        del self._placed[request.compartment]
        claim_id, item_id = placed
        self._core.journal.append(
            ItemLoaded(
                claim_id=claim_id, item_id=item_id, compartment=request.compartment, grant=request.grant
            )
        )

    def _undo(self, request: TellRound) -> None:
        holds = self._core.state.compartment(request.compartment).holds or ""
        if not self._was_opened(request, "undo", holds) or holds not in self._core.state.rounds.get(
            request.grant, []
        ):
            raise RefusalError("ENG-007")
        claim_id, _, item_id = holds.partition("/")
        self._core.journal.append(ItemUnloaded(claim_id=claim_id, item_id=item_id, grant=request.grant))

    def _counted(self, request: TellRound, found: Literal["empty", "full"]) -> None:
        if not self._was_opened(request, "count", INVENTORY):
            raise RefusalError("ENG-007")
        counted = CompartmentCounted(compartment=request.compartment, grant=request.grant, found=found)
        self._core.journal.append(*(self._missing(request) if found == "empty" else ()), counted)

    def _missing(self, request: TellRound) -> list[Event]:
        """What should have lain there, and is gone without a word."""
        holds = self._core.state.compartment(request.compartment).holds or ""
        if holds in self._core.state.deposits:
            return [
                OriginalsTaken(
                    dossier_id=holds,
                    compartment=request.compartment,
                    grant=request.grant,
                    outcome="empty",
                    scanned=False,
                )
            ]
        claim_id, _, item_id = holds.partition("/")
        claim = self._core.state.claims.get(claim_id)
        if claim is None or claim.withdrawn or claim.items[item_id].ended is not None:
            return []
        return [ItemDisputed(claim_id=claim_id, item_id=item_id, outcome="empty")]

    def _must_exist(self, compartment: int) -> None:
        if compartment not in {plan.number for plan in self._core.plan.compartments}:
            raise RefusalError("ENG-006")

    def _listed(self, request: OpenForRound) -> str | None:
        """For what the round has to open this door; None when it stands on no list."""
        match request.task:
            case "take":
                here = [stop.about for stop in self._to_take() if stop.compartment == request.compartment]
                return here[0] if here else None
            case "load":
                placed = self._placed.get(request.compartment)
                return "/".join(placed) if placed is not None else None
            case "undo":
                holds = self._core.state.compartment(request.compartment).holds
                return holds if holds in self._core.state.rounds.get(request.grant, []) else None
            case "count":
                return INVENTORY

    def _was_opened(self, request: TellRound, task: RoundTask, thing: str) -> bool:
        return (request.grant, request.compartment, task, thing) in self._opened

    def _looked_into(self, request: TellRound) -> bool:
        """Whether its door was opened in this visit, to take out or to count."""
        return any(
            (grant, compartment) == (request.grant, request.compartment) and task in {"take", "count"}
            for grant, compartment, task, _ in self._opened
        )

    def _to_take(self) -> list[RoundStop]:
        stops = []
        for dossier_id, deposit in self._core.state.deposits.items():
            holding = deposit.compartment is not None and deposit.outcome in {"placed", "unconfirmed"}
            if holding and not deposit.taken and deposit.compartment is not None:
                stops.append(
                    RoundStop(
                        compartment=deposit.compartment,
                        act="take",
                        code=deposit.deposit_code,
                        about=dossier_id,
                    )
                )
        return stops

    def _to_check(self, emptied: set[int]) -> list[RoundStop]:
        """What an officer has to look into, and why; `emptied`: compartments that are looked into anyway."""
        nobodys = {
            f"{claim_id}/{item_id}": "withdrawn" if claim.withdrawn else item.ended
            for claim_id, claim in self._core.state.claims.items()
            for item_id, item in claim.items.items()
            if claim.withdrawn or item.ended in {"withdrawn", "disputed"}
        }
        stops = []
        for number, bay in self._core.state.compartments.items():
            why = bay.frozen or nobodys.get(bay.holds or "")
            if why is None and bay.unsure and number not in emptied:
                why = "unsure"
            if why is not None:
                stops.append(RoundStop(compartment=number, act="check", code=why, about=bay.holds or ""))
        return stops

    def _free(self) -> list[int]:
        usable = [plan.number for plan in self._core.plan.at_least("small", "result")]
        return [number for number in usable if self._core.state.compartment(number).free]

    def _loadable(self) -> list[tuple[ClaimState, str, Item]]:
        return [
            (claim, item_id, item)
            for claim in self._core.state.claims.values()
            if claim.claim.collectable and not claim.claim.obstacles and not claim.withdrawn
            for item_id, item in claim.items.items()
            if item.compartment is None and item.ended is None
        ]

    def _waiting_for(self, code: str) -> tuple[ClaimState, list[ClaimItem]]:
        for claim in self._core.state.claims.values():
            if claim.withdrawn or code.strip() not in {claim.claim.dossier_code, claim.claim.claim_id}:
                continue
            states = [(item, claim.items[item.item_id]) for item in claim.claim.items]
            items = [item for item, state in states if state.compartment is None and state.ended is None]
            if items:
                return claim, items
        raise RefusalError("ENG-006")

    def _is_cover_of(self, code: str, dossier_id: str) -> bool:
        expected = self._core.state.deposits[dossier_id].deposit_code
        return is_slip_of(self._core.keys.k_claim, "cover", expected, code)
