"""Calling numbers: who is next, who came, who did not, what the board shows, what kiosks are told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.journal.facts import CATALOGUE
from tests.officers.pages import attribute, problem_of
from tests.officers.tickets import issue
from tests.officers.world import OTHER_UNIT, UNIT, make_kiosk, make_officer

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk, Officer


def page(browser: Client, counter: str = "1") -> str:
    reply: Any = browser.get(f"/hall/counters/{counter}/")
    assert reply.status_code == 200
    return str(reply.content.decode())


def does(browser: Client, what: str, counter: str = "1", ticket: str = "") -> Any:
    """Touch a button of the page as it stands."""
    seen = attribute(page(browser, counter), "current", "data-key")
    data = {"seen": seen, "ticket": ticket or seen}
    return browser.post(f"/hall/counters/{counter}/{what}", data)


def called(browser: Client, counter: str = "1") -> str:
    assert does(browser, "next", counter).status_code == 302
    return attribute(page(browser, counter), "current", "data-number")


def on_board(unit: str = UNIT) -> list[tuple[str, str]]:
    from django.test import Client

    shown = Client(SERVER_NAME="localhost").get(f"/hall/board/{unit}/").content.decode()
    return re.findall(r'data-number="(\w+)" data-counter="(\w+)"', shown)


def waiting(browser: Client, counter: str = "1") -> int:
    return int(attribute(page(browser, counter), "waiting", "data-count"))


def test_numbers_are_called_in_the_order_in_which_they_were_taken(kiosk: Kiosk, browser: Client) -> None:
    for number in ("A001", "A002"):
        issue(kiosk, number)
    assert waiting(browser) == 2
    assert [called(browser), called(browser)] == ["A001", "A002"]
    assert waiting(browser) == 0
    assert called(browser) == ""


def test_priority_goes_first_but_after_three_in_a_row_one_without(kiosk: Kiosk, browser: Client) -> None:
    for number in ("A001", "A002"):
        issue(kiosk, number)
    for number in ("A003", "A004", "A005", "A006", "A007"):
        issue(kiosk, number, priority=True)
    order = [called(browser) for _ in range(7)]
    assert order == ["A003", "A004", "A005", "A001", "A006", "A007", "A002"]


def test_one_line_serves_two_counters_and_no_other_line(kiosk: Kiosk, browser: Client) -> None:
    issue(kiosk, "A001", counters=("2", "3"))
    issue(kiosk, "A002", counters=("2", "3"))
    assert called(browser, "1") == ""
    assert (called(browser, "3"), called(browser, "2")) == ("A001", "A002")


def test_numbers_of_two_kiosks_wait_in_one_line(kiosk: Kiosk, browser: Client) -> None:
    other = make_kiosk(UNIT, 8802)
    issue(other, "C001")
    issue(kiosk, "A001")
    assert [called(browser), called(browser)] == ["C001", "A001"]


def test_who_does_not_come_is_skipped_and_can_be_called_once_the_counter_is_free(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.hall.models import Ticket

    issue(kiosk, "A001")
    issue(kiosk, "A002")
    called(browser)
    assert does(browser, "recall").status_code == 302
    assert Ticket.objects.get(number="A001").calls == 2
    does(browser, "skip")
    assert attribute(page(browser), "current", "data-number") == ""
    assert called(browser) == "A002"
    skipped = str(Ticket.objects.get(number="A001").pk)
    assert does(browser, "recall", ticket=skipped).status_code == 422
    does(browser, "done")
    does(browser, "recall", ticket=skipped)
    assert attribute(page(browser), "current", "data-number") == "A001"


def test_a_second_officer_at_the_same_counter_cannot_call_over_the_first(
    kiosk: Kiosk, browser: Client
) -> None:
    issue(kiosk, "A001")
    issue(kiosk, "A002")
    called(browser)
    late: Any = browser.post("/hall/counters/1/next", {"seen": ""})
    assert (late.status_code, problem_of(late)) == (422, "hall.moved_on")
    assert attribute(page(browser), "current", "data-number") == "A001"
    assert waiting(browser) == 1


def test_a_button_touched_twice_calls_one_number(kiosk: Kiosk, browser: Client) -> None:
    issue(kiosk, "A001")
    issue(kiosk, "A002")
    first = browser.post("/hall/counters/1/next", {"seen": ""})
    again = browser.post("/hall/counters/1/next", {"seen": ""})
    assert (first.status_code, again.status_code) == (302, 422)
    assert waiting(browser) == 1


def test_the_board_shows_the_last_three_calls_to_anybody_and_nothing_else(
    kiosk: Kiosk, browser: Client
) -> None:
    assert on_board() == []
    for number in ("A001", "A002", "A003", "A004"):
        issue(kiosk, number, priority=number == "A002")
    for _ in range(4):
        called(browser)
    assert on_board() == [("A004", "1"), ("A003", "1"), ("A001", "1")]
    does(browser, "recall")
    assert on_board()[0] == ("A004", "1")


def test_a_number_that_is_called_again_returns_to_the_top_of_the_board(kiosk: Kiosk, browser: Client) -> None:
    issue(kiosk, "A001")
    issue(kiosk, "A002", counters=("2", "3"))
    called(browser, "1")
    called(browser, "2")
    assert on_board()[0] == ("A002", "2")
    does(browser, "recall", "1")
    assert on_board() == [("A001", "1"), ("A002", "2")]


def test_yesterdays_numbers_are_neither_called_nor_shown(kiosk: Kiosk, browser: Client) -> None:
    from django.utils.timezone import localtime, now

    issue(kiosk, "A057", at=localtime(now()) - timedelta(days=1))
    assert waiting(browser) == 0
    assert called(browser) == ""


def test_a_number_of_a_kiosk_with_an_unchecked_clock_counts_on_the_day_it_arrives(
    kiosk: Kiosk, browser: Client
) -> None:
    from django.utils.timezone import localtime, now

    issue(kiosk, "A058", at=localtime(now()) - timedelta(days=300), clock="unsynced")
    assert called(browser) == "A058"


def test_a_row_that_comes_twice_is_one_number(kiosk: Kiosk, browser: Client) -> None:
    from central.dossiers.projection import project, project_again

    issue(kiosk, "A001")
    project_again("ticket.issued/1")
    project(kiosk)
    assert waiting(browser) == 1


def test_the_kiosks_are_told_who_waits_and_up_to_which_row_that_is_counted(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.hall.arrivals import who_waits

    assert who_waits(kiosk) == {"seq": 0, "lines": {}}
    issue(kiosk, "A001")
    issue(kiosk, "A002", priority=True)
    issue(kiosk, "A003", counters=("2", "3"))
    called(browser)
    lines = {"1": {"people": 1, "priority": 0}, "2 3": {"people": 1, "priority": 0}}
    assert who_waits(kiosk) == {"seq": 3, "lines": lines}
    assert who_waits(make_kiosk(UNIT, 8803)) == {"seq": 0, "lines": lines}
    assert who_waits(make_kiosk(OTHER_UNIT, 8804))["lines"] == {}


def test_a_kiosk_out_of_reach_is_named_at_the_counter(kiosk: Kiosk, browser: Client) -> None:
    from django.utils.timezone import now

    assert "quiet-kiosk" not in page(browser)
    kiosk.seen_at = now() - timedelta(minutes=9)
    kiosk.save()
    assert f"Máy {kiosk.kiosk_id} mất liên lạc" in page(browser)


def test_another_units_numbers_stay_its_own(kiosk: Kiosk, browser: Client, officer: Officer) -> None:
    from django.test import Client

    issue(kiosk, "A001")
    stranger = Client(SERVER_NAME="localhost")
    stranger.force_login(make_officer("le.thi.vi.du", OTHER_UNIT).user)
    assert called(stranger) == ""
    assert on_board(OTHER_UNIT) == []
    assert called(browser) == "A001"


@pytest.mark.parametrize("address", ["/hall/", "/hall/counters/1/"])
def test_calling_needs_an_officer(address: str) -> None:
    from django.test import Client

    reply = Client(SERVER_NAME="localhost").get(address)
    assert reply.status_code == 302
    assert reply["Location"].startswith("/login")


@pytest.mark.parametrize(
    "address",
    ["/hall/counters/99/", "/hall/board/X99/", "/hall/counters/1/next", "/hall/counters/1/dance"],
)
def test_what_does_not_exist_says_so(browser: Client, address: str) -> None:
    assert browser.get(address).status_code in {404, 405}


def test_both_languages_of_the_counters_page_are_whole(kiosk: Kiosk, browser: Client) -> None:
    issue(kiosk, "A001")
    called(browser)
    browser.cookies["django_language"] = "en"
    assert "Done, call the next" in page(browser)
    assert "Which counter are you at?" in browser.get("/hall/").content.decode()


def test_central_reads_what_the_kiosk_writes() -> None:
    fields = set(CATALOGUE.models["ticket.issued/1"].model_fields)
    assert fields == {"ticket", "number", "day", "count", "field", "counters", "priority"}
