"""The engine under a service manager: it says when it is ready, beats, and holds after crashes in a row."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config.enrolment import install
from kiosk.config.model import Config
from kiosk.engine.crashes import MOST
from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import Hello, Role
from kiosk.messages.outbox import OUTBOX, ReadState, Refused
from kiosk.messages.seat import SeatGiven
from kiosk.messages.wire import Channel, Message
from tests.config.bundle import bundle
from tests.engine.plan import PROCEDURE, cabinet_plan

SETTINGS = """
[paths]
state = "{0}/state"
run = "{0}/run"
[locker]
profile = "locker.xor8a-24"
port = "{0}/locker"
[ticket_printer]
profile = "printer.epson-tm-t20iii"
port = "{0}/printer"
[card_reader]
profile = "card_reader.generic-ccid"
[camera]
profile = "document_camera.generic-mjpeg"
url = "http://127.0.0.1:1/stream"
"""


class Machine:
    """An enrolled kiosk without devices, and its service manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "settings.toml").write_text(SETTINGS.format(folder))
        install(bundle(), folder / "state")
        config = Config(schema="kiosk-config/1", version=0, procedures=(PROCEDURE,))
        (folder / "state" / "config.json").write_text(config.model_dump_json(by_alias=True))
        (folder / "state" / "cabinet.json").write_text(cabinet_plan(6).model_dump_json())
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(str(folder / "notify"))
        self.line.settimeout(30)
        self.engine: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        watch = {"NOTIFY_SOCKET": str(self.folder / "notify"), "WATCHDOG_USEC": "2000000"}
        with (self.folder / "log").open("wb") as log:
            self.engine = subprocess.Popen(
                [sys.executable, "-m", "kiosk", "engine", "--settings", str(self.folder / "settings.toml")],
                env={**os.environ, **watch},
                stderr=log,
            )

    def end(self, how: signal.Signals) -> int:
        assert self.engine is not None
        self.engine.send_signal(how)
        code = self.engine.wait(20)
        self.line.setblocking(False)
        try:
            while self.line.recv(64):
                pass
        except BlockingIOError:
            self.line.settimeout(30)
        return code

    def seat(self) -> SeatGiven:
        """What the engine tells the session that it seats."""
        lines = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        roles: tuple[Role, ...] = ("screen", "session")
        for line, role in zip(lines, roles, strict=True):
            line.connect(str(self.folder / "run" / "engine.sock"))
            line.sendall(ENGINE.encode(Hello(role=role, build="work-tree")))
        session = Channel(lines[1], ENGINE)
        frames = [session.receive() for _ in range(2)]
        for line in lines:
            line.close()
        assert frames[1] is not None
        assert isinstance(frames[1].message, SeatGiven)
        frames[1].close()
        return frames[1].message

    def asked_by_sync(self) -> Message:
        """What the engine answers when sync asks how it stands."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self.folder / "run" / "engine.sock"))
        channel = Channel(line, OUTBOX)
        channel.send(Hello(role="sync", build="work-tree"))
        channel.send(ReadState())
        frames = [channel.receive() for _ in range(2)]
        channel.close()
        assert frames[1] is not None
        return frames[1].message

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    yield made
    if made.engine is not None and made.engine.poll() is None:
        made.engine.kill()
        made.engine.wait()
    made.line.close()


def test_an_engine_that_crashes_in_a_row_holds_and_goes_on_beating_until_it_is_restarted_in_order(
    machine: Machine,
) -> None:
    for _ in range(MOST):
        machine.start()
        assert machine.line.recv(64) == b"READY=1"
        assert "ENG-021" not in machine.log()
        machine.end(signal.SIGKILL)
    machine.start()
    assert [machine.line.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert "ENG-021" in machine.log()
    given = machine.seat()
    assert given.out_of_service == "ENG-021"
    assert given.link_up, "out of service, the page must not promise that dossiers can be handed in offline"
    assert machine.asked_by_sync() == Refused(error_id="ENG-021"), "sync must not wait for ever"
    assert machine.end(signal.SIGTERM) == 0
    machine.start()
    assert machine.line.recv(64) == b"READY=1"
    assert "ENG-021" not in machine.log()
