"""How sharp the print is: the slope of its edges relative to their contrast.

A blurred edge of width sigma has the relative slope 1 / (sigma * sqrt(2 pi)) a pixel whatever its contrast,
so one threshold serves pale pencil and black print, which the variance of a Laplacian cannot do.
"""

from __future__ import annotations

import numpy as np

from kiosk.capture.opencv import Picture, cv2, grey_of

_TILE = 192
_TILES = 8
_WINDOW = 11
_CONTRAST = 42
_EDGES_NEEDED = 150


def edge_slope(picture: Picture) -> float | None:
    """The 75th percentile of the relative slope of strong edges, per pixel, in the worse direction.

    About 0.4 and more is sharp print, 0.2 and less is unreadable. None: too little print to tell.
    """
    grey = grey_of(picture)
    tiles = _busiest_tiles(grey)
    slopes = [_slope_along(tiles, axis) for axis in (1, 0)]
    known = [slope for slope in slopes if slope is not None]
    return min(known) if known else None


def _busiest_tiles(grey: Picture) -> list[Picture]:
    """The parts with most print: enough to judge by, at a tenth of the work."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_LINEAR)
    busy = cv2.convertScaleAbs(cv2.Laplacian(small, cv2.CV_16S, ksize=3))
    tiles = []
    for top in range(0, max(1, height - _TILE // 2), _TILE):
        for left in range(0, max(1, width - _TILE // 2), _TILE):
            part = busy[top // 4 : (top + _TILE) // 4, left // 4 : (left + _TILE) // 4]
            if part.size:
                tiles.append((float(np.count_nonzero(part > 24)), top, left))
    tiles.sort(reverse=True)
    return [grey[top : top + _TILE, left : left + _TILE] for _, top, left in tiles[:_TILES]]


def _slope_along(tiles: list[Picture], axis: int) -> float | None:
    kernel = np.ones((1, _WINDOW) if axis == 1 else (_WINDOW, 1), np.uint8)
    ratios = []
    for tile in tiles:
        if min(tile.shape) <= _WINDOW:
            continue
        # Noise is averaged across the direction of the slope, which it does not widen
        calm = cv2.blur(tile, (1, 3) if axis == 1 else (3, 1))
        contrast = cv2.dilate(calm, kernel).astype(np.float32) - cv2.erode(calm, kernel)
        step = np.abs(np.diff(calm.astype(np.float32), axis=axis))
        contrast = contrast[:, :-1] if axis == 1 else contrast[:-1, :]
        strong = (contrast > _CONTRAST) & (step > 0.12 * contrast)
        peak = cv2.dilate(step, kernel[:, :5] if axis == 1 else kernel[:5, :])
        chosen = strong & (step >= peak)
        ratios.append(step[chosen] / contrast[chosen])
    if not ratios or sum(map(len, ratios)) < _EDGES_NEEDED:
        return None
    return float(np.percentile(np.concatenate(ratios), 75))
