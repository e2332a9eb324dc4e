"""One demo from the first process to the summary."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from rich.console import Console

from demo.breaking import BREAKS
from demo.browser import CentralError
from demo.cabinet import Cabinet, CabinetError
from demo.checks import COLLECTED, check_all
from demo.day import Day
from demo.draw import Draw, draw
from demo.evidence import Checked, Evidence
from demo.fleet import Fleet
from demo.journal import JournalError
from demo.officer import Office
from demo.report import Ending, keep_journal, keep_slips, keep_summary, print_summary
from demo.stage import Stage, StageError
from demo.story import Story
from demo.touch import Glass, StrayError
from kiosk.devices.simulators.control import OrderRefusedError
from kiosk.devices.simulators.workspace import ADMIN, ADMIN_PASSWORD, KIOSK, OFFICER, PASSWORD

_TOLD = (StrayError, CabinetError, CentralError, JournalError, OrderRefusedError)


def play(out: Path, seed: int, breaking: str) -> int:
    """Play; 0 when all is well, 1 when something is not as it should be, 2 when it could not begin."""
    for old in ("screenshots", "slips", "dossier", "stage"):
        shutil.rmtree(out / old, ignore_errors=True)
    began = time.monotonic()
    drawn = draw(seed)
    stage = Stage(out / "stage")
    try:
        with stage.set_up():
            return _play(stage, out, drawn, breaking, began)
    except StageError as error:
        Console().print(f"The demo cannot begin: {error}.")
        return 2


def _play(stage: Stage, out: Path, drawn: Draw, breaking: str, began: float) -> int:
    cabinet = Cabinet(stage.world / "cabinet")
    ports = json.loads((stage.world / "ports.json").read_text())
    glass = Glass(stage.environment, out / "screenshots")
    day = Day(drawn, glass, cabinet, stage.world)
    if breaking:
        day.before = BREAKS[breaking](day, stage)
    office, fleet = Office(ports["staff"]), Fleet(ports["staff"], KIOSK)
    evidence = Evidence(day, office, out)
    failure, checks, ready = "", list[Checked](), began
    try:
        office.sign_in(OFFICER, PASSWORD)
        fleet.sign_in(ADMIN, ADMIN_PASSWORD)
        ready = time.monotonic()
        Story(day, office, fleet).play()
        office.await_status(COLLECTED)
        checks = check_all(evidence)
    except _TOLD as error:
        failure = str(error)
    ending = Ending(time.monotonic() - began, ready - began, failure, checks)
    keep_slips(evidence)
    keep_journal(day.journal.path, out)
    keep_summary(evidence, glass, ending)
    print_summary(evidence, glass, ending)
    glass.close()
    cabinet.close_hands()
    return 0 if ending.good else 1
