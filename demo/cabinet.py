"""What happens in front of the glass: cards, papers, doors, and the slips that come out of the printer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from kiosk.devices.simulators.control import CabinetControl

PATIENCE = 30.0
_LOOK_EVERY = 0.05


class CabinetError(Exception):
    """The cabinet did not do what it should; the message says what."""


class Cabinet:
    """A person's hands at the cabinet, and eyes on its doors and its printer's mouth."""

    def __init__(self, folder: Path, wait_s: float = 90.0) -> None:
        """`folder` of the simulated cabinet; waits until it is there."""
        self._folder = folder
        self._hands = CabinetControl(folder, wait_s)
        self._slips_taken = 0

    def close_hands(self) -> None:
        """Let go of the cabinet."""
        self._hands.close()

    # --- cards and papers ------------------------------------------------------------------------------

    def lay_card(self, card: Mapping[str, Any]) -> None:
        """Lay a card on the reader."""
        self._hands.order("card", "lay", card=dict(card))

    def lift_card(self) -> None:
        """Take it away."""
        self._hands.order("card", "lift")

    def lay_paper(self, scene: Mapping[str, Any]) -> None:
        """Lay a paper under the camera."""
        self._hands.order("camera", "lay", scene=dict(scene))

    def clear_tray(self) -> None:
        """Take the paper away."""
        self._hands.order("camera", "clear")

    def fault(self, device: str, name: str, door: int | None = None) -> None:
        """Break something."""
        words = {"name": name, "on": True}
        self._hands.order(device, "fault", **(words if door is None else {**words, "door": door}))

    def roll_ends_after(self, mm: float) -> None:
        """Let the printer's roll end after so much paper."""
        self._hands.order("printer", "act", verb="roll-left", mm=mm)

    # --- doors -----------------------------------------------------------------------------------------

    def await_open_door(self) -> int:
        """The number of the one door that opens."""
        opened = self._await("No door opened", self._hands.open_doors)
        if len(opened) != 1:
            raise CabinetError(f"More than one door stands open: {opened}.")
        return int(opened[0])

    def put(self, number: int, *things: str) -> None:
        """Put things into an open compartment."""
        for thing in things:
            self._hands.order("locker", "act", verb="put", door=number, thing=thing)

    def take(self, number: int) -> list[str]:
        """Take out everything; what it was."""
        things = list(self.doors()[number]["things"])
        self._hands.order("locker", "act", verb="take", door=number)
        return things

    def close(self, number: int) -> None:
        """Close the door."""
        self._hands.order("locker", "act", verb="close", door=number)

    def doors(self) -> dict[int, dict[str, Any]]:
        """Every door as it is: `open`, `things`, `size`."""
        return {int(number): door for number, door in self._hands.state()["locker"]["doors"].items()}

    # --- the printer -----------------------------------------------------------------------------------

    def next_slip(self) -> Path:
        """Take the next slip that the printer cut; its picture."""
        wanted = self._slips_taken
        cut = self._await("No slip came out of the printer", lambda: self.slips()[wanted : wanted + 1])
        self._slips_taken += 1
        return self._folder / "slips" / str(cut[0]["png"])

    def slips(self) -> list[dict[str, Any]]:
        """Every slip that was cut, as the printer itself recorded it."""
        return [entry for entry in self.ledger("printer") if entry["event"] == "cut" and entry["png"]]

    def ledger(self, device: str) -> list[dict[str, Any]]:
        """What physically happened at a device, oldest first."""
        path = self._folder / "ledgers" / f"{device}.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def _await(self, failing: str, look: Callable[[], list[Any]]) -> list[Any]:
        deadline = time.monotonic() + PATIENCE
        while not (seen := look()):
            if time.monotonic() > deadline:
                raise CabinetError(f"{failing} within {PATIENCE:.0f} s.")
            time.sleep(_LOOK_EVERY)
        return seen


def codes_on(slip: Path) -> list[str]:
    """The texts of the codes printed on a slip, read from its picture."""
    with Image.open(slip) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def deposit_code_on(slip: Path) -> str:
    """The deposit code in a slip's QR code (`DSK1:deposit:<code>:<secret>`)."""
    codes = codes_on(slip)
    steps = codes[0].split(":") if codes else []
    if len(steps) != 4 or steps[:2] != ["DSK1", "deposit"]:
        raise CabinetError("The slip carries no readable code.")
    return steps[2]
