"""What a picture shows, and the one thing the citizen is asked to do about it."""

import numpy as np
import pytest

from kiosk.capture.judge import Advice, judge
from kiosk.capture.look import flatten, upright_guess
from kiosk.capture.opencv import cv2
from kiosk.capture.page import find_page
from kiosk.capture.straighten import turn
from tests.capture.scenes import SCALE, photo

A4_PAPERS = ["declaration", "confirmation", "residence-change"]


@pytest.mark.parametrize("paper", [*A4_PAPERS, "receipt", "card-code"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_good_picture_needs_no_advice(paper: str, seed: int) -> None:
    seen = judge(photo(paper, seed).picture, pixels_per_mm=SCALE)
    assert seen.advice is None
    assert seen.ok
    assert seen.found
    assert seen.sharp
    assert [seen.glare, seen.covered, seen.cut_off, seen.too_dark, seen.blank, seen.moving] == [False] * 6


@pytest.mark.parametrize(
    ("defect", "advice"),
    [
        ("hand", Advice.TAKE_HAND_AWAY),
        ("glare", Advice.AVOID_GLARE),
        ("dark", Advice.MORE_LIGHT),
        ("out-of-focus", Advice.SMOOTH_THE_PAGE),
        ("cut-off", Advice.MOVE_INSIDE),
    ],
)
@pytest.mark.parametrize("paper", A4_PAPERS)
def test_each_defect_gets_its_advice(defect: str, advice: Advice, paper: str) -> None:
    seen = judge(photo(paper, 5, defect).picture, pixels_per_mm=SCALE)
    assert seen.advice is advice
    assert not seen.ok


@pytest.mark.parametrize("seed", [1, 2])
def test_an_empty_tray_asks_for_a_page(seed: int) -> None:
    seen = judge(photo("empty", seed).picture)
    assert seen.empty_tray
    assert seen.advice is Advice.LAY_A_PAGE


def test_a_hand_in_the_empty_tray_is_not_an_empty_tray() -> None:
    seen = judge(photo("empty", 1, "hand").picture)
    assert not seen.empty_tray
    assert seen.advice is Advice.TAKE_HAND_AWAY


def test_a_blank_side_is_asked_about_and_not_refused() -> None:
    seen = judge(photo("blank").picture, pixels_per_mm=SCALE)
    assert seen.blank
    assert seen.advice is Advice.BLANK_SIDE
    assert seen.ok


def test_three_lines_of_pencil_are_not_blank() -> None:
    shot = photo("blank", 2)
    pencilled = shot.picture.copy()
    middle = shot.corners.mean(axis=0)
    for row in range(3):
        at = (round(middle[0]) - 260, round(middle[1]) + row * 70)
        cv2.putText(pencilled, "ghi chu bang but chi", at, cv2.FONT_HERSHEY_SIMPLEX, 1.4, (150, 150, 150), 2)
    seen = judge(pencilled, pixels_per_mm=SCALE)
    assert not seen.blank


def test_movement_shows_against_the_picture_before() -> None:
    shot = photo("declaration")
    first = judge(shot.picture)
    shifted = np.roll(shot.picture, (20, 12), (0, 1))
    second = judge(shifted, first)
    assert not first.moving
    assert second.moving
    assert second.advice is Advice.HOLD_STILL
    assert not judge(shifted, second).moving


def test_a_sheet_that_was_not_there_before_counts_as_moving() -> None:
    before = judge(photo("empty").picture)
    assert judge(photo("declaration").picture, before).moving


def test_a_change_of_light_alone_is_not_a_page() -> None:
    brighter = cv2.convertScaleAbs(photo("empty").picture, alpha=1.6)
    assert judge(np.asarray(brighter, np.uint8)).empty_tray


def test_the_picture_itself_never_shows_in_the_text_of_a_judgement() -> None:
    assert "glimpse" not in repr(judge(photo("declaration").picture))


@pytest.mark.parametrize("paper", [*A4_PAPERS, "receipt"])
def test_a_page_upside_down_or_sideways_is_guessed(paper: str) -> None:
    shot = photo(paper, 1)
    page = find_page(shot.picture)
    assert page is not None
    wide, margin = flatten(shot.picture, page.corners, SCALE)
    sheet = np.ascontiguousarray(wide[margin:-margin, margin:-margin])
    assert [upright_guess(turn(sheet, quarter)) for quarter in range(4)] == [0, 3, 2, 1]


@pytest.mark.parametrize("paper", ["blank", "card-code"])
def test_where_there_is_hardly_print_nothing_is_guessed(paper: str) -> None:
    assert judge(photo(paper).picture, pixels_per_mm=SCALE).upright_guess is None
