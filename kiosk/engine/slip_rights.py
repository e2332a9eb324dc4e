"""Which slips this seat may have printed: a first one by whom it concerns, a deposit's copy by its card."""

from __future__ import annotations

from kiosk.engine.claims import Claims
from kiosk.engine.owners import Owners
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.staff import Staff
from kiosk.messages.seat import SlipKind


class SlipRights:
    """Knows what was shown and granted in this seat."""

    def __init__(self, core: Core, owners: Owners, claims: Claims, staff: Staff) -> None:
        """Nothing is kept here."""
        self._core = core
        self._owners = owners
        self._claims = claims
        self._staff = staff

    def require(self, kind: SlipKind, about: str, copy_number: int) -> None:
        """Raise `RefusalError` ENG-012 without the right, ENG-024 for a copy without the owner's card."""
        match kind:
            case "deposit" | "cover":
                self._require_deposit(about, copy_number)
            case "collection":
                if not self._claims.proven(about):
                    raise RefusalError("ENG-012")
            case "handover":
                self._staff.require(about, "officer")
            case "readiness" | "test":
                self._staff.require(about, "technician")
            case "ticket":
                # its id was told to the one seat that took the number, and it names nobody
                return

    def _require_deposit(self, dossier_id: str, copy_number: int) -> None:
        if self._owners.shown(dossier_id):
            return
        if copy_number > 1:
            raise RefusalError("ENG-024")
        deposit = self._core.state.deposits.get(dossier_id)
        if deposit is None or deposit.seat != self._core.state.seat:
            raise RefusalError("ENG-012")
