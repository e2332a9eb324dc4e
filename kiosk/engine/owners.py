"""Whose deposits a card laid in this seat shows: they are told of them, settle them, have slips again."""

from __future__ import annotations

from kiosk.dossier.claims import collector_tag
from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.facts.deposits import DepositSettled


class Owners:
    """What a card has shown in this seat; forgotten with it."""

    def __init__(self, core: Core) -> None:
        """No card was laid yet."""
        self._core = core
        self._shown: set[str] = set()

    def seat_left(self) -> None:
        """The next person lays their own card."""
        self._shown.clear()

    def lay(self, owner_hash: str) -> list[str]:
        """A card was laid: dossier ids of the deposits that its holder handed in here."""
        hashed, key = bytes.fromhex(owner_hash), self._core.keys.k_claim
        mine = [
            dossier_id
            for dossier_id, deposit in self._core.state.deposits.items()
            if collector_tag(key, dossier_id, hashed) in deposit.owner_tags
        ]
        self._shown.update(mine)
        return mine

    def shown(self, dossier_id: str) -> bool:
        """Whether this deposit's card was laid in this seat."""
        return dossier_id in self._shown

    def settle(self, dossier_id: str) -> None:
        """The owner saw how an interrupted deposit ended (ENG-012: no card of theirs was laid)."""
        if not self.shown(dossier_id):
            raise RefusalError("ENG-012")
        self._core.journal.append(DepositSettled(dossier_id=dossier_id))
