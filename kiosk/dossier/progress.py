"""How far a dossier is, as central tells the kiosk where it may be asked for: codes, dates, tags; no names.

What the office asks for is told as codes of components only. What an officer wrote in free words stays at
central: `asked_more` says that there is such a thing, and the citizen reads it in the office's own letter.
"""

from __future__ import annotations

import hmac
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from kiosk.dossier.claims import ClaimId, ClaimKey, IsoDate, TagHex, collector_tag
from kiosk.dossier.status import Status

Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Progress(BaseModel):
    """One dossier. `viewer_tags` are made like those of collectors, over the dossier's id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dossier_id: ClaimId
    deposit_code: Code | None = None
    dossier_code: Code | None = None
    procedure: Code
    rule_version: str = ""
    status: Status
    due_date: IsoDate | None = None
    asked: tuple[Code, ...] = ()
    asked_more: bool = False
    viewer_tags: tuple[TagHex, ...] = ()


def is_viewer(key: ClaimKey, dossier_id: str, tags: tuple[str, ...] | list[str], hashed: bytes) -> bool:
    """Whether the holder of this ID number (by `collector_hash`) may see the dossier; in constant time."""
    if not tags:
        return False
    wanted = collector_tag(key, dossier_id, hashed)
    matches = [hmac.compare_digest(wanted, tag) for tag in tags]
    return any(matches)


def digits_of(code: str) -> str:
    """The digits of a dossier code or deposit code: all that a person has to type of it."""
    return re.sub(r"\D", "", code)
