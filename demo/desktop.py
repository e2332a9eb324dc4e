"""`make run`: the kiosk to touch, and the cabinet panel beside it.

With a display both open as windows. Without one they are drawn on a virtual display and shown in a browser:
x11vnc and noVNC listen on loopback only. Everything that was started here ends with this program.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from Xlib.display import Display
from Xlib.error import DisplayError

from demo.virtual_display import DisplayFailedError, Programs, virtual_display
from kiosk.development import world
from kiosk.devices.simulators.panel.choices import people, staff
from kiosk.devices.simulators.workspace import ADMIN, ADMIN_PASSWORD, OFFICER, PASSWORD, Workspace
from kiosk.logs import set_up
from kiosk.settings import Settings
from kiosk.supervisor import Supervisor, module
from kiosk.ui.panel import panel as panel_model

PANEL_MODULE = "kiosk.devices.simulators.panel"
PANEL_WIDTH, PANEL_HEIGHT = 760, 1000
GAP = 8
# the kiosk's upright screen is then about as high as the panel, and both are legible in a browser
BROWSER_SCALE = 0.6
# a desktop keeps this much of its height for title bars and a task bar
DESKTOP_KEEPS = 110
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Places:
    """The kiosk's screen at the left, as a share of its own pixels; the cabinet panel right of it."""

    scale: float
    screen: tuple[int, int]
    panel: tuple[int, int]

    @property
    def whole(self) -> tuple[int, int]:
        """Width and height that both need."""
        return self.screen[0] + GAP + self.panel[0], max(self.screen[1], self.panel[1])


def places(own: tuple[int, int], room: tuple[int, int] | None, scale: float | None = None) -> Places:
    """Fit a screen of `own` pixels and the panel into `room`; without `room` it is as large as they like."""
    if scale is None:
        scale = BROWSER_SCALE
        if room is not None:
            wide = (room[0] - PANEL_WIDTH - GAP) / own[0]
            # cut, not rounded: a thousandth more would not fit
            scale = int(1000 * max(0.25, min(1.0, room[1] / own[1], wide))) / 1000
    screen = round(own[0] * scale), round(own[1] * scale)
    height = max(PANEL_HEIGHT, screen[1])
    return Places(scale, screen, (PANEL_WIDTH, height if room is None else min(height, room[1])))


def _room() -> tuple[int, int]:
    """Pixels of the desktop that windows may fill; a common one when only Wayland is there to be asked."""
    with contextlib.suppress(DisplayError, OSError):
        screen = Display().screen()
        return screen.width_in_pixels, screen.height_in_pixels - DESKTOP_KEEPS
    return 1920, 1080 - DESKTOP_KEEPS


def supervise(folder: Path, where: Places) -> Supervisor:
    """The whole world of `folder`, and the panel beside the kiosk's screen."""
    supervisor = world(folder, with_central=True, scale=where.scale)
    at = ["--x", str(where.screen[0] + GAP), "--y", "0"]
    size = ["--width", str(where.panel[0]), "--height", str(where.panel[1])]
    supervisor.keep("panel", module(PANEL_MODULE, str(folder / "cabinet"), *at, *size))
    return supervisor


def introduce(console: Console, workspace: Workspace, address: str | None) -> None:
    """Say where to look, and who is who."""
    central = f"http://127.0.0.1:{workspace.ports['staff']}/"
    console.print()
    if address:
        console.print(f"  Kiosk and cabinet panel   {address}", soft_wrap=True)
    console.print(f"  Officers' pages           {central}   {OFFICER} / {PASSWORD}", soft_wrap=True)
    fleet = f"{central}fleet/   {ADMIN} / {ADMIN_PASSWORD}"
    console.print(f"  Administrators' pages     {fleet}", soft_wrap=True)
    console.print()
    cards = Table("card", "whose", "what to know", box=None, padding=(0, 2), title_justify="left")
    for holder in people():
        cards.add_row("citizen", holder["name"], f"{holder['number']}, born {holder['year']}")
    for card in staff(workspace.folder / "staff"):
        cards.add_row(card["role"], card["person"], f"PIN {card['pin']}")
    console.print(cards)
    console.print("\n  All of it is invented. Ctrl-C ends everything.\n")


def run(folder: Path, *, scale: float | None, in_browser: bool) -> None:
    """Run until Ctrl-C or SIGTERM; raises `DisplayFailedError`."""
    # what a child leaves behind comes to this process, so that nothing outlives it
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, _interrupt)
    console = Console()
    workspace = Workspace(folder)
    console.print(f"Making a small world in {workspace.folder}", soft_wrap=True)
    workspace.make()
    model = panel_model(Settings.load(workspace.settings).screen.panel)
    own = model.width, model.height
    programs = Programs(workspace.folder / "logs")
    try:
        if in_browser:
            where = places(own, None, scale)
            display = virtual_display(programs, where.whole)
            os.environ |= {"DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb"}
            introduce(console, workspace, display.address)
        else:
            where = places(own, _room(), scale)
            if os.environ.get("DISPLAY"):
                # on Wayland a screen takes the whole glass, as on the appliance
                os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
            introduce(console, workspace, None)
        supervise(workspace.folder, where).run()
    finally:
        programs.end()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Read the command line; 0 when it was ended by hand."""
    parser = argparse.ArgumentParser(description="The kiosk and its simulated cabinet, to touch")
    parser.add_argument("folder", type=Path, help="where this world keeps its state")
    parser.add_argument("--scale", type=float, help="size of the kiosk's screen; 1 is the panel's own pixels")
    parser.add_argument("--browser", action="store_true", help="show it in a browser even on a desktop")
    given = parser.parse_args()
    set_up("desktop")
    no_display = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    try:
        run(given.folder, scale=given.scale, in_browser=given.browser or no_display)
    except KeyboardInterrupt:
        return 0
    except DisplayFailedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
