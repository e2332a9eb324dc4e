"""Reading what simulators and people noted, and what the journal says of doors."""

from __future__ import annotations

import collections
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a ledger; the last one may have been cut by a kill."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


NAMES = ("board", "paper", "told", "central")


@dataclass(frozen=True)
class Ledgers:
    """What the world outside a kiosk noted: the lock board, the paper, people, central."""

    board: list[dict[str, Any]]
    paper: list[dict[str, Any]]
    told: list[dict[str, Any]]
    central: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Ledgers:
        """The ledgers in a folder."""
        return cls(*(lines(folder / f"{name}.jsonl") for name in NAMES))

    def until(self, moment: float) -> Ledgers:
        """What had been noted by then, by the machine's monotonic clock."""
        return Ledgers(*([each for each in kept if _at(each) <= moment] for kept in self._all()))

    def moments(self) -> list[float]:
        """When something was noted from which on it must hold."""
        return [_at(entry) for kept in (self.board, self.paper, self.told) for entry in kept]

    def write(self, folder: Path) -> None:
        """Lay them into a folder, as if that were all that happened."""
        for name, kept in zip(NAMES, self._all(), strict=True):
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in kept))

    def _all(self) -> tuple[list[dict[str, Any]], ...]:
        return self.board, self.paper, self.told, self.central


def _at(entry: dict[str, Any]) -> float:
    return float(entry["at"] if "at" in entry else entry["mono"])


def doubled_openings(events: Sequence[dict[str, Any]]) -> list[str]:
    """Citizens' compartments that were opened more than once without counting as opened again."""
    # A door that was watched and never opened costs nobody an opening.
    stuck = {
        event["data"]["order"]
        for event in events
        if event["name"] == "door.not-opened/1" and event["data"]["watched"]
    }
    intents = [event["data"] for event in events if event["name"] == "door.intended/1"]
    free = collections.Counter(
        (intent["purpose"], intent["about"], intent["compartment"])
        for intent in intents
        if intent["purpose"] in {"deposit", "collect"}
        and not intent["again"]
        and intent["order"] not in stuck
    )
    return [
        f"compartment {compartment} opened {times} times for {purpose} {about}"
        for (purpose, about, compartment), times in free.items()
        if times > 1
    ]


def orders_under_way(events: Sequence[dict[str, Any]]) -> set[str]:
    """Door orders whose door has neither opened and closed again nor been given up."""
    waiting: set[str] = set()
    opened: set[str] = set()
    for event in events:
        name, data = event["name"], event["data"]
        if name == "door.intended/1":
            waiting.add(data["order"])
        elif name == "door.not-opened/1":
            waiting.discard(data["order"])
        elif name == "door.seen/1" and data["door"] == "open":
            opened.add(data["order"])
        elif name == "door.seen/1" and data["door"] == "closed" and data["order"] in opened:
            waiting.discard(data["order"])
    return waiting


def cut_short(events: Sequence[dict[str, Any]]) -> list[str]:
    """Codes of deposits that were begun in these events and ended without their depositor's last word."""
    codes: dict[str, str] = {}
    cut = []
    for event in events:
        name, data = event["name"], event["data"]
        if name == "deposit.begun/1":
            codes[data["dossier_id"]] = data["deposit_code"]
        elif (name == "deposit.dropped/1" and data["reason"] != "left") or (
            name == "deposit.accepted/1" and data["originals"] in {"unconfirmed", "not-left"}
        ):
            cut += [codes[data["dossier_id"]]] if data["dossier_id"] in codes else []
    return cut
