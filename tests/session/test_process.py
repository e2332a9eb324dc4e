"""The session's process as such: it keeps its memory to itself, and waits without touching anything."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import Hello, TurnedAway
from kiosk.messages.pages import Ending, Home, LayCard, OutOfService
from kiosk.messages.seat import RenewSeat
from kiosk.messages.wire import Channel
from tests.session.world import CITIZEN, EngineHost, World


def test_nobody_of_the_same_user_may_read_its_memory_and_it_dumps_no_core() -> None:
    script = (
        "import resource, ctypes; from kiosk.session.process import protect_memory; protect_memory();"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0 (0, 0)"


def test_a_waiting_session_greets_and_opens_no_device(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        f'[paths]\nstate = "{tmp_path}"\nrun = "{tmp_path}"\n'
        '[locker]\nprofile = "p"\nport = "/dev/null"\n[ticket_printer]\nprofile = "p"\nport = "/dev/null"\n'
        f'[card_reader]\nprofile = "p"\npcsc_socket = "{tmp_path}/nobody"\n'
        '[camera]\nprofile = "p"\nurl = "http://127.0.0.1:9/"\n'
    )
    script = (
        "import sys; from kiosk.settings import Settings; from kiosk.session.process import main;"
        f"from pathlib import Path; main(Settings.load(Path({str(tmp_path / 'settings.toml')!r})))"
    )
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "engine.sock"))
    listener.listen()
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
    try:
        listener.settimeout(30)
        sock, _ = listener.accept()
        channel = Channel(sock, ENGINE)
        frame = channel.receive()
        assert frame is not None
        assert frame.message == Hello(role="session", build="work-tree")
        channel.send(TurnedAway(error_id="ENG-016"))
        assert process.wait(10) == 0
        channel.close()
    finally:
        process.kill()
        process.wait()
        listener.close()


def test_an_engine_out_of_service_is_all_that_the_page_says_and_a_citizens_card_changes_nothing(
    seat: Callable[..., World], engine: EngineHost
) -> None:
    engine.out_of_service = "JRN-001"
    kiosk = seat()
    page = kiosk.person.sees(OutOfService)
    assert page.hotline == "028 3999 9999"
    assert "JRN" not in page.model_dump_json()
    kiosk.lays(CITIZEN)
    kiosk.time_passes(1)
    assert [type(page).__name__ for page in kiosk.person.passed] == ["OutOfService"]


def test_while_a_terminal_has_the_devices_the_session_says_so_opens_none_and_goes_when_asked(
    engine: EngineHost,
) -> None:
    engine.out_of_service, engine.at_terminal = "DIA-013", True
    kiosk = World(engine, opens=False)
    assert "Kỹ thuật viên" in kiosk.person.sees(OutOfService).reason.vi
    assert kiosk.devices is None
    engine.tell(RenewSeat())
    kiosk.person.sees_end()
    kiosk.ends()
    kiosk.stop()


def test_a_session_whose_engine_goes_ends_by_itself(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.engine.die()
    kiosk.ends()
    assert not any(thread.name == "screen-writer" for thread in threading.enumerate())


def test_a_failure_nobody_thought_of_ends_on_an_honest_page_and_its_trace_names_nobody(
    kiosk: World, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk.person.sees(Home)
    broken = AsyncMock(side_effect=ValueError(f"cannot read {CITIZEN.name}"))
    kiosk.cards.read = broken  # type: ignore[method-assign]
    kiosk.person.touches("collect")
    kiosk.person.sees(LayCard)
    kiosk.lays(CITIZEN)
    ending = kiosk.person.sees(Ending)
    assert (ending.look, ending.staff_code) == ("sorry", "SES-006")
    kiosk.lifts()
    kiosk.person.touches("close")
    kiosk.person.sees_end()
    kiosk.ends()
    written = capsys.readouterr()
    assert "ValueError" in written.out + written.err
    assert CITIZEN.name not in written.out + written.err
