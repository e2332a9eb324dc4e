"""Going back, changing an answer from the review, finishing, and being away."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages.pages import (
    ConfirmIdentity,
    Ending,
    EnterDigits,
    Explain,
    Farewell,
    Home,
    OpenDoor,
    Page,
    Pick,
    Review,
    ScannedPages,
    ScanPage,
    TakeSlip,
)
from kiosk.messages.seat import BeginDeposit, Reserve
from tests.session.doings import (
    chooses_procedure,
    comes_to_open_door,
    comes_to_review,
)
from tests.session.world import World, soon


def kinds_on_the_way_back(kiosk: World) -> list[str]:
    """Touch "back" until the home page is there; the kinds of page passed."""
    kinds = []
    while True:
        page = kiosk.person.sees(Page)
        kinds.append(page.kind)
        if page.kind == "home":
            return kinds
        kiosk.person.touches("back")


def test_back_leads_through_every_answer_to_the_home_page_and_repeats_no_effect(kiosk: World) -> None:
    comes_to_review(kiosk)
    assert kinds_on_the_way_back(kiosk) == [
        "review",
        "scanned-pages",
        "scanned-pages",
        "pick",
        "enter-digits",
        "confirm-identity",
        "explain",
        "explain",
        "pick",
        "pick",
        "pick",
        "explain",
        "pick",
        "pick",
        "home",
    ]
    counts = [type(request) for request in kiosk.engine.requests]
    assert counts.count(Reserve) == 1
    assert counts.count(BeginDeposit) == 1
    assert kiosk.cards.read_calls == 1


def test_on_the_way_forward_again_the_card_is_not_read_twice_and_pages_are_kept(kiosk: World) -> None:
    person = kiosk.person
    comes_to_review(kiosk)
    for kind in (Review, ScannedPages, ScannedPages, Pick, EnterDigits):
        person.sees(kind)
        person.touches("back")
    person.sees(ConfirmIdentity)
    person.touches("its-me")
    assert person.sees(EnterDigits).value == "0912345678"
    person.touches("typed", "0987654321")
    person.sees(Pick)
    person.touches("me")
    for _ in range(2):
        person.sees(ScannedPages)
        person.touches("pages-done")
    rows = [row.value.vi for row in person.sees(Review).rows]
    assert "0987654321" in rows
    assert kiosk.cards.read_calls == 1
    assert kiosk.camera.taken == 2


def test_changing_the_phone_from_the_review_leads_straight_back_to_it(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.touches("change", "phone")
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("no-phone")
    assert "Không có" in [row.value.vi for row in kiosk.person.sees(Review).rows]


def test_back_from_a_change_leaves_everything_as_it_was(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.touches("change", "phone")
    kiosk.person.sees(EnterDigits)
    kiosk.person.touches("back")
    assert "0912345678" in [row.value.vi for row in kiosk.person.sees(Review).rows]


def test_changing_a_case_keeps_what_still_fits_and_drops_the_pages_of_what_does_not(kiosk: World) -> None:
    person = kiosk.person
    comes_to_review(kiosk)
    person.touches("change", "case:reissue")
    person.sees(Pick)
    person.touches("no")
    person.sees(Explain)
    person.touches("have-all")
    review = person.sees(Review)
    assert review.leave == []
    person.touches("hand-in")
    person.sees(TakeSlip, like=lambda page: not page.printing)
    assert len(kiosk.engine.do(lambda cabinet: list(cabinet.vault.names()))) == 3


def test_changing_the_procedure_asks_field_and_procedure_anew(kiosk: World) -> None:
    person = kiosk.person
    comes_to_review(kiosk)
    person.touches("change", "field")
    assert person.sees(Pick).layout == "tiles"
    person.touches("G15-TP07")
    assert person.sees(Pick).layout == "list"
    person.touches("1.004873")
    person.sees(Review)


def test_looking_at_one_paper_again_from_the_review(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.touches("change", "scan:KQ003448")
    kiosk.person.sees(ScannedPages)
    kiosk.person.touches("pages-done")
    kiosk.person.sees(Review)


def test_finish_in_the_middle_ends_at_once_and_drops_the_pages(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.touches("finish")
    assert kiosk.person.sees(Ending).title.vi == "Đã kết thúc theo ý quý vị"
    kiosk.person.touches("close")
    kiosk.person.sees(Farewell)
    kiosk.person.sees_end()
    kiosk.ends()
    assert "deposit.dropped/1" in kiosk.engine.events()
    assert kiosk.engine.do(lambda cabinet: list(cabinet.vault.names())) == []


def test_nobody_there_is_warned_then_everything_is_wiped(seat: Callable[..., World]) -> None:
    kiosk = seat(idle=soon(25))
    chooses_procedure(kiosk)
    overlay = kiosk.person.sees_overlay()
    assert overlay.seconds == 20
    assert kiosk.person.sees(Ending).title.vi == "Đã kết thúc vì không có ai"
    kiosk.person.sees_end()
    kiosk.ends()


def test_i_need_more_time_may_be_said_ten_times_and_more(seat: Callable[..., World]) -> None:
    kiosk = seat(idle=soon(10))
    chooses_procedure(kiosk)
    for _ in range(11):
        kiosk.person.sees_overlay()
        kiosk.person.moves("more-time")
        kiosk.person.sees_no_overlay()
    kiosk.person.touches("next")
    kiosk.person.sees(Pick)


def test_touching_the_glass_counts_as_being_there(seat: Callable[..., World]) -> None:
    kiosk = seat(idle=soon(40))
    chooses_procedure(kiosk)
    for _ in range(3):
        kiosk.person.sees(Explain, updated=True)
        kiosk.person.is_noticed()
    assert kiosk.person.overlay is None


def test_on_the_home_page_nobody_is_warned_and_after_somebody_looked_in_the_seat_is_renewed(
    seat: Callable[..., World],
) -> None:
    kiosk = seat()
    kiosk.person.sees(Home)
    kiosk.leaps(4000)
    kiosk.person.touches("look-up")
    kiosk.person.sees(Pick)
    kiosk.person.touches("back")
    kiosk.person.sees(Home)
    kiosk.leaps(2900)
    assert kiosk.person.overlay is None
    assert not kiosk.person.closed
    kiosk.leaps(200)
    kiosk.person.sees_end()
    kiosk.ends()


def test_a_second_tap_on_the_same_button_before_the_first_was_dealt_with_means_nothing(kiosk: World) -> None:
    comes_to_review(kiosk)
    kiosk.person.touches("change", "scan:KQ003448")
    kiosk.person.sees(ScannedPages)
    kiosk.person.touches("add-page")
    kiosk.person.sees(ScanPage)
    kiosk.lays_paper()
    kiosk.person.sees(ScannedPages, like=lambda page: page.count == 2)
    kiosk.person.touches("remove", "1")
    kiosk.person.touches("remove", "1")
    kiosk.person.sees(ScannedPages, like=lambda page: page.count == 1)
    kiosk.person.touches("pages-done")
    kiosk.person.sees(Review)


def test_away_while_a_door_stands_open_ends_nothing_until_it_is_closed(seat: Callable[..., World]) -> None:
    kiosk = seat(idle=soon(20))
    number = comes_to_open_door(kiosk)
    kiosk.time_passes(60)
    while sum(type(request).__name__ == "CallHelp" for request in kiosk.engine.requests) < 1:
        assert kiosk.person.overlay is None or kiosk.person.overlay.title is None
        kiosk.person.sees(OpenDoor, updated=True)
    kiosk.closes_door(number)
    kiosk.person.sees(Ending)
    kiosk.person.sees_end()
    kiosk.ends()
    assert "deposit.accepted/1" in kiosk.engine.events()


def test_finish_after_staging_asks_and_ends_safely(kiosk: World) -> None:
    person = kiosk.person
    number = comes_to_open_door(kiosk)
    person.moves("finish")
    assert "đóng cửa" in str(person.sees_overlay().title)
    person.moves("go-on")
    person.sees_no_overlay()
    kiosk.closes_door(number)
    person.sees(OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons))
    person.moves("finish")
    assert [button.name for button in person.sees_overlay().buttons] == ["go-on", "end-now"]
    person.touches("end-now")
    ending = person.sees(Ending)
    assert [len(group) for group in ending.code.split()] == [4, 4, 4, 4]
    assert "deposit.accepted/1" in kiosk.engine.events()


def test_help_is_reported_and_the_page_stays(kiosk: World) -> None:
    chooses_procedure(kiosk)
    kiosk.person.moves("help")
    assert "028 3999 9999" in str(kiosk.person.sees_overlay().title)
    kiosk.person.moves("go-on")
    kiosk.person.sees_no_overlay()
    kiosk.person.touches("next")
    kiosk.person.sees(Pick)
    assert "help.called/1" in kiosk.engine.events()


def test_two_touches_on_one_button_count_once(kiosk: World) -> None:
    number = comes_to_open_door(kiosk)
    kiosk.closes_door(number)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons))
    kiosk.person.touches("placed")
    kiosk.person.touches("placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    assert kiosk.engine.events().count("deposit.accepted/1") == 1
