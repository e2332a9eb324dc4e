"""`python -m campaigns.guesses`: somebody who has every card and every slip guesses claim codes for a month.

The office makes a new code for every claim once a day, as fast as it could; the engine dies and the machine
boots in between. That a guess was not compared is not believed: the right code is tried then as well, and
must be refused.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.dossier.claims import Claim
from kiosk.logs import set_up
from kiosk.messages import collect, seat
from tests.engine.cabinet import ID_NUMBER, Cabinet, hashed

DOORS = 24
DAYS = 30
DAY_S = 24 * 3600
CODES = 10**8
# what is promised of a code's whole life, and of a month
TRIES = 5
CHANCE = 1e-4
A_VISIT = 40
MOST_WRONG = 10
# nothing here is about the disk
MEMORY = Path("/dev/shm")


@dataclass
class Outcome:
    """What was found. `compared`: guesses that could have hit; `spent`: codes whose tries were all used."""

    seed: int
    guesses: int = 0
    codes: int = 0
    compared: int = 0
    refused: int = 0
    spent: int = 0
    right_ones_refused: int = 0
    deaths: int = 0
    boots: int = 0
    chance: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Code:
    """One claim's code, and how many guesses it was compared with."""

    claim: Claim
    slip: str
    digits: str
    compared: int = 0


class Attack:
    """Guesses, evenly spread over a month."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Every compartment holds something that waits; half of it can be found by a slip, too."""
        self._chance = random.Random(seed)
        self.outcome = Outcome(seed)
        self._cabinet = Cabinet(folder, doors=DOORS)
        self._cabinet.see_all()
        self._cabinet.engine.seat_taken()
        self._codes = [self._loaded(with_slip=number % 2 == 0) for number in range(DOORS)]
        self._visit()

    def run(self, guesses: int) -> Outcome:
        """So many in thirty days; ends early when far too much is wrong."""
        a_day = -(-guesses // DAYS)
        for number in range(guesses):
            if number and number % a_day == 0:
                self._office_makes_new_codes()
            if number % A_VISIT == 0:
                self._visit()
            self._cabinet.clock.pass_time(DAY_S / a_day)
            self._guess(self._chance.choice(self._codes))
            if len(self.outcome.wrong) >= MOST_WRONG:
                break
        return self._summed_up()

    def _loaded(self, *, with_slip: bool) -> Code:
        cabinet, digits, slip, deposit = self._cabinet, self._digits(), "", None
        if with_slip:
            dossier_id, deposit = cabinet.stage(originals=False)
            cabinet.ask(seat.FinishDeposit(dossier_id=dossier_id, originals="none"))
            slip = cabinet.code_on("deposit", dossier_id)
        claim = cabinet.offer(code=digits, deposit_code=deposit)
        cabinet.load(claim)
        self.outcome.codes += 1
        return Code(claim, slip, digits)

    def _office_makes_new_codes(self) -> None:
        for code in self._codes:
            code.digits, code.compared = self._digits(), 0
            self._cabinet.offer_again(code.claim, code.digits)
            self.outcome.codes += 1

    def _visit(self) -> None:
        """Somebody new in the seat; once in a while the engine died before, or the machine booted."""
        cabinet = self._cabinet
        cabinet.engine.seat_left()
        if self._chance.random() < 1 / 10:
            if self._chance.random() < 0.5:
                cabinet.clock.boot, cabinet.clock.mono = f"boot-{self._chance.getrandbits(40)}", 5.0
                self.outcome.boots += 1
            cabinet.restart()
            cabinet.see_all()
            self.outcome.deaths += 1
        cabinet.engine.seat_taken()
        cabinet.lay_card()
        for code in self._codes:
            if code.slip:
                cabinet.ask(collect.FindClaims(slip_payload=code.slip))

    def _guess(self, code: Code) -> None:
        self.outcome.guesses += 1
        guess = self._digits()
        answer, counted = self._try(code, guess)
        if not isinstance(answer, seat.Refused) and guess != code.digits:
            self._wrong("a wrong code was taken for right")
        elif counted:
            code.compared += 1
            self.outcome.compared += 1
            self.outcome.spent += code.compared == TRIES
        else:
            self.outcome.refused += 1
            self._not_even_the_right_one(code)
        if code.compared > TRIES:
            self._wrong(f"a code was compared {code.compared} times")

    def _not_even_the_right_one(self, code: Code) -> None:
        if self._chance.random() < 1 / 50:
            self.outcome.right_ones_refused += 1
            answer, _ = self._try(code, code.digits)
            if not isinstance(answer, seat.Refused):
                self._wrong(f"a code that was tried {code.compared} times is still compared")

    def _try(self, code: Code, digits: str) -> tuple[object, bool]:
        """The answer, and whether the try was counted for ever."""
        by_slip = bool(code.slip) and self._chance.random() < 0.5
        rows = self._cabinet.journal.seq
        answer = self._cabinet.ask(
            collect.ProveClaim(
                claim_id=code.claim.claim_id,
                owner_hash="" if by_slip else hashed(ID_NUMBER).hex(),
                slip_payload=code.slip if by_slip else "",
                code=digits,
            )
        )
        return answer, self._cabinet.journal.seq > rows

    def _digits(self) -> str:
        return f"{self._chance.randrange(CODES):08}"

    def _wrong(self, fault: str) -> None:
        self.outcome.wrong.append(f"guess {self.outcome.guesses}: {fault}")

    def _summed_up(self) -> Outcome:
        outcome = self.outcome
        outcome.chance = outcome.compared / CODES
        if outcome.chance > CHANCE:
            self._wrong(f"a month of guessing hits with a chance of {outcome.chance:.1e}")
        if outcome.compared < outcome.codes:
            self._wrong("hardly a guess was compared: nothing is proven")
        return outcome


def main() -> int:
    """Guess and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guesses", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    given = parser.parse_args()
    set_up("guesses")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        outcome = Attack(Path(folder), given.seed).run(given.guesses)
    print(json.dumps(outcome.__dict__, indent=1, ensure_ascii=False))
    return bool(outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
