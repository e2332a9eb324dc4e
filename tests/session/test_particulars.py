"""What the office wrote, and the acceptance slip: asked while the person reads, printed for their card."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest

from kiosk.dossier.status import Status
from kiosk.engine.slip_codes import slip_qr
from kiosk.messages.dossiers import AskPersonal, PersonalCame, PrintAcceptance
from kiosk.messages.pages import Ending, Explain, Home, LayCard, TakeSlip
from kiosk.messages.seat import DeviceChanged, DeviceReport, LinkState, PrintSlip
from kiosk.texts import phrase
from tests.engine import answering
from tests.engine.answering import ADDRESS, acceptance, asked, bring, disclosure, sealed, written
from tests.engine.cabinet import Cabinet
from tests.session.test_my_dossier import lays_card, reports, words
from tests.session.world import CITIZEN, EngineHost, World

SPOKEN = answering.WORDS.splitlines()[0]


def deposited(engine: EngineHost, status: Status, **told: object) -> str:
    """A deposit of the citizen at this kiosk, as far as central reported."""

    def act(cabinet: Cabinet) -> str:
        cabinet.engine.seat_taken()
        dossier_id = cabinet.deposit()
        cabinet.ask(PrintSlip(slip="deposit", about=dossier_id))
        code = cabinet.core.state.deposits[dossier_id].deposit_code
        cabinet.engine.seat_left()
        reports(
            cabinet, dossier_id=dossier_id, deposit_code=code, status=status.value, viewer_tags=[], **told
        )
        return dossier_id

    return engine.do(act)


def until(engine: EngineHost, reached: Callable[[Cabinet], object]) -> None:
    waiting = threading.Event()
    for _ in range(600):
        if engine.do(reached):
            return
        waiting.wait(0.01)
    raise AssertionError("it never came about")


def enquired(engine: EngineHost) -> None:
    """Wait until the engine has handed an enquiry to sync."""
    until(engine, lambda cabinet: cabinet.carried)


def answers(engine: EngineHost, **told: object) -> None:
    """Central answers what is asked."""
    enquired(engine)
    engine.do(lambda cabinet: answering.answer(cabinet, **told))


def reads(kiosk: World, text: str) -> Explain:
    return kiosk.person.sees(Explain, like=lambda page: text in words(page), updated=True)


def offers(page: Explain) -> list[str]:
    return [button.name for button in page.buttons if button.enabled]


def offered_the_slip(engine: EngineHost, seat: Callable[..., World]) -> World:
    """A depositor's card lies there, the dossier is accepted, and its slip can be printed."""
    deposited(engine, Status.ACCEPTED)
    kiosk = seat()
    lays_card(kiosk)
    answers(engine, acceptance=acceptance())
    kiosk.person.sees(Explain, like=lambda page: "print-acceptance" in offers(page), updated=True)
    return kiosk


def test_the_officers_words_take_the_place_of_the_code_list(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    deposited(engine, Status.SUPPLEMENT_ASKED, asked=["KQ003453"], asked_more=True)
    kiosk = seat()
    lays_card(kiosk)
    reads(kiosk, "Đang hỏi cơ quan")
    answers(engine, written=written())
    page = reads(kiosk, SPOKEN)
    section = next(each for each in page.sections if each.heading == phrase("my-dossier.written"))
    assert [line.text.vi for line in section.lines] == answering.WORDS.splitlines()
    assert phrase("my-dossier.asked") not in [each.heading for each in page.sections]
    assert "Đang hỏi" not in words(page)
    assert CITIZEN.name not in words(page)


def test_a_refusal_says_why(engine: EngineHost, seat: Callable[..., World]) -> None:
    deposited(engine, Status.REFUSED)
    kiosk = seat()
    lays_card(kiosk)
    answers(engine, written=written(Status.REFUSED))
    page = reads(kiosk, SPOKEN)
    assert phrase("my-dossier.refused") in [each.heading for each in page.sections]
    assert offers(page) == ["close"]


@pytest.mark.parametrize("status", [Status.DEPOSITED, Status.IN_PROGRESS])
def test_what_has_nothing_more_to_tell_is_not_asked(
    engine: EngineHost, seat: Callable[..., World], status: Status
) -> None:
    engine.do(lambda cabinet: reports(cabinet, status=status.value))
    kiosk = seat()
    lays_card(kiosk)
    kiosk.person.sees(Explain)
    kiosk.person.touches("close")
    assert not [request for request in engine.requests if isinstance(request, AskPersonal)]


def test_the_acceptance_slip_is_printed_with_name_and_address_and_not_one_word_of_it_stays(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    deposited(engine, Status.ACCEPTED, due_date="2099-11-25")
    kiosk = seat()
    lays_card(kiosk)
    answers(engine, acceptance=acceptance())
    page = kiosk.person.sees(Explain, like=lambda page: "print-acceptance" in offers(page), updated=True)
    assert CITIZEN.name not in words(page)
    kiosk.person.touches("print-acceptance")
    done = kiosk.person.sees(TakeSlip, like=lambda page: not page.printing, updated=True)
    assert "tên quý vị" in done.what.vi
    printed = str(engine.do(lambda cabinet: cabinet.printer.printed[-1]))
    for told in ("GIẤY TIẾP NHẬN HỒ SƠ", "Mẫu số 01", "CỘNG HÒA XÃ HỘI", CITIZEN.name, ADDRESS, "0912345678",
                 "09:30 25/11/2026", "Phạm Thị Hòa", "H29.251-261120-0001"):  # fmt: skip
        assert told in printed
    assert "BẢN IN LẠI" not in printed
    journal = engine.do(lambda cabinet: str([r.event.model_dump() for r in cabinet.journal.read()]))
    assert CITIZEN.name not in journal
    assert ADDRESS not in journal
    kiosk.person.touches("close")
    kiosk.person.sees(Explain)
    kiosk.person.touches("print-acceptance")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing, updated=True)
    assert "BẢN IN LẠI" in str(engine.do(lambda cabinet: cabinet.printer.printed[-1]))


def test_nobody_is_let_go_while_a_paper_with_their_name_comes_out(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    kiosk = offered_the_slip(engine, seat)
    engine.do(lambda cabinet: setattr(cabinet.printer, "busy", True))
    kiosk.person.touches("print-acceptance")
    kiosk.person.sees(TakeSlip)
    frame = kiosk.person.sees_frame(lambda frame: not frame.finish)
    assert not frame.back
    until(engine, lambda cabinet: cabinet.printer.waiting)
    engine.do(lambda cabinet: cabinet.printer.waiting[0].execute())
    kiosk.person.sees(Explain)
    assert kiosk.person.sees_frame(lambda frame: frame.finish).back


def test_half_a_slip_is_asked_to_be_taken_along(engine: EngineHost, seat: Callable[..., World]) -> None:
    kiosk = offered_the_slip(engine, seat)
    engine.do(lambda cabinet: setattr(cabinet.printer, "failure", "PRN-008"))
    kiosk.person.touches("print-acceptance")
    assert "xin lấy đi" in str(kiosk.person.sees(Ending).lines)


def test_with_little_paper_left_the_slip_waits_for_people_who_hand_in(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    kiosk = offered_the_slip(engine, seat)
    low = DeviceReport(device="printer", state="online", facts={"paper": "low"})
    engine.tell(DeviceChanged(report=low))
    page = reads(kiosk, "Giấy in sắp hết")
    assert offers(page) == ["close"]


def test_a_slip_shows_the_words_and_offers_no_acceptance(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    dossier_id = deposited(engine, Status.SUPPLEMENT_ASKED)

    def payload(cabinet: Cabinet) -> str:
        code = cabinet.core.state.deposits[dossier_id].deposit_code
        return slip_qr(cabinet.core.keys.k_claim, "deposit", code).payload()

    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.person.touches("my-dossier")
    kiosk.person.sees(LayCard)
    kiosk.shows_code(engine.do(payload))
    answers(engine, written=written())
    assert offers(reads(kiosk, SPOKEN)) == ["close"]
    assert engine.do(asked).by == "slip"


def test_without_network_it_says_when_more_can_be_seen_and_asks_by_itself_when_it_is_back(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    deposited(engine, Status.SUPPLEMENT_ASKED, asked=["KQ003453"])
    engine.link_up = False
    kiosk = seat()
    lays_card(kiosk)
    page = reads(kiosk, "Chi tiết xem được khi có mạng")
    assert phrase("my-dossier.asked") in [each.heading for each in page.sections]
    assert offers(page) == ["close"]
    assert engine.do(lambda cabinet: cabinet.carried) == []
    engine.tell(LinkState(up=True))
    answers(engine, written=written())
    reads(kiosk, SPOKEN)


def test_an_office_that_does_not_answer_is_asked_again_on_wish(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    deposited(engine, Status.SUPPLEMENT_ASKED)
    kiosk = seat()
    lays_card(kiosk)
    enquired(engine)
    kiosk.time_passes(11)
    page = reads(kiosk, "Chưa hỏi được cơ quan")
    assert offers(page) == ["ask-again", "close"]
    engine.do(lambda cabinet: cabinet.carried.clear())
    kiosk.person.moves("ask-again")
    answers(engine, written=written())
    reads(kiosk, SPOKEN)


def test_an_answer_sealed_for_somebody_else_shows_nothing(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    dossier_id = deposited(engine, Status.SUPPLEMENT_ASKED)
    kiosk = seat()
    lays_card(kiosk)
    enquired(engine)

    def answer(cabinet: Cabinet) -> None:
        other = asked(cabinet).model_copy(update={"public_key": "07" * 32})
        bring(cabinet, other.request, sealed(other, disclosure(dossier_id, written=written())))

    engine.do(answer)
    page = reads(kiosk, "Chi tiết chưa hiện được")
    assert SPOKEN not in words(page)


def test_the_engine_tells_of_an_answer_nothing_but_sealed_bytes(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    deposited(engine, Status.SUPPLEMENT_ASKED)
    told: list[PersonalCame] = []
    kiosk = seat()
    lays_card(kiosk)
    enquired(engine)

    def answer(cabinet: Cabinet) -> None:
        answering.answer(cabinet, written=written())
        told.extend(event for event in cabinet.told if isinstance(event, PersonalCame))

    engine.do(answer)
    reads(kiosk, SPOKEN)
    assert len(told) == 1
    assert not re.search("Kín|chữ ký", told[0].model_dump_json())
    assert not [request for request in engine.requests if isinstance(request, PrintAcceptance)]
