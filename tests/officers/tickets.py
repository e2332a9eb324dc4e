"""Rows as a kiosk's journal brings them: any event, and queue numbers."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime, now

from kiosk.journal.chain import StoredRow, row_hash

if TYPE_CHECKING:
    from central.fleet.models import Kiosk


def tell(
    kiosk: Kiosk, name: str, data: dict[str, object], at: datetime | None = None, clock: str = "synced"
) -> None:
    """Send the kiosk's next row and let follow what follows."""
    from central.dossiers.projection import project
    from central.fleet.journals import store_rows

    kiosk.refresh_from_db()
    wall = at or localtime(now()) - timedelta(seconds=1)
    body = {"id": str(uuid.uuid4()), "name": name, "boot": "b", "mono": 1.0}
    body |= {"wall": wall.isoformat(timespec="milliseconds"), "clock": clock, "data": data}
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    row = StoredRow(kiosk.acknowledged_seq + 1, text, row_hash(bytes.fromhex(kiosk.chain_hash), text))
    store_rows(kiosk, [row])
    project(kiosk)


def issue(
    kiosk: Kiosk,
    number: str,
    *,
    counters: tuple[str, ...] = ("1",),
    priority: bool = False,
    at: datetime | None = None,
    clock: str = "synced",
) -> str:
    """Send the kiosk's next row: a number that was given out; returns the ticket's id."""
    ticket = uuid.uuid4().hex
    wall = at or localtime(now()) - timedelta(seconds=1)
    data: dict[str, object] = {"ticket": ticket, "number": number, "day": wall.date().isoformat(), "count": 1}
    data |= {"field": "G15-TP07", "counters": list(counters), "priority": priority}
    tell(kiosk, "ticket.issued/1", data, wall, clock)
    return ticket


def play_unsent(kiosk: Kiosk, now: datetime) -> None:
    """Two deposits whose papers never came; the machine of one is lost."""
    for number, code in enumerate(("N-0001-261120-0021-11", "N-0001-261120-0022-08"), 1):
        data: dict[str, object] = {
            "dossier_id": str(uuid.UUID(int=number)),
            "deposit_code": code,
            "compartment": number,
        }
        tell(kiosk, "deposit.staged/1", data, now - timedelta(hours=number))
    tell(kiosk, "dossier.lost/1", {"dossier_id": str(uuid.UUID(int=1))})
