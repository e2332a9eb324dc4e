"""Who gets the seat: session or terminal, when each must wait, and who is sent away."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.engine import seating
from kiosk.engine.hub import Hub, Peer
from kiosk.engine.seating import Seating
from kiosk.messages import seat
from kiosk.messages.engine import ENGINE, TERMINAL
from kiosk.messages.hello import Hello, Role, Welcome
from kiosk.messages.seat import SeatGiven
from kiosk.messages.technician import TerminalRefused, TerminalSeated
from kiosk.messages.wire import Channel, Message
from tests.engine.config_admin import Admin


class Visitor(Peer):
    """A process as the seat knows it, without a socket."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self.told: list[Message] = []
        self.channel = self  # type: ignore[assignment]
        self.closed = False

    def send(self, message: Message, raw: bytes = b"") -> None:
        self.told.append(message)

    def send_with(self, message: Message, descriptor: int) -> None:
        self.told.append(message)

    def close(self) -> None:
        self.closed = True


class House:
    """What stands behind the seat; keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.busy: str | None = None

    def seat_begins(self) -> SeatGiven:
        self.told.append("glass")
        return SeatGiven.model_construct()

    def terminal_begins(self) -> TerminalSeated:
        self.told.append("terminal")
        return TerminalSeated(kiosk="K0001", build="b")

    def seat_left(self) -> None:
        self.told.append("left")

    def occupied(self) -> str | None:
        return self.busy


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def seats(house: House) -> Seating:
    return Seating(house)


def sit_down(seats: Seating) -> Visitor:
    session = Visitor("session")
    seats.joined(Visitor("screen"))
    seats.joined(session)
    return session


def test_an_idle_session_is_asked_to_go_and_the_terminal_takes_the_seat_before_the_next_one(
    house: House, seats: Seating
) -> None:
    session, screen = sit_down(seats), seats.screen
    terminal, waiting = Visitor("terminal"), Visitor("session")
    seats.joined(waiting)
    seats.joined(Visitor("screen"))
    seats.joined(terminal)
    assert isinstance(session.told[-1], seat.RenewSeat)
    assert terminal.told == []
    assert screen is not None
    seats.gone(screen)
    seats.gone(session)
    assert house.told == ["glass", "left", "terminal", "glass"]
    assert (seats.holder, seats.session) == (terminal, waiting)
    seats.tell(seat.LinkState(up=True))
    assert isinstance(terminal.told[-1], seat.LinkState)
    assert not any(isinstance(message, seat.LinkState) for message in waiting.told)


def test_when_the_terminal_goes_the_glass_is_seated_anew(house: House, seats: Seating) -> None:
    terminal = Visitor("terminal")
    seats.joined(terminal)
    only_says = sit_down(seats)
    seats.gone(terminal)
    assert isinstance(only_says.told[-1], seat.RenewSeat)
    seats.gone(only_says)
    assert house.told == ["terminal", "glass", "left"]
    assert seats.holder is None


@pytest.mark.parametrize("busy", ["DIA-002", "DIA-013"])
def test_who_is_known_to_be_served_is_not_even_asked(house: House, seats: Seating, busy: str) -> None:
    session, terminal = sit_down(seats), Visitor("terminal")
    house.busy = busy
    seats.joined(terminal)
    assert (terminal.told, terminal.closed) == ([TerminalRefused(error_id=busy)], True)
    assert not any(isinstance(message, seat.RenewSeat) for message in session.told)


def test_a_session_that_does_not_go_is_serving_somebody(
    seats: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit_down(seats)
    terminal = Visitor("terminal")
    seats.joined(terminal)
    seats.tick()
    assert terminal.told == []
    monkeypatch.setattr(seating, "IDLE_ENDS_WITHIN_S", -1.0)
    seats.tick()
    assert (terminal.told, terminal.closed) == ([TerminalRefused(error_id="DIA-002")], True)


def test_a_terminal_that_is_quiet_for_long_loses_the_seat_and_one_that_speaks_does_not(
    seats: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Visitor("terminal")
    seats.joined(terminal)
    monkeypatch.setattr(seating, "QUIET_S", 0.1)
    time.sleep(0.15)
    seats.heard()
    seats.tick()
    assert not terminal.closed
    time.sleep(0.15)
    seats.tick()
    assert terminal.told[-1] == TerminalRefused(error_id="DIA-018")
    assert terminal.closed


# --- at the socket -------------------------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path / "sock", "b")
    thread = threading.Thread(target=made.run, args=(lambda: None,), daemon=True)
    thread.start()
    yield made
    made.post(made.stop)
    thread.join(5)


def greeted(folder: Path) -> Channel:
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(str(folder / "sock"))
    channel = Channel(sock, TERMINAL)
    channel.send(Hello(role="terminal", build="b"))
    frame = channel.receive()
    assert frame is not None
    assert frame.message == Welcome()
    return channel


def test_a_terminal_knows_no_word_of_citizens_doors_or_rounds(hub: Hub, tmp_path: Path) -> None:
    frames: list[Message] = []
    hub.on_frame = lambda peer, frame: frames.append(frame.message)
    channel = greeted(tmp_path)
    channel.switch(ENGINE)
    channel.send(seat.Reserve(size="small", slips=1))
    assert channel.receive() is None
    channel.close()
    assert frames == []


def test_a_terminal_is_gone_with_its_connection_also_when_its_process_lives(hub: Hub, tmp_path: Path) -> None:
    gone = threading.Event()
    hub.on_gone = lambda peer: gone.set()
    channel = greeted(tmp_path)
    channel.close()
    assert gone.wait(5), "this very process lives"


def test_a_session_is_gone_only_with_its_process(hub: Hub, tmp_path: Path) -> None:
    gone = threading.Event()
    hub.on_gone = lambda peer: gone.set()
    script = (
        "import socket, sys; from kiosk.messages.hello import *;"
        "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
        "s.sendall(SCREEN_HELLO.encode(Hello(role='session', build='b'))); s.recv(99); s.close();"
        "print('closed', flush=True); sys.stdin.read()"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "sock")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"closed\n"
        assert not gone.wait(0.3)
        process.stdin.close()
        assert gone.wait(5)


def test_a_probation_waits_while_a_terminal_keeps_the_home_page_from_the_glass(admin: Admin) -> None:
    cabinet = admin.cabinet
    admin.send(1, probation={"at_least_s": 1, "within_s": 20})
    cabinet.engine.tick()
    cabinet.engine.seat_taken(glass=False)
    cabinet.clock.pass_time(600)
    cabinet.engine.tick()
    cabinet.engine.seat_left()
    cabinet.engine.tick()
    assert admin.last()[0] == "config.applied/1"
    cabinet.engine.seat_taken()
    cabinet.ask(seat.HomeShown(tiles={"deposit": True}))
    cabinet.clock.pass_time(5)
    cabinet.engine.tick()
    assert admin.last()[0] == "config.confirmed/1"
