"""The whole world on one machine: simulated cabinet, central, and the kiosk's four kinds of process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from kiosk.supervisor import Supervisor, module

SIMULATED_CABINET = "kiosk.devices.simulators.cabinet"
WORKSPACE = "kiosk.devices.simulators.workspace"


def run_world(folder: Path, *, with_central: bool, scale: float = 1.0) -> None:
    """Make the world when it is missing, and keep it running until SIGTERM."""
    folder = folder.absolute()
    subprocess.run([sys.executable, "-m", WORKSPACE, str(folder)], check=True)  # noqa: S603 - our own module
    world(folder, with_central=with_central, scale=scale).run()


def world(folder: Path, *, with_central: bool, screens: bool = True, scale: float = 1.0) -> Supervisor:
    """A supervisor for a world that was made; the simulators are separate processes, known by name only."""
    ports = json.loads((folder / "ports.json").read_text())
    settings = ["--settings", str(folder / "settings.toml")]
    supervisor = Supervisor(folder / "logs")
    supervisor.keep(
        "cabinet", module(SIMULATED_CABINET, str(folder / "cabinet"), "--camera-port", str(ports["camera"]))
    )
    if with_central:
        supervisor.keep(
            "central",
            module(
                *("central", "serve", "--data", str(folder / "central")),
                *("--port", str(ports["kiosks"]), "--staff-port", str(ports["staff"])),
            ),
        )
    # devices are there before the machine is switched on
    devices = folder / "cabinet" / "control.sock"
    supervisor.keep("engine", module("kiosk", "engine", *settings), after=devices)
    supervisor.keep("sync", module("kiosk", "sync", *settings))
    for number in (1, 2):
        supervisor.keep(f"session-{number}", module("kiosk", "session", *settings), after=devices)
        if screens:
            supervisor.keep(f"screen-{number}", module("kiosk", "screen", *settings, "--scale", str(scale)))
    return supervisor
