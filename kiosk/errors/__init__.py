"""The error catalogue: a stable id, and for each kind of reader what happened, what to do, what was kept."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kiosk.dossier.text import Text

# What is safe all the same; worded once for all errors, in `kiosk/texts/kept.toml`.
Kept = Literal[
    "handed-in", "so-far", "pages", "recorded", "inside", "right", "unaffected", "nothing-taken",
    "nothing-read",
]  # fmt: skip


class ErrorEntry(BaseModel):
    """One error. `attention`: how soon somebody must come; `cured_by`: who (or that it passes by itself).

    `citizen` says what happened and what to do; `kept` what is safe all the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    attention: Literal["now", "soon", "none"]
    cured_by: Literal["itself", "citizen", "attendant", "technician", "admin"]
    citizen: Text
    kept: Kept
    officer: Text
    technician: Text


@cache
def catalogue() -> dict[str, ErrorEntry]:
    """Every error by its id; an id that stands twice, or in another prefix's file, is a `ValueError`."""
    found: dict[str, ErrorEntry] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        with path.open("rb") as file:
            for error_id, fields in tomllib.load(file).items():
                if error_id in found or not error_id.startswith(f"{path.stem.upper()}-"):
                    raise ValueError(f"{path.name}: {error_id}")
                found[error_id] = ErrorEntry.model_validate(fields)
    return found


def error(error_id: str) -> ErrorEntry:
    """The entry of an id; raises `KeyError` for an id that is not in the catalogue."""
    return catalogue()[error_id]
