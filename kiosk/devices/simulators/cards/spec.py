"""Which card to lay, as words that travel over a control socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.devices.simulators.cards.citizen_card import CitizenCard
from kiosk.devices.simulators.cards.people import Person, person
from kiosk.devices.simulators.cards.piv_card import PivCard
from kiosk.devices.simulators.cards.smartcard_os import VirtualCard

CardSpec = Mapping[str, Any]
_DATES = ("birth", "issued", "expires")


def citizen(holder: Person | str, files: Mapping[int, bytes] | None = None) -> CardSpec:
    """The card of an invented person (or of the number of one); `files` replaces EF contents by id."""
    if isinstance(holder, str):
        return {"kind": "citizen", "person": holder}
    words = asdict(holder)
    for key in _DATES:
        words[key] = words[key].isoformat() if words[key] else None
    replaced = {f"{file:04X}": content.hex() for file, content in (files or {}).items()}
    return {"kind": "citizen", "person": words, "files": replaced}


def staff(folder: Path) -> CardSpec:
    """The staff card that `staff_ca.make_staff_card` wrote into `folder`."""
    return {"kind": "piv", "folder": str(folder)}


def make_card(spec: CardSpec) -> VirtualCard:
    """The card a spec describes; KeyError or ValueError when it describes none."""
    if spec["kind"] == "piv":
        return PivCard(Path(spec["folder"]))
    if spec["kind"] != "citizen":
        raise ValueError(f"no such card: {spec['kind']}")
    files = {int(file, 16): bytes.fromhex(content) for file, content in spec.get("files", {}).items()}
    return CitizenCard(_holder(spec["person"]), files)


def _holder(words: str | Mapping[str, Any]) -> Person:
    if isinstance(words, str):
        return person(words)
    read = dict(words)
    for key in _DATES:
        read[key] = date.fromisoformat(read[key]) if read[key] else None
    return Person(**read)
