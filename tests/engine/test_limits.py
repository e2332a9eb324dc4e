"""What a broken session or sync asks for over and over: it fills neither disk nor journal nor memory."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk.engine import engine as engines
from kiosk.engine import parts
from kiosk.messages import collect, outbox, seat, staff
from kiosk.messages.wire import MAX_TEXT, Splitter, WireError
from tests.engine.cabinet import ID_NUMBER, Cabinet, hashed
from tests.engine.test_doors import refused


def test_a_seat_begins_only_so_many_deposits(cabinet: Cabinet) -> None:
    for _ in range(20):
        assert isinstance(cabinet.ask(seat.BeginDeposit()), seat.DepositBegun)
    assert refused(cabinet.ask(seat.BeginDeposit())) == "ENG-023"
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert isinstance(cabinet.ask(seat.BeginDeposit()), seat.DepositBegun)


def test_a_day_whose_codes_are_used_up_is_refused_and_no_crash(cabinet: Cabinet) -> None:
    cabinet.ask(seat.BeginDeposit())
    cabinet.journal.state.counter = 9999
    assert refused(cabinet.ask(seat.BeginDeposit())) == "ENG-023"


@pytest.mark.parametrize("limit", ["MOST_PARTS", "MOST_BYTES"])
def test_a_deposit_stores_only_so_much(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(parts, limit, 3)
    begun = cabinet.ask(seat.BeginDeposit())
    answers = [cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), bytes([n])) for n in range(4)]
    assert [isinstance(answer, seat.Stored) for answer in answers] == [True, True, True, False]
    assert refused(answers[-1]) == "ENG-023"


def test_the_same_bytes_stored_again_take_no_part_from_a_staged_deposit(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage()
    staged = cabinet.journal.state.deposits[dossier_id].parts
    for digest in staged:
        begun = cabinet.ask(seat.BeginDeposit())
        cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), cabinet.vault.get(digest))
        cabinet.ask(seat.DropPage(dossier_id=begun.dossier_id, digest=digest))
        cabinet.ask(seat.StorePage(dossier_id=begun.dossier_id), cabinet.vault.get(digest))
    cabinet.engine.seat_left()
    assert all(cabinet.vault.holds(digest) for digest in staged)


def test_a_seat_writes_only_so_many_rows(cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ROWS_A_SEAT", 5)
    forged = staff.StaffProof(nonce="ab", certificate="cd", signature="ef")
    answers = [refused(cabinet.ask(forged)) for _ in range(8)]
    assert answers == ["ENG-013"] * 5 + ["ENG-023"] * 3
    assert cabinet.names().count("staff.refused/1") == 5


def test_only_the_newest_challenges_are_good(cabinet: Cabinet) -> None:
    card = cabinet.authority.card("officer-07", "officer")
    nonces = [cabinet.ask(staff.AskChallenge()).nonce for _ in range(9)]
    assert refused(cabinet.ask(card.answer(nonces[0]))) == "ENG-013"
    assert isinstance(cabinet.ask(card.answer(nonces[1])), staff.Granted)


def test_a_session_tells_of_its_own_devices_alone_and_flapping_fills_no_journal(cabinet: Cabinet) -> None:
    def tell(device: str, state: str) -> object:
        return cabinet.ask(seat.DeviceChanged(report=seat.DeviceReport(device=device, state=state)))

    for device in ("locker", "printer", "x7"):
        assert isinstance(tell(device, "offline"), seat.Refused)
    for number in range(500):
        assert isinstance(tell("card_reader", ("online", "offline")[number % 2]), seat.Done)
    assert cabinet.names().count("device.state-changed/1") == 60
    cabinet.clock.pass_time(10)
    tell("card_reader", "powerOff")
    assert cabinet.names()[-1] == "device.state-changed/1"


def test_usage_is_told_once(cabinet: Cabinet) -> None:
    assert isinstance(cabinet.ask(seat.TellUsage(cards=1, pictures=2)), seat.Done)
    assert refused(cabinet.ask(seat.TellUsage(cards=1, pictures=2))) == "ENG-007"


def test_a_right_code_is_journalled_once_in_a_seat(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    cabinet.load(claim)
    for _ in range(3):
        assert isinstance(cabinet.prove(claim), seat.Done)
    assert cabinet.names().count("claim.proven/1") == 1


def test_packages_that_are_not_believed_fill_no_journal(cabinet: Cabinet) -> None:
    for number in range(100):
        cabinet.engine.outbox.handle(outbox.ConfigArrived(), b"package %d" % number)
    assert cabinet.names().count("config.refused/1") == 20


@pytest.mark.parametrize("owner", ["zz" * 32, "ab" * 31, "AB" * 32, "ab"])
def test_what_is_no_hash_is_no_message(owner: str) -> None:
    with pytest.raises(ValidationError):
        collect.FindClaims(owner_hash=owner)


@pytest.mark.parametrize("after", [-1, 2**63])
def test_what_no_journal_counts_to_is_no_message(after: int) -> None:
    with pytest.raises(ValidationError):
        outbox.ReadRows(after=after, limit=1)


def test_more_text_than_a_message_has_is_refused_before_it_is_read() -> None:
    head = (MAX_TEXT + 20).to_bytes(4, "big") + (MAX_TEXT + 1).to_bytes(4, "big")
    with pytest.raises(WireError):
        Splitter().feed(head)


def test_the_slip_of_a_dossier_whose_parts_have_left_is_refused(cabinet: Cabinet) -> None:
    dossier_id = cabinet.deposit()
    for path in Path(cabinet.folder / "vault").iterdir():
        path.unlink()
    assert refused(cabinet.ask(seat.PrintSlip(slip="deposit", about=dossier_id))) == "VLT-002"


def test_nothing_left_in_a_compartment_has_no_cover_slip(cabinet: Cabinet) -> None:
    dossier_id, _ = cabinet.stage(originals=False)
    assert refused(cabinet.ask(seat.PrintSlip(slip="cover", about=dossier_id))) == "ENG-007"


def test_only_who_proved_a_claim_says_how_collecting_it_went(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number = cabinet.load(claim)
    cabinet.prove(claim)
    cabinet.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id="result"))
    cabinet.restart()
    cabinet.engine.seat_taken()
    cabinet.see_all()
    finish = collect.FinishCollection(claim_id=claim.claim_id, item_id="result", outcome="received")
    cabinet.ask(collect.FindClaims(owner_hash=hashed(ID_NUMBER).hex()))
    assert refused(cabinet.ask(finish)) == "ENG-012"
    assert cabinet.journal.state.compartments[number].holds is not None
