"""Three days without central: everything is kept, said honestly, and arrives once and in order."""

from __future__ import annotations

import collections
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.networked import NetworkedKiosk
from kiosk.diagnostics.machine import measure_queue
from kiosk.messages import outbox
from kiosk.sync.lanes import Lane, LinkWatch, Pace
from kiosk.sync.transport import LinkError
from tests.central.world import CentralProcess, EnrolledKiosk

HOUR, HOURS = 3600, 72
# a free port of loopback at which nobody listens
NOBODY = 9


@pytest.mark.timeout(300)
def test_what_piles_up_in_three_days_arrives_once_and_in_order(
    central: CentralProcess, enrol: Callable[[str], EnrolledKiosk], tmp_path: Path
) -> None:
    from central.fleet.models import KioskEvent
    from central.intake.models import Delivery

    bundle = enrol(f"https://localhost:{central.port}").bundle
    kiosk = NetworkedKiosk(tmp_path / "kiosk", bundle)
    kiosk.see_all()
    line = kiosk.connect(NOBODY)
    began = kiosk.clock.now
    for _ in range(HOURS):
        kiosk.hand_in()
        kiosk.note(1)
        kiosk.serve(0.02)
        kiosk.clock.pass_time(HOUR)
        kiosk.engine.tick()
    made = list(kiosk.journal.state.deposits)
    waiting = kiosk.engine.outbox
    assert not waiting.link_up
    said = measure_queue(kiosk.clock.now, waiting.oldest_unsent(), link_up=waiting.link_up)
    assert (said.error_id, said.figures["oldest_s"]) == ("DIA-009", HOURS * HOUR)
    beat = waiting.handle(outbox.ReadState(), b"")
    assert isinstance(beat, outbox.OutboxState)
    assert (beat.heartbeat["unsent"], beat.heartbeat["oldest_unsent"]) == (HOURS, began.isoformat())
    line.close()
    line = kiosk.connect(central.port)
    deadline = time.monotonic() + 120
    while not kiosk.settled() and time.monotonic() < deadline:
        kiosk.serve(0.3)
    line.close()
    assert kiosk.settled()
    assert waiting.link_up
    mine = {"kiosk__kiosk_id": bundle.kiosk_id}
    got = Delivery.objects.filter(**mine).order_by("central_seq").values_list("dossier_id", "state")
    assert list(got) == [(uuid.UUID(each), "received") for each in made]
    rows = KioskEvent.objects.filter(**mine).order_by("seq").values_list("seq", "hash")
    assert list(rows) == [(row.seq, row.hash.hex()) for row in kiosk.journal.rows(0)]
    receipts = collections.Counter(kiosk.names())["receipt.recorded/1"]
    assert receipts == HOURS


def test_three_days_without_central_cost_few_tries_and_none_comes_in_a_storm() -> None:
    def away() -> bool:
        raise LinkError

    lane = Lane("dossiers", away, Pace().look, Pace())
    lane_waits, now = [], 0.0
    while now < HOURS * HOUR:
        wait, may_be_poked = lane._step(LinkWatch(lambda up: None))
        assert not may_be_poked
        lane_waits.append(wait)
        now += wait
    assert max(lane_waits) <= Pace().longest_wait
    in_ten_minutes = max(
        sum(1 for later in _times(lane_waits) if 0 <= later - each < 600) for each in _times(lane_waits)[20:]
    )
    assert len(lane_waits) < HOURS * HOUR / (Pace().longest_wait / 2) * 1.2
    assert in_ten_minutes < 20


def _times(waits: list[float]) -> list[float]:
    times, now = [], 0.0
    for wait in waits:
        times.append(now)
        now += wait
    return times
