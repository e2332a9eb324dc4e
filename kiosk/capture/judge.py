"""Is this a picture worth keeping, and if not, what should the person at the tray do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from kiosk.capture.look import (
    covered_share,
    flatten,
    glare_share,
    ink,
    paper_level,
    skin_share,
    upright_guess,
)
from kiosk.capture.opencv import Picture, Points, cv2, grey_of
from kiosk.capture.page import Page, find_page
from kiosk.capture.sharpness import edge_slope

# Relative slope per pixel; 0.25 at 145 to 200 dpi is where reading begins to fail
SHARP_SLOPE = 0.25
GLARE_SHARE = 0.0015
COVERED_SHARE = 0.05
SKIN_SHARE = 0.012
DARKEST_TRAY = 18.0
DARKEST_PAPER = 80.0
BLANK_INK = 20.0
PALE_INK = 60.0
MOVED_SHARE = 0.004
CHANGED_LEVEL = 9.0
EDGE_SHARE = 0.004
_GLIMPSE = (96, 128)


class Advice(StrEnum):
    """What the person should do, most urgent first; the words are in the texts of the screens."""

    LAY_A_PAGE = "lay-a-page"
    MORE_LIGHT = "more-light"
    ONE_PAGE_FLAT = "one-page-flat"
    MOVE_INSIDE = "move-inside"
    TAKE_HAND_AWAY = "take-hand-away"
    HOLD_STILL = "hold-still"
    AVOID_GLARE = "avoid-glare"
    SMOOTH_THE_PAGE = "smooth-the-page"
    BLANK_SIDE = "blank-side"


@dataclass(frozen=True)
class Judgement:
    """What one picture shows. `ok` means: keep it.

    `ink` is in ten-thousandths of the sheet; between 20 and 60 (`pale`) only the citizen can say whether the
    side is blank. `upright_guess` counts the quarter turns clockwise that print would need; None: unknown.
    """

    found: bool = False
    sharp: bool = False
    glare: bool = False
    cut_off: bool = False
    covered: bool = False
    too_dark: bool = False
    empty_tray: bool = False
    blank: bool = False
    pale: bool = False
    moving: bool = False
    ink: float = 0.0
    slope: float | None = None
    upright_guess: int | None = None
    page: Page | None = None
    advice: Advice | None = None
    glimpse: Picture | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether the picture may be kept. A blank side may: the citizen is asked, not refused."""
        return self.advice is None or self.advice is Advice.BLANK_SIDE


def judge(
    picture: Picture, before: Judgement | None = None, *, pixels_per_mm: float | None = None
) -> Judgement:
    """Judge a picture (BGR or grey). With the judgement of the picture `before` it also sees movement.

    `pixels_per_mm` is the scale of a calibrated camera; without it every sheet counts as A4.
    """
    small = cv2.resize(picture, _GLIMPSE, interpolation=cv2.INTER_AREA)
    glimpse = grey_of(np.asarray(small, np.uint8))
    page = find_page(picture)
    hand = skin_share(np.asarray(small, np.uint8)) > SKIN_SHARE
    if page is None:
        return _judge_without_page(glimpse, before, hand=hand)
    wide, margin = flatten(picture, page.corners, pixels_per_mm)
    sheet = np.ascontiguousarray(wide[margin:-margin, margin:-margin])
    grey = grey_of(sheet)
    level, print_ink = paper_level(grey), ink(grey)
    slope = edge_slope(_region(picture, page.corners))
    cut_off = _leaves(page.corners, picture)
    seen = Judgement(
        found=True,
        sharp=slope is None or slope >= SHARP_SLOPE,
        glare=glare_share(sheet) > GLARE_SHARE,
        cut_off=cut_off,
        # Where the picture ends there is no tray to compare with
        covered=hand or (not cut_off and covered_share(wide, margin) > COVERED_SHARE),
        too_dark=level < DARKEST_PAPER,
        blank=print_ink < BLANK_INK,
        pale=BLANK_INK <= print_ink < PALE_INK,
        moving=_moved(page, glimpse, before, max(picture.shape[:2])),
        ink=print_ink,
        slope=slope,
        upright_guess=upright_guess(grey),
        page=page,
        glimpse=glimpse,
    )
    return _advised(seen)


def _advised(seen: Judgement) -> Judgement:
    """The first thing to say; a person can follow one piece of advice at a time."""
    checks = (
        (seen.empty_tray, Advice.LAY_A_PAGE),
        (seen.too_dark, Advice.MORE_LIGHT),
        (seen.covered, Advice.TAKE_HAND_AWAY),
        (seen.cut_off, Advice.MOVE_INSIDE),
        (not seen.found, Advice.ONE_PAGE_FLAT),
        (seen.moving, Advice.HOLD_STILL),
        (seen.glare, Advice.AVOID_GLARE),
        (not seen.sharp, Advice.SMOOTH_THE_PAGE),
        (seen.blank, Advice.BLANK_SIDE),
    )
    advice = next((advice for holds, advice in checks if holds), None)
    return Judgement(**{**seen.__dict__, "advice": advice})


def _judge_without_page(glimpse: Picture, before: Judgement | None, *, hand: bool) -> Judgement:
    """Nothing that looks like a sheet: an empty tray, a dark room, or a sheet that is hard to see."""
    calm = np.asarray(cv2.GaussianBlur(glimpse, (5, 5), 0), np.float32)
    tray = float(np.median(calm))
    bright = calm > tray + 30
    dark = tray < DARKEST_TRAY and float(np.percentile(calm, 98)) < DARKEST_PAPER
    empty = not dark and float(bright.mean()) < 0.012 and tray < 130
    rim = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    seen = Judgement(
        empty_tray=empty,
        too_dark=dark,
        covered=hand,
        cut_off=not empty and not hand and tray < 130 and float(rim.mean()) > 0.05,
        moving=_changed(glimpse, before),
        glimpse=glimpse,
    )
    return _advised(seen)


def _region(picture: Picture, corners: Points) -> Picture:
    """The part of the picture inside the sheet, without its own edges, for sharpness."""
    middle = corners.mean(axis=0)
    inner = middle + (corners - middle) * 0.96
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(inner.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(inner.max(axis=0)).astype(int), [left + 1, top + 1], [width, height])
    return picture[top:bottom, left:right]


def _leaves(corners: Points, picture: Picture) -> bool:
    """Whether the sheet reaches the edge of the picture, where more of it may lie."""
    height, width = picture.shape[:2]
    rim = EDGE_SHARE * max(width, height)
    return bool((corners < rim).any() or (corners > np.array([width, height]) - 1 - rim).any())


def _moved(page: Page, glimpse: Picture, before: Judgement | None, side: int) -> bool:
    if before is None:
        return False
    if before.page is None:
        return True
    shift = float(np.abs(page.corners - before.page.corners).max())
    return shift > MOVED_SHARE * side or _changed(glimpse, before)


def _changed(glimpse: Picture, before: Judgement | None) -> bool:
    """Whether a hand passed or light changed: the largest change of a tenth of the picture's width."""
    if before is None or before.glimpse is None:
        return False
    change = cv2.blur(cv2.absdiff(glimpse, before.glimpse), (9, 9))
    return float(change.max()) > CHANGED_LEVEL
