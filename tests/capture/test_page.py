"""Finding the sheet: where its corners are, and that there is none when there is none."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.capture.evidence import clockwise
from kiosk.capture.judge import judge
from kiosk.capture.opencv import Picture, cv2
from kiosk.capture.page import find_page
from tests.capture.scenes import photo


@pytest.mark.parametrize(
    "paper", ["declaration", "confirmation", "residence-change", "receipt", "blank", "card-code"]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_corners_are_found_within_three_pixels(paper: str, seed: int) -> None:
    shot = photo(paper, seed)
    page = find_page(shot.picture)
    assert page is not None
    assert np.abs(page.corners - clockwise(shot.corners)).max() < 3


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_turned_sheet_is_found_just_as_well(quarter: int) -> None:
    shot = photo("receipt", 4, quarter=quarter)
    page = find_page(shot.picture)
    assert page is not None
    assert np.abs(page.corners - clockwise(shot.corners)).max() < 3


@pytest.mark.parametrize("defect", ["glare", "out-of-focus", "dark"])
def test_a_bad_picture_does_not_move_the_corners(defect: str) -> None:
    shot = photo("declaration", 5, defect)
    page = find_page(shot.picture)
    assert page is not None
    assert np.abs(page.corners - clockwise(shot.corners)).max() < 5


@pytest.mark.parametrize("seed", [1, 2])
def test_an_empty_tray_has_no_page(seed: int) -> None:
    assert find_page(photo("empty", seed).picture) is None


def test_noise_has_no_page() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (480, 640, 3)).astype(np.uint8)
    assert find_page(noise) is None


def test_a_grey_picture_serves_as_well_as_a_coloured_one() -> None:
    shot = photo("declaration")
    page = find_page(np.asarray(cv2.cvtColor(shot.picture, cv2.COLOR_BGR2GRAY), np.uint8))
    assert page is not None
    assert np.abs(page.corners - clockwise(shot.corners)).max() < 3


def test_corners_do_not_depend_on_the_size_of_the_picture() -> None:
    shot = photo("declaration")
    half = cv2.resize(shot.picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    page = find_page(np.asarray(half, np.uint8))
    assert page is not None
    assert np.abs(page.corners * 2 - clockwise(shot.corners)).max() < 4


def mutate(picture: Picture, draw: st.DrawFn) -> Picture:
    """A small, damaged piece of a photograph."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    height, width = picture.shape[:2]
    top, left = draw(st.integers(0, height - 2)), draw(st.integers(0, width - 2))
    piece = picture[
        top : top + draw(st.integers(1, height)), left : left + draw(st.integers(1, width))
    ].copy()
    for _ in range(draw(st.integers(0, 4))):
        y, x = int(rng.integers(piece.shape[0])), int(rng.integers(piece.shape[1]))
        piece[y : y + int(rng.integers(1, 200)), x : x + int(rng.integers(1, 200))] = rng.integers(0, 256)
    return piece[:, :, 0].copy() if draw(st.booleans()) else piece


@st.composite
def damaged_pictures(draw: st.DrawFn) -> Picture:
    small = cv2.resize(photo("residence-change").picture, (360, 480), interpolation=cv2.INTER_AREA)
    return mutate(np.asarray(small, np.uint8), draw)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged_pictures())
def test_no_picture_whatever_raises(picture: Picture) -> None:
    seen = judge(picture)
    assert seen.found == (seen.page is not None)
    again = judge(picture, seen)
    assert again.advice is not None or again.found


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (400, 1), (49, 49, 3), (50, 2000), (8, 8)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_picture_of_any_shape_is_judged(shape: tuple[int, ...], level: int) -> None:
    assert not judge(np.full(shape, level, np.uint8)).found
