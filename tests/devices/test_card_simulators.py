"""The virtual reader itself: several side by side, gone with their parent, a ledger without names."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.chip.identity import read_identity
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.slot import CardSlot
from tests.pcsc import Watched

LONELY = """
import sys, time
from pathlib import Path
from kiosk.devices.simulators.cards.slot import CardSlot
slot = CardSlot(Path(sys.argv[1]))
slot.start()
print(slot.state().service_pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while alive(pid):
        assert time.monotonic() < deadline, f"{pid} lives on"
        time.sleep(0.02)


def test_two_services_run_side_by_side(card_slot: CardSlot, tmp_path: Path) -> None:
    other = CardSlot(tmp_path)
    other.start()
    try:
        other.lay(spec.citizen(PEOPLE[1]))
        assert other.state().card == "citizen"
        assert card_slot.state().card is None
        assert other.state().service_pid != card_slot.state().service_pid
    finally:
        pid = other.state().service_pid
        other.stop()
    assert pid is not None
    assert not alive(pid)
    assert not other.socket_path.exists()


def test_the_service_dies_with_a_killed_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", LONELY, str(tmp_path)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    service = int(parent.stdout.readline())
    assert alive(service)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until_gone(service)


def test_the_ledger_tells_acts_and_no_names(card_slot: CardSlot, card_reader: Watched) -> None:
    written = len(card_slot.ledger.read_text().splitlines())
    card_slot.lay(spec.citizen(PEOPLE[0]))
    card_reader.until_media("present")
    assert card_reader.reader.with_card("identity", read_identity, 5).wait(6).ok
    card_slot.lift()
    lines = card_slot.ledger.read_text().splitlines()[written:]
    acts = [json.loads(line)["act"] for line in lines]
    assert acts[0] == "laid"
    assert acts[-1] == "lifted"
    assert acts.count("exchange") >= 8
    content = "\n".join(lines)
    for secret in (PEOPLE[0].number, PEOPLE[0].name, PEOPLE[0].plain_name, PEOPLE[0].number.encode().hex()):
        assert secret not in content


def test_an_unknown_fault_or_card_is_refused_with_its_name(card_slot: CardSlot) -> None:
    with pytest.raises(RuntimeError, match="pul_at"):
        card_slot.fault(pul_at=3)
    with pytest.raises(RuntimeError, match="library"):
        card_slot.lay({"kind": "library"})
    assert card_slot.state().card is None


def test_a_service_that_cannot_start_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((RuntimeError, OSError)):
        CardSlot(tmp_path / "file").start()
