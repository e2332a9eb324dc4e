"""Where a picture has edges, and how well four lines agree with them.

Works on a small copy (at most 640 pixels): text is closed away first, so that what remains are borders of
things, and more pixels would only bring more clutter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kiosk.capture.opencv import Picture, Points, cv2

WORKING_SIDE = 640
_SAMPLES = 40
_REACH = 5
_HALF_EDGE = 7.0
_HALF_STEP = 9.0

Floats = npt.NDArray[np.float32]
Quads = npt.NDArray[np.float64]
"""n x 4 x 2: corners in order around the quadrilateral, in pixels of the small copy."""


@dataclass(frozen=True)
class Evidence:
    """`plain` is the small copy in Lab without its text; `dx`, `dy` the strongest slope of its channels."""

    scale: float
    plain: Picture
    smooth: Floats
    dx: Floats
    dy: Floats

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the small copy."""
        return self.plain.shape[1], self.plain.shape[0]


def gather(picture: Picture) -> Evidence:
    """Evidence of a picture of any size, colour or grey."""
    colour = picture if picture.ndim == 3 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    rough, whole = shrink_whole(colour, WORKING_SIDE)
    rest = min(1.0, WORKING_SIDE / max(rough.shape[:2]))
    scale = rest / whole
    size = (max(8, round(rough.shape[1] * rest)), max(8, round(rough.shape[0] * rest)))
    small = cv2.resize(rough, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    light, green, blue = cv2.split(lab)
    closed = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    plain = np.asarray(cv2.merge([closed, cv2.medianBlur(green, 5), cv2.medianBlur(blue, 5)]), np.uint8)
    # Colour differs less in number than light does, and means as much
    scales = (1.0, 1.6, 1.6)
    planes = [
        np.asarray(plane, np.float32) * np.float32(each)
        for plane, each in zip(cv2.split(cv2.GaussianBlur(plain, (5, 5), 0)), scales, strict=True)
    ]
    dx, dy = _strongest_slope(planes)
    return Evidence(scale, plain, np.asarray(cv2.merge(planes), np.float32), dx, dy)


def _strongest_slope(planes: list[Floats]) -> tuple[Floats, Floats]:
    """At each pixel the slope of the channel that changes most there."""
    (dx, dy), *others = [
        (cv2.Scharr(plane, cv2.CV_32F, 1, 0, scale=1 / 16), cv2.Scharr(plane, cv2.CV_32F, 0, 1, scale=1 / 16))
        for plane in planes
    ]
    steepest = cv2.magnitude(dx, dy)
    for other_dx, other_dy in others:
        other = cv2.magnitude(other_dx, other_dy)
        steeper = cv2.compare(other, steepest, cv2.CMP_GT)
        cv2.copyTo(other_dx, steeper, dx)
        cv2.copyTo(other_dy, steeper, dy)
        steepest = cv2.max(steepest, other)
    return np.asarray(dx, np.float32), np.asarray(dy, np.float32)


def shrink_whole(picture: Picture, side: int) -> tuple[Picture, int]:
    """The picture at 1/n of its size, not smaller than `side`, and n: whole steps are ten times as fast."""
    steps = max(1, max(picture.shape[:2]) // side)
    height, width = picture.shape[0] // steps, picture.shape[1] // steps
    if steps == 1 or not height or not width:
        return picture, 1
    cropped = picture[: height * steps, : width * steps]
    return np.asarray(cv2.resize(cropped, (width, height), interpolation=cv2.INTER_AREA), np.uint8), steps


def score(evidence: Evidence, quads: Quads) -> Floats:
    """How much each quadrilateral looks like the border of a sheet, 0 to 1.

    A side counts by the share of it that lies on an edge of its own direction, and by the change of colour
    across it: the line of a table has edges too, but the same paper on both sides.
    """
    if not len(quads):
        return np.zeros(0, np.float32)
    start = quads[:, :, None, :]
    along = np.roll(quads, -1, axis=1)[:, :, None, :] - start
    steps = np.linspace(0.04, 0.96, _SAMPLES)[None, None, :, None]
    points = start + along * steps
    length = np.maximum(np.linalg.norm(along, axis=3, keepdims=True), 1e-6)
    normal = np.concatenate([along[..., 1:], -along[..., :1]], axis=3) / length
    edges = _edge_support(evidence, points, normal)
    change = _colour_change(evidence, points, normal)
    sides = _lend_to_clipped(edges * (0.35 + 0.65 * change), clipped_sides(quads, evidence.size))
    held = 0.45 * sides.mean(axis=1) + 0.55 * np.sort(sides, axis=1)[:, :2].mean(axis=1)
    return np.asarray(held * _shape_prior(evidence, quads), np.float32)


def clipped_sides(quads: Quads, size: tuple[int, int], margin: float = 4.0) -> npt.NDArray[np.bool_]:
    """Which sides lie on or beyond the edge of a picture of `size` (width, height): n x 4."""
    ends = np.stack([quads, np.roll(quads, -1, axis=1)])
    low = np.all(ends < margin, axis=0)
    high = np.all(ends > np.array(size) - 1 - margin, axis=0)
    return np.asarray(np.any(low | high, axis=2), np.bool_)


def _lend_to_clipped(sides: Floats, clipped: npt.NDArray[np.bool_]) -> Floats:
    """A side that the picture cuts off cannot show an edge: up to two are believed for the others' sake."""
    count = clipped.sum(axis=1)
    seen = np.where(clipped, 0, sides).sum(axis=1) / np.maximum(4 - count, 1)
    lent = np.where(count <= 2, 0.85 * seen, 0)[:, None]
    return np.asarray(np.where(clipped, lent, sides), np.float32)


def _edge_support(evidence: Evidence, points: Quads, normal: Quads) -> Floats:
    best = np.zeros(points.shape[:3], np.float32)
    for offset in (-2, -1, 0, 1, 2):
        x, y, inside = _index(evidence, points + offset * normal)
        across = np.abs(evidence.dx[y, x] * normal[..., 0] + evidence.dy[y, x] * normal[..., 1])
        total = np.hypot(evidence.dx[y, x], evidence.dy[y, x])
        straight = across > 0.85 * total
        best = np.maximum(best, np.where(straight & inside, across, 0))
    return np.asarray((best / (best + _HALF_EDGE)).mean(axis=2), np.float32)


def _colour_change(evidence: Evidence, points: Quads, normal: Quads) -> Floats:
    outside = _index(evidence, points + _REACH * normal)
    inside = _index(evidence, points - _REACH * normal)
    step = evidence.smooth[inside[1], inside[0]] - evidence.smooth[outside[1], outside[0]]
    # The same change all along a side, not edges of clutter in every direction
    mean = np.linalg.norm(np.median(step, axis=2), axis=2)
    return np.asarray(mean / (mean + _HALF_STEP), np.float32)


def _index(
    evidence: Evidence, points: Quads
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    width, height = evidence.size
    x, y = np.rint(points[..., 0]).astype(np.intp), np.rint(points[..., 1]).astype(np.intp)
    inside = np.asarray((x >= 0) & (x < width) & (y >= 0) & (y < height), np.bool_)
    return np.clip(x, 0, width - 1), np.clip(y, 0, height - 1), inside


def _shape_prior(evidence: Evidence, quads: Quads) -> Floats:
    """Larger is likelier, and a sheet seen from above has corners near a right angle."""
    area = polygon_area(quads) / float(np.prod(evidence.size))
    before, after = np.roll(quads, 1, axis=1) - quads, np.roll(quads, -1, axis=1) - quads
    lengths = np.linalg.norm(before, axis=2) * np.linalg.norm(after, axis=2)
    lean = np.abs((before * after).sum(axis=2) / np.maximum(lengths, 1e-6)).max(axis=1)
    size = np.clip(area, 0, 0.5) / 0.5
    return np.asarray((0.72 + 0.28 * np.sqrt(size)) * np.clip(1.25 - 0.9 * lean, 0, 1), np.float32)


def polygon_area(quads: Quads) -> npt.NDArray[np.float64]:
    """Area of each quadrilateral."""
    x, y = quads[..., 0], quads[..., 1]
    doubled = (x * np.roll(y, -1, axis=-1) - y * np.roll(x, -1, axis=-1)).sum(axis=-1)
    return np.asarray(np.abs(doubled) / 2, np.float64)


def clockwise(corners: Points) -> Points:
    """The corners (4 x 2, or n x 4 x 2) clockwise as seen, beginning with the one nearest to the top left."""
    away = corners - corners.mean(axis=-2, keepdims=True)
    order = np.argsort(np.arctan2(away[..., 1], away[..., 0]), axis=-1)
    turned = np.take_along_axis(corners, order[..., None], axis=-2)
    first = np.argmin(turned.sum(axis=-1), axis=-1)[..., None]
    begin = (np.arange(4) + first) % 4
    return np.asarray(np.take_along_axis(turned, begin[..., None], axis=-2), np.float64)
