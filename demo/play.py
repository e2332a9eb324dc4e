"""One demo from the first process to the summary."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from demo.cabinet import Cabinet, CabinetError
from demo.draw import draw
from demo.journal import JournalError
from demo.officer import Office, OfficeError
from demo.stage import Stage, StageError
from demo.story import Story
from demo.touch import Glass, StrayError
from kiosk.devices.simulators.control import OrderRefusedError
from kiosk.devices.simulators.workspace import OFFICER, PASSWORD

TOLD = (StrayError, CabinetError, OfficeError, JournalError, StageError, OrderRefusedError)


def play(out: Path, seed: int, breaking: str) -> int:
    """Play; 0 when all is well."""
    if out.exists():
        shutil.rmtree(out)
    drawn = draw(seed)
    print(drawn)
    began = time.monotonic()
    stage = Stage(out / "stage")
    with stage.set_up():
        cabinet = Cabinet(stage.world / "cabinet")
        print("cabinet", time.monotonic() - began)
        ports = json.loads((stage.world / "ports.json").read_text())
        glass = Glass(stage.environment, out / "screenshots")
        office = Office(ports["staff"])
        office.sign_in(OFFICER, PASSWORD)
        print("signed in", time.monotonic() - began)
        story = Story(drawn, glass, cabinet, office, stage.world)
        story.before = lambda moment: print(f"{time.monotonic() - began:6.1f} {moment}", flush=True)
        try:
            story.play()
        except TOLD as error:
            print(type(error).__name__, error)
            return 1
        finally:
            print(glass.touches, glass.digits, story.happened)
            glass.close()
            cabinet.close_hands()
    print("all", time.monotonic() - began)
    return 0
