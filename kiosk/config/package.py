"""What central publishes for one kiosk, in one piece: the TUF metadata that leads to its document, and the
document. Sync carries it as bytes, a USB stick as a file."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LARGEST = 4 * 1024 * 1024


class ConfigPackage(BaseModel):
    """Each part is the text of a file as it was signed or hashed.

    `roots` are root versions in order; `documents` is the delegated targets role that lists the kiosk's file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    schema_: Literal["config-package/1"] = Field(default="config-package/1", alias="schema")
    roots: tuple[str, ...]
    timestamp: str
    snapshot: str
    targets: str
    documents: str
    document: str

    def to_bytes(self) -> bytes:
        """The package as JSON."""
        return self.model_dump_json(by_alias=True).encode()


def target_name(kiosk: str) -> str:
    """The kiosk's target file in the repository."""
    return f"{kiosk}.json"
