"""How far my dossiers are: by card and slip, by a code alone, and when nothing is known."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.devices.contract import DeviceState
from kiosk.dossier.claims import collector_hash, collector_tag
from kiosk.dossier.progress import digits_of
from kiosk.engine.slip_codes import slip_qr
from kiosk.messages import outbox
from kiosk.messages.pages import (
    Ending,
    EnterDigits,
    Explain,
    Farewell,
    Home,
    LayCard,
    OpenDoor,
    Pick,
    WhatWaits,
)
from kiosk.messages.seat import LinkState
from kiosk.texts import phrase
from tests.engine.cabinet import K_CLAIM, SALT, Cabinet
from tests.session.test_collect import CODE, a_result_waits
from tests.session.world import CITIZEN, NEIGHBOUR, EngineHost, World, soon

FOREIGN = "H29.251-261119-0007"


def reports(cabinet: Cabinet, **data: Any) -> None:
    """Central tells how far a dossier of the citizen is, filed elsewhere unless said otherwise."""
    dossier_id = data.pop("dossier_id", str(uuid.uuid4()))
    tag = collector_tag(K_CLAIM, dossier_id, collector_hash(CITIZEN.id_number, SALT))
    told = {
        "dossier_id": dossier_id,
        "dossier_code": FOREIGN,
        "procedure": "1.004873",
        "status": 4,
        "viewer_tags": [tag],
        **data,
    }
    number, raw, signature = cabinet.directive("dossier.status", told)
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)


def lays_card(kiosk: World, card: Any = CITIZEN) -> None:
    kiosk.person.sees(Home)
    kiosk.person.touches("my-dossier")
    kiosk.person.sees(LayCard)
    kiosk.lays(card)


def types(kiosk: World, code: str) -> None:
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", digits_of(code))


def words(page: Explain) -> str:
    return page.model_dump_json()


def test_the_card_shows_status_official_term_due_date_and_when_it_was_known(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet, due_date="2099-11-25"))
    kiosk = seat()
    lays_card(kiosk)
    page = kiosk.person.sees(Explain)
    assert page.title.vi == "Cơ quan đang giải quyết"
    texts = [line.text.vi for line in page.sections[0].lines]
    assert "Trạng thái: Đang xử lý" in texts
    assert "Hẹn trả: 25/11/2099" in texts
    assert "Cập nhật lúc 22:00, 20/11/2026" in str(page.lead)
    assert FOREIGN in words(page)
    assert CITIZEN.name not in words(page)
    kiosk.person.touches("close")
    kiosk.person.sees(Farewell)


def test_what_is_asked_is_named_from_the_code_list(engine: EngineHost, seat: Callable[..., World]) -> None:
    asked = {"status": 5, "asked": ["KQ003453", "NO-SUCH"], "asked_more": False}
    engine.do(lambda cabinet: reports(cabinet, **asked))
    kiosk = seat()
    lays_card(kiosk)
    page = kiosk.person.sees(Explain)
    procedure = engine.cabinet.catalogue.procedure("1.004873", engine.cabinet.clock.now.date())
    name = next(c.name for c in procedure.components if c.code == "KQ003453")
    section = page.sections[1]
    assert section.heading == phrase("my-dossier.asked")
    assert section.lines[0].text == name
    assert [line.text for line in section.lines[1:]] == [phrase("my-dossier.asking")]
    assert "NO-SUCH" not in words(page)


def test_a_late_dossier_says_so_and_whom_to_ask(engine: EngineHost, seat: Callable[..., World]) -> None:
    engine.do(lambda cabinet: reports(cabinet, due_date="2026-01-05"))
    kiosk = seat()
    lays_card(kiosk)
    assert "đã quá hạn" in words(kiosk.person.sees(Explain))


def test_several_dossiers_are_listed_and_back_leads_to_the_list(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    for number in range(8):
        code = f"H29.251-261119-{number + 1:04}"
        engine.do(lambda cabinet, code=code: reports(cabinet, dossier_code=code))  # type: ignore[misc]
        engine.do(lambda cabinet: cabinet.clock.pass_time(1))
    kiosk = seat()
    lays_card(kiosk)
    page = kiosk.person.sees(Pick)
    assert len(page.options) == 6
    kiosk.person.touches("more-choices")
    page = kiosk.person.sees(Pick, like=lambda page: len(page.options) == 2)
    kiosk.person.touches(page.options[1].name)
    assert "261119-0001" in words(kiosk.person.sees(Explain))
    kiosk.person.touches("back")
    kiosk.person.sees(Pick)


def test_what_waits_is_shown_with_its_form_and_collected_with_the_same_card(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: cabinet.engine.seat_taken())
    number = a_result_waits(engine)
    kiosk = seat()
    lays_card(kiosk)
    page = kiosk.person.sees(Explain)
    assert f"Bản giấy, ngăn {number}" in words(page)
    kiosk.person.touches("collect-now")
    kiosk.person.touches(kiosk.person.sees(WhatWaits).options[0].name)
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("typed", CODE)
    assert kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open").compartment == number
    assert kiosk.cards.read_calls == 1


def test_a_slip_shows_its_deposit_that_has_not_left_the_machine(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    def stage(cabinet: Cabinet) -> str:
        cabinet.engine.seat_taken()
        _, code = cabinet.stage(originals=False)
        return slip_qr(cabinet.engine.dossiers._core.keys.k_claim, "deposit", code).payload()

    payload = engine.do(stage)
    engine.leave_seat()
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.person.touches("my-dossier")
    kiosk.person.sees(LayCard)
    kiosk.shows_code(payload)
    page = kiosk.person.sees(Explain)
    assert "chưa gửi" in page.title.vi
    assert "Trạng thái: Mới đăng ký" in words(page)
    assert kiosk.cards.read_calls == 0


def test_a_typed_code_shows_status_and_date_and_never_whose(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet, due_date="2099-11-25", status=5, asked=["KQ003453"]))
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.person.touches("my-dossier")
    kiosk.person.sees(LayCard)
    kiosk.person.touches("type-code")
    types(kiosk, FOREIGN)
    page = kiosk.person.sees(Explain)
    assert "Hẹn trả: 25/11/2099" in words(page)
    assert "hôn nhân" not in words(page)
    assert len(page.sections) == 2
    assert kiosk.cards.read_calls == 0


def test_an_unknown_code_can_be_corrected_and_too_many_have_to_wait(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet))
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.person.touches("my-dossier")
    kiosk.person.sees(LayCard)
    kiosk.person.touches("type-code")
    for _ in range(5):
        types(kiosk, "9999999999999999")
        page = kiosk.person.sees(EnterDigits, like=lambda page: page.error is not None)
        assert page.value == "9999999999999999"
        assert "hỏi cán bộ" in str(page.error)
    types(kiosk, FOREIGN)
    page = kiosk.person.sees(EnterDigits, like=lambda page: "giây" in str(page.error))
    kiosk.time_passes(40)
    types(kiosk, FOREIGN)
    kiosk.person.sees(Explain)


def test_who_has_nothing_here_is_told_whom_to_ask_and_may_type_a_code(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet))
    kiosk = seat()
    lays_card(kiosk, NEIGHBOUR)
    page = kiosk.person.sees(Explain)
    assert "028 3999 9999" in words(page)
    assert "Đường Số 1" in words(page)
    kiosk.person.touches("type-code")
    types(kiosk, FOREIGN)
    kiosk.person.sees(Explain, like=lambda page: "Đang xử lý" in words(page))


def test_without_network_the_last_word_is_shown_with_its_time(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet))
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.engine.tell(LinkState(up=False))
    kiosk.person.sees_frame(lambda frame: frame.banner is not None)
    lays_card(kiosk)
    lead = str(kiosk.person.sees(Explain).lead)
    assert "22:00, 20/11/2026" in lead
    assert "Mất mạng" in lead


def test_with_reader_and_camera_broken_a_code_can_still_be_typed(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet))
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.breaks("card_reader", DeviceState.NO_DEVICE)
    kiosk.breaks("document_camera", DeviceState.NO_DEVICE)
    kiosk.person.sees(Home, like=lambda page: not page.tiles[0].available, updated=True)
    kiosk.person.touches("my-dossier")
    assert "Đầu đọc" in str(kiosk.person.sees(LayCard, like=lambda page: page.error is not None).error)
    kiosk.person.touches("type-code")
    types(kiosk, FOREIGN)
    kiosk.person.sees(Explain)


@pytest.mark.parametrize("status", range(1, 11))
def test_every_status_is_told_in_plain_words_with_its_official_term(
    engine: EngineHost, seat: Callable[..., World], status: int
) -> None:
    engine.do(lambda cabinet: reports(cabinet, status=status))
    kiosk = seat()
    lays_card(kiosk)
    page = kiosk.person.sees(Explain)
    official = engine.cabinet.catalogue.statuses[status].name.vi  # type: ignore[index]
    assert f"Trạng thái: {official}" in words(page)
    assert len(page.title.vi.split()) <= 12


@pytest.mark.parametrize(("status", "promised"), [(1, True), (3, False), (7, False), (8, False), (10, False)])
def test_a_dossier_on_which_nobody_works_any_more_promises_no_day(
    engine: EngineHost, seat: Callable[..., World], status: int, promised: bool
) -> None:
    engine.do(lambda cabinet: reports(cabinet, status=status))
    kiosk = seat()
    lays_card(kiosk)
    assert ("ngày hẹn trả" in words(kiosk.person.sees(Explain))) == promised


def test_whoever_walks_away_leaves_nothing_on_the_screen(
    engine: EngineHost, seat: Callable[..., World]
) -> None:
    engine.do(lambda cabinet: reports(cabinet))
    kiosk = seat(idle=soon(30))
    lays_card(kiosk)
    kiosk.person.sees(Explain)
    assert "không có ai" in kiosk.person.sees(Ending).title.vi
