"""An engine that cannot trust its journal, or write it: doors shut, and a technician may look and test."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.messages import collect, seat, staff
from kiosk.messages import technician as t
from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import Hello
from kiosk.messages.pages import Ending, EnterDigits, OutOfService
from kiosk.messages.technician_pages import Bench, Check
from kiosk.messages.wire import Channel, Message
from tests.session.screen_person import PersonAtScreen
from tests.terminal.conftest import AtTerminal, goes, logs_in
from tests.terminal.typist import outcomes
from tests.terminal.world import PIN, Kiosk, SimulatedCabinet, until

DAMAGED = b"this was a journal once " * 400
OwnKiosk = Callable[..., Kiosk]


@pytest.fixture
def damaged(own_kiosk: OwnKiosk) -> Kiosk:
    """A kiosk whose journal cannot be read; nothing runs yet."""
    kiosk = own_kiosk()
    kiosk.journal.write_bytes(DAMAGED)
    return kiosk


def enters(person: PersonAtScreen, cabinet: SimulatedCabinet, role: str) -> None:
    person.sees(OutOfService)
    cabinet.lays(role)
    person.sees(EnterDigits)
    person.types(PIN)


def test_at_the_glass_a_technician_sees_the_reason_and_tests_what_needs_no_journal(
    damaged: Kiosk, cabinet: SimulatedCabinet
) -> None:
    damaged.start()
    before = cabinet.pulses()
    person = damaged.person()
    enters(person, cabinet, "technician")
    bench = person.sees(Bench)
    assert bench.error is not None
    assert bench.error.en.startswith("JRN-001")
    assert "kiosk journal verify" in bench.error.en
    rows = {row.name: row for row in bench.rows}
    assert "door" not in rows
    assert "noDevice" in rows["network"].state.vi
    assert [button.name for button in bench.buttons] == ["end-visit"]
    person.touches("network")
    assert [button.name for button in person.sees(Check).buttons] == ["to-list"]
    person.touches("to-list")
    person.sees(Bench)
    person.touches("board")
    person.sees(Check)
    person.touches("test")
    assert person.sees(Check, like=lambda page: page.verdict == "passed").lines
    person.touches("to-list")
    person.sees(Bench)
    person.touches("end-visit")
    ending = person.sees(Ending)
    assert (ending.look, ending.lines[0]) == ("warning", bench.error)
    assert cabinet.pulses() == before
    assert damaged.journal.read_bytes() == DAMAGED


def test_an_officers_card_opens_nothing_and_is_told_why(damaged: Kiosk, cabinet: SimulatedCabinet) -> None:
    damaged.start()
    person = damaged.person()
    enters(person, cabinet, "officer")
    assert person.sees(Ending).staff_code == "JRN-001"


def test_a_terminal_tells_the_reason_the_way_on_and_that_nothing_is_journalled(
    damaged: Kiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    damaged.start(sessions=0)
    before = cabinet.pulses()
    typist = at_terminal(damaged, "--json", "printer", "board", "disk", "clock", "network", "door/1", "door")
    logs_in(typist, cabinet)
    goes(typist, cabinet)
    exit_code, document = typist.ends_with_document()
    assert exit_code == 1
    assert document["out_of_service"]["error_id"] == "JRN-001"
    assert "kiosk journal verify" in document["out_of_service"]["what_to_do"]["vi"]
    assert (document["journalled"], document["ready"]) == (False, False)
    told = outcomes(document)
    assert told.pop("clock")[0] in {"passed", "failed"}
    assert told == {
        "printer": ("passed", None),
        "board": ("passed", None),
        "disk": ("failed", "DIA-007"),
        "network": ("refused", "JRN-001"),
        "door/1": ("refused", "JRN-001"),
    }
    assert cabinet.pulses() == before
    assert damaged.journal.read_bytes() == DAMAGED


class RawSession:
    """A session that says what it likes."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._sock = socket.socket(socket.AF_UNIX)
        self._sock.connect(str(kiosk.folder / "run" / "engine.sock"))
        self._channel = Channel(self._sock, ENGINE)
        self._channel.send(Hello(role="session", build="work-tree"))
        self._channel.receive()
        kiosk.person()
        given = self._channel.receive()
        assert given is not None
        assert isinstance(given.message, seat.SeatGiven)
        assert given.descriptor is not None
        os.close(given.descriptor)

    def ask(self, request: Message, raw: bytes = b"") -> Message:
        self._channel.send(request, raw)
        while (frame := self._channel.receive()) is not None:
            if not isinstance(frame.message, t.TestEnded):
                return frame.message
        raise AssertionError("the engine hung up")

    def close(self) -> None:
        self._channel.close()


def granted(session: RawSession, cabinet: SimulatedCabinet, role: str) -> Message:
    challenge = session.ask(staff.AskChallenge())
    assert isinstance(challenge, staff.Challenge)
    folder = cabinet.staff / role
    key = load_pem_private_key((folder / "key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signature = key.sign(bytes.fromhex(challenge.nonce), ec.ECDSA(SHA256()))
    certificate = (folder / "cert.der").read_bytes()
    proof = staff.StaffProof(nonce=challenge.nonce, certificate=certificate.hex(), signature=signature.hex())
    return session.ask(proof)


def test_no_message_opens_a_door_whoever_sends_it(damaged: Kiosk, cabinet: SimulatedCabinet) -> None:
    damaged.start(sessions=0)
    before = cabinet.pulses()
    session = RawSession(damaged)
    refusal = seat.Refused(error_id="JRN-001")
    assert granted(session, cabinet, "officer") == refusal
    assert granted(session, cabinet, "attendant") == refusal
    let_in = granted(session, cabinet, "technician")
    assert isinstance(let_in, staff.Granted)
    grant = let_in.grant
    assert isinstance(session.ask(t.BeginVisit(grant=grant)), t.MachineState)
    for number in (1, 2, 24):
        for request in (
            t.OpenForTest(grant=grant, compartment=number),
            staff.OpenForRound(grant=grant, compartment=number, task="take"),
            seat.OpenForDeposit(dossier_id=str(number)),
            collect.OpenForClaim(claim_id=str(number), item_id="result"),
            seat.Reserve(size="small", slips=1),
            seat.LargerCompartment(dossier_id="d"),
            t.StoreReport(grant=grant),
            seat.PrintSlip(slip="cover", about="d"),
        ):
            assert session.ask(request, b"%PDF-") == refusal, request
    session.close()
    assert cabinet.pulses() == before
    assert cabinet.control.open_doors() == []


def test_a_disk_that_lets_no_journal_be_opened_is_told_and_service_comes_back_by_itself(
    own_kiosk: OwnKiosk, cabinet: SimulatedCabinet, at_terminal: AtTerminal
) -> None:
    kiosk = own_kiosk()
    kiosk.journal.mkdir()
    kiosk.start(sessions=0)
    typist = at_terminal(kiosk, "--json", "print")
    logs_in(typist, cabinet)
    typist.sees("không mở ngăn, không ghi")
    typist.sees("Phiếu có đủ chữ")
    kiosk.journal.rmdir()
    exit_code, document = typist.ends_with_document()
    assert (exit_code, document["error"]["error_id"]) == (2, "DIA-019")
    assert document["out_of_service"]["error_id"] == "JRN-003"
    until(lambda: "engine.started/1" in kiosk.names())
