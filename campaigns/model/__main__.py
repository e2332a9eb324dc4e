"""`python -m campaigns.model`: so many random lives of a cabinet beside its model; exit 1 if they differ.

Hypothesis also draws from the constants that it finds in the source, and finds none in an installed wheel: a
seed says the same again only on the same source, run in the same way.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from campaigns.model.machine import Machine
from kiosk.logs import set_up

# Nothing here is about the disk: it lies in memory where there is such a folder.
MEMORY = Path("/dev/shm")


def divergence(examples: int, steps: int, seed: int, phases: tuple[Phase, ...]) -> str:
    """What differed first, and the way there, the shortest if that was sought; empty when all agreed."""
    hypothesis.seed(seed)(Machine)
    how = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    try:
        run_state_machine_as_test(Machine, settings=how)
    except Exception as error:  # noqa: BLE001 - an engine that raises differs too
        return "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])])
    return ""


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--unshrunk", action="store_true", help="seek no shorter way to what differs")
    given = parser.parse_args()
    set_up("model")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if MEMORY.is_dir():
        tempfile.tempdir = str(MEMORY)
    phases = (Phase.generate,) if given.unshrunk else (Phase.generate, Phase.shrink)
    found = divergence(given.examples, given.steps, given.seed, phases)
    report = {
        "seed": given.seed,
        "lives": given.examples,
        "steps_at_most": given.steps,
        "done": dict(Machine.done),
        "wrong": [found] if found else [],
    }
    print(json.dumps(report, indent=1, ensure_ascii=False))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
