"""Events of deposits, from the first page to central's receipt."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.journal.events import Event


class DepositBegun(Event):
    """A deposit code was given out; it is never given twice, used or not."""

    name: ClassVar[str] = "deposit.begun/1"
    dossier_id: str
    deposit_code: str
    day: str
    counter: int


class DepositDropped(Event):
    """Nothing was accepted: the session ended before staging, and its pages were removed."""

    name: ClassVar[str] = "deposit.dropped/1"
    dossier_id: str
    blobs: list[str]
    reason: Literal["left", "session-lost", "engine-restarted"]


class DepositStaged(Event):
    """The point of no return: everything is stored, and from here the engine can finish alone."""

    name: ClassVar[str] = "deposit.staged/2"
    dossier_id: str
    deposit_code: str
    procedure: str
    rule_version: str
    manifest: str
    blobs: list[str]
    proofs: dict[str, str]
    owner_tags: list[str]
    originals: int
    compartment: int | None
    language: Literal["vi", "en"]
    seat: int


class DepositStagedWithTitle(DepositStaged):
    """The same, with the procedure's title and the pages of each document, which nothing ever needed."""

    name: ClassVar[str] = "deposit.staged/1"
    title_vi: str
    title_en: str
    pages: list[int]


class DepositMoved(Event):
    """The reserved compartment was too small; another one is used."""

    name: ClassVar[str] = "deposit.moved/1"
    dossier_id: str
    compartment: int


class DepositAccepted(Event):
    """The kiosk has taken the deposit over. `originals` is what the depositor said, or could not say."""

    name: ClassVar[str] = "deposit.accepted/1"
    dossier_id: str
    originals: Literal["placed", "not-left", "none", "unconfirmed"]


class DepositSettled(Event):
    """The depositor was shown how an interrupted deposit ended."""

    name: ClassVar[str] = "deposit.settled/1"
    dossier_id: str


class ReceiptRecorded(Event):
    """Central's signed receipt was verified: it decrypted every part."""

    name: ClassVar[str] = "receipt.recorded/1"
    dossier_id: str
    manifest: str
    central_seq: int


class DossierParked(Event):
    """Central refused the dossier; it stays here until an officer decides."""

    name: ClassVar[str] = "dossier.parked/1"
    dossier_id: str
    reason: str


class DossierRetried(Event):
    """An officer at central decided that a parked dossier is offered again."""

    name: ClassVar[str] = "dossier.retried/1"
    dossier_id: str


class DossierAskedAgain(Event):
    """Central lost a dossier that it once gave a receipt for: it is offered again, as long as it is here."""

    name: ClassVar[str] = "dossier.asked-again/1"
    dossier_id: str


class OriginalsTaken(Event):
    """An officer took a deposit's originals out; `scanned` when the cover slip was read."""

    name: ClassVar[str] = "originals.taken/1"
    dossier_id: str
    compartment: int
    grant: str
    outcome: Literal["taken", "empty", "missing", "foreign"]
    scanned: bool
