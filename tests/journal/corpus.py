"""Bodies as journals in the field hold them: one line for each event that was ever released.

`python -m tests.journal.corpus` adds a line for each event that has none yet; a line that stands there is
never changed or taken away, for kiosks hold such rows for years.
"""

from __future__ import annotations

import json
import types
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from kiosk.journal.events import Event, Recorded, write_body
from kiosk.journal.facts import CATALOGUE

CORPUS = Path(__file__).with_name("released.jsonl")
_WHEN = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
_UUID, _TAG = "00000000-0000-4000-8000-000000000007", "ab" * 32
# what a field's type alone does not tell
_NAMED: dict[str, Any] = {
    "claim_id": _UUID,
    "dossier_id": _UUID,
    "collector_tags": [_TAG],
    "viewer_tags": [_TAG],
    "code_tag": _TAG,
    "qr_tag": _TAG,
    "expires": "2026-12-20",
    "due_date": "2026-11-25",
}
_PLAIN: dict[type, Any] = {bool: True, int: 7, float: 1.5, str: "x7", datetime: _WHEN, date: _WHEN.date()}


def lines() -> list[bytes]:
    """Every stored body."""
    return CORPUS.read_bytes().splitlines()


def sample(annotation: Any) -> Any:
    """A value of a field's type: something in every list, a value in everything that may be none."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return sample(inner[0])
    if origin is Literal:
        return inner[0]
    if origin in (Union, types.UnionType):
        return sample(next(one for one in inner if one is not type(None)))
    if origin in (list, tuple, set, frozenset):
        return [sample(inner[0])]
    if origin is dict:
        return {sample(inner[0]): sample(inner[1])}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.model_validate(
            {
                field.alias or name: _NAMED[name] if name in _NAMED else sample(field.annotation)
                for name, field in annotation.model_fields.items()
            }
        )
    return _PLAIN[annotation]


def body(number: int, model: type[Event]) -> bytes:
    """An event as it would be stored."""
    return write_body(Recorded(number, f"{number:032x}", "b" * 32, 12.5, _WHEN, True, sample(model)))


def main() -> None:
    """Add what is missing."""
    known = {json.loads(line)["name"] for line in lines()} if CORPUS.exists() else set()
    new = [model for name, model in CATALOGUE.models.items() if name not in known]
    with CORPUS.open("ab") as file:
        for number, model in enumerate(new, len(known) + 1):
            file.write(body(number, model) + b"\n")
    print(f"{len(new)} added, {len(known)} kept")


if __name__ == "__main__":
    main()
