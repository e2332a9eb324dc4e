"""Deposits: pages stored at once, staged once, finished alone if need be."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Literal

from kiosk.dossier.claims import collector_tag
from kiosk.dossier.codes import DepositCode
from kiosk.dossier.manifest import Manifest, ManifestError
from kiosk.engine.doors import DoorRequest, Doors
from kiosk.engine.parts import Parts, Reason
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.slip_codes import slip_qr
from kiosk.engine.state import Deposit
from kiosk.journal.facts.deposits import (
    DepositAccepted,
    DepositBegun,
    DepositMoved,
    DepositStaged,
)
from kiosk.messages.pages import Size
from kiosk.messages.seat import Stage, Unfinished

Originals = Literal["placed", "not-left", "none", "unconfirmed"]
VIETNAM = timedelta(hours=7)
# More deposits than anybody hands in at one visit; a code counts a day's deposits with four digits.
MOST_BEGUN, MOST_A_DAY = 20, 9999
# How long the home page speaks of a deposit that was cut short; central and the slip know it for good.
TOLD_FOR = timedelta(hours=24)


class Deposits:
    """The one place where a deposit moves from step to step."""

    def __init__(self, core: Core, doors: Doors) -> None:
        """Nothing is reserved at first."""
        self._core = core
        self._doors = doors
        self.parts = Parts(core)
        self._reserved: int | None = None
        self._begun = 0

    # before staging

    def reserve(self, size: Size, slips: int) -> int:
        """Reserve the smallest fitting compartment. Refusals: ENG-002 none free, ENG-008 no paper."""
        if slips and self._core.printer.status().facts.get("paper") == "out":
            raise RefusalError("ENG-008")
        self._reserved = None
        free = self._free(size)
        if not free:
            raise RefusalError("ENG-002")
        self._reserved = free[0]
        return free[0]

    def begin(self) -> tuple[str, str]:
        """Give out a dossier id and a deposit code (ENG-023: too many in one seat, or in one day).

        The code's day never goes back with a wrong clock.
        """
        state = self._core.state
        today = (self._core.clock.wall() + VIETNAM).date().isoformat()
        day = max(today, state.day)
        counter = state.counter + 1 if day == state.day else 1
        if self._begun >= MOST_BEGUN or counter > MOST_A_DAY:
            raise RefusalError("ENG-023")
        self._begun += 1
        code = str(DepositCode(self._core.facts.number, date.fromisoformat(day), counter))
        dossier_id = str(uuid.uuid4())
        begun = DepositBegun(dossier_id=dossier_id, deposit_code=code, day=day, counter=counter)
        self._core.journal.append(begun)
        self.parts.begin(dossier_id)
        return dossier_id, code

    def stage(self, request: Stage, manifest_bytes: bytes, seat: int) -> str:
        """The point of no return; returns the slip's QR payload. Refusals: ENG-006, 007, 014, 015."""
        dossier_id = request.dossier_id
        if dossier_id in self._core.state.deposits:
            self._of_this_seat(dossier_id)
            return self.slip_payload(dossier_id)
        manifest = self._checked(dossier_id, manifest_bytes)
        blobs = [part.blob for part in manifest.parts]
        digest = self._core.vault.put(manifest_bytes)
        staged = DepositStaged(
            dossier_id=dossier_id,
            deposit_code=manifest.deposit_code,
            procedure=manifest.procedure,
            rule_version=manifest.rule_version,
            manifest=digest,
            blobs=blobs,
            proofs={part.blob: part.proof for part in manifest.parts},
            owner_tags=[
                collector_tag(self._core.keys.k_claim, dossier_id, bytes.fromhex(hashed))
                for hashed in request.owner_hashes
            ],
            originals=sum(original.count for original in manifest.originals),
            compartment=manifest.compartment,
            language=request.language,
            seat=seat,
        )
        self._core.journal.append(staged)
        self.parts.staged(dossier_id)
        self._reserved = None
        return self.slip_payload(dossier_id)

    # after staging

    def open(self, dossier_id: str) -> tuple[str, int]:
        """Open the deposit's compartment, the first time free; returns the order and the compartment."""
        deposit = self._staged(dossier_id)
        if deposit.compartment is None:
            raise RefusalError("ENG-007")
        request = DoorRequest(deposit.compartment, "deposit", dossier_id, again=deposit.ordered > 0)
        return self._doors.order(request), deposit.compartment

    def larger(self, dossier_id: str) -> int:
        """Swap to the next larger compartment, once the old one is closed. Refusals: ENG-002, 003, 007."""
        deposit = self._staged(dossier_id)
        if deposit.compartment is None:
            raise RefusalError("ENG-007")
        if self._core.state.open_doors() or self._core.state.orders:
            raise RefusalError("ENG-003")
        old = self._core.plan.size(deposit.compartment)
        free = [number for number in self._free(old) if self._core.plan.size(number) != old]
        if not free:
            raise RefusalError("ENG-002")
        self._core.journal.append(DepositMoved(dossier_id=dossier_id, compartment=free[0]))
        return free[0]

    def finish(self, dossier_id: str, originals: Originals) -> None:
        """Accept the deposit once no door stands open. Finishing again with the same word changes nothing."""
        deposit = self._of_this_seat(dossier_id)
        if deposit.step != "accepted":
            self._accept(dossier_id, deposit, originals)

    def _accept(self, dossier_id: str, deposit: Deposit, originals: Originals) -> None:
        if deposit.compartment is not None and self._core.state.compartment(deposit.compartment).in_use:
            raise RefusalError("ENG-003")
        if originals == "placed" and deposit.step != "door-closed":
            raise RefusalError("ENG-007")
        if originals == "none" and deposit.compartment is not None:
            raise RefusalError("ENG-007")
        self._core.journal.append(DepositAccepted(dossier_id=dossier_id, originals=originals))

    # without a person

    def seat_left(self, reason: Reason) -> None:
        """Nothing unstaged survives its session; what is staged is finished as far as no person is needed."""
        self._reserved, self._begun = None, 0
        self.parts.seat_left(reason)
        self.finish_alone()

    def finish_alone(self) -> list[str]:
        """Accept every staged deposit whose doors are at rest; return the dossiers accepted now."""
        accepted = []
        for dossier_id, deposit in self._core.state.deposits.items():
            if deposit.step == "accepted" or self._in_motion(deposit):
                continue
            accepted.append(dossier_id)
            self._accept(dossier_id, deposit, _outcome_alone(deposit))
        return accepted

    def unfinished(self) -> list[Unfinished]:
        """What the next session has to tell: accepted without its depositor's last word, or unprinted."""
        found = []
        for dossier_id, deposit in self._core.state.deposits.items():
            interrupted = deposit.outcome in {None, "unconfirmed"} or not deposit.slips
            recent = self._core.clock.wall() - deposit.staged_at < TOLD_FOR
            if interrupted and recent and not deposit.settled:
                found.append(
                    Unfinished(
                        id=dossier_id,
                        code=deposit.deposit_code,
                        step="unprinted" if deposit.step == "accepted" else deposit.step,
                        compartment=deposit.compartment,
                        owner_tags=deposit.owner_tags,
                    )
                )
        # What the very last visit lost comes last: a home page with room for one speaks of that.
        found += [
            Unfinished(id=dossier_id, code=code, step="dropped")
            for dossier_id, code in self._core.state.cut_short.items()
        ]
        return found

    def slip_payload(self, dossier_id: str) -> str:
        """The QR of the deposit slip."""
        code = self._core.state.deposits[dossier_id].deposit_code
        return slip_qr(self._core.keys.k_claim, "deposit", code).payload()

    def _checked(self, dossier_id: str, manifest_bytes: bytes) -> Manifest:
        stored = self.parts.of(dossier_id)
        try:
            manifest = Manifest.from_bytes(manifest_bytes)
        except ManifestError as error:
            raise RefusalError("ENG-015") from error
        expected = (dossier_id, self._core.state.begun.get(dossier_id), self._core.facts.kiosk)
        if (manifest.dossier_id, manifest.deposit_code, manifest.kiosk) != expected:
            raise RefusalError("ENG-015")
        if manifest.compartment is not None and not self._is_kept(manifest.compartment):
            raise RefusalError("ENG-007")
        if not all(part.blob in stored for part in manifest.parts):
            raise RefusalError("ENG-014")
        return manifest

    def _is_kept(self, compartment: int) -> bool:
        """Reserved here, and nothing was put in since."""
        return compartment == self._reserved and self._core.state.compartment(compartment).holds is None

    def _of_this_seat(self, dossier_id: str) -> Deposit:
        """Who staged it moves it on; what another seat left is the engine's and its owner's alone."""
        deposit = self._core.state.deposits.get(dossier_id)
        if deposit is None:
            raise RefusalError("ENG-006")
        if deposit.seat != self._core.state.seat:
            raise RefusalError("ENG-012")
        return deposit

    def _staged(self, dossier_id: str) -> Deposit:
        deposit = self._of_this_seat(dossier_id)
        if deposit.step == "accepted":
            raise RefusalError("ENG-007")
        return deposit

    def _free(self, size: Size) -> list[int]:
        fitting = [plan.number for plan in self._core.plan.at_least(size, "deposit")]
        return [n for n in fitting if n != self._reserved and self._core.state.compartment(n).free]

    def _in_motion(self, deposit: Deposit) -> bool:
        if deposit.compartment is None:
            return False
        bay = self._core.state.compartment(deposit.compartment)
        return bay.door != "closed" or bay.order is not None


def _outcome_alone(deposit: Deposit) -> Originals:
    if deposit.compartment is None:
        return "none"
    # A pulse that nobody saw the end of may have let papers in: an officer looks.
    return "not-left" if deposit.openings == 0 else "unconfirmed"
