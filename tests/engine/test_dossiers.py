"""How far a dossier is: told to its depositor and collectors, barely to who knows a code, to nobody else."""

from __future__ import annotations

import uuid
from typing import Any

from kiosk.dossier.claims import collector_hash, collector_tag
from kiosk.dossier.progress import digits_of
from kiosk.engine.slip_codes import slip_qr
from kiosk.messages import outbox
from kiosk.messages.dossiers import FindDossiers, FoundDossiers, KnownDossier
from tests.engine.cabinet import ID_NUMBER, K_CLAIM, SALT, Cabinet
from tests.engine.plan import PROCEDURE
from tests.engine.test_doors import refused

OTHER = "099085000024"
FOREIGN = "H29.251-261119-0007"


def by_card(cabinet: Cabinet, number: str = ID_NUMBER) -> list[KnownDossier]:
    answer = cabinet.ask(FindDossiers(owner_hash=collector_hash(number, SALT).hex()))
    assert isinstance(answer, FoundDossiers)
    return answer.dossiers


def by_code(cabinet: Cabinet, code: str) -> FoundDossiers:
    answer = cabinet.ask(FindDossiers(digits=digits_of(code)))
    assert isinstance(answer, FoundDossiers), answer
    return answer


def report(cabinet: Cabinet, **data: Any) -> None:
    """Central tells how far a dossier is."""
    told = {"procedure": PROCEDURE, "rule_version": "", "status": 4, **data}
    number, raw, signature = cabinet.directive("dossier.status", told)
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)


def foreign(cabinet: Cabinet, **data: Any) -> str:
    """Central tells of a dossier filed elsewhere, of the usual person."""
    dossier_id = str(uuid.uuid4())
    tag = collector_tag(K_CLAIM, dossier_id, collector_hash(ID_NUMBER, SALT))
    report(cabinet, dossier_id=dossier_id, dossier_code=FOREIGN, viewer_tags=[tag], **data)
    return dossier_id


def test_a_deposit_is_known_to_its_depositor_before_central_ever_heard_of_it(cabinet: Cabinet) -> None:
    dossier_id, code = cabinet.stage()
    (known,) = by_card(cabinet)
    assert (known.key, known.deposit_code, known.status, known.in_machine) == (dossier_id, code, 1, True)
    assert by_card(cabinet, OTHER) == []


def test_what_central_reports_replaces_what_the_kiosk_thought(cabinet: Cabinet) -> None:
    dossier_id, code = cabinet.stage()
    report(
        cabinet,
        dossier_id=dossier_id,
        deposit_code=code,
        dossier_code="H29.251-261120-0001",
        status=5,
        due_date="2026-11-25",
        asked=["KQ003453"],
        asked_more=True,
    )
    (known,) = by_card(cabinet)
    assert (known.status, known.due_date, known.asked, known.asked_more) == (
        5,
        "2026-11-25",
        ["KQ003453"],
        True,
    )
    assert not known.in_machine
    assert known.told_at == cabinet.clock.wall()


def test_a_dossier_from_elsewhere_is_known_by_the_tags_that_come_along(cabinet: Cabinet) -> None:
    foreign(cabinet)
    assert [known.dossier_code for known in by_card(cabinet)] == [FOREIGN]
    assert by_card(cabinet, OTHER) == []


def test_several_dossiers_of_one_person_come_the_newest_first(cabinet: Cabinet) -> None:
    cabinet.stage()
    cabinet.clock.pass_time(60)
    foreign(cabinet)
    assert [bool(known.dossier_code) for known in by_card(cabinet)] == [True, False]


def test_what_is_known_survives_a_death(cabinet: Cabinet) -> None:
    foreign(cabinet, status=9)
    cabinet.restart()
    cabinet.engine.seat_taken()
    assert [known.status for known in by_card(cabinet)] == [9]


def test_a_slip_shows_its_own_deposit_and_a_forged_one_shows_nothing(cabinet: Cabinet) -> None:
    _, code = cabinet.stage()
    cabinet.stage()
    key = cabinet.engine.dossiers._core.keys.k_claim
    found = cabinet.ask(FindDossiers(slip_payload=slip_qr(key, "deposit", code).payload()))
    assert [known.deposit_code for known in found.dossiers] == [code]
    for useless in (
        slip_qr(lambda _: b"x" * 32, "deposit", code).payload(),
        slip_qr(key, "cover", code).payload(),
        "DSK1:deposit:nonsense",
        "",
    ):
        assert cabinet.ask(FindDossiers(slip_payload=useless)).dossiers == []


def test_a_typed_code_shows_status_and_date_and_never_whose_or_what(cabinet: Cabinet) -> None:
    dossier_id, code = cabinet.stage()
    report(cabinet, dossier_id=dossier_id, deposit_code=code, asked=["KQ003453"], due_date="2026-11-25")
    foreign(cabinet, status=9)
    (known,) = by_code(cabinet, code).dossiers
    assert known == KnownDossier(status=4, told_at=known.told_at, due_date="2026-11-25")
    (other,) = by_code(cabinet, FOREIGN).dossiers
    assert other == KnownDossier(status=9, told_at=other.told_at)


def test_a_deposit_code_with_a_wrong_digit_finds_nothing(cabinet: Cabinet) -> None:
    _, code = cabinet.stage()
    digits = digits_of(code)
    assert by_code(cabinet, str((int(digits[0]) + 1) % 10) + digits[1:]).dossiers == []


def test_typing_is_limited_whether_it_finds_something_or_not_and_whoever_sits_there(cabinet: Cabinet) -> None:
    _, code = cabinet.stage()
    assert [by_code(cabinet, code).tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    cabinet.engine.seat_left()
    cabinet.engine.seat_taken()
    answer = cabinet.ask(FindDossiers(digits=digits_of(code)))
    assert refused(answer) == "ENG-010"
    assert 0 < answer.wait_s <= 31
    assert by_card(cabinet)
    cabinet.clock.pass_time(answer.wait_s)
    assert by_code(cabinet, code).dossiers


def test_a_status_that_does_not_exist_is_refused_and_noted(cabinet: Cabinet) -> None:
    report(cabinet, dossier_id=str(uuid.uuid4()), status=11)
    assert cabinet.names()[-1] == "directive.refused/1"
