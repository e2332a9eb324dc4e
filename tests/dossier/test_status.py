"""Which state of a dossier may follow which."""

from itertools import pairwise

import pytest

from kiosk.dossier.status import Status, StatusError, followers, is_final, moved

USUAL = [Status.DEPOSITED, Status.ACCEPTED, Status.IN_PROGRESS, Status.DONE, Status.HANDED_OVER]


def test_the_numbers_are_those_of_the_national_portal() -> None:
    assert {state.value: state.name for state in Status} == {
        1: "DEPOSITED",
        2: "ACCEPTED",
        3: "REFUSED",
        4: "IN_PROGRESS",
        5: "SUPPLEMENT_ASKED",
        6: "PAYMENT_ASKED",
        7: "WITHDRAWN",
        8: "STOPPED",
        9: "DONE",
        10: "HANDED_OVER",
    }


def test_the_usual_way_leads_from_deposit_to_handing_over() -> None:
    for present, following in pairwise(USUAL):
        assert moved(present, following) is following


@pytest.mark.parametrize("asked", [Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED])
def test_what_the_citizen_must_do_interrupts_the_work_and_leads_back_to_it(asked: Status) -> None:
    assert moved(moved(Status.IN_PROGRESS, asked), Status.IN_PROGRESS) is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("present", "following"),
    [
        (Status.DEPOSITED, Status.DONE),
        (Status.DEPOSITED, Status.IN_PROGRESS),
        (Status.DEPOSITED, Status.HANDED_OVER),
        (Status.REFUSED, Status.ACCEPTED),
        (Status.DONE, Status.WITHDRAWN),
        (Status.DONE, Status.IN_PROGRESS),
        (Status.HANDED_OVER, Status.DONE),
        (Status.ACCEPTED, Status.ACCEPTED),
        (Status.ACCEPTED, Status.DEPOSITED),
        (Status.SUPPLEMENT_ASKED, Status.DONE),
    ],
)
def test_other_ways_are_closed(present: Status, following: Status) -> None:
    with pytest.raises(StatusError):
        moved(present, following)


def test_only_a_finished_dossier_is_handed_over() -> None:
    assert [state for state in Status if Status.HANDED_OVER in followers(state)] == [Status.DONE]


def test_withdrawing_is_open_exactly_until_there_is_a_result() -> None:
    open_states = {state for state in Status if Status.WITHDRAWN in followers(state)}
    assert open_states == {
        Status.DEPOSITED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.SUPPLEMENT_ASKED,
        Status.PAYMENT_ASKED,
    }


def test_every_state_is_reached_from_the_deposit_and_four_are_final() -> None:
    reached, frontier = {Status.DEPOSITED}, [Status.DEPOSITED]
    while frontier:
        new = followers(frontier.pop()) - reached
        reached |= new
        frontier.extend(new)
    assert reached == set(Status)
    finals = {state for state in Status if is_final(state)}
    assert finals == {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.HANDED_OVER}
