"""How far dossiers are: told to who handed them in or may collect, and barely to who only knows a code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.dossier.claims import collector_tag
from kiosk.dossier.codes import CodeError, DepositCode, SlipQr
from kiosk.dossier.progress import digits_of, is_viewer
from kiosk.dossier.status import Status
from kiosk.engine.bucket import Bucket
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.slip_codes import is_slip_of
from kiosk.engine.state import Deposit, Reported
from kiosk.messages.dossiers import FindDossiers, FoundDossiers, KnownDossier

# Deposit codes follow one another: who types may look at a few of them, not walk through all.
TRIES, TRY_AGAIN_S = 5, 30.0


@dataclass(frozen=True)
class Right:
    """By what this seat has shown that it may know of a dossier; `tag`: the card's, as central knows it."""

    by: Literal["card", "slip"]
    tag: str | None = None


class Dossiers:
    """What the kiosk knows: deposits of its own, and what central reported."""

    def __init__(self, core: Core) -> None:
        """All tries are free at first; they come back one by one, whoever sits in the seat."""
        self._core = core
        self._tries = Bucket(core.clock, TRIES, TRY_AGAIN_S)
        self._rights: dict[str, Right] = {}

    def seat_left(self) -> None:
        """The next person has shown nothing yet."""
        self._rights.clear()

    def right_to(self, dossier_id: str) -> Right | None:
        """What was shown for this dossier in this seat; typed digits are no right."""
        return self._rights.get(dossier_id)

    def find(self, request: FindDossiers) -> FoundDossiers:
        """Whose card or slip, or which code. Refusal: ENG-010 when too much was typed."""
        if request.digits:
            left = self._try()
            found = [_bare(known) for known in self._all() if _has_digits(known, request.digits)]
            return FoundDossiers(dossiers=found, tries_left=left)
        mine = [known for known in self._all() if self._may_see(known, request)]
        for known in mine:
            self._note_right(known.key, request)
        return FoundDossiers(dossiers=sorted(mine, key=lambda known: known.told_at, reverse=True))

    def _try(self) -> int:
        wait = self._tries.take()
        if wait:
            raise RefusalError("ENG-010", wait_s=int(wait) + 1)
        return self._tries.left

    def _all(self) -> Iterator[KnownDossier]:
        state = self._core.state
        for dossier_id, deposit in state.deposits.items():
            yield _known(dossier_id, deposit, state.reported.get(dossier_id))
        for dossier_id, reported in state.reported.items():
            if dossier_id not in state.deposits:
                yield _known(dossier_id, None, reported)

    def _note_right(self, dossier_id: str, request: FindDossiers) -> None:
        """A card says more than a slip, whichever came first."""
        if request.owner_hash:
            tag = collector_tag(self._core.keys.k_claim, dossier_id, bytes.fromhex(request.owner_hash))
            self._rights[dossier_id] = Right("card", tag)
        else:
            self._rights.setdefault(dossier_id, Right("slip"))

    def _may_see(self, known: KnownDossier, request: FindDossiers) -> bool:
        key, state = self._core.keys.k_claim, self._core.state
        if not request.owner_hash:
            return _slip_names(known.deposit_code, request.slip_payload) and is_slip_of(
                key, "deposit", known.deposit_code, request.slip_payload
            )
        deposit, reported = state.deposits.get(known.key), state.reported.get(known.key)
        tags = [
            *(deposit.owner_tags if deposit else ()),
            *(reported.progress.viewer_tags if reported else ()),
        ]
        return is_viewer(key, known.key, tags, bytes.fromhex(request.owner_hash))


def _known(dossier_id: str, deposit: Deposit | None, reported: Reported | None) -> KnownDossier:
    """What central reported last; before its first word, what the kiosk itself did."""
    if reported is not None:
        progress = reported.progress
        return KnownDossier(
            key=dossier_id,
            deposit_code=progress.deposit_code or "",
            dossier_code=progress.dossier_code or "",
            procedure=progress.procedure,
            rule_version=progress.rule_version,
            status=progress.status.value,
            told_at=reported.told_at,
            due_date=progress.due_date or "",
            asked=list(progress.asked),
            asked_more=progress.asked_more,
        )
    assert deposit is not None
    return KnownDossier(
        key=dossier_id,
        deposit_code=deposit.deposit_code,
        procedure=deposit.procedure,
        status=Status.DEPOSITED.value,
        told_at=deposit.receipt_at or deposit.staged_at,
        in_machine=not deposit.receipt,
    )


def _bare(known: KnownDossier) -> KnownDossier:
    """Status and dates: all that a code alone shows."""
    return KnownDossier(
        status=known.status, told_at=known.told_at, due_date=known.due_date, in_machine=known.in_machine
    )


def _has_digits(known: KnownDossier, digits: str) -> bool:
    """A deposit code is compared with its check digits, so that a slip of the finger finds nothing."""
    try:
        if known.deposit_code and str(DepositCode.parse(digits)) == known.deposit_code:
            return True
    except CodeError:
        pass
    return bool(known.dossier_code) and digits_of(known.dossier_code) == digits


def _slip_names(deposit_code: str, payload: str) -> bool:
    """Whether the slip speaks of this deposit at all; only then is its secret looked at."""
    try:
        return bool(deposit_code) and SlipQr.parse(payload).id == deposit_code
    except CodeError:
        return False
