"""The panel's line to the simulated cabinet, on a thread of its own: orders go out, states come back."""

from __future__ import annotations

import contextlib
import queue
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from kiosk.devices.simulators.control import CabinetControl, OrderRefusedError

POLL_S = 0.3


class CabinetLink(QThread):
    """Asks for the state a few times a second and connects again whenever the cabinet is gone.

    `seen` carries the cabinet's state (see `cabinet.SimulatedCabinet.state`), `refused` why an order was not
    carried out, `lost` that nobody answers.
    """

    seen = Signal(object)
    refused = Signal(str)
    lost = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder` is the cabinet's; nothing is opened before `start`."""
        super().__init__(parent)
        self._folder = folder
        self._orders: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._ending = False

    def give(self, device: str, do: str, **words: Any) -> None:
        """Send an order as soon as the cabinet hears; an order given while it is gone is dropped."""
        self._orders.put({"device": device, "do": do, **words})

    def end(self) -> None:
        """Stop and wait for the thread."""
        self._ending = True
        self._orders.put(None)
        self.wait()

    def run(self) -> None:
        """Serve until `end`."""
        while not self._ending:
            try:
                control = CabinetControl(self._folder, wait_s=0.0)
            except OSError:
                self.lost.emit()
                self._drop_orders()
                continue
            with contextlib.closing(control):
                self._serve(control)

    def _serve(self, control: CabinetControl) -> None:
        order: dict[str, Any] | None = None
        while not self._ending:
            try:
                self.seen.emit(control.order(**order) if order else control.state())
            except OrderRefusedError as refusal:
                self.refused.emit(str(refusal))
            except (OSError, ValueError):
                # the socket broke, or ended in the middle of a line
                self.lost.emit()
                return
            order = self._next_order()

    def _next_order(self) -> dict[str, Any] | None:
        with contextlib.suppress(queue.Empty):
            return self._orders.get(timeout=POLL_S)
        return None

    def _drop_orders(self) -> None:
        while self._next_order() is not None:
            pass
