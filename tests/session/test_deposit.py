"""A citizen hands in a dossier: the good way, and every bad one."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.dossier.manifest import Manifest, PersonalPart
from kiosk.dossier.text import Text
from kiosk.messages.pages import (
    Ending,
    EnterDigits,
    EnterText,
    Explain,
    Farewell,
    Home,
    LayCard,
    OpenDoor,
    Page,
    Pick,
    Review,
    ScannedPages,
    ScanPage,
    Search,
    ShowCode,
    TakeSlip,
)
from kiosk.messages.seat import LinkState, PrintSlip, Refused, Reserve, StorePage
from kiosk.vault.seal import read_context, unseal
from tests.engine.cabinet import Cabinet
from tests.session.doings import (
    answers_case,
    chooses_procedure,
    closes_and_says,
    comes_to_open_door,
    comes_to_review,
    gives_phone_and_collector,
    identifies,
    scans_one,
)
from tests.session.world import CITIZEN, NEIGHBOUR, PHONE, EngineHost, World


def deposit_of(engine: EngineHost) -> tuple[Manifest, dict[str, bytes]]:
    """The one staged deposit's manifest, and its parts as central would open them."""

    def read(cabinet: Cabinet) -> tuple[Manifest, dict[str, bytes]]:
        (deposit,) = cabinet.journal.state.deposits.values()
        manifest = Manifest.from_bytes(cabinet.vault.get(deposit.manifest))
        parts = {}
        for part in manifest.parts:
            blob = cabinet.vault.get(part.blob)
            context = read_context(blob)
            assert context.part == part.name
            assert context.dossier == manifest.dossier_id
            parts[part.name] = unseal(blob, context, cabinet.central.private_bytes_raw()).content
        assert len(list(cabinet.vault.names())) == len(parts) + 1
        return manifest, parts

    return engine.do(read)


def test_a_deposit_of_two_pages_is_sealed_staged_locked_away_and_printed(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "placed")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    person.sees(Farewell)
    person.sees_end()
    kiosk.ends()

    events = kiosk.engine.events()
    order = [events.index(name) for name in ("deposit.staged/1", "door.intended/1", "deposit.accepted/1")]
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
    assert kiosk.cards.read_calls == 0
    assert [type(request) for request in kiosk.engine.requests if isinstance(request, Reserve)]


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
    assert "deposit.staged/1" not in kiosk.engine.events()


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


# --- after staging --------------------------------------------------------------------------------------


def test_after_staging_there_is_no_way_back(kiosk: World) -> None:
    comes_to_open_door(kiosk)
    assert not kiosk.person.sees_frame(lambda frame: frame.step == 5).back


def test_printer_out_of_paper_shows_the_code_in_groups_of_four(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_open_door(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.printer, "failure", "PRN-001"))
    closes_and_says(kiosk, number, "placed")
    page = person.sees(ShowCode)
    assert [len(group) for group in page.code.split()] == [4, 4, 4, 4]
    assert page.qr.startswith("DSK1:")
    person.touches("written-down")
    person.sees(Ending)
    person.sees(Farewell)


def test_a_cover_slip_that_fails_is_written_by_hand(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.refuse(PrintSlip, Refused(error_id="PRN-001"))
    kiosk.person.touches("hand-in")
    kiosk.person.sees(ShowCode)
    kiosk.person.touches("written-down")
    kiosk.person.sees(OpenDoor)


def test_a_door_that_does_not_open_is_tried_once_more(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    kiosk.person.touches("hand-in")
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "opening")
    kiosk.time_passes(9)
    stuck = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "stuck")
    assert {button.name for button in stuck.buttons} == {"open-again", "not-left"}
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", True))
    kiosk.person.touches("open-again")
    page = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open")
    closes_and_says(kiosk, page.compartment, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_a_door_that_never_opens_ends_with_the_originals_in_the_persons_hands(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    kiosk.person.touches("hand-in")
    kiosk.person.sees(OpenDoor)
    kiosk.time_passes(9)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "stuck")
    kiosk.person.touches("not-left")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    accepted = kiosk.engine.do(
        lambda cabinet: [deposit.outcome for deposit in cabinet.journal.state.deposits.values()]
    )
    assert accepted == ["not-left"]


def test_a_door_left_open_is_reminded_of_and_nobody_is_sent_away(seat: Callable[..., World]) -> None:
    kiosk = seat(idle_s=25)
    number = comes_to_open_door(kiosk)
    kiosk.person.is_noticed()
    while not any(type(request).__name__ == "CallHelp" for request in kiosk.engine.requests):
        kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open", updated=True)
    closes_and_says(kiosk, number, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_the_door_may_be_opened_once_more(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "open-again")
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open")
    kiosk.closes_door(number)
    page = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons))
    assert "open-again" not in {button.name for button in page.buttons}


def test_a_compartment_too_small_is_changed_for_a_larger_one(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    closes_and_says(kiosk, number, "too-small")
    larger = kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open").compartment
    assert larger != number
    closes_and_says(kiosk, larger, "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_originals_that_are_not_left_are_noted(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "not-left")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    outcomes = kiosk.engine.do(
        lambda cabinet: [deposit.outcome for deposit in cabinet.journal.state.deposits.values()]
    )
    assert outcomes == ["not-left"]


def test_a_second_dossier_needs_no_card(kiosk: World) -> None:
    person = kiosk.person
    comes_to_review(kiosk, reissue="no")
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    person.touches("another")
    person.sees(Pick)
    person.touches("G15-TP07")
    person.sees(Pick)
    person.touches("1.004873")
    person.sees(Explain)
    answers_case(kiosk, reissue="no")
    gives_phone_and_collector(kiosk)
    scans_one(kiosk)
    person.sees(Review)
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    assert kiosk.cards.read_calls == 1
    assert kiosk.engine.events().count("deposit.accepted/1") == 2


def test_with_the_network_down_a_deposit_works_and_one_line_says_so(kiosk: World) -> None:
    kiosk.person.sees(Home)
    kiosk.engine.tell(LinkState(up=False))
    frame = kiosk.person.sees_frame(lambda frame: frame.banner is not None)
    assert isinstance(frame.banner, Text)
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)


def test_the_farewell_waits_until_card_and_tray_are_empty(kiosk: World) -> None:
    comes_to_review(kiosk, reissue="no")
    kiosk.camera.paper_there = True
    kiosk.lays(CITIZEN)
    kiosk.person.touches("hand-in")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    kiosk.person.touches("go")
    kiosk.person.sees(Farewell, like=lambda page: not page.card_out and not page.tray_empty)
    kiosk.lifts()
    kiosk.person.sees(Farewell, like=lambda page: page.card_out, updated=True)
    assert not kiosk.person.closed
    kiosk.camera.paper_there = False
    kiosk.lays_paper()
    kiosk.person.sees_end()


def test_the_engine_lost_before_staging_says_that_nothing_was_accepted(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.engine.die()
    ending = kiosk.person.sees(Ending)
    assert ending.lines[0].vi.startswith("Chưa nhận gì")
    kiosk.ends()


def test_the_engine_lost_after_staging_says_that_it_is_on_record(kiosk: World) -> None:
    comes_to_open_door(kiosk)
    kiosk.engine.die()
    ending = kiosk.person.sees(Ending)
    assert "đã được ghi nhận" in ending.lines[0].vi
    kiosk.ends()


def test_the_screen_lost_after_staging_leaves_the_rest_to_the_engine(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    kiosk.closes_door(number)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed")
    kiosk.person.vanishes()
    kiosk.ends()
    assert "deposit.accepted/1" in kiosk.engine.events()


def test_the_screen_lost_before_staging_drops_the_pages(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.vanishes()
    kiosk.ends()
    assert "deposit.dropped/1" in kiosk.engine.events()
    assert kiosk.engine.do(lambda cabinet: list(cabinet.vault.names())) == []
