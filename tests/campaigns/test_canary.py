"""After a session nothing personal is left: not in the memory of those who stay, not in files or logs."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from campaigns.canary import in_files, in_memory, slices
from campaigns.citizen import NUMBER, PHONE, Citizen
from campaigns.glass import Glass
from campaigns.world import KillableWorld
from kiosk.devices.simulators.cards.people import person
from kiosk.messages.pages import Home, Review, TakeSlip


def test_the_scanner_finds_a_canary_in_memory_environment_and_files(tmp_path: Path) -> None:
    script = "import sys, time; kept = sys.stdin.readline(); print('ready', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LEAK": PHONE},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(NUMBER.encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    try:
        hits = in_memory(process.pid, {"number": NUMBER, "phone": PHONE, "nothing": "is not there at all"})
    finally:
        process.kill()
        process.communicate()
    assert {hit.canary for hit in hits} == {"number", "phone"}
    (tmp_path / "a.log").write_text(f"somebody logged {NUMBER}")
    (tmp_path / "b.bin").write_bytes("Nguyễn".encode("utf-16-le"))
    found = in_files([tmp_path], {"number": NUMBER, "name": "Nguyễn"})
    assert {hit.canary for hit in found} == {"number", "name"}


@pytest.mark.timeout(300)
def test_after_a_deposit_nobody_who_stays_knows_who_it_was(tmp_path: Path) -> None:
    canaries: dict[str, str | bytes] = {"name": person(NUMBER).name, "number": NUMBER, "phone": PHONE}
    with KillableWorld(tmp_path) as world:
        glass = Glass(world.engine_socket, world.build)
        citizen = Citizen(world.control, glass.person())
        citizen.play("deposit", 8, None)
        citizen.person.sees(Review)
        session = world.seated_session()
        # The scanner sees the data where it has to be: in the session that serves this person.
        assert {hit.canary for hit in in_memory(session, canaries)} == set(canaries)
        for step in (8, 9, 10, 11):
            citizen.step("deposit", step)
        citizen.person.sees(TakeSlip, like=lambda page: not page.printing)
        citizen.leave()
        glass.end()
        pages = _when_central_has(world)
        assert len(pages) == 2
        canaries |= {f"page {number} {name}": piece for number, page in enumerate(pages)
                     for name, piece in slices(page).items()}  # fmt: skip
        waiting = Glass(world.engine_socket, world.build)
        later = waiting.person()
        later.sees(Home)
        stay = {name: pid for name, pid in world.pids().items() if name not in {"cabinet", "central"}}
        assert {"engine", "sync"} < set(stay)
        assert session not in stay.values()
        hits = [hit for pid in stay.values() for hit in in_memory(pid, canaries)]
        later.vanishes()
        waiting.end()
    folders = [tmp_path / name for name in ("state", "run", "logs")]
    assert hits + in_files(folders, canaries) == []


def _when_central_has(world: KillableWorld) -> list[bytes]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if pages := world.stored_pages():
            return pages
        time.sleep(0.5)
    raise TimeoutError("central did not get the dossier")
