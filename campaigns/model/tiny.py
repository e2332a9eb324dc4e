"""What should be true of compartments, deposits and claims, in few words and without the engine's code."""

from __future__ import annotations

from dataclasses import dataclass, field

WINDOW_S, REOPENINGS, TRIES = 600.0, 6, 5
LEASE_S, YOUNG_S = 3 * 86400.0, 3600.0


@dataclass
class Deposit:
    """A staged deposit."""

    seat: int
    compartment: int | None
    ordered: bool = False
    maybe_open: bool = False
    closed_again: bool = False
    outcome: str = ""
    taken: bool = False
    receipt: bool = False

    @property
    def waits_for_officer(self) -> bool:
        """Whether its papers may lie there and are to be taken out."""
        return self.outcome in {"placed", "unconfirmed"} and not self.taken


@dataclass
class Claim:
    """A result that central offered."""

    compartment: int | None = None
    ordered: bool = False
    maybe_open: bool = False
    ended: str = ""
    withdrawn: bool = False
    wrong: int = 0


@dataclass
class Tiny:
    """Six compartments: two small, two medium, two large. One thing in one place."""

    doors: range = field(default_factory=lambda: range(1, 7))
    holds: dict[int, str] = field(default_factory=dict)
    frozen: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    open_door: int | None = None
    sprung: bool = False
    pending: int | None = None
    seat: int | None = None
    seats: int = 0
    proven: set[str] = field(default_factory=set)
    deposits: dict[str, Deposit] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    reopened: list[float] = field(default_factory=list)
    answered: float = float("-inf")
    silences: int = 0

    # questions

    def free(self) -> list[int]:
        """Where something may be put in."""
        busy = {self.open_door} | self.frozen | self.unsure | set(self.holds)
        return [door for door in self.doors if door not in busy]

    def larger(self, door: int) -> list[int]:
        """Free compartments of a larger kind."""
        return [other for other in self.free() if (other - 1) // 2 > (door - 1) // 2]

    def leased(self, now: float) -> bool:
        """Whether central was heard lately enough for claims."""
        return now - self.answered < LEASE_S

    def hear_central(self, now: float) -> None:
        """Central answers what is asked; of a young lease nobody asks."""
        if now - self.answered >= YOUNG_S:
            self.answered = now

    def to_check(self) -> set[int]:
        """What an officer looks into who empties nothing there."""
        emptied = {d.compartment for d in self.deposits.values() if d.waits_for_officer}
        nobodys = {key for key, claim in self.claims.items() if claim.withdrawn or claim.ended == "disputed"}
        held = {door for door, thing in self.holds.items() if thing in nobodys}
        return self.frozen | held | (self.unsure - emptied)

    def moving(self, door: int | None) -> bool:
        """Whether this door stands open, or may still open."""
        return door is not None and door in (self.open_door, self.pending)

    def may_reopen(self, now: float) -> bool:
        """Whether the budget has one left."""
        return len([at for at in self.reopened if now - at < WINDOW_S]) < REOPENINGS

    def may_open(self, thing: Deposit | Claim, now: float) -> bool:
        """Whether a door could be ordered for it, rights aside."""
        return (
            thing.compartment is not None
            and self.open_door is None
            and self.pending is None
            and thing.compartment not in self.frozen
            and (not thing.ordered or self.may_reopen(now))
        )

    # happenings

    def sit(self) -> None:
        """Somebody takes the seat."""
        self.seats += 1
        self.seat = self.seats

    def ordered(self, thing: Deposit | Claim, now: float, *, opens: bool) -> None:
        """A door was ordered, and opens or not."""
        if thing.ordered:
            self.reopened.append(now)
        thing.ordered = True
        if opens:
            self.open_door, thing.maybe_open = thing.compartment, True

    def springs_open(self, door: int) -> None:
        """A door opens that nobody ordered: whoever stands there may put something in."""
        self.open_door, self.sprung = door, True
        self.unsure.add(door)
        for deposit in self.deposits.values():
            if deposit.compartment == door and not deposit.outcome:
                deposit.maybe_open = True

    def close(self) -> None:
        """The open door is shut."""
        door, self.open_door = self.open_door, None
        for deposit in self.deposits.values():
            if deposit.compartment == door and not deposit.outcome and not self.sprung:
                deposit.closed_again = True
        self.sprung = False
        self.at_rest()

    def stand_up(self) -> None:
        """The seat is empty, in order or by a death."""
        self.seat = None
        self.proven.clear()
        self.at_rest()

    def at_rest(self) -> None:
        """With nobody there, what needs nobody is finished."""
        if self.seat is not None:
            return
        for deposit in self.deposits.values():
            if not deposit.outcome and not self.moving(deposit.compartment):
                self.accept(deposit, self._alone(deposit))
        for claim in self.claims.values():
            if claim.maybe_open and not claim.ended and not self.moving(claim.compartment):
                self.end_claim(claim, "disputed")

    def _alone(self, deposit: Deposit) -> str:
        if deposit.compartment is None:
            return "none"
        return "unconfirmed" if deposit.maybe_open else "not-left"

    def accept(self, deposit: Deposit, outcome: str) -> None:
        """The deposit is in; what was not left leaves its compartment free."""
        deposit.outcome = outcome
        if outcome in {"not-left", "none"} and deposit.compartment is not None:
            del self.holds[deposit.compartment]

    def end_claim(self, claim: Claim, how: str) -> None:
        """Collected, or an officer has to look."""
        claim.ended = how
        assert claim.compartment is not None
        if how == "collected":
            del self.holds[claim.compartment]
        else:
            self.frozen.add(claim.compartment)

    def emptied(self, door: int) -> None:
        """An officer found nothing, or took what was there."""
        thing = self.holds.pop(door, None)
        self.frozen.discard(door)
        self.unsure.discard(door)
        if thing in self.deposits:
            self.deposits[thing].taken = True
        elif thing is not None:
            claim = self.claims[thing]
            if not claim.ended and not claim.withdrawn:
                claim.ended = "disputed"

    def found_full(self, door: int) -> None:
        """An officer found something: what should lie there, or what nobody knows."""
        self.frozen.discard(door)
        (self.unsure.discard if door in self.holds else self.unsure.add)(door)
