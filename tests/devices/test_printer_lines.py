"""Ways to a printer other than its own cable, and who may speak on it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.contract import DeviceState
from kiosk.devices.ticket_printer.printer import TicketPrinter
from tests.devices.printer_desk import PROFILE, Desk, printer_desk, quick, slip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with printer_desk(tmp_path) as whole:
        yield whole


def test_a_network_printer_is_driven_alike_and_a_cut_cable_is_noticed(desk: Desk) -> None:
    desk.printer.close()
    cable = NetworkCable(desk.folder / "printer")
    desk.printer = TicketPrinter("ticket", quick(), cable.address, lambda *_: None)
    desk.printer.start()
    desk.until_state(DeviceState.ONLINE)
    assert desk.printer.print(slip("DSK1:network", lines=1)).wait(20).ok
    cable.cut()
    desk.until_state(DeviceState.POWER_OFF)
    desk.printer.close()
    assert desk.codes() == ["DSK1:network"]


ENGINE = """
import sys, time
from pathlib import Path
from kiosk.devices.profiles import load_profile
from kiosk.devices.ticket_printer.printer import TicketPrinter
printer = TicketPrinter("ticket", load_profile(Path(sys.argv[1])), sys.argv[2], lambda *_: None)
printer.start()
printer.print(sys.stdin.buffer.read()).wait(30)
"""


def test_a_slip_outlives_the_process_that_ordered_it_and_nobody_talks_in_between(desk: Desk) -> None:
    desk.printer.close()
    desk.paper.fault("slow", True)
    port = desk.folder / "printer"
    engine = subprocess.Popen([sys.executable, "-c", ENGINE, PROFILE, port], stdin=subprocess.PIPE)
    assert engine.stdin is not None
    engine.stdin.write(slip("DSK1:orphan", lines=1))
    engine.stdin.close()
    desk.until(lambda: len(desk.paper.ledger.entries("started")) == 1, seconds=15)
    engine.kill()
    engine.wait(5)
    desk.printer = TicketPrinter("ticket", quick(), str(port), lambda *_: None)
    desk.printer.start()
    desk.until_state(DeviceState.POWER_OFF)
    desk.until_state(DeviceState.ONLINE)
    desk.printer.close()
    assert desk.codes() == ["DSK1:orphan"]
    assert len(desk.paper.ledger.entries("completion")) == 1


class NetworkCable:
    """A network card in the printer: bytes of one TCP connection to and from its pty."""

    def __init__(self, port: Path) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp:127.0.0.1:{self._server.getsockname()[1]}"
        self._inside = os.open(port, os.O_RDWR | os.O_NOCTTY)
        self._plugged = True
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        self._plugged = False
        self._thread.join(timeout=5)

    def _carry(self) -> None:
        outside, _ = self._server.accept()
        self._server.close()
        with outside:
            while self._plugged:
                ready, _, _ = select.select([outside.fileno(), self._inside], [], [], 0.05)
                if outside.fileno() in ready:
                    os.write(self._inside, outside.recv(4096))
                if self._inside in ready:
                    outside.sendall(os.read(self._inside, 4096))
        os.close(self._inside)
