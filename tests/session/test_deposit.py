"""A citizen hands in a dossier: the good way, and every bad one."""

from __future__ import annotations

from kiosk.dossier.manifest import PersonalPart
from kiosk.messages.pages import (
    Ending,
    EnterDigits,
    EnterText,
    Explain,
    Farewell,
    Home,
    LayCard,
    Page,
    Pick,
    Review,
    ScannedPages,
    ScanPage,
    Search,
    TakeSlip,
)
from kiosk.messages.seat import Refused, Reserve, StorePage
from tests.session.doings import (
    answers_case,
    chooses_procedure,
    closes_and_says,
    comes_to_open_door,
    comes_to_review,
    deposit_of,
    gives_phone_and_collector,
    identifies,
    scans_one,
)
from tests.session.world import CITIZEN, NEIGHBOUR, PHONE, World


def test_a_deposit_of_two_pages_is_sealed_staged_locked_away_and_printed(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "placed")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    person.touches("go")
    person.sees(Farewell)
    person.sees_end()
    kiosk.ends()

    events = kiosk.engine.events()
    order = [events.index(name) for name in ("deposit.staged/2", "door.intended/1", "deposit.accepted/1")]
    assert order == sorted(order)
    assert len(kiosk.engine.cabinet.printer.printed) == 2
    assert person.touches_made <= 25


def test_what_is_sealed_says_who_and_the_manifest_says_nothing_of_them(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    kiosk.person.sees(Farewell)

    manifest, parts = deposit_of(kiosk.engine)
    personal = PersonalPart.from_bytes(parts.pop("personal"))
    assert personal.depositor.name == CITIZEN.name
    assert personal.depositor.id_number == CITIZEN.id_number
    assert personal.depositor.address == CITIZEN.residence
    assert personal.phone == PHONE
    assert personal.collectors[0].id_number == CITIZEN.id_number
    assert personal.answers == {"for_whom": "me", "reissue": "yes", "past": "never"}
    assert parts == {"KQ003448/1": b"page 1", "KQ003453/1": b"page 2"}
    assert [(original.component, original.count) for original in manifest.originals] == [("KQ003453", 1)]
    assert manifest.proof == "card-unproven"
    raw = manifest.to_bytes().decode()
    assert CITIZEN.id_number not in raw
    assert CITIZEN.name not in raw


def test_without_originals_no_door_opens(kiosk: World) -> None:
    comes_to_review(kiosk, reissue="no")
    kiosk.person.touches("hand-in")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)

    assert kiosk.engine.cabinet.bus.pulses == []
    assert len(kiosk.engine.cabinet.printer.printed) == 1


def test_before_anything_is_read_it_is_said_what_it_takes(kiosk: World) -> None:
    chooses_procedure(kiosk)
    page = kiosk.person.sees(Explain, updated=True)

    texts = [line.text.vi for section in page.sections for line in section.lines]
    assert "Khoảng 7 phút" in texts
    assert "Đã giữ ngăn số 1" in texts
    assert "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân" in texts
    assert kiosk.cards.read_calls == 0
    assert [type(request) for request in kiosk.engine.requests if isinstance(request, Reserve)]


def test_papers_of_some_cases_only_are_announced_and_told_behind_read_more(kiosk: World) -> None:
    chooses_procedure(kiosk)
    page = kiosk.person.sees(Explain, updated=True)

    shown = [line.text.vi for section in page.sections for line in section.lines]
    assert "Giấy khác tùy trường hợp, hỏi ở bước sau" in shown
    assert "Văn bản ủy quyền" not in shown
    assert all(line.plain is None for section in page.sections for line in section.lines)
    more = [text.vi for text in page.more]
    assert any(text.startswith("Tùy trường hợp: Văn bản ủy quyền:") for text in more)
    assert any(text.startswith("Tờ khai cấp") and text.endswith("mang về.") for text in more)


def test_a_procedure_is_found_without_accents(kiosk: World) -> None:
    person = kiosk.person
    person.sees(Home)
    person.touches("deposit")
    person.sees(Pick)
    person.touches("search")
    person.sees(Search)
    person.moves("query", "hon nhan")
    found = person.sees(Search, like=lambda page: page.query == "hon nhan")
    assert "1.004873" in [option.name for option in found.options]
    person.touches("1.004873")
    person.sees(Explain)


def test_compartments_full_is_said_at_once_and_a_deposit_without_originals_still_works(
    kiosk: World,
) -> None:
    kiosk.engine.refuse(Reserve, Refused(error_id="ENG-002"))
    comes_to_review(kiosk, reissue="no")
    kiosk.person.touches("hand-in")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_compartments_full_ends_a_deposit_that_needs_one(kiosk: World) -> None:
    kiosk.engine.refuse(Reserve, Refused(error_id="ENG-002"))
    chooses_procedure(kiosk)
    person = kiosk.person
    person.touches("next")
    for answer in ("me", "yes", "never"):
        person.sees(Pick)
        person.touches(answer)
    ending = person.sees(Ending)
    assert ending.staff_code == "ENG-002"


def test_no_paper_for_slips_is_said_before_anything_is_read(kiosk: World) -> None:
    kiosk.engine.refuse(Reserve, Refused(error_id="ENG-008"))
    person = kiosk.person
    person.sees(Home)
    for answer in ("deposit", "G15-TP07", "1.004873"):
        person.sees(Page)
        person.touches(answer)
    assert person.sees(Ending).staff_code == "ENG-008"
    assert kiosk.cards.read_calls == 0


def test_a_card_pulled_while_reading_is_asked_for_again(kiosk: World) -> None:
    chooses_procedure(kiosk)
    answers_case(kiosk)
    kiosk.person.sees(Explain)
    kiosk.cards.failures.append("CRD-001")
    kiosk.lays(CITIZEN)
    kiosk.person.sees(LayCard, like=lambda page: page.state == "lift" and page.error is not None)
    kiosk.lifts()
    kiosk.person.sees(LayCard, like=lambda page: page.state == "waiting" and page.error is not None)
    kiosk.lays(CITIZEN)
    kiosk.person.sees(Page, like=lambda page: page.kind == "confirm-identity")


def test_the_wrong_person_ends_it_at_once_and_nothing_is_kept(kiosk: World) -> None:
    chooses_procedure(kiosk)
    answers_case(kiosk)
    kiosk.person.sees(Explain)
    kiosk.lays(NEIGHBOUR)
    page = kiosk.person.sees(Page, like=lambda page: page.kind == "confirm-identity")
    assert getattr(page, "number", "").endswith("0025")
    assert "099" not in getattr(page, "number", "")
    kiosk.person.touches("not-me")
    kiosk.person.sees(Ending)
    kiosk.person.touches("close")
    assert not kiosk.person.sees(Farewell).card_out
    kiosk.lifts()
    kiosk.person.sees_end()
    kiosk.ends()
    assert "deposit.staged/2" not in kiosk.engine.events()


def test_who_acts_for_somebody_names_them(kiosk: World) -> None:
    chooses_procedure(kiosk)
    answers_case(kiosk, for_whom="authorised", reissue="no")
    identifies(kiosk)
    kiosk.person.sees(EnterText)
    kiosk.person.touches("typed", "Lê Văn Sen")
    gives_phone_and_collector(kiosk)
    for _ in range(2):
        scans_one(kiosk)
    rows = kiosk.person.sees(Review).rows
    assert "Lê Văn Sen" in [row.value.vi for row in rows]


def test_somebody_else_may_collect(kiosk: World) -> None:
    person = kiosk.person
    chooses_procedure(kiosk)
    answers_case(kiosk, reissue="no")
    identifies(kiosk)
    person.sees(EnterDigits)
    person.touches("no-phone")
    person.sees(Pick)
    person.touches("other")
    person.sees(EnterText)
    person.touches("typed", NEIGHBOUR.name)
    person.sees(EnterDigits)
    person.types(NEIGHBOUR.id_number)
    scans_one(kiosk)
    person.sees(Review)
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    _, parts = deposit_of(kiosk.engine)
    assert PersonalPart.from_bytes(parts["personal"]).collectors[0].id_number == NEIGHBOUR.id_number


def test_pages_are_seen_retaken_put_in_order_and_only_those_kept_are_stored(kiosk: World) -> None:
    person = kiosk.person
    chooses_procedure(kiosk)
    answers_case(kiosk, reissue="no")
    identifies(kiosk)
    gives_phone_and_collector(kiosk)
    person.sees(ScanPage)
    kiosk.lays_paper()
    person.sees(ScannedPages)
    person.touches("add-page")
    assert person.sees(ScanPage).page_number == 2
    person.touches("take-page")
    assert person.sees(ScannedPages).count == 2
    person.touches("up", "2")
    person.sees(ScannedPages)
    person.sees_picture("page-1", b"small 2")
    person.touches("retake", "2")
    person.sees(ScanPage)
    person.touches("take-page")
    person.sees(ScannedPages)
    person.touches("pages-done")
    person.sees(Review)
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    _, parts = deposit_of(kiosk.engine)
    assert parts["KQ003448/1"] == b"page 2"
    assert parts["KQ003448/2"] == b"page 3"


def test_a_page_the_camera_cannot_take_is_asked_for_again(kiosk: World) -> None:
    person = kiosk.person
    chooses_procedure(kiosk)
    answers_case(kiosk, reissue="no")
    identifies(kiosk)
    gives_phone_and_collector(kiosk)
    kiosk.camera.failures.append("SES-003")
    person.sees(ScanPage)
    person.moves("take-page")
    person.sees(ScanPage, like=lambda page: page.error is not None, updated=True)
    kiosk.lays_paper()
    person.sees(ScannedPages)


def test_a_paper_that_is_not_held_is_explained_and_noted(kiosk: World) -> None:
    person = kiosk.person
    chooses_procedure(kiosk)
    answers_case(kiosk)
    identifies(kiosk)
    gives_phone_and_collector(kiosk)
    scans_one(kiosk)
    person.sees(ScanPage)
    person.touches("not-held")
    assert {button.name for button in person.sees(Explain).buttons} == {"scan-it", "go-without"}
    person.touches("go-without")
    review = person.sees(Review)
    assert review.leave == []
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    manifest, _ = deposit_of(kiosk.engine)
    assert manifest.not_held == ("KQ003453",)
    assert manifest.compartment is None


def test_without_the_form_nothing_can_be_handed_in(kiosk: World) -> None:
    person = kiosk.person
    chooses_procedure(kiosk)
    answers_case(kiosk)
    identifies(kiosk)
    gives_phone_and_collector(kiosk)
    person.sees(ScanPage)
    person.touches("not-held")
    assert [button.name for button in person.sees(Explain).buttons] == ["scan-it"]
    person.touches("scan-it")
    person.sees(ScanPage)


def test_a_disk_that_refuses_a_page_ends_it_with_a_named_page(kiosk: World) -> None:
    chooses_procedure(kiosk)
    answers_case(kiosk)
    identifies(kiosk)
    gives_phone_and_collector(kiosk)
    kiosk.engine.refuse(StorePage, Refused(error_id="ENG-006"))
    kiosk.person.sees(ScanPage)
    kiosk.lays_paper()
    ending = kiosk.person.sees(Ending)
    assert ending.look == "sorry"
    assert ending.staff_code == "ENG-006"
