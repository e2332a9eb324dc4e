"""A fleet in every state: what kiosks said of themselves, and what was set for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kiosk.session.journeys.home import VERBS
from tests.officers.world import OTHER_UNIT, make_kiosk

if TYPE_CHECKING:
    from central.fleet.models import Kiosk

JOURNEYS = {verb.name: True for verb in VERBS}
DEVICES = ("locker", "printer", "card_reader", "document_camera")


def heartbeat(version: int = 0, state: str = "installed", **facts: Any) -> dict[str, Any]:
    """What a kiosk sends that is well, but for `facts`."""
    return {
        "paper": "full",
        "oldest_unsent": None,
        "journeys": JOURNEYS,
        "devices": [{"device": name, "state": "online", "error_id": None} for name in DEVICES],
        "config": {"version": version, "state": state, "error_id": "", "detail": ""},
        **facts,
    }


def say(kiosk: Kiosk, minutes_ago: int = 0, **facts: Any) -> None:
    """The kiosk's last heartbeat."""
    from django.utils.timezone import now

    kiosk.heartbeat, kiosk.seen_at = heartbeat(**facts), now() - timedelta(minutes=minutes_ago)
    kiosk.save()


def write_journal(kiosk: Kiosk, *events: tuple[str, dict[str, Any]]) -> None:
    """Rows as the kiosk would send them."""
    import json

    from django.utils.timezone import now

    from central.fleet.journals import store_rows
    from kiosk.journal.chain import StoredRow, row_hash

    last = bytes.fromhex(kiosk.chain_hash)
    rows: list[StoredRow] = []
    for seq, (name, data) in enumerate(events, start=kiosk.acknowledged_seq + 1):
        wall = (now() - timedelta(seconds=60 * (len(events) - len(rows)))).isoformat()
        body = json.dumps(
            {
                "id": f"e{seq}",
                "name": name,
                "boot": "b",
                "mono": 1.0,
                "wall": wall,
                "clock": "synced",
                "data": data,
            }
        ).encode()
        last = row_hash(last, body)
        rows.append(StoredRow(seq, body, last))
    store_rows(kiosk, rows)
    kiosk.refresh_from_db()


def visit(*failed: tuple[str, int | None, str], ready: bool) -> list[tuple[str, dict[str, Any]]]:
    """A technician's whole visit, in which these tests fail with these errors."""
    who = {"grant": "g1", "person": "ky-thuat-01"}
    errors = {(test, door): error for test, door, error in failed}
    whole = ("card_reader", "camera", "printer", "print", "board", "screen", "disk")
    told: list[dict[str, Any]] = [
        {
            "test": test,
            "compartment": door,
            "outcome": "failed" if (test, door) in errors else "passed",
            "error_id": errors.get((test, door)),
            "figures": {},
        }
        for test, door in [*((test, None) for test in whole), ("door", 1), ("door", 5)]
    ]
    return [
        ("diagnostics.begun/1", who),
        *(("diagnostics.tested/1", {**who, **each}) for each in told),
        ("diagnostics.reported/1", {**who, "ready": ready, "digest": "5e" * 32}),
        ("diagnostics.ended/1", {**who, "ready": ready, "reasons": sorted(errors.values())}),
    ]


def play_fleet(first: Kiosk, password: str) -> None:
    """Four kiosks: one well, one that went back from a config, one silent, one out of paper and reader."""
    from django.utils.timezone import now

    from central.fleet.configs import set_layer
    from central.fleet.enrolment import add_admin
    from central.fleet.models import CompartmentState

    admin = add_admin("quan.tri.mau", password)
    second, third, fourth = (make_kiosk(OTHER_UNIT, number) for number in (2, 3, 4))
    for number in range(1, 13):
        CompartmentState.objects.create(kiosk=first, number=number, since=now())
    opening = {"opening_hours": {"opens": "06:00", "closes": "22:00"}}
    set_layer("site", OTHER_UNIT, {**opening, "languages": ["vi", "en"]}, admin)
    text = {"home.tile.deposit": {"vi": "Gửi hồ sơ", "en": "Send a dossier"}}
    port = {"ticket_printer": {"port": "/dev/usb/lp9"}}
    set_layer(
        "kiosk", first.kiosk_id, {"compartments": {"5": "closed"}, "texts": text, "devices": port}, admin
    )
    undone = {"version": 1, "state": "reverted", "error_id": "CFG-007", "detail": "printer"}
    say(first, config=undone)
    say(second, version=1, state="confirmed")
    say(
        third,
        minutes_ago=200,
        version=1,
        state="confirmed",
        oldest_unsent=(now() - timedelta(hours=5)).isoformat(),
    )
    broken = [{"device": name, "state": "online", "error_id": None} for name in DEVICES[:1]]
    broken += [{"device": "printer", "state": "userError", "error_id": "PRN-003"}]
    broken += [{"device": "card_reader", "state": "powerOff", "error_id": "CRD-001"}]
    say(
        fourth,
        version=1,
        state="confirmed",
        paper="out",
        devices=broken,
        journeys={**JOURNEYS, "deposit": False, "collect": False, "ticket": False},
    )
    digest = "0" * 64
    write_journal(first, *visit(("camera", None, "CAM-006"), ("door", 5, "LCK-010"), ready=False))
    write_journal(
        first,
        ("engine.started/1", {"build": "2026.11", "k_claim_guard": "tpm"}),
        ("seat.given/1", {"seat": 41}),
        ("door.intended/1", {"order": "a1", "compartment": 7, "purpose": "deposit"}),
        ("door.seen/1", {"compartment": 7, "door": "open", "item": "absent"}),
        ("door.seen/1", {"compartment": 7, "door": "closed", "item": "present"}),
        ("config.offered/1", {"version": 2, "digest": digest}),
        ("seat.left/1", {"seat": 41}),
        ("config.applied/1", {"version": 2, "digest": digest, "devices": ["locker", "printer"]}),
        ("device.state-changed/1", {"device": "printer", "state": "powerOff", "error_id": "PRN-001"}),
        (
            "config.reverted/1",
            {"version": 2, "to_version": 1, "error_id": "CFG-007", "detail": "printer"},
        ),
    )
