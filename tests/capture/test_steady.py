"""Taking the picture by itself, once a sheet."""

from dataclasses import replace

import numpy as np

from kiosk.capture.judge import Advice, Judgement, judge
from kiosk.capture.page import Page
from kiosk.capture.steady import Steady
from tests.capture.scenes import photo

SHEET = Page(np.array([[100.0, 100], [1100, 100], [1100, 1500], [100, 1500]]), 0.9)
GOOD = Judgement(found=True, sharp=True, page=SHEET)


def moved(by: float) -> Judgement:
    return replace(GOOD, page=Page(SHEET.corners + by, 0.9))


def test_the_picture_is_taken_after_so_many_good_ones_and_only_once() -> None:
    steady = Steady(4)
    assert [steady.see(GOOD) for _ in range(10)] == [False, False, False, True] + [False] * 6


def test_progress_grows_and_falls_back_when_the_sheet_moves() -> None:
    steady = Steady(4)
    for _ in range(3):
        steady.see(GOOD)
    assert steady.progress == 0.75
    steady.see(replace(GOOD, moving=True, advice=Advice.HOLD_STILL))
    assert steady.progress == 0


def test_a_picture_with_advice_is_never_taken() -> None:
    steady = Steady(1)
    assert not any(
        steady.see(replace(GOOD, advice=advice)) for advice in Advice if advice is not Advice.BLANK_SIDE
    )


def test_a_new_sheet_is_taken_after_the_tray_was_empty() -> None:
    steady = Steady(2)
    assert [steady.see(GOOD), steady.see(GOOD)] == [False, True]
    steady.see(Judgement(empty_tray=True, advice=Advice.LAY_A_PAGE))
    assert [steady.see(GOOD), steady.see(GOOD)] == [False, True]


def test_the_same_sheet_pushed_aside_and_held_still_is_taken_again() -> None:
    steady = Steady(2)
    assert [steady.see(GOOD), steady.see(GOOD)] == [False, True]
    assert [steady.see(moved(90)), steady.see(moved(90))] == [False, True]


def test_the_person_may_ask_for_the_same_sheet_again() -> None:
    steady = Steady(1)
    assert steady.see(GOOD)
    assert not steady.see(GOOD)
    steady.again()
    assert steady.see(GOOD)


def test_real_pictures_of_a_sheet_lying_still_are_taken() -> None:
    steady, before = Steady(3), None
    taken = []
    for _ in range(5):
        before = judge(photo("declaration").picture, before)
        taken.append(steady.see(before))
    assert taken == [False, False, True, False, False]
