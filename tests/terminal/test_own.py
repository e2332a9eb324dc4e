"""A terminal at a kiosk that is its own: a revoked card, an engine that dies, none at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from tests.terminal.conftest import AtTerminal, logs_in
from tests.terminal.typist import outcomes
from tests.terminal.world import Kiosk, SimulatedCabinet, until

OwnKiosk = Callable[..., Kiosk]


def test_a_revoked_card_is_refused(
    own_kiosk: OwnKiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    kiosk = own_kiosk(revoked_cards={"technician-01": "2099-01-01T00:00:00+07:00"})
    kiosk.start(sessions=0)
    until(kiosk.doors_known)
    typist = at_terminal(kiosk, "--json")
    logs_in(typist, cabinet)
    exit_code, document = typist.ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "ENG-013")
    assert kiosk.names()[-2:] == ["staff.refused/1", "seat.left/1"]


def test_an_engine_that_dies_ends_the_visit_and_says_so(
    own_kiosk: OwnKiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    kiosk = own_kiosk()
    kiosk.start(sessions=0)
    until(kiosk.doors_known)
    typist = at_terminal(kiosk, "--json")
    logs_in(typist, cabinet)
    typist.sees("Phiếu có đủ chữ")
    kiosk.kills("engine")
    exit_code, document = typist.ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "DIA-019")
    assert outcomes(document)["printer"] == ("passed", None)
    until(lambda: kiosk.visits("ended"))


def test_no_engine_and_no_keyboard_are_said_in_a_document_too(
    own_kiosk: OwnKiosk, at_terminal: AtTerminal
) -> None:
    kiosk = own_kiosk()
    exit_code, document = at_terminal(kiosk, "--json").ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "DIA-015")
    words = [sys.executable, "-m", "kiosk", "diagnose", "--settings", str(kiosk.settings)]
    ran = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
    assert ran.returncode == 2
    assert "DIA-016" in ran.stdout.decode()
