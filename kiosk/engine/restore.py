"""A new computer takes a full cabinet over: central's copy of the journal, and what the mirror still holds.

The lost computer's last minutes may be in neither. So nothing is believed of doors and compartments until an
officer has looked, and what central never got is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import durable
from kiosk.dossier.manifest import Manifest, ManifestError
from kiosk.engine.state import State
from kiosk.journal.clock import Clock
from kiosk.journal.copy import JournalCopy, rebuild
from kiosk.journal.events import Event
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.facts.restoring import DossierLost, DossierRecovered, KioskRestored
from kiosk.journal.facts.retention import JournalShortened
from kiosk.journal.store import Journal
from kiosk.journal.witness import Witness
from kiosk.vault.store import BlobStore, VaultError

VIETNAM = timedelta(hours=7)


class JournalPresentError(Exception):
    """There is a journal already; it is never overwritten (JRN-007)."""

    error_id = "JRN-007"


@dataclass(frozen=True)
class Restored:
    """What came back: dossiers whose parts are lost, dossiers found in the mirror only, rows."""

    rows: int
    lost: list[str]
    recovered: list[str]


def restore(
    state_dir: Path,
    copy: JournalCopy,
    signer: Ed25519PrivateKey,
    clock: Clock,
    compartments: list[int],
    mirror: BlobStore | None = None,
) -> Restored:
    """Write journal and vault of a new computer, whole or not at all. Raises `JournalPresentError`."""
    target, part = state_dir / "journal.db", state_dir / "journal.restoring"
    if target.exists():
        raise JournalPresentError(str(target))
    for leftover in state_dir.glob(f"{part.name}*"):
        durable.remove(leftover)
    # of the journal that was lost here, or of an attempt that was cut off
    Witness.of(target).forget()
    rebuild(part, copy, signer)
    journal = Journal(part, CATALOGUE, clock, signer, State.from_bytes)
    vault = BlobStore(state_dir / "vault")
    up_to, (begins, before) = journal.seq, copy.begins
    today = (clock.wall() + VIETNAM).date().isoformat()
    events: list[Event] = [
        KioskRestored(
            up_to=up_to, made_at=copy.made_at.isoformat(), day=today, compartments=sorted(compartments)
        )
    ]
    if begins:
        events.insert(0, JournalShortened(up_to=begins, hash=before.hex()))
    lost = [DossierLost(dossier_id=key) for key in _without_parts(journal.state, vault, mirror)]
    recovered = list(_only_in_mirror(journal.state, vault, mirror)) if mirror is not None else []
    journal.append(*events, *lost, *recovered)
    journal.close()
    part.replace(target)
    durable.sync_folder(state_dir)
    return Restored(up_to, [event.dossier_id for event in lost], [event.dossier_id for event in recovered])


def _without_parts(state: State, vault: BlobStore, mirror: BlobStore | None) -> Iterator[str]:
    """Unsent dossiers whose parts are not to be had; those of the mirror are put into the vault."""
    for dossier_id, deposit in state.deposits.items():
        if deposit.unsent and not _fetch(deposit.parts, vault, mirror):
            yield dossier_id


def _only_in_mirror(state: State, vault: BlobStore, mirror: BlobStore) -> Iterator[DossierRecovered]:
    for digest in mirror.names():
        try:
            manifest = Manifest.from_bytes(mirror.get(digest))
        except (ManifestError, VaultError):
            continue  # a sealed part, or damaged
        blobs = [part.blob for part in manifest.parts]
        if manifest.dossier_id in state.deposits or not _fetch([digest, *blobs], vault, mirror):
            continue
        yield DossierRecovered(
            dossier_id=manifest.dossier_id,
            deposit_code=manifest.deposit_code,
            procedure=manifest.procedure,
            manifest=digest,
            blobs=blobs,
            proofs={part.blob: part.proof for part in manifest.parts},
            originals=sum(original.count for original in manifest.originals),
            compartment=manifest.compartment,
        )


def _fetch(digests: list[str], vault: BlobStore, mirror: BlobStore | None) -> bool:
    """Bring these blobs from the mirror into the vault; whether all were there and whole."""
    if mirror is None:
        return False
    try:
        blobs = [mirror.get(digest) for digest in digests]
    except VaultError:
        return False
    for blob in blobs:
        vault.put(blob)
    return True
