"""From a sheet in perspective to an upright page in even light."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kiosk.capture.opencv import Picture, Points, cv2, grey_of

A_RATIO = 2**0.5
A4_MM = (210.0, 297.0)
_SNAP_TO_A = 0.06
_LONGEST_MM = 450.0
_TRIM_MM = 0.4
_PAPER = 243.0
_MOST_GAIN = 3.0


def straighten(
    picture: Picture, corners: Points, dpi: int = 200, pixels_per_mm: float | None = None
) -> Picture:
    """The sheet between `corners` (clockwise from its top left) as an upright page at `dpi`.

    `pixels_per_mm` is the scale of a calibrated camera; without it the sheet counts as A4. Proportions within
    6 % of the A series (ISO 216, 1 : square root of 2) are made exact.
    """
    width, height = page_size(corners, pixels_per_mm)
    columns, rows = max(8, round(width / 25.4 * dpi)), max(8, round(height / 25.4 * dpi))
    frame = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float64)
    # A hair is trimmed all around, so that no rim of dark tray stays
    trim = _TRIM_MM / 25.4 * dpi
    middle = np.array([columns, rows]) / 2
    frame = ((frame - middle) * (1 + 2 * trim / np.array([columns, rows])) + middle).astype(np.float32)
    transform = cv2.getPerspectiveTransform(corners.astype(np.float32), frame)
    flat = cv2.warpPerspective(
        picture, transform, (columns, rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, np.uint8)


def page_size(corners: Points, pixels_per_mm: float | None = None) -> tuple[float, float]:
    """Width and height of the sheet in mm, at most 450 either way."""
    top, right, bottom, left = (float(np.linalg.norm(corners[n] - corners[(n + 1) % 4])) for n in range(4))
    across, down = max(1.0, (top + bottom) / 2), max(1.0, (left + right) / 2)
    ratio = max(across, down) / min(across, down)
    if abs(ratio / A_RATIO - 1) < _SNAP_TO_A:
        middle = (across * down) ** 0.5
        long, short = middle * A_RATIO**0.5, middle / A_RATIO**0.5
        across, down = (long, short) if across > down else (short, long)
    scale = pixels_per_mm or max(across, down) / A4_MM[1]
    width, height = across / scale, down / scale
    shrink = min(1.0, _LONGEST_MM / max(width, height))
    return max(5.0, width * shrink), max(5.0, height * shrink)


def even_light(page: Picture) -> Picture:
    """The straightened page as if lit evenly; the tint of the paper and dark pictures on it stay.

    The light is a smooth surface of third order through the brightest part of each cell, so a photograph or
    a table with a grey ground is not mistaken for a shadow.
    """
    light = _light_of(grey_of(page))
    gain = np.clip(_PAPER / np.maximum(light, 1), 0.5, _MOST_GAIN)
    height, width = page.shape[:2]
    full = np.asarray(cv2.resize(gain, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    lit = page * (full if page.ndim == 2 else full[:, :, None])
    return np.asarray(np.clip(lit, 0, 255), np.uint8)


def _light_of(grey: Picture) -> npt.NDArray[np.float32]:
    """Brightness of bare paper, one value a cell."""
    small = np.asarray(cv2.resize(grey, (240, 320), interpolation=cv2.INTER_AREA), np.float32)
    cells = small.reshape(32, 10, 24, 10).transpose(0, 2, 1, 3).reshape(32, 24, 100)
    bright = np.asarray(np.percentile(cells, 80, axis=2), np.float64)
    rows, columns = np.mgrid[-1:1:32j, -1:1:24j]
    terms = [columns**a * rows**b for a in range(4) for b in range(4 - a)]
    basis = np.stack(terms, axis=-1).reshape(-1, len(terms))
    values = bright.ravel()
    weights = np.ones_like(values)
    fitted = np.asarray(values, np.float64)
    for _ in range(6):
        root = np.sqrt(weights)
        factors, *_ = np.linalg.lstsq(basis * root[:, None], values * root, rcond=None)
        fitted = basis @ factors
        below = (fitted - values) / 8
        weights = np.where(below > 0, np.exp(-(below**2)), 1.0) + 1e-3
    return np.asarray(fitted.reshape(32, 24), np.float32)


def turn(picture: Picture, quarter: int) -> Picture:
    """The picture turned by `quarter` quarter turns clockwise."""
    return np.ascontiguousarray(np.rot90(picture, -quarter % 4))
