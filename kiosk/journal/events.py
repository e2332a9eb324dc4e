"""How an event is declared: a model with a versioned name, a sentence of what it says, and its fields.

A released event is never changed; a new shape is a new version of the name. The catalogue of all events in
the documentation is generated from these declarations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from kiosk.journal.chain import StoredRow


class Event(BaseModel):
    """A fact. It carries ids, hashes, codes, times; never personal data."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: ClassVar[str]


@dataclass(frozen=True)
class Recorded:
    """An event as it stands in the journal. `mono` is seconds of the boot `boot`."""

    seq: int
    id: str
    boot: str
    mono: float
    wall: datetime
    synced: bool
    event: Event


class EventCatalogue:
    """The events that a journal may hold."""

    def __init__(self, *models: type[Event]) -> None:
        """Register the models by their versioned names."""
        self.models = {model.name: model for model in models}

    def read(self, row: StoredRow) -> Recorded:
        """Read a stored row; raises `KeyError` for a name that this build does not know."""
        body = json.loads(row.body)
        return Recorded(
            seq=row.seq,
            id=body["id"],
            boot=body["boot"],
            mono=body["mono"],
            wall=datetime.fromisoformat(body["wall"]),
            synced=body["clock"] == "synced",
            event=self.models[body["name"]].model_validate(body["data"]),
        )


def write_body(recorded: Recorded) -> bytes:
    """The bytes that are stored, hashed and sent: canonical JSON."""
    body = {
        "id": recorded.id,
        "name": recorded.event.name,
        "boot": recorded.boot,
        "mono": recorded.mono,
        "wall": recorded.wall.isoformat(timespec="milliseconds"),
        "clock": "synced" if recorded.synced else "unsynced",
        "data": recorded.event.model_dump(mode="json"),
    }
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
