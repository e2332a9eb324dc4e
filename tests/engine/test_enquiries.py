"""What central is asked for the person in the seat: a right first, one answer, its own, in time."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices.ticket_printer.job import MOST_BYTES, sealed_job
from kiosk.dossier.claims import collector_hash
from kiosk.dossier.progress import digits_of
from kiosk.engine.enquiries import ASKED_A_SEAT
from kiosk.engine.slip_codes import slip_qr
from kiosk.messages.dossiers import AskPersonal, FindDossiers, PersonalAsked, PersonalCame, PrintAcceptance
from kiosk.messages.outbox import CarryEnquiry, DropEnquiry
from kiosk.messages.seat import SlipDone, SlipOrdered
from kiosk.vault.once import OneTimeKey
from tests.devices.printer_desk import slip
from tests.engine.answering import acceptance, answer, asked, bring, disclosure, sealed, written
from tests.engine.cabinet import ID_NUMBER, SALT, Cabinet
from tests.engine.test_doors import refused

HASH = collector_hash(ID_NUMBER, SALT).hex()


def wants(cabinet: Cabinet, dossier_id: str) -> Any:
    return cabinet.ask(AskPersonal(dossier_id=dossier_id, public_key=OneTimeKey().public.hex()))


@pytest.fixture
def dossier_id(cabinet: Cabinet) -> str:
    """A deposit whose depositor has laid the card."""
    found, _ = cabinet.stage()
    cabinet.ask(FindDossiers(owner_hash=HASH))
    return found


def came(cabinet: Cabinet) -> list[PersonalCame]:
    return [event for event in cabinet.told if isinstance(event, PersonalCame)]


def prints(cabinet: Cabinet, dossier_id: str, job: int) -> Any:
    try:
        return cabinet.ask(PrintAcceptance(dossier_id=dossier_id), descriptor=job)
    finally:
        os.close(job)


def journal(cabinet: Cabinet) -> str:
    return str([recorded.event.model_dump() for recorded in cabinet.journal.read()])


def open_slips() -> int:
    """Slips that this process still holds."""
    held = [file for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    return sum(str(file.readlink()).startswith("/memfd:slip") for file in held)


def test_a_card_is_vouched_for_with_its_tag_and_the_sealed_answer_reaches_the_session(
    cabinet: Cabinet, dossier_id: str
) -> None:
    answered = wants(cabinet, dossier_id)
    assert isinstance(answered, PersonalAsked)
    enquiry = asked(cabinet)
    assert (enquiry.request, enquiry.dossier_id, enquiry.by) == (answered.request, dossier_id, "card")
    answer(cabinet, written=written())
    (event,) = came(cabinet)
    assert (event.request, event.error_id) == (answered.request, None)
    assert event.sealed


def test_a_slip_is_vouched_for_as_a_slip_and_a_card_after_it_as_a_card(cabinet: Cabinet) -> None:
    dossier_id, code = cabinet.stage()
    key = cabinet.engine.dossiers._core.keys.k_claim
    cabinet.ask(FindDossiers(slip_payload=slip_qr(key, "deposit", code).payload()))
    wants(cabinet, dossier_id)
    assert (asked(cabinet).by, asked(cabinet).tag) == ("slip", None)
    cabinet.ask(FindDossiers(owner_hash=HASH))
    wants(cabinet, dossier_id)
    assert asked(cabinet).by == "card"


def test_typed_digits_a_strangers_card_and_a_new_seat_have_shown_no_right(cabinet: Cabinet) -> None:
    dossier_id, code = cabinet.stage()
    cabinet.ask(FindDossiers(digits=digits_of(code)))
    assert refused(wants(cabinet, dossier_id)) == "ENG-030"
    cabinet.ask(FindDossiers(owner_hash=collector_hash("099085000024", SALT).hex()))
    assert refused(wants(cabinet, dossier_id)) == "ENG-030"
    cabinet.ask(FindDossiers(owner_hash=HASH))
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    assert refused(wants(cabinet, dossier_id)) == "ENG-030"
    assert cabinet.carried == []


def test_without_sync_it_is_refused_at_once_and_without_an_answer_after_ten_seconds(
    cabinet: Cabinet, dossier_id: str
) -> None:
    cabinet.has_sync = False
    assert refused(wants(cabinet, dossier_id)) == "SYN-018"
    cabinet.has_sync = True
    answered = wants(cabinet, dossier_id)
    cabinet.clock.pass_time(9.9)
    cabinet.engine.tick()
    assert came(cabinet) == []
    cabinet.clock.pass_time(0.2)
    cabinet.engine.tick()
    assert [(event.request, event.error_id) for event in came(cabinet)] == [(answered.request, "SYN-018")]
    assert cabinet.carried[-1][0] == DropEnquiry(request=answered.request)
    answer(cabinet, written=written())
    assert len(came(cabinet)) == 1


def test_why_there_is_no_answer_reaches_the_session(cabinet: Cabinet, dossier_id: str) -> None:
    answered = wants(cabinet, dossier_id)
    bring(cabinet, answered.request, error_id="SYN-020")
    assert [event.error_id for event in came(cabinet)] == ["SYN-020"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kiosk": "K9999"},
        {"dossier_id": str(uuid.uuid4())},
        {"request": str(uuid.uuid4())},
        {"sealed": "A" * 120_000},
        {"signature": "00" * 64},
        {"signature": "no signature"},
        {"raw": b"{}"},
    ],
)
def test_an_answer_that_is_not_centrals_own_to_this_enquiry_is_not_believed(
    cabinet: Cabinet, dossier_id: str, wrong: dict[str, Any]
) -> None:
    answered = wants(cabinet, dossier_id)
    enquiry = asked(cabinet)
    said = {name: wrong.pop(name) for name in ("signature",) if name in wrong}
    raw = wrong.pop("raw", b"")
    if "A" in wrong.get("sealed", ""):
        raw = sealed(enquiry, disclosure(dossier_id)).replace(b'"sealed":"', b'"sealed":"' + b"A" * 120_000)
        wrong = {}
    bring(cabinet, answered.request, raw or sealed(enquiry, disclosure(dossier_id), **wrong), **said)
    assert [event.error_id for event in came(cabinet)] == ["SYN-019"]
    job = sealed_job(slip("DSK1:x"))
    assert refused(prints(cabinet, dossier_id, job)) == "ENG-030"


def test_an_answer_of_yesterday_sent_again_is_dropped(cabinet: Cabinet, dossier_id: str) -> None:
    wants(cabinet, dossier_id)
    old = asked(cabinet)
    raw = sealed(old, disclosure(dossier_id, written=written()))
    bring(cabinet, old.request, raw)
    answered = wants(cabinet, dossier_id)
    bring(cabinet, old.request, raw)
    assert len(came(cabinet)) == 1
    bring(cabinet, answered.request, raw)
    assert came(cabinet)[-1].error_id == "SYN-019"


def test_whoever_leaves_takes_the_enquiry_along_and_the_next_is_told_nothing(
    cabinet: Cabinet, dossier_id: str
) -> None:
    answered = wants(cabinet, dossier_id)
    cabinet.engine.seat_left()
    assert cabinet.carried[-1][0] == DropEnquiry(request=answered.request)
    cabinet.engine.seat_taken()
    answer(cabinet, written=written())
    assert came(cabinet) == []


def test_a_new_question_takes_the_place_of_the_old_and_there_is_an_end_to_asking(
    cabinet: Cabinet, dossier_id: str
) -> None:
    for _ in range(ASKED_A_SEAT):
        wants(cabinet, dossier_id)
    kinds = [type(message) for message, _ in cabinet.carried]
    assert kinds == [CarryEnquiry, *[DropEnquiry, CarryEnquiry] * (ASKED_A_SEAT - 1)]
    assert refused(wants(cabinet, dossier_id)) == "ENG-023"


def told_acceptance(cabinet: Cabinet, dossier_id: str) -> None:
    wants(cabinet, dossier_id)
    answer(cabinet, acceptance=acceptance())


def test_a_handed_slip_is_printed_unread_and_the_journal_knows_only_that_it_was(
    cabinet: Cabinet, dossier_id: str
) -> None:
    told_acceptance(cabinet, dossier_id)
    ordered = prints(cabinet, dossier_id, sealed_job(slip("DSK1:Trần-Thị-Mơ")))
    assert isinstance(ordered, SlipOrdered)
    assert "Trần-Thị-Mơ" in str(cabinet.printer.printed[-1])
    assert SlipDone(slip=ordered.slip, printed=True) in cabinet.told
    events = [recorded.event.model_dump() for recorded in cabinet.journal.read()][-2:]
    assert events == [
        {"slip": ordered.slip, "kind": "acceptance", "about": dossier_id, "copy_number": 1},
        {"slip": ordered.slip},
    ]
    assert "Mơ" not in journal(cabinet)
    assert open_slips() == 0
    told_acceptance(cabinet, dossier_id)
    assert came(cabinet)[-1].copies == 1


def test_a_file_that_can_still_be_changed_or_is_no_slip_is_not_printed(
    cabinet: Cabinet, dossier_id: str, tmp_path: Path
) -> None:
    told_acceptance(cabinet, dossier_id)
    loose = os.memfd_create("loose", os.MFD_ALLOW_SEALING)
    os.write(loose, slip("DSK1:x"))
    (tmp_path / "slip").write_bytes(slip("DSK1:x"))
    on_disk = os.open(tmp_path / "slip", os.O_RDONLY)
    for job in (loose, on_disk, sealed_job(b""), sealed_job(b" " * (MOST_BYTES + 1))):
        assert refused(prints(cabinet, dossier_id, job)) == "ENG-031"
    assert cabinet.printer.printed == []


def test_without_an_answer_to_a_card_in_this_seat_there_is_nothing_to_print(cabinet: Cabinet) -> None:
    dossier_id, code = cabinet.stage()
    key = cabinet.engine.dossiers._core.keys.k_claim
    cabinet.ask(FindDossiers(slip_payload=slip_qr(key, "deposit", code).payload()))
    told_acceptance(cabinet, dossier_id)
    assert refused(prints(cabinet, dossier_id, sealed_job(slip("DSK1:x")))) == "ENG-030"


def test_three_slips_with_a_name_are_enough_in_one_seat(cabinet: Cabinet, dossier_id: str) -> None:
    told_acceptance(cabinet, dossier_id)
    answers = [prints(cabinet, dossier_id, sealed_job(slip("DSK1:x"))) for _ in range(4)]
    assert [isinstance(each, SlipOrdered) for each in answers] == [True, True, True, False]
    assert refused(answers[-1]) == "ENG-023"


def test_a_slip_that_has_not_begun_when_its_person_leaves_is_never_printed(
    cabinet: Cabinet, dossier_id: str
) -> None:
    told_acceptance(cabinet, dossier_id)
    cabinet.printer.busy = True
    prints(cabinet, dossier_id, sealed_job(slip("DSK1:x")))
    cabinet.engine.seat_left()
    cabinet.settle()
    for command in cabinet.printer.waiting:
        command.execute()
    assert cabinet.printer.printed == []
    assert cabinet.names()[-1] == "slip.failed/1"
    assert open_slips() == 0
