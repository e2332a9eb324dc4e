"""The journal against what board, paper, people and central noted outside it."""

from __future__ import annotations

import base64
import collections
import hashlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from campaigns.ledgers import Ledgers, doubled_openings
from kiosk.journal.chain import ChainBrokenError, StoredRow
from kiosk.journal.reading import JournalFile

KNOWN_WITHIN_S = 5.0
# Which event bears out what somebody was told, and by which of its fields.
BORNE_OUT_BY = {
    "staged": ("deposit.staged/2", ("dossier_id",)),
    "accepted": ("deposit.accepted/1", ("dossier_id",)),
    "collected": ("item.collected/1", ("claim_id", "item_id")),
    "loaded": ("item.loaded/1", ("claim_id", "item_id")),
    "received": ("receipt.recorded/1", ("dossier_id",)),
    "numbered": ("ticket.issued/1", ("ticket",)),
    "applied": ("config.applied/1", ("digest",)),
}
ONCE = ("staged", "accepted", "collected", "received", "numbered")


@dataclass
class Comparison:
    """What the ledgers say of one state folder; `wrong` is what must never be."""

    pulses: int = 0
    slips: int = 0
    facts_told: int = 0
    events: int = 0
    slowest_doors_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


def compare(
    state: Path, ledgers: Ledgers, key: Ed25519PublicKey, found_whole: set[str] | None = None
) -> Comparison:
    """Compare; the journal in `state` is not being written.

    `found_whole`: the pages that were whole before the engine's last start, which may have tidied since.
    """
    found, journal = Comparison(), JournalFile(state / "journal.db")
    try:
        found.events = journal.verify(key)
    except ChainBrokenError as broken:
        found.wrong.append(f"the journal's chain is broken at row {broken}")
    rows = journal.rows()
    events = _events(rows, ledgers.central)
    _doors(ledgers.board, events, found)
    _asked(ledgers.told, events, found)
    _paper(ledgers.paper, events, found)
    _told(ledgers.told, events, found)
    if found_whole is None:
        _pages(whole_blobs(state / "vault"), ledgers.told, events, found)
    else:
        starts = [at for at, event in enumerate(events) if event["name"] == "engine.started/1"]
        _pages(found_whole, ledgers.told, events[: starts[-1]], found)
    _configs(state, events, found)
    _central(ledgers.central, rows, found)
    return found


def whole_blobs(folder: Path) -> set[str]:
    """The files of a folder that are what their names say."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return {path.name for path in paths if hashlib.sha256(path.read_bytes()).hexdigest() == path.name}


def _doors(board: list[dict[str, Any]], events: list[dict[str, Any]], found: Comparison) -> None:
    """Every pulse has its own intent, written before it; no intent has two."""
    # The journal's clock runs on through a suspend of the machine, the board's does not.
    ahead = time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    pulses = [{**entry, "mono": entry["mono"] + ahead} for entry in board if entry["event"] == "pulse"]
    found.pulses = len(pulses)
    intents: dict[int, list[float]] = collections.defaultdict(list)
    for event in events:
        if event["name"] == "door.intended/1":
            intents[event["data"]["channel"]].append(event["mono"])
    for pulse in pulses:
        waiting = intents[pulse["door"]]
        # Both clocks are the same boot's; the journal rounds to milliseconds.
        if waiting and waiting[0] <= pulse["mono"] + 0.001:
            earlier = [at for at in waiting if at <= pulse["mono"] + 0.001]
            waiting.remove(earlier[-1])
        else:
            found.wrong.append(f"door {pulse['door']} pulsed without an intent")


def _asked(told: list[dict[str, Any]], events: list[dict[str, Any]], found: Comparison) -> None:
    """No door is ordered that nobody asked for; a citizen's door opens freely once."""
    asked = collections.Counter(fact["compartment"] for fact in told if fact["fact"] == "asked")
    intents = [event["data"] for event in events if event["name"] == "door.intended/1"]
    ordered = collections.Counter(intent["compartment"] for intent in intents)
    for compartment, times in ordered.items():
        if times > asked[compartment]:
            found.wrong.append(
                f"compartment {compartment} ordered {times} times, asked for {asked[compartment]}"
            )
    found.wrong += doubled_openings(events)


def _paper(paper: list[dict[str, Any]], events: list[dict[str, Any]], found: Comparison) -> None:
    """Nothing was printed that the journal did not intend before."""
    intended = sum(event["name"] == "slip.intended/1" for event in events)
    found.slips = len(paper)
    if len(paper) > intended:
        found.wrong.append(f"{len(paper)} slips printed, {intended} intended")


def _told(told: list[dict[str, Any]], events: list[dict[str, Any]], found: Comparison) -> None:
    known = {fact: _count(events, name, *keys) for fact, (name, keys) in BORNE_OUT_BY.items()}
    found.facts_told = sum(fact["fact"] in known for fact in told)
    for fact in told:
        if fact["fact"] == "doors-known":
            found.slowest_doors_s = max(found.slowest_doors_s, fact["seconds"])
        elif fact["fact"] == "unexpected":
            found.wrong.append(f"unexpected: {fact['what']}")
        elif fact["fact"] in known and not known[fact["fact"]][fact["id"]]:
            found.wrong.append(f"lost: {fact['fact']} {fact['id']}")
    for kind in ONCE:
        found.wrong += [f"doubled: {kind} {key}" for key, count in known[kind].items() if count > 1]
    codes = collections.Counter(e["data"]["deposit_code"] for e in events if e["name"] == "deposit.begun/1")
    found.wrong += [f"code given twice: {code}" for code, count in codes.items() if count > 1]
    if found.slowest_doors_s > KNOWN_WITHIN_S:
        found.wrong.append(f"doors known only after {found.slowest_doors_s:.1f} s")


def _events(rows: list[StoredRow], central: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every event; those that the journal let go of as central holds them."""
    first = rows[0].seq if rows else 1
    held = {row["seq"]: base64.b64decode(row["body"]) for row in central if row.get("seq", first) < first}
    return [json.loads(held[seq]) for seq in sorted(held)] + [json.loads(row.body) for row in rows]


def _pages(
    whole: set[str], told: list[dict[str, Any]], events: list[dict[str, Any]], found: Comparison
) -> None:
    """Every page that was called kept, and every manifest, is whole until an event lets it go."""
    kept = {fact["id"]: fact["dossier"] for fact in told if fact["fact"] == "kept"}
    gone: set[str] = set()
    for event in events:
        data = event["data"]
        if event["name"] == "deposit.staged/2":
            kept[data["manifest"]] = data["dossier_id"]
        elif event["name"] == "parts.removed/1":
            gone.update(data["blobs"])
        elif event["name"] == "deposit.dropped/1":
            gone.update(blob for blob, dossier in kept.items() if dossier == data["dossier_id"])
    found.wrong += [f"lost page of {kept[blob]}" for blob in set(kept) - gone - whole]


def _configs(state: Path, events: list[dict[str, Any]], found: Comparison) -> None:
    """The documents of the configs in use are whole, and none was ever missed."""
    used = {"running": "", "good": "", "offered": ""}
    for event in events:
        if event["name"].startswith("config."):
            _follow(used, event["name"].partition("/")[0], event["data"])
            if event["data"].get("error_id") == "CFG-009":
                found.wrong.append(f"lost config document {event['data']['digest']}")
    lost = set(used.values()) - {""} - whole_blobs(state / "config" / "documents")
    found.wrong += [f"lost config document {digest}" for digest in lost]


def _follow(used: dict[str, str], name: str, data: dict[str, Any]) -> None:
    """Which documents the journal's config events leave in use."""
    match name:
        case "config.offered":
            used["offered"] = data["digest"]
        case "config.applied":
            used.update(running=data["digest"], offered="")
        case "config.confirmed":
            used["good"] = data["digest"]
        case "config.reverted":
            used.update(running=data["to_digest"], good=data["to_digest"])
        case "config.refused" if data["digest"] == used["offered"]:
            used["offered"] = ""


def _central(central: list[dict[str, Any]], rows: list[StoredRow], found: Comparison) -> None:
    hashes, first = {row.seq: row.hash.hex() for row in rows}, rows[0].seq if rows else 1
    for row in central:
        if row.get("seq", 0) >= first and hashes.get(row["seq"]) != row["hash"]:
            found.wrong.append(f"central holds a row {row['seq']} that the journal does not")


def _count(events: list[dict[str, Any]], name: str, *keys: str) -> collections.Counter[str]:
    return collections.Counter(
        "/".join(event["data"][key] for key in keys) for event in events if event["name"] == name
    )
