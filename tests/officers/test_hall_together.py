"""Two counters of one line call at the same moment, each from a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

SEED = """
import sys
from pathlib import Path
from tests.officers import world
world.set_up_django(Path(sys.argv[1]))
world.make_officer()
from tests.officers.tickets import issue
kiosk = world.make_kiosk()
for number in range(1, 21):
    issue(kiosk, f"A{number:03}", counters=("2", "3"), priority=number % 3 == 0)
"""
CALL = """
import sys, time
from django import setup
setup()
from central.fleet.models import Officer
from central.hall.calling import Counter
from tests.officers.world import UNIT
person = Officer.objects.get().user
here = Counter(UNIT, sys.argv[1])
print("ready", flush=True)
time.sleep(max(0.0, float(sys.stdin.readline()) - time.time()))
seen = None
while (called := here.call_next(seen, person)) is not None:
    print(called.number, flush=True)
    seen = called.pk
    time.sleep(0.01)
"""


def test_two_counters_that_call_at_once_never_get_the_same_number_and_leave_none(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CENTRAL_")}
    subprocess.run([sys.executable, "-c", SEED, str(tmp_path)], env=environment, check=True, timeout=60)
    environment |= {"CENTRAL_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "central.settings"}
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", CALL, counter],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for counter in ("2", "3")
    ]
    for desk in desks:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "ready\n"
    begin = time.time() + 0.3
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write(f"{begin}\n")
        desk.stdin.flush()
    called = [desk.communicate(timeout=60)[0].split() for desk in desks]
    assert [desk.returncode for desk in desks] == [0, 0]
    assert sorted(called[0] + called[1]) == [f"A{number:03}" for number in range(1, 21)]
    assert all(called), "one counter called everybody: they did not call at once"
