"""The manifest: what a deposit consists of, by name and hash, without one personal datum.

The manifest travels in the clear beside the sealed parts; who deposited and for whom is inside the sealed
part called ``personal`` (`PersonalPart`).
"""

import hashlib
import json
import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kiosk.dossier.applicant import Applicant, Collector, Depositor, Phone

SCHEMA: Literal["dossier-manifest/1"] = "dossier-manifest/1"
PERSONAL_PART = "personal"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{2})+$")]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
PartName = Annotated[
    str, StringConstraints(pattern=r"^(?:personal|[A-Za-z0-9][A-Za-z0-9._-]{0,63}/[1-9][0-9]{0,2})$")
]
Proof = Literal["chip", "card-unproven", "typed"]
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?\+07:00$")


def _vietnam_stamp(value: str) -> str:
    if not _STAMP.fullmatch(value):
        raise ValueError("a time stamp is ISO 8601 with the offset +07:00")
    datetime.fromisoformat(value)
    return value


def _canonical_uuid(value: str) -> str:
    if str(UUID(value)) != value:
        raise ValueError("a UUID is written in lower case with hyphens")
    return value


Stamp = Annotated[str, AfterValidator(_vietnam_stamp)]
UuidText = Annotated[str, AfterValidator(_canonical_uuid)]


class ManifestError(ValueError):
    """The bytes are not a manifest in its one canonical form."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Part(_Frozen):
    """One sealed blob: ``personal`` or page n of a component (``<component>/<n>``).

    ``blob`` is the SHA-256 of the sealed bytes, ``size`` their number, ``proof`` what lets central check that
    the sealed content belongs to this dossier (hex).
    """

    name: PartName
    blob: Sha256
    size: int = Field(gt=0)
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]+$")]
    proof: Hex


class Original(_Frozen):
    """How many sheets of a component the depositor declared to leave in the compartment."""

    component: Token
    count: int = Field(gt=0, le=99)


class Manifest(_Frozen):
    """Everything a deposit consists of. Its digest is what the engine stages and central receipts."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["dossier-manifest/1"] = Field(default=SCHEMA, alias="schema")
    dossier_id: UuidText
    deposit_code: Token
    kiosk: Token
    unit: Token
    procedure: Token
    rule_version: Annotated[str, StringConstraints(pattern=r"^\S{1,64}$")]
    deposited_at: Stamp
    clock: Literal["synced", "unsynced"]
    proof: Proof
    parts: tuple[Part, ...] = Field(min_length=1, strict=False)
    not_held: tuple[Token, ...] = Field(default=(), strict=False)
    originals: tuple[Original, ...] = Field(default=(), strict=False)
    compartment: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _consistent(self) -> "Manifest":
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError("two parts have the same name")
        if names.count(PERSONAL_PART) != 1:
            raise ValueError("a manifest has exactly one part called personal")
        if bool(self.originals) != (self.compartment is not None):
            raise ValueError("originals and a compartment come together or not at all")
        return self

    def to_bytes(self) -> bytes:
        """The one canonical form: JSON with sorted keys, no spaces, UTF-8."""
        tree = self.model_dump(mode="json", by_alias=True)
        return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def digest(self) -> str:
        """SHA-256 of the canonical form, in hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest; raises `ManifestError` for anything but its canonical form."""
        try:
            manifest = cls.model_validate_json(data)
        except ValueError as error:
            raise ManifestError("not a manifest") from _unquoted(error)
        if manifest.to_bytes() != data:
            raise ManifestError("a manifest, but not in its canonical form")
        return manifest


def _unquoted(error: ValueError) -> ValueError:
    """The kind of an error without its message, which may quote what was read."""
    return ValueError(type(error).__name__)


class PersonalPart(_Frozen):
    """What is inside the sealed part ``personal``; never written anywhere in the clear."""

    depositor: Depositor
    applicant: Applicant
    collectors: tuple[Collector, ...] = Field(min_length=1, strict=False)
    phone: Phone | None = None
    answers: dict[str, str] = Field(default_factory=dict)

    def __repr__(self) -> str:
        """No personal datum reaches a trace or a log by way of ``repr``."""
        return "<PersonalPart>"

    __str__ = __repr__

    def to_bytes(self) -> bytes:
        """JSON with sorted keys, UTF-8, ready to be sealed."""
        tree = self.model_dump(mode="json")
        return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "PersonalPart":
        """Read what `to_bytes` wrote; raises `ManifestError` without quoting the content."""
        try:
            return cls.model_validate_json(data)
        except ValueError as error:
            raise ManifestError("not a personal part") from _unquoted(error)
