"""From the photograph back to the sheet."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from kiosk.capture.evidence import clockwise
from kiosk.capture.opencv import Picture, cv2, grey_of
from kiosk.capture.page import find_page
from kiosk.capture.straighten import even_light, page_size, straighten, turn
from kiosk.devices.simulators.papers.scene import Scene, sheet_of
from tests.capture.scenes import SCALE, photo


def likeness(one: Picture, other: Picture) -> float:
    """Correlation of two pictures of print, 1 for the same."""
    first, second = (
        cv2.resize(grey_of(picture), (420, 594), interpolation=cv2.INTER_AREA).astype(np.float64).ravel()
        for picture in (one, other)
    )
    return float(np.corrcoef(first, second)[0, 1])


def printed(paper: str, seed: int) -> Picture:
    sheet = sheet_of(Scene(paper, seed=seed))
    assert sheet is not None
    return np.asarray(sheet.image.convert("RGB"))[:, :, ::-1].copy()


@pytest.mark.parametrize("paper", ["declaration", "confirmation", "residence-change"])
def test_the_straightened_page_is_the_sheet_that_was_laid(paper: str) -> None:
    page = find_page(photo(paper, 1).picture)
    assert page is not None
    flat = even_light(straighten(photo(paper, 1).picture, page.corners, 200, SCALE))
    truth = printed(paper, 1)
    assert likeness(flat, truth) > 0.8
    assert likeness(turn(flat, 2), truth) < 0.4


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_turning_by_hand_brings_a_turned_page_upright(quarter: int) -> None:
    page = find_page(photo("receipt", 4, quarter=quarter).picture)
    assert page is not None
    flat = straighten(photo("receipt", 4, quarter=quarter).picture, page.corners, 100, SCALE)
    assert likeness(even_light(turn(flat, -quarter)), printed("receipt", 4)) > 0.7


def test_a4_at_200_dpi_has_the_pixels_of_a4() -> None:
    shot = photo("declaration")
    flat = straighten(shot.picture, clockwise(shot.corners), 200)
    assert flat.shape[:2] == (2339, 1654)


def test_a_calibrated_camera_tells_a5_from_a4() -> None:
    width, height = page_size(clockwise(photo("receipt").corners), SCALE)
    assert (width, height) == pytest.approx((148, 210), abs=6)


def test_proportions_far_from_the_a_series_stay_as_they_are() -> None:
    width, height = page_size(clockwise(photo("card-code").corners), SCALE)
    assert width / height == pytest.approx(85.6 / 54, abs=0.05)


def test_even_light_removes_the_slope_of_the_lamps() -> None:
    shot = photo("blank", 1)
    flat = straighten(shot.picture, clockwise(shot.corners), 100)
    before, after = spread(flat), spread(even_light(flat))
    assert after < 0.5 * before
    assert after < 8


def spread(page: Picture) -> float:
    """The difference between the lightest and the darkest ninth of a page."""
    grey = grey_of(page)[40:-40, 40:-40].astype(np.float64)
    parts = [np.median(part) for row in np.array_split(grey, 3) for part in np.array_split(row, 3, axis=1)]
    return float(max(parts) - min(parts))


def test_even_light_leaves_a_dark_photograph_dark() -> None:
    page: npt.NDArray[np.uint8] = np.full((1100, 780, 3), 225, np.uint8)
    page[200:500, 100:320] = 60
    assert float(even_light(page)[250:450, 150:270].mean()) < 80


def test_yellow_paper_stays_yellow() -> None:
    page = np.zeros((1100, 780, 3), np.uint8)
    page[:] = (150, 180, 190)
    blue, _, red = (float(channel.mean()) for channel in cv2.split(even_light(page)))
    assert red - blue > 30


def test_four_quarter_turns_are_none_and_one_is_clockwise() -> None:
    page = np.zeros((3, 2, 3), np.uint8)
    page[0, 0] = 9
    assert np.array_equal(turn(page, 4), page)
    assert turn(page, 1).shape == (2, 3, 3)
    assert turn(page, 1)[0, 2].tolist() == [9, 9, 9]
    assert Image.fromarray(turn(page, 3)).size == (3, 2)
