"""Sealed parts on the disk: stored for a deposit that was begun, kept as long as a staged one names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.facts.deposits import DepositDropped

# Far more than any dossier has: a broken session may not fill the disk.
MOST_PARTS, MOST_BYTES = 500, 512 * 1024 * 1024
Reason = Literal["left", "session-lost", "engine-restarted"]


class Parts:
    """What is stored for deposits that are not staged yet, and what may go."""

    def __init__(self, core: Core) -> None:
        """Nothing is stored in this seat yet."""
        self._core = core
        self._stored: dict[str, list[str]] = {}
        self._bytes = 0

    def begin(self, dossier_id: str) -> None:
        """Parts of this dossier may come from now on."""
        self._stored[dossier_id] = []

    def of(self, dossier_id: str) -> list[str]:
        """Digests of what came for a dossier that was begun in this seat (ENG-006 otherwise)."""
        if dossier_id not in self._stored:
            raise RefusalError("ENG-006")
        return self._stored[dossier_id]

    def store(self, dossier_id: str, blob: bytes) -> str:
        """Store sealed bytes durably. Refusals: ENG-006, ENG-023 too many or too much."""
        stored = self.of(dossier_id)
        if len(stored) >= MOST_PARTS or self._bytes + len(blob) > MOST_BYTES:
            raise RefusalError("ENG-023")
        digest = self._core.vault.put(blob)
        stored.append(digest)
        self._bytes += len(blob)
        return digest

    def drop(self, dossier_id: str, digest: str) -> None:
        """Remove a page that was taken again."""
        if digest not in self._stored.get(dossier_id, []):
            raise RefusalError("ENG-006")
        self._stored[dossier_id].remove(digest)
        self.remove([digest])

    def staged(self, dossier_id: str) -> None:
        """The dossier was staged: what its manifest does not name goes."""
        self.remove(self._stored.pop(dossier_id))

    def seat_left(self, reason: Reason) -> None:
        """Nothing unstaged survives its session."""
        for dossier_id, stored in self._stored.items():
            self._core.journal.append(DepositDropped(dossier_id=dossier_id, blobs=stored, reason=reason))
        gone = [digest for stored in self._stored.values() for digest in stored]
        self._stored.clear()
        self._bytes = 0
        self.remove(gone)

    def drop_orphans(self) -> None:
        """After a start: remove what no staged deposit names, and close what was begun."""
        kept = self._named()
        orphans = [name for name in self._core.vault.names() if name not in kept]
        for number, dossier_id in enumerate(list(self._core.state.begun)):
            dropped = orphans if number == 0 else []
            self._core.journal.append(
                DepositDropped(dossier_id=dossier_id, blobs=dropped, reason="engine-restarted")
            )
        self.remove(orphans)

    def remove(self, digests: Iterable[str]) -> None:
        """Remove what nobody needs: the same bytes may have been stored for another deposit too."""
        kept = self._named()
        for stored in self._stored.values():
            kept.update(stored)
        for digest in dict.fromkeys(digests):
            if digest not in kept:
                self._core.vault.remove(digest)

    def _named(self) -> set[str]:
        here = [deposit for deposit in self._core.state.deposits.values() if not deposit.removed]
        return {blob for deposit in here for blob in deposit.parts}
