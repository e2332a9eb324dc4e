"""What leaves the kiosk for good: sealed parts, what ended long ago, the journal's oldest rows.

Each is written down before it goes, and nothing goes that central has not signed for. Days are counted only
while the clock is known to be right.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.dossier.status import Status, is_final
from kiosk.engine.parts import Parts
from kiosk.engine.ports import Core
from kiosk.engine.state import ClaimState, Deposit
from kiosk.journal.facts.retention import FinishedForgotten, JournalShortened, PartsRemoved

# one pass stops the engine for no longer than an append or two
AT_ONCE = 50


class Retention:
    """Clears what the config's days are over for."""

    def __init__(self, core: Core, parts: Parts) -> None:
        """`clear` is called now and then; what an interrupted pass left over goes with the next."""
        self._core = core
        self._parts = parts

    def clear(self) -> None:
        """One pass; removes nothing while the clock is unsure."""
        if not self._core.clock.synced():
            return
        now, days = self._core.clock.wall(), self._core.config.retention
        self._remove_parts(now - timedelta(days=days.sealed_days))
        self._forget(now - timedelta(days=days.finished_days))
        self._shorten(now - timedelta(days=days.journal_days))

    def _remove_parts(self, before: datetime) -> None:
        """Sealed parts that central opened, after the grace; an unsent dossier is never touched."""
        for dossier_id, deposit in self._core.state.deposits.items():
            if deposit.removed or deposit.receipt_at is None or deposit.receipt_at > before:
                continue
            blobs = deposit.parts
            removed = PartsRemoved(dossier_id=dossier_id, blobs=blobs, central_seq=deposit.receipt_seq)
            self._core.journal.append(removed)
            self._parts.remove(blobs)

    def _forget(self, before: datetime) -> None:
        """Dossiers and claims that ended, hold nothing here, and that nobody asks for any more."""
        state = self._core.state
        here = {(bay.holds or "").partition("/")[0] for bay in state.compartments.values()}
        claims = [
            claim_id
            for claim_id, claim in state.claims.items()
            if claim_id not in here and _claim_over(claim, before.date())
        ]
        dossiers = [
            dossier_id
            for dossier_id in {**state.deposits, **state.reported}
            if dossier_id not in here and self._over(dossier_id, before)
        ]
        if claims or dossiers:
            gone = FinishedForgotten(dossiers=dossiers[:AT_ONCE], claims=claims[:AT_ONCE])
            self._core.journal.append(gone)

    def _over(self, dossier_id: str, before: datetime) -> bool:
        reported = self._core.state.reported.get(dossier_id)
        if reported is None or not is_final(Status(reported.progress.status)) or reported.told_at > before:
            return False
        deposit = self._core.state.deposits.get(dossier_id)
        return deposit is None or _deposit_over(deposit)

    def _shorten(self, before: datetime) -> None:
        """The oldest rows, once central has signed long ago that it holds them."""
        state, journal = self._core.state, self._core.journal
        long_held = [held for held in state.held if held.synced and held.at <= before]
        if long_held:
            newest = max(long_held, key=lambda held: held.seq)
            journal.append(JournalShortened(up_to=newest.seq, hash=newest.hash))
        if journal.first <= state.shortened:
            journal.shorten(state.shortened)


def _deposit_over(deposit: Deposit) -> bool:
    return deposit.removed and deposit.step == "accepted"


def _claim_over(claim: ClaimState, before: date) -> bool:
    ended = claim.withdrawn or all(item.ended for item in claim.items.values())
    return ended and date.fromisoformat(claim.claim.expires) < before
