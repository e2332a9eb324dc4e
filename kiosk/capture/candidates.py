"""Quadrilaterals that might be a sheet: outlines of regions, outlines of edges, and pairs of long lines."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kiosk.capture.evidence import Evidence, Quads, clockwise, polygon_area
from kiosk.capture.opencv import Picture, Points, cv2, level_below

_SMALLEST = 0.03
_LINES_EACH_WAY = 9

Segments = npt.NDArray[np.float64]


def from_outlines(evidence: Evidence) -> Quads:
    """Candidates that are one region or one outline, clockwise from the top left, n x 4 x 2."""
    found = [quad for mask in _masks(evidence) for quad in _outlines(mask)]
    quads = clockwise(np.array(found, np.float64).reshape(-1, 4, 2))
    return quads[_plausible(evidence, quads)]


def from_lines(evidence: Evidence) -> Quads:
    """Candidates of two long lines one way and two the other: finds a sheet whose corners are hidden."""
    quads = _pairs_of_lines(evidence)
    return quads[_plausible(evidence, quads)]


def _plausible(evidence: Evidence, quads: Quads) -> npt.NDArray[np.bool_]:
    """Convex, large enough, and hardly outside the picture."""
    width, height = evidence.size
    edges = np.roll(quads, -1, axis=1) - quads
    following = np.roll(edges, -1, axis=1)
    turn = edges[..., 0] * following[..., 1] - edges[..., 1] * following[..., 0]
    margin = 0.12 * max(width, height)
    x, y = quads[..., 0], quads[..., 1]
    near = (x > -margin) & (x < width + margin) & (y > -margin) & (y < height + margin)
    sides = np.linalg.norm(edges, axis=2)
    area = polygon_area(quads) / (width * height)
    fits = (area > _SMALLEST) & (area < 1.05) & (sides.min(axis=1) > 20)
    return np.asarray(np.all(turn > 0, axis=1) & near.all(axis=1) & fits, np.bool_)


def _masks(evidence: Evidence) -> Iterator[Picture]:
    """Black and white pictures in which a sheet may be one white region, or outlined in white."""
    light, green, blue = cv2.split(evidence.plain)
    for plane in (light, green, blue):
        _, split = cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        yield np.asarray(split, np.uint8)
        yield np.asarray(255 - split, np.uint8)
    # Paper is often the lightest thing, on something nearly as light
    for share in (55, 70, 82):
        level = level_below(np.asarray(light, np.uint8), share)
        yield np.asarray(cv2.threshold(light, level, 255, cv2.THRESH_BINARY)[1], np.uint8)
    local = cv2.adaptiveThreshold(light, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 151, -4)
    yield np.asarray(local, np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    for plane in (light, green, blue):
        for low in (12, 30, 70) if plane is light else (10, 24):
            yield np.asarray(cv2.dilate(cv2.Canny(plane, low, low * 3), kernel), np.uint8)


def _outlines(mask: Picture) -> Iterator[Points]:
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    smallest = _SMALLEST * mask.size
    for contour in sorted(contours, key=_extent, reverse=True)[:6]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < smallest:
            return
        yield from _quads_of(hull)


def _extent(contour: cv2.typing.MatLike) -> int:
    _, _, width, height = cv2.boundingRect(contour)
    return width * height


def _quads_of(hull: npt.NDArray[np.generic]) -> Iterator[Points]:
    """A hull as four corners: simplified, and with its shortest sides extended away (rounded corners)."""
    outline = np.asarray(hull, np.float32)
    perimeter = cv2.arcLength(outline, True)
    for tolerance in (0.015, 0.03, 0.06):
        simple = cv2.approxPolyDP(outline, tolerance * perimeter, True).reshape(-1, 2)
        if len(simple) == 4:
            yield simple.astype(np.float64)
            break
    fine = cv2.approxPolyDP(outline, 0.006 * perimeter, True).reshape(-1, 2)
    if (quad := _extend_sides(np.asarray(fine, np.float64))) is not None:
        yield quad
    yield cv2.boxPoints(cv2.minAreaRect(outline)).astype(np.float64)


def _extend_sides(polygon: Points) -> Points | None:
    """Drop side after side, the cheapest in added area first, until four are left."""
    while len(polygon) > 4:
        costs = [_cost_of_dropping(polygon, side) for side in range(len(polygon))]
        side = int(np.argmin([cost for cost, _ in costs]))
        corner = costs[side][1]
        if corner is None:
            return None
        following = (side + 1) % len(polygon)
        polygon = polygon.copy()
        polygon[side] = corner
        polygon = np.delete(polygon, following, axis=0)
    return polygon if len(polygon) == 4 else None


def _cost_of_dropping(polygon: Points, side: int) -> tuple[float, Points | None]:
    count = len(polygon)
    a, b = polygon[side - 1], polygon[side]
    c, d = polygon[(side + 1) % count], polygon[(side + 2) % count]
    corner = crossing(a, b, d, c)
    if corner is None or (corner - b) @ (b - a) < 0 or (corner - c) @ (c - d) < 0:
        return float("inf"), None
    added = abs((b[0] - corner[0]) * (c[1] - corner[1]) - (b[1] - corner[1]) * (c[0] - corner[0])) / 2
    return float(added), corner


def crossing(a: Points, b: Points, c: Points, d: Points) -> Points | None:
    """Where the line through a and b meets the line through c and d; None when they hardly do."""
    # Plain numbers: on two of them numpy is ten times as slow
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a.tolist(), b.tolist(), c.tolist(), d.tolist()
    across, up, second_across, second_up = bx - ax, by - ay, dx - cx, dy - cy
    cross = across * second_up - up * second_across
    if abs(cross) < 1e-3 * max(1e-9, math.hypot(across, up) * math.hypot(second_across, second_up)):
        return None
    along = ((cx - ax) * second_up - (cy - ay) * second_across) / cross
    return np.array([ax + along * across, ay + along * up])


def _pairs_of_lines(evidence: Evidence) -> Quads:
    level, upright = _long_lines(evidence)
    if len(level) < 2 or len(upright) < 2:
        return np.zeros((0, 4, 2))
    quads = []
    for (a, b), (c, d) in itertools.product(
        itertools.combinations(level, 2), itertools.combinations(upright, 2)
    ):
        corners = [crossing(*one, *other) for one, other in ((a, c), (a, d), (b, d), (b, c))]
        if all(corner is not None for corner in corners):
            quads.append(np.array(corners))
    if not quads:
        return np.zeros((0, 4, 2))
    return clockwise(np.array(quads))


def _long_lines(evidence: Evidence) -> tuple[list[Segments], list[Segments]]:
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    found = []
    for plane in cv2.split(evidence.plain):
        segments = detector.detect(np.asarray(plane, np.uint8))[0]
        if segments is not None:
            found.append(np.asarray(segments, np.float64).reshape(-1, 2, 2))
    if not found:
        return [], []
    lines = np.concatenate(found)
    run = np.abs(lines[:, 1] - lines[:, 0])
    lines = lines[np.hypot(run[:, 0], run[:, 1]) > 0.05 * max(evidence.size)]
    flat = np.abs(lines[:, 1, 0] - lines[:, 0, 0]) > np.abs(lines[:, 1, 1] - lines[:, 0, 1])
    return _merge(lines[flat]), _merge(lines[~flat])


def _merge(lines: Segments) -> list[Segments]:
    """Pieces of one line joined, the longest lines first."""
    left = sorted(lines, key=lambda line: -float(np.linalg.norm(line[1] - line[0])))
    merged: list[tuple[float, Segments]] = []
    while left:
        base = left.pop(0)
        direction = (base[1] - base[0]) / np.linalg.norm(base[1] - base[0])
        normal = np.array([-direction[1], direction[0]])
        pieces: list[Segments] = [base]
        others: list[Segments] = []
        for line in left:
            away = np.abs((line - base[0]) @ normal)
            (pieces if away.max() < 3.5 else others).append(line)
        left = others
        ends = np.concatenate(pieces)
        at = (ends - base[0]) @ direction
        covered = sum(float(np.linalg.norm(piece[1] - piece[0])) for piece in pieces)
        merged.append((covered, np.array([ends[int(at.argmin())], ends[int(at.argmax())]])))
    merged.sort(key=lambda entry: -entry[0])
    return [line for _, line in merged[:_LINES_EACH_WAY]]
