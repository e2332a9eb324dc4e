"""Events of a new computer that takes an old cabinet over."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journal.events import Event


class KioskRestored(Event):
    """Everything up to row `up_to` came from central's copy; what happened behind it nobody knows.

    No compartment is used before an officer has looked into it. `day` (ISO 8601) is that of the restoring:
    the lost computer may have given out deposit codes of it.
    """

    name: ClassVar[str] = "kiosk.restored/1"
    up_to: int
    made_at: str
    day: str
    compartments: list[int]


class DossierLost(Event):
    """The sealed parts of this dossier went with the lost computer before central had them."""

    name: ClassVar[str] = "dossier.lost/1"
    dossier_id: str


class DossierRecovered(Event):
    """A dossier that central's copy does not know was found whole in the mirror of the vault."""

    name: ClassVar[str] = "dossier.recovered/1"
    dossier_id: str
    deposit_code: str
    procedure: str
    manifest: str
    blobs: list[str]
    proofs: dict[str, str]
    originals: int
    compartment: int | None
