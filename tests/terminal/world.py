"""A kiosk of real processes without central: simulated cabinet on its wires, engine, two sessions."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pysqlite3

from campaigns.glass import Glass
from kiosk.config.enrolment import install
from kiosk.config.model import Config
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.cards.staff_ca import ROLES, make_staff_ca, make_staff_card
from kiosk.devices.simulators.control import CabinetControl
from kiosk.devices.simulators.workspace import PROCEDURES, SETTINGS
from kiosk.journal.reading import JournalFile
from kiosk.supervisor import Supervisor, module
from tests.config.bundle import bundle
from tests.engine.plan import cabinet_plan
from tests.session.screen_person import PersonAtScreen

PIN = "246810"
DOORS = 24


class SimulatedCabinet:
    """The devices, in a process of their own, and the staff's cards; one for a whole file of tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staff = folder / "staff"
        self.authority = make_staff_ca(self.staff / "ca")
        for role in ROLES:
            make_staff_card(self.staff / role, f"{role}-01", role, self.authority, pin=PIN)
        with socket.create_server(("127.0.0.1", 0)) as held:
            self.camera_port = held.getsockname()[1]
        words = ["kiosk.devices.simulators.cabinet", str(folder / "cabinet")]
        self._process = subprocess.Popen(module(*words, "--camera-port", str(self.camera_port)))
        self.control = CabinetControl(folder / "cabinet", wait_s=30)

    def lays(self, role: str) -> None:
        """A staff card on the reader."""
        self.control.order("card", "lay", card=dict(spec.staff(self.staff / role)))

    def lifts(self) -> None:
        self.control.order("card", "lift")

    def pulses(self) -> list[int]:
        """The doors that were ever pulsed, by the board's own ledger."""
        lines = (self.folder / "cabinet" / "ledgers" / "locker.jsonl").read_text().splitlines()
        return [entry["door"] for entry in map(json.loads, lines) if entry["event"] == "pulse"]

    def close_doors(self) -> None:
        for door in self.control.open_doors():
            self.control.order("locker", "act", verb="close", door=door)

    def stop(self) -> None:
        self.control.close()
        self._process.terminate()
        self._process.wait(20)


class Kiosk:
    """One kiosk at a cabinet; its processes come back by themselves until `stop`."""

    def __init__(self, folder: Path, cabinet: SimulatedCabinet, **config: Any) -> None:
        """Enrolled, and nothing runs."""
        self.folder, self.cabinet = folder, cabinet
        self.settings = folder / "settings.toml"
        text = SETTINGS.format(
            folder=folder, camera_port=cabinet.camera_port, panel="portrait-21", hotline="", build="work-tree"
        )
        self.settings.write_text(text.replace(f"{folder}/cabinet", f"{cabinet.folder}/cabinet"))
        authority = cabinet.authority.pem.decode()
        install(bundle().model_copy(update={"staff_ca_pem": authority}), folder / "state")
        made = Config.model_validate(
            {"schema": "kiosk-config/1", "version": 0, "procedures": PROCEDURES, **config}
        )
        (folder / "state" / "config.json").write_text(made.model_dump_json(by_alias=True))
        (folder / "state" / "cabinet.json").write_text(cabinet_plan(DOORS).model_dump_json())
        self._glass: Glass | None = None
        self._person: PersonAtScreen | None = None
        self._supervisor = Supervisor(folder / "logs")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, daemon=True)

    def start(self, *, sessions: int = 2) -> None:
        """Start the processes, and wait until the engine knows its devices."""
        words = ["--settings", str(self.settings)]
        self._supervisor.keep("engine", module("kiosk", "engine", *words))
        for number in range(sessions):
            self._supervisor.keep(f"session-{number}", module("kiosk", "session", *words))
        self._thread.start()
        until(lambda: (self.folder / "run" / "engine.sock").exists())

    @property
    def journal(self) -> Path:
        return self.folder / "state" / "journal.db"

    def person(self) -> PersonAtScreen:
        """Somebody at a new screen, as soon as it is seated; whoever was there before is gone."""
        self.clear_glass()
        self._glass = Glass(self.folder / "run" / "engine.sock", "work-tree")
        self._person = self._glass.person()
        return self._person

    def clear_glass(self) -> None:
        """Nobody stands there, and there is no screen."""
        if self._person is not None:
            self._person.vanishes()
        if self._glass is not None:
            self._glass.end()
        self._person = self._glass = None

    def events(self) -> list[dict[str, Any]]:
        """Every journalled event."""
        try:
            return [json.loads(row.body) for row in JournalFile(self.journal).rows()]
        except pysqlite3.OperationalError:
            return []  # the engine is just making it

    def names(self) -> list[str]:
        return [event["name"] for event in self.events()]

    def visits(self, name: str) -> list[dict[str, Any]]:
        """What the journal says of technicians' visits: `begun`, `tested`, `ended`."""
        return [event["data"] for event in self.events() if event["name"] == f"diagnostics.{name}/1"]

    def doors(self) -> dict[int, str]:
        """Each door as the journal last saw it."""
        seen = [event["data"] for event in self.events() if event["name"] == "door.seen/1"]
        return {each["compartment"]: each["door"] for each in seen}

    def doors_known(self) -> bool:
        return len(self.doors()) == DOORS

    def log(self, name: str) -> str:
        return (self.folder / "logs" / f"{name}.log").read_text()

    def kills(self, name: str) -> None:
        """One of its processes, which comes back."""
        os.kill(self._supervisor.pids()[name], signal.SIGKILL)

    def stop(self) -> None:
        self.clear_glass()
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(20)

    def _supervise(self) -> None:
        while not self._stopping.wait(0.1):
            self._supervisor.look()
        self._supervisor.end()


def until(come: Callable[[], object], seconds: float = 40.0) -> None:
    """Wait for something to come about."""
    deadline = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)
