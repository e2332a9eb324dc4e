"""A small world in a folder: a central, an enrolled kiosk, staff cards, settings for the simulated cabinet.

Made once; running it again changes nothing. Everything is invented and worth nothing outside this folder.
"""

from __future__ import annotations

import argparse
import json
import shlex
import socket
import subprocess
import sys
from pathlib import Path

from kiosk.devices.simulators.cards.staff_ca import make_staff_ca, make_staff_card

KIOSK, NUMBER, UNIT, HOTLINE = "K0001", 1, "H29.251", "028 3999 0024"
OFFICER, PASSWORD = "can-bo-07", "mot-cua-ben-mo"
ADMIN, ADMIN_PASSWORD = "quan-tri-03", "phong-may-ben-mo"
STAFF = (("can-bo-07", "officer"), ("bao-ve-02", "attendant"), ("ky-thuat-11", "technician"))
PROCEDURES = [
    "1.004873",
    "2.000635",
    "2.000815",
    "1.001612",
    "1.004194",
    "1.001193",
    "1.000656",
    "1.000894",
    "2.000884",
    "2.000908",
]

# Counters that never close, so that a queue number can be taken whenever this world is played in.
ROUND_THE_CLOCK: dict[str, object] = {
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holidays"],
    "morning_opens": "00:00",
    "morning_closes": "12:00",
    "afternoon_opens": "12:00",
    "afternoon_closes": "00:00",
}

SETTINGS = """\
build = "{build}"

[paths]
state = "{folder}/state"
run = "{folder}/run"
media = "{folder}/cabinet/usb"

[locker]
profile = "locker.xor8a-24"
port = "{folder}/cabinet/locker"

[ticket_printer]
profile = "printer.epson-tm-t20iii"
port = "{folder}/cabinet/printer"

[card_reader]
profile = "card_reader.generic-ccid"
reader = "Virtual PCD 00 00"
pcsc_socket = "{folder}/cabinet/pcscd/pcscd.comm"

[camera]
profile = "document_camera.generic-mjpeg"
url = "http://127.0.0.1:{camera_port}/stream"

[sync]
poll_s = 1.0

[screen]
panel = "{panel}"
hotline = "{hotline}"
"""


def compartments() -> list[dict[str, object]]:
    """The 24 doors of the simulated board in four columns: 4 large (1-4), 8 medium (5-12), 12 small."""
    made: list[dict[str, object]] = []
    for size, rows, first, last, top in (
        ("small", 1, 13, 24, 1),
        ("medium", 2, 5, 12, 4),
        ("large", 3, 1, 4, 8),
    ):
        for place, door in enumerate(range(first, last + 1)):
            row, column = divmod(place, 4)
            made.append(
                {
                    "number": door,
                    "channel": door,
                    "size": size,
                    "column": column + 1,
                    "row": top + row * rows,
                    "rows": rows,
                }
            )
    return sorted(made, key=lambda each: str(each["number"]).zfill(2))


class Workspace:
    """The folder and what lies in it."""

    def __init__(self, folder: Path, panel: str = "portrait-21") -> None:
        """`panel` is a model of the screen's panels."""
        self.folder = folder.absolute()
        self._panel = panel

    @property
    def settings(self) -> Path:
        """The kiosk's settings file."""
        return self.folder / "settings.toml"

    @property
    def ports(self) -> dict[str, int]:
        """Ports of this world: central for kiosks, central for officers, camera."""
        read: dict[str, int] = json.loads((self.folder / "ports.json").read_text())
        return read

    def make(self) -> None:
        """Make what is missing."""
        if self.settings.exists():
            return
        for name in ("state", "run", "cabinet/usb", "central"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        ports = dict(zip(("kiosks", "staff", "camera"), _free_ports(3), strict=True))
        (self.folder / "ports.json").write_text(json.dumps(ports))
        self._make_staff()
        self._make_central(ports["kiosks"])
        self._make_kiosk(ports["camera"])

    def _make_staff(self) -> None:
        authority = make_staff_ca(self.folder / "staff" / "ca")
        for person, role in STAFF:
            make_staff_card(self.folder / "staff" / role, person, role, authority)

    def _make_central(self, port: int) -> None:
        hours = self.folder / "central" / "office-hours.json"
        hours.write_text(json.dumps({"office_hours": ROUND_THE_CLOCK}))
        kiosk = (
            *("--name", KIOSK, "--number", str(NUMBER), "--unit", UNIT),
            *("--staff-ca", str(self.folder / "staff" / "ca" / "ca-cert.pem")),
            *("--url", f"https://localhost:{port}", "--hotline", HOTLINE),
            *("--out", str(self.folder / "bundle.json")),
        )
        commands = (
            ("init", "--recovery-out", str(self.folder / "recovery.key")),
            ("add-officer", "--user", OFFICER, "--unit", UNIT, "--password", PASSWORD),
            ("add-admin", "--user", ADMIN, "--password", ADMIN_PASSWORD),
            ("set-config", "--site", UNIT, "--file", str(hours)),
            ("add-kiosk", *kiosk),
        )
        data = ("--data", str(self.folder / "central"))
        lines = "\n".join(shlex.join((name, *data, *words)) for name, *words in commands)
        self._run("central", "batch", said=lines)

    def _make_kiosk(self, camera_port: int) -> None:
        config = {
            "schema": "kiosk-config/1",
            "version": 0,
            "procedures": PROCEDURES,
            "office_hours": ROUND_THE_CLOCK,
        }
        (self.folder / "state" / "config.json").write_text(json.dumps(config, indent=1))
        cabinet = {"compartments": compartments()}
        (self.folder / "state" / "cabinet.json").write_text(json.dumps(cabinet, indent=1))
        text = SETTINGS.format(
            folder=self.folder, camera_port=camera_port, panel=self._panel, hotline=HOTLINE, build="work-tree"
        )
        state = str(self.folder / "state")
        bundle = str(self.folder / "bundle.json")
        self._run("kiosk", "enrol", "--bundle", bundle, "--state", state)
        self.settings.write_text(text)

    def _run(self, module: str, *words: str, said: str = "") -> None:
        ended = subprocess.run(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *words],
            input=said.encode(),
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if ended.returncode != 0:
            raise RuntimeError(f"{module} {words[0]} failed")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [sock.getsockname()[1] for sock in held]
    for sock in held:
        sock.close()
    return ports


def main() -> None:
    """Make a workspace."""
    parser = argparse.ArgumentParser(description="Make a small world to run the kiosk in")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--panel", default="portrait-21")
    given = parser.parse_args()
    Workspace(given.folder, given.panel).make()


if __name__ == "__main__":
    main()
