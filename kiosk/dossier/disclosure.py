"""What central tells the person before a kiosk about a dossier, sealed to one session; never stored there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.dossier.manifest import Stamp
from kiosk.dossier.procedure import ProcessingTime
from kiosk.dossier.status import Status
from kiosk.dossier.text import Text

Line = Annotated[str, StringConstraints(max_length=400)]


class DisclosureError(ValueError):
    """The bytes are no disclosure; the message quotes nothing of them."""


class _Personal(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr__(self) -> str:
        """Nothing of it reaches a trace or a log by way of ``repr``."""
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Written(_Personal):
    """What an officer wrote to the citizen with the present status (a supplement request, a refusal)."""

    status: Status
    at: Stamp
    words: Annotated[str, StringConstraints(min_length=1, max_length=8000)]


class Received(_Personal):
    """A component that was received: pages scanned, sheets of originals left."""

    name: Text
    pages: int = Field(ge=0)
    originals: int = Field(ge=0)


class Acceptance(_Personal):
    """What Mẫu số 01 says (Thông tư 03/2025/TT-VPCP, Phụ lục I): who, what, when, by whom.

    `id_number` is masked. `collect`: where the result is handed out as a rule.
    """

    dossier_code: Line
    procedure: Text
    procedure_code: Line
    unit: Text
    unit_address: Line
    depositor: Line
    id_number: Line
    address: Line = ""
    phone: Line = ""
    applicant: Line
    received: tuple[Received, ...]
    time: ProcessingTime
    fee: Text | None = None
    accepted_at: Stamp
    due_at: Stamp | None = None
    collect: Literal["kiosk", "counter"]
    officer: Line


class Disclosure(_Personal):
    """The whole answer. `acceptance` is for the depositor's or applicant's own card, once there is one."""

    kind: Literal["disclosure/1"] = "disclosure/1"
    dossier_id: Line
    told_at: Stamp
    written: Written | None = None
    acceptance: Acceptance | None = None

    def to_bytes(self) -> bytes:
        """JSON, ready to be sealed."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Disclosure:
        """Read what `to_bytes` wrote; raises `DisclosureError`."""
        try:
            return cls.model_validate_json(data)
        except ValueError as error:
            raise DisclosureError("not a disclosure") from ValueError(type(error).__name__)
