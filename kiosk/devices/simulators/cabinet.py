"""The simulated cabinet: every device at the far end of its real wire, in one process with a control socket.

The socket takes one JSON order a line and answers one JSON line: {"ok": true, "state": …} or {"ok": false,
"error": …}. Orders: {"device": "locker"|"printer"|"camera"|"card", "do": "act"|"fault"|"lay"|"lift"|"clear"|
"state", …}. What the orders do is physical: lay a card, put a paper under the camera, close a door.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import socketserver
import threading
from pathlib import Path
from typing import Any

from kiosk.devices.simulators.cards.slot import CardSlot
from kiosk.devices.simulators.document_camera import SimulatedDocumentCamera
from kiosk.devices.simulators.locker_board import LockerBoardSimulator
from kiosk.devices.simulators.papers.scene import Scene
from kiosk.devices.simulators.ticket_printer import TicketPrinterSimulator


class SimulatedCabinet:
    """All simulators over one folder. Ports appear as `locker`, `printer`, `pcscd/pcscd.comm`."""

    def __init__(self, folder: Path, camera_port: int) -> None:
        """Contents of compartments are rebuilt from the ledgers that lie in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        ledgers = folder / "ledgers"
        ledgers.mkdir(exist_ok=True)
        self.locker = LockerBoardSimulator(folder / "locker", ledgers / "locker.jsonl")
        self.printer = TicketPrinterSimulator(folder / "printer", ledgers / "printer.jsonl", folder / "slips")
        self.camera = SimulatedDocumentCamera(ledgers / "camera.jsonl", port=camera_port)
        self.card = CardSlot(folder / "pcscd", ledgers / "cards.jsonl")
        self._parts = (self.locker, self.printer, self.camera, self.card)

    def start(self) -> None:
        """Plug everything in."""
        for part in self._parts:
            part.start()

    def stop(self) -> None:
        """Pull everything out."""
        for part in reversed(self._parts):
            part.stop()

    def order(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out one order; `KeyError`, `ValueError`, `TypeError` when it is none."""
        words = dict(order)
        device, verb = words.pop("device"), words.pop("do")
        match device, verb:
            case "locker", "act":
                self.locker.act(words["verb"], words["door"], words.get("thing", ""))
            case "locker", "fault":
                self.locker.fault(words["name"], words["on"], words.get("door"))
            case "printer", "act":
                self.printer.act(**words)
            case "printer", "fault":
                self.printer.fault(words["name"], words["on"])
            case "camera", "lay":
                self.camera.lay(Scene.from_json(words["scene"]))
            case "camera", "clear":
                self.camera.clear()
            case "camera", "fault":
                self.camera.fault(words["name"], words["on"])
            case "card", _:
                self._card(verb, words)
            case _, "state":
                pass
            case _:
                raise ValueError(f"no such order: {device} {verb}")
        return self.state()

    def state(self) -> dict[str, Any]:
        """Everything a bystander could see."""
        card = self.card.state()
        return {
            "locker": self.locker.state(),
            "printer": self.printer.state(),
            "camera": dict(self.camera.state()),
            "card": {"card": card.card, "exchanges": card.exchanges},
        }

    def _card(self, verb: str, words: dict[str, Any]) -> None:
        match verb:
            case "lay":
                self.card.lay(words["card"])
            case "lift":
                self.card.lift()
            case "fault":
                self.card.fault(**words["faults"])
            case "kill-service":
                self.card.kill_service()
            case "start-service":
                self.card.start_service()
            case "state":
                pass
            case _:
                raise ValueError(f"no such order: card {verb}")


class _Orders(socketserver.StreamRequestHandler):
    server: _ControlServer

    def handle(self) -> None:
        for line in self.rfile:
            try:
                answer = {"ok": True, "state": self.server.carry_out(json.loads(line))}
            except (KeyError, ValueError, TypeError, RuntimeError) as error:
                answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
            self.wfile.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")


class _ControlServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, cabinet: SimulatedCabinet) -> None:
        path.unlink(missing_ok=True)
        self._cabinet = cabinet
        self._one_at_a_time = threading.Lock()
        super().__init__(str(path), _Orders)

    def carry_out(self, order: dict[str, Any]) -> dict[str, Any]:
        with self._one_at_a_time:
            return self._cabinet.order(order)


def main() -> None:
    """Run until SIGTERM."""
    parser = argparse.ArgumentParser(description="Simulated cabinet with a control socket")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--camera-port", type=int, default=8765)
    given = parser.parse_args()
    cabinet = SimulatedCabinet(given.folder, given.camera_port)
    cabinet.start()
    server = _ControlServer(given.folder / "control.sock", cabinet)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stopping.wait()
    server.shutdown()
    with contextlib.suppress(OSError):
        (given.folder / "control.sock").unlink()
    cabinet.stop()


if __name__ == "__main__":
    main()
