"""Find the sheet of paper in a picture.

Classical: many quadrilaterals are proposed, each is scored by how well its four sides agree with the edges
of the picture, and the sides of the best are snapped to the edge in full resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.capture.candidates import crossing, from_lines, from_outlines
from kiosk.capture.evidence import Evidence, Floats, clipped_sides, clockwise, gather, score, shrink_whole
from kiosk.capture.opencv import Picture, Points, cv2, grey_of

FOUND = 0.5
_SURE = 0.8
_SNAP_SAMPLES = 48
_SNAP_SIDE = 1200


@dataclass(frozen=True)
class Page:
    """`corners` clockwise from the one nearest the top left, in pixels of the picture; `score` 0 to 1."""

    corners: Points
    score: float


def find_page(picture: Picture) -> Page | None:
    """The most likely sheet in a picture (BGR or grey, any size), or None when nothing looks like one."""
    if min(picture.shape[:2]) < 48:
        return None
    evidence = gather(picture)
    best = best_quad(evidence)
    if best is None or best.score < FOUND:
        return None
    return Page(_snap(picture, best.corners / evidence.scale, 6 / evidence.scale), best.score)


def best_quad(evidence: Evidence) -> Page | None:
    """The best candidate whatever its score, in pixels of the small copy."""
    best: Page | None = None
    for propose in (from_outlines, from_lines):
        quads = propose(evidence)
        scores = score(evidence, quads)
        if len(quads) and (best is None or scores.max() > best.score):
            best = Page(quads[int(scores.argmax())], float(scores.max()))
        if best is not None and best.score >= _SURE:
            break
    return best


def _snap(picture: Picture, corners: Points, reach: float) -> Points:
    """Move each side onto the strongest edge within `reach` pixels and intersect the sides anew."""
    picture, steps = shrink_whole(picture, _SNAP_SIDE)
    scale = 1 / steps
    light = np.asarray(cv2.GaussianBlur(grey_of(picture), (5, 5), 0), np.float32)
    small = corners * scale
    # A side that the picture cuts off has no edge to snap to, only print near by
    clipped = clipped_sides(small[None], (picture.shape[1], picture.shape[0]), 5.0 * reach * scale / 6)[0]
    sides = [
        (small[n], small[(n + 1) % 4])
        if clipped[n]
        else _snap_side(light, small[n], small[(n + 1) % 4], reach * scale)
        for n in range(4)
    ]
    snapped = [crossing(*sides[n - 1], *sides[n]) for n in range(4)]
    moved = [
        old if new is None or np.linalg.norm(new - old) > 2.5 * reach * scale else new
        for new, old in zip(snapped, small, strict=True)
    ]
    return clockwise(np.array(moved) / scale)


def _snap_side(light: Floats, start: Points, end: Points, reach: float) -> tuple[Points, Points]:
    along = end - start
    length = float(np.linalg.norm(along))
    if length < 12:
        return start, end
    normal = np.array([along[1], -along[0]]) / length
    offsets = np.arange(-reach, reach + 0.5, 0.5)
    at = start + along * np.linspace(0.05, 0.95, _SNAP_SAMPLES)[:, None]
    grid = (at[:, None, :] + offsets[None, :, None] * normal).astype(np.float32)
    x, y = (np.ascontiguousarray(grid[..., axis]) for axis in (0, 1))
    profile = cv2.remap(light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    slope = np.abs(profile[:, 2:] - profile[:, :-2])
    peak = slope.argmax(axis=1)
    height = slope[np.arange(len(peak)), peak]
    chosen = height > max(3.0, 0.35 * float(np.median(height)))
    if chosen.sum() < 8:
        return start, end
    points = at[chosen] + offsets[1:-1][peak[chosen]][:, None] * normal
    return _robust_line(points)


def _robust_line(points: Points) -> tuple[Points, Points]:
    """The line most points lie on (Tukey's weights forget those far away)."""
    vx, vy, x, y = (
        float(value)
        for value in cv2.fitLine(points.astype(np.float32), cv2.DIST_WELSCH, 1.0, 0.01, 0.01).ravel()
    )
    origin, direction = np.array([x, y]), np.array([vx, vy])
    reach = (points - origin) @ direction
    return origin + direction * reach.min(), origin + direction * reach.max()
