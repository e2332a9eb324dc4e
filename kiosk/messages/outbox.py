"""What the sync process asks of the engine: rows, manifests and blobs out; receipts and directives in.

All of it is bytes to the sync process: it can read none of the sealed parts and decide nothing.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from kiosk.messages.hello import Hello, TurnedAway, Welcome
from kiosk.messages.wire import Message, Vocabulary

# what SQLite and files count with
Count = Annotated[int, Field(ge=0, lt=2**63)]


class ReadRows(Message):
    """Ask for up to `limit` journal rows after `after`."""

    kind: ClassVar[str] = "outbox.read-rows"
    after: Count
    limit: Count


class Row(Message):
    """One journal row, bytes as stored (`body` is base64, `hash` hexadecimal)."""

    kind: ClassVar[str] = "outbox.row"
    seq: Count
    body: str
    hash: str


class Rows(Message):
    """Answer to `ReadRows`; empty when nothing is new."""

    kind: ClassVar[str] = "outbox.rows"
    rows: list[Row]


class RowsAcknowledged(Message):
    """Central holds every row up to and including `seq`."""

    kind: ClassVar[str] = "outbox.rows-acknowledged"
    seq: Count


class ListDossiers(Message):
    """Ask which staged dossiers have no receipt yet."""

    kind: ClassVar[str] = "outbox.list-dossiers"


class PendingDossier(Message):
    """A dossier to deliver: the manifest blob's digest and the sealed parts' digests (SHA-256, hex)."""

    kind: ClassVar[str] = "outbox.pending-dossier"
    dossier_id: str
    manifest: str
    blobs: list[str]


class Dossiers(Message):
    """Answer to `ListDossiers`, oldest first."""

    kind: ClassVar[str] = "outbox.dossiers"
    pending: list[PendingDossier]


class ReadBlob(Message):
    """Ask for `length` bytes of a stored blob from `offset` (manifests are blobs too)."""

    kind: ClassVar[str] = "outbox.read-blob"
    digest: str
    offset: Count
    length: Count


class BlobPart(Message):
    """Answer to `ReadBlob`: the bytes are beside the message; `size` is the whole blob's."""

    kind: ClassVar[str] = "outbox.blob-part"
    digest: str
    offset: Count
    size: Count


class ReceiptArrived(Message):
    """Central's signed receipt, raw bytes beside the message; `signature` is hexadecimal Ed25519."""

    kind: ClassVar[str] = "outbox.receipt"
    signature: str


class DossierRefused(Message):
    """Central refused a dossier: it is parked until an officer decides."""

    kind: ClassVar[str] = "outbox.refused"
    dossier_id: str
    reason: str


class DirectiveArrived(Message):
    """A signed directive, raw bytes beside the message; `number` is central's own order per kiosk."""

    kind: ClassVar[str] = "outbox.directive"
    number: Count
    signature: str


class LeaseArrived(Message):
    """Central's signed answer to `OutboxState.lease_wanted`, raw bytes beside the message."""

    kind: ClassVar[str] = "outbox.lease"
    signature: str


class HallArrived(Message):
    """Who waits in the hall, as central says with each poll; its JSON is beside the message."""

    kind: ClassVar[str] = "outbox.hall"


class ConfigArrived(Message):
    """Central's config package for this kiosk, raw bytes beside the message."""

    kind: ClassVar[str] = "outbox.config"


class ReadState(Message):
    """Ask where the outbox stands."""

    kind: ClassVar[str] = "outbox.read-state"


class OutboxState(Message):
    """Answer to `ReadState`: what central acknowledged, the last directive taken in, heartbeat facts.

    `last_directive_id` is empty for one that was refused: central then waits for the journal's word.
    `lease_wanted` is the number that central should sign with its next word, empty when nothing is wanted.
    `config_seen` is the SHA-256 of the config package that was looked at last. `news` differs whenever
    central should hear of the heartbeat's facts at once.
    """

    kind: ClassVar[str] = "outbox.state"
    last_seq: Count
    acknowledged_seq: Count
    last_directive: Count
    last_directive_id: str = ""
    lease_wanted: str = ""
    heartbeat: dict[str, object]
    news: str = ""
    config_seen: str = ""


class LinkChanged(Message):
    """Whether central can be reached now, for the one honest line on the screen."""

    kind: ClassVar[str] = "outbox.link"
    up: bool


class ReadCheckpoint(Message):
    """Ask for the newest signed checkpoint behind row `after` that central can already judge."""

    kind: ClassVar[str] = "outbox.read-checkpoint"
    after: Count


class CheckpointPart(Message):
    """Answer to `ReadCheckpoint`: the state's bytes are beside the message; `seq` 0 when there is none."""

    kind: ClassVar[str] = "outbox.checkpoint"
    seq: Count
    hash: str
    signature: str


class CheckpointReceipt(Message):
    """Central's signed word that it holds a checkpoint, raw bytes beside the message."""

    kind: ClassVar[str] = "outbox.checkpoint-receipt"
    signature: str


class CarryEnquiry(Message):
    """Engine to sync, unasked: somebody waits for central's answer to the enquiry beside the message."""

    kind: ClassVar[str] = "outbox.carry-enquiry"
    request: str


class DropEnquiry(Message):
    """Engine to sync, unasked: nobody waits for this answer any more."""

    kind: ClassVar[str] = "outbox.drop-enquiry"
    request: str


class EnquiryAnswered(Message):
    """Central's signed answer, its bytes beside the message, or the error id of why there is none."""

    kind: ClassVar[str] = "outbox.enquiry-answered"
    request: str
    signature: str = ""
    error_id: str | None = None


class Done(Message):
    """The request was carried out and is durable."""

    kind: ClassVar[str] = "outbox.done"


class Refused(Message):
    """The request was refused, with an error id of the catalogue."""

    kind: ClassVar[str] = "outbox.not-done"
    error_id: str


class Poke(Message):
    """Engine to sync, unasked: there is something new to send."""

    kind: ClassVar[str] = "outbox.poke"


OUTBOX = Vocabulary(
    Hello,
    Welcome,
    TurnedAway,
    ReadRows,
    Rows,
    RowsAcknowledged,
    ListDossiers,
    Dossiers,
    ReadBlob,
    BlobPart,
    ReceiptArrived,
    DossierRefused,
    DirectiveArrived,
    LeaseArrived,
    HallArrived,
    ConfigArrived,
    ReadState,
    OutboxState,
    LinkChanged,
    ReadCheckpoint,
    CheckpointPart,
    CheckpointReceipt,
    CarryEnquiry,
    DropEnquiry,
    EnquiryAnswered,
    Done,
    Refused,
    Poke,
)
