"""What can be seen on a sheet once its corners are known: light, glare, something in the way, print.

All functions take the sheet flattened to about 75 dpi by `flatten`, which is enough to judge and quick.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kiosk.capture.evidence import shrink_whole
from kiosk.capture.opencv import Picture, Points, cv2, grey_of, level_below
from kiosk.capture.straighten import page_size

LOOK_DPI = 75
_MARGIN_MM = 9.0


def flatten(picture: Picture, corners: Points, pixels_per_mm: float | None) -> tuple[Picture, int]:
    """The sheet with a margin of its surroundings, and that margin in pixels."""
    margin = round(_MARGIN_MM / 25.4 * LOOK_DPI)
    columns, rows = (max(8, round(mm / 25.4 * LOOK_DPI)) for mm in page_size(corners, pixels_per_mm))
    frame = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32) + margin
    # Shrunk first, so that every source pixel counts: what is asked for is coarser than what was taken
    coarser = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).sum()) / (
        2 * (columns + rows)
    )
    calm, steps = shrink_whole(picture, round(max(picture.shape[:2]) / max(1.0, round(coarser))))
    # the middle of a large pixel lies between those of the small ones it was made of
    small = (corners + 0.5) / steps - 0.5
    transform = cv2.getPerspectiveTransform(small.astype(np.float32), frame)
    size = (columns + 2 * margin, rows + 2 * margin)
    wide = cv2.warpPerspective(calm, transform, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(wide, np.uint8), margin


def paper_level(sheet: Picture) -> float:
    """Brightness of the paper, 0 to 255."""
    return float(level_below(grey_of(sheet), 75))


def glare_share(sheet: Picture) -> float:
    """Share of the sheet where a lamp is mirrored: full white in a patch, well above the paper around it."""
    darkest = sheet if sheet.ndim == 2 else _darkest_channel(sheet)
    spots = cv2.morphologyEx((darkest >= 250).astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    if not cv2.countNonZero(spots):
        return 0.0
    rest = darkest[spots == 0]
    if not rest.size or float(np.percentile(rest, 75)) > 238:
        return 0.0
    return float(spots.mean())


def _darkest_channel(sheet: Picture) -> Picture:
    blue, green, red = cv2.split(sheet)
    return np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)


def covered_share(wide: Picture, margin: int) -> float:
    """The longest stretch, as a share of one side, where something lies across the edge of the sheet.

    Along a side, paper meets the same tray everywhere; where a hand or a sleeve lies across, what is just
    outside is not tray.
    """
    calm = np.asarray(cv2.blur(wide, (3, 3)), np.float32).reshape(*wide.shape[:2], -1)
    rows, columns = wide.shape[:2]
    out, into = margin - 5, margin + 4
    sides = (
        (calm[out, margin : columns - margin], calm[into, margin : columns - margin]),
        (calm[rows - 1 - out, margin : columns - margin], calm[rows - 1 - into, margin : columns - margin]),
        (calm[margin : rows - margin, out], calm[margin : rows - margin, into]),
        (calm[margin : rows - margin, columns - 1 - out], calm[margin : rows - margin, columns - 1 - into]),
    )
    return max(_odd_stretch(outside, inside) for outside, inside in sides)


def _odd_stretch(outside: npt.NDArray[np.float32], inside: npt.NDArray[np.float32]) -> float:
    tray, paper = np.median(outside, axis=0), np.median(inside, axis=0)
    step = float(np.linalg.norm(paper - tray))
    if step < 12:
        return 0.0
    odd = np.linalg.norm(outside - tray, axis=1) > max(14.0, 0.33 * step)
    starts_and_ends = np.flatnonzero(np.diff(np.concatenate([[0], odd.astype(np.int8), [0]])))
    runs = starts_and_ends[1::2] - starts_and_ends[::2]
    return float(runs.max(initial=0)) / len(odd)


def skin_share(small: Picture) -> float:
    """Share of the whole picture, shrunk to a few thousand pixels, that is a hand or arm from its edge.

    Skin of all people lies in one narrow range of the colour difference planes (Cr, Cb); only its
    brightness differs.
    """
    if small.ndim == 2:
        return 0.0
    light, red, blue = cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb))
    skin = (light > 50) & (red > 139) & (red < 178) & (blue > 92) & (blue < 127)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(skin.astype(np.uint8))
    rim = {int(label) for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]) for label in edge}
    return (
        max((float(stats[n, cv2.CC_STAT_AREA]) for n in range(1, count) if n in rim), default=0.0) / skin.size
    )


def ink(sheet: Picture) -> float:
    """Pixels of print or writing in ten thousand, without a margin of 4 % (its shadows are not ink)."""
    grey = grey_of(sheet)
    rows, columns = grey.shape
    top, left = max(1, round(rows * 0.04)), max(1, round(columns * 0.04))
    middle = np.ascontiguousarray(grey[top : rows - top, left : columns - left])
    if min(middle.shape) < 24:
        return 0.0
    small = cv2.resize(middle, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 11)
    paper = cv2.resize(coarse, (middle.shape[1], middle.shape[0]), interpolation=cv2.INTER_LINEAR)
    level = max(40.0, float(level_below(np.asarray(paper, np.uint8), 50)))
    _, darker = cv2.threshold(cv2.subtract(paper, middle), 0.13 * level, 1, cv2.THRESH_BINARY)
    return cv2.countNonZero(darker) / middle.size * 10_000


def upright_guess(sheet: Picture) -> int | None:
    """Quarter turns clockwise that would bring lines of Latin or Vietnamese print upright; None: cannot tell.

    Lines of print alternate with gaps along one axis only. Accents and ascenders outnumber descenders, so
    the side of a line with the longer fringe is its top.
    """
    marks = _marks(grey_of(sheet))
    if marks.sum() < 300:
        return None
    level, upright = _line_contrast(marks), _line_contrast(marks.T)
    if max(level, upright) < 1.5 * min(level, upright):
        return None
    sideways = upright > level
    # Turned a quarter clockwise, lines that ran down the sheet run across it
    fringe = _fringe(np.rot90(marks, -1) if sideways else marks)
    if fringe is None:
        return None
    return (1 if sideways else 0) + (0 if fringe > 0 else 2)


def _marks(grey: Picture) -> npt.NDArray[np.float32]:
    rows, columns = grey.shape
    middle = np.ascontiguousarray(
        grey[rows // 20 : rows - rows // 20, columns // 20 : columns - columns // 20]
    )
    paper = cv2.dilate(cv2.medianBlur(middle, 5), np.ones((9, 9), np.uint8))
    dark = ((paper.astype(np.int16) - middle) > 40).astype(np.uint8)
    # Lines of tables and dotted lines are not print
    long_rows = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, 25), np.uint8))
    long_columns = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((25, 1), np.uint8))
    return np.asarray(cv2.subtract(dark, cv2.max(long_rows, long_columns)), np.float32)


def _line_contrast(marks: npt.NDArray[np.float32]) -> float:
    """How unevenly rows are filled: high when print runs along them."""
    contrasts = []
    for strip in np.array_split(marks, 3, axis=1):
        rows = strip.sum(axis=1)
        used = np.flatnonzero(rows)
        if len(used) > 20:
            inner = rows[used[0] : used[-1] + 1]
            contrasts.append(float(inner.std() / inner.mean()))
    return float(np.mean(contrasts)) if contrasts else 0.0


def _fringe(marks: npt.NDArray[np.float32]) -> float | None:
    """Positive when lines of print have more above their body than below it; None when about equal."""
    profile = marks.sum(axis=1)
    filled = np.concatenate([[0], (profile > 0.02 * marks.shape[1]).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(filled))
    balance = weight = 0.0
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if not 5 <= end - start <= 40:
            continue
        line = profile[max(0, start - 2) : end + 2]
        body = np.flatnonzero(line > 0.5 * line.max())
        above, below = float(line[: body[0]].sum()), float(line[body[-1] + 1 :].sum())
        balance += above - below
        weight += above + below
    if weight < 60 or abs(balance) < 0.1 * weight:
        return None
    return balance
