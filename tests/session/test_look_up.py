"""Which papers: shown without a card, with what they rest on, printed, and led on to a deposit."""

from __future__ import annotations

import json
from typing import Any

from kiosk.devices.contract import DeviceState
from kiosk.dossier.procedure import Procedure
from kiosk.messages.pages import Ending, Explain, Home, Page, Pick, Search, TakeSlip
from kiosk.messages.seat import DeviceChanged, DeviceReport, PrintChecklist, Refused
from kiosk.texts import phrase
from tests.session.doings import MARITAL
from tests.session.world import World


def look(kiosk: World) -> Explain:
    """From home to the list for the usual case."""
    person = kiosk.person
    person.sees(Home)
    person.touches("look-up")
    for answer in ("G15-TP07", MARITAL, "me", "yes", "never"):
        person.sees(Pick)
        person.touches(answer)
    return person.sees(Explain)


def searched(kiosk: World, query: str) -> Search:
    kiosk.person.sees(Home)
    kiosk.person.touches("look-up")
    kiosk.person.sees(Pick)
    kiosk.person.touches("search")
    kiosk.person.sees(Search)
    kiosk.person.moves("query", query)
    return kiosk.person.sees(Search, like=lambda page: page.query == query, updated=True)


def words(page: Page) -> str:
    return page.model_dump_json()


def printed(kiosk: World) -> str:
    """What the last slip says."""
    return json.dumps(kiosk.engine.do(lambda cabinet: cabinet.printer.printed[-1]), ensure_ascii=False)


def paper(kiosk: World, state: str) -> None:
    kiosk.engine.tell(
        DeviceChanged(report=DeviceReport(device="printer", state="online", facts={"paper": state}))
    )


def test_the_list_says_papers_time_fee_and_what_each_rests_on_without_a_card(kiosk: World) -> None:
    page = look(kiosk)
    assert "Tờ khai" in words(page)
    assert "3 ngày làm việc, từ khi tiếp nhận" in words(page)
    assert "Lệ phí: Theo nghị quyết HĐND tỉnh" in words(page)
    assert "Nghị định 123/2015/NĐ-CP, Điều 22" in words(page)
    assert "Thông tư 85/2019/TT-BTC, Điều 5" in words(page)
    assert phrase("look-up.deposit-here").vi in words(page)
    assert page.more
    assert kiosk.cards.read_calls == 0


def test_only_the_papers_of_the_case_are_listed(kiosk: World) -> None:
    with_old = words(look(kiosk))
    kiosk.person.touches("back")
    kiosk.person.sees(Pick)
    kiosk.person.touches("back")
    kiosk.person.sees(Pick)
    kiosk.person.touches("no")
    kiosk.person.sees(Pick)
    kiosk.person.touches("never")
    without = words(kiosk.person.sees(Explain))
    assert "đã được cấp" in with_old
    assert "đã được cấp" not in without


def test_a_procedure_is_found_without_accents(kiosk: World) -> None:
    page = searched(kiosk, "tinh trang hon nhan")
    assert page.options[0].name == MARITAL
    kiosk.person.touches(MARITAL)
    kiosk.person.sees(Pick)


def test_a_search_that_finds_nothing_can_be_corrected(kiosk: World) -> None:
    assert searched(kiosk, "xyzxyz").options == []
    kiosk.person.moves("query", "khai sinh")
    kiosk.person.sees(Search, like=lambda page: bool(page.options), updated=True)


def test_a_procedure_that_is_not_done_here_still_shows_its_papers_and_where_to_go(kiosk: World) -> None:
    impossible: Procedure = next(
        p for p in kiosk.engine.cabinet.catalogue.procedures if not p.deposit.possible
    )
    searched(kiosk, impossible.code)
    kiosk.person.touches(impossible.code)
    page: Any = kiosk.person.sees(Page, like=lambda page: page.kind in {"pick", "explain"})
    while isinstance(page, Pick):
        kiosk.person.touches(page.options[0].name)
        page = kiosk.person.sees(Page, like=lambda page: page.kind in {"pick", "explain"})
    assert impossible.deposit.why is not None
    assert impossible.deposit.why.vi in words(page)
    assert page.sections[0].heading == phrase("look-up.bring")
    assert [button.name for button in page.buttons] == ["print-list", "close"]


def test_the_list_is_printed_names_nobody_and_comes_back(kiosk: World) -> None:
    look(kiosk)
    kiosk.person.touches("print-list")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    slip = printed(kiosk)
    assert "GIẤY TỜ CẦN MANG" in slip
    assert "Tờ khai" in slip
    assert "3 ngày làm việc" in slip
    assert "BẢN IN LẠI" not in slip
    kiosk.person.touches("close")
    kiosk.person.sees(Explain)
    rows = kiosk.engine.do(
        lambda cabinet: [r.event for r in cabinet.journal.read() if r.event.name == "slip.intended/1"]
    )
    assert [(row.kind, row.about) for row in rows] == [("checklist", MARITAL)]  # type: ignore[attr-defined]


def test_a_list_that_cannot_be_printed_stays_on_the_screen(kiosk: World) -> None:
    look(kiosk)
    kiosk.engine.refuse(PrintChecklist, Refused(error_id="ENG-007"))
    kiosk.person.touches("print-list")
    kiosk.person.sees(Ending)
    kiosk.person.touches("close")
    kiosk.person.sees(Explain)


def test_lists_end_after_a_few_and_begin_again_with_the_next_person(kiosk: World) -> None:
    order = PrintChecklist(
        procedure=MARITAL,
        rule_version="163/QĐ-BTP",
        answers={"for_whom": "me", "reissue": "no", "past": "never"},
    )
    kiosk.person.sees(Home)
    kinds = kiosk.engine.do(lambda cabinet: [cabinet.ask(order).kind for _ in range(4)])
    assert kinds == ["seat.slip-ordered"] * 3 + ["seat.refused"]

    def next_person(cabinet: Any) -> str:
        cabinet.engine.seat_left()
        cabinet.engine.seat_taken()
        return str(cabinet.ask(order).kind)

    assert kiosk.engine.do(next_person) == "seat.slip-ordered"


def test_answers_that_decide_no_case_print_nothing(kiosk: World) -> None:
    kiosk.person.sees(Home)
    mistakes: list[dict[str, Any]] = [{"answers": {}}, {"rule_version": "none"}, {"procedure": "9.999999"}]
    for wrong in mistakes:
        order = PrintChecklist.model_validate(
            {"procedure": MARITAL, "rule_version": "163/QĐ-BTP", "answers": {"for_whom": "me"}, **wrong}
        )
        assert kiosk.engine.do(lambda cabinet, order=order: cabinet.ask(order)) == Refused(error_id="ENG-006")  # type: ignore[misc]


def test_near_the_papers_end_lists_stop_before_slips(kiosk: World) -> None:
    look(kiosk)
    paper(kiosk, "low")
    page = kiosk.person.sees(Explain, like=lambda page: not page.buttons[0].enabled, updated=True)
    assert phrase("look-up.no-slip").vi in words(page)
    assert page.buttons[1].name == "deposit-now"
    paper(kiosk, "full")
    kiosk.person.sees(Explain, like=lambda page: page.buttons[0].enabled, updated=True)


def test_a_broken_device_is_said_with_the_list_and_the_way_to_hand_in_comes_back_by_itself(
    kiosk: World,
) -> None:
    look(kiosk)
    kiosk.breaks("document_camera", DeviceState.NO_DEVICE)
    page = kiosk.person.sees(Explain, like=lambda page: page.buttons[1].name == "close", updated=True)
    assert "Máy chụp giấy" in words(page)
    kiosk.breaks("document_camera", DeviceState.ONLINE)
    kiosk.person.sees(Explain, like=lambda page: page.buttons[1].name == "deposit-now", updated=True)


def test_handing_in_from_the_list_asks_nothing_again(kiosk: World) -> None:
    look(kiosk)
    kiosk.person.touches("deposit-now")
    kiosk.person.sees(Explain, like=lambda page: [b.name for b in page.buttons] == ["next"])
    kiosk.person.touches("next")
    kiosk.person.sees(Explain, like=lambda page: page.title == phrase("deposit.checklist"))
    kiosk.person.touches("have-all")
    kiosk.person.sees(Explain, like=lambda page: page.title == phrase("notice.title"))


def test_going_back_from_a_deposit_that_began_at_the_list_leads_home(kiosk: World) -> None:
    look(kiosk)
    kiosk.person.touches("deposit-now")
    kiosk.person.sees(Explain, like=lambda page: [b.name for b in page.buttons] == ["next"])
    kiosk.person.touches("back")
    kiosk.person.sees(Home)
