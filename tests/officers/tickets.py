"""Queue numbers as a kiosk's journal brings them."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime, now

from kiosk.journal.chain import StoredRow, row_hash

if TYPE_CHECKING:
    from central.fleet.models import Kiosk


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
    from central.dossiers.projection import project
    from central.fleet.journals import store_rows

    kiosk.refresh_from_db()
    ticket = uuid.uuid4().hex
    wall = at or localtime(now()) - timedelta(seconds=1)
    data = {"ticket": ticket, "number": number, "day": wall.date().isoformat(), "count": 1}
    data |= {"field": "G15-TP07", "counters": list(counters), "priority": priority}
    body = {"id": str(uuid.uuid4()), "name": "ticket.issued/1", "boot": "b", "mono": 1.0}
    body |= {"wall": wall.isoformat(timespec="milliseconds"), "clock": clock, "data": data}
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    row = StoredRow(kiosk.acknowledged_seq + 1, text, row_hash(bytes.fromhex(kiosk.chain_hash), text))
    store_rows(kiosk, [row])
    project(kiosk)
    return ticket
