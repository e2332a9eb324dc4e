"""What the camera above the tray sees: a sheet in perspective, under real light, through a real lens.

The camera hangs 460 mm above the tray with its long side along the sheet, 5.7 pixels to the millimetre
(145 dpi), so that an A4 sheet leaves a finger's breadth of dark tray around it.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

# opencv-python points Qt at its own old plugins; a program that also shows windows must not see that
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
os.environ.pop("QT_QPA_FONTDIR", None)

Picture = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Corners = npt.NDArray[np.float64]

WIDTH, HEIGHT = 1440, 1920
PIXELS_PER_MM = 5.7
CAMERA_ABOVE_TRAY_MM = 460.0
TRAY_BGR = (47, 44, 43)
DEFECTS = frozenset({"out-of-focus", "glare", "hand", "cut-off", "dark", "moving"})


@dataclass(frozen=True)
class Photograph:
    """`corners` of the sheet as printed, top left first, clockwise, in pixels of `picture` (BGR)."""

    picture: Picture
    corners: Corners


def _project(points: Corners, tilt: tuple[float, float]) -> Corners:
    """Points of the tray (mm from its middle) to pixels, for a camera tilted by so many radians."""
    across, along = tilt
    turn_x = np.array(
        [[1, 0, 0], [0, math.cos(across), -math.sin(across)], [0, math.sin(across), math.cos(across)]]
    )
    turn_y = np.array(
        [[math.cos(along), 0, math.sin(along)], [0, 1, 0], [-math.sin(along), 0, math.cos(along)]]
    )
    space = np.column_stack([points, np.zeros(len(points))]) @ (turn_y @ turn_x).T
    scale = PIXELS_PER_MM * CAMERA_ABOVE_TRAY_MM / (CAMERA_ABOVE_TRAY_MM + space[:, 2])
    return np.column_stack([space[:, 0] * scale + WIDTH / 2, space[:, 1] * scale + HEIGHT / 2])


def _place(
    size: tuple[float, float], quarter: int, defects: frozenset[str], rng: np.random.Generator
) -> Corners:
    """Where the corners lie, in pixels, in the order of the sheet as printed."""
    half_w, half_h = size[0] / 2, size[1] / 2
    corners = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]])
    small = size[0] < 150
    turn = math.radians(quarter * 90 + rng.uniform(-1, 1) * (9 if small else 2.6))
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    reach = 18.0 if small else 5.0
    middle = rng.uniform(-reach, reach, 2)
    if "cut-off" in defects:
        # A tenth to a fifth of the sheet sticks out of what the camera sees
        beyond = WIDTH / PIXELS_PER_MM / 2 - half_w + rng.uniform(0.1, 0.2) * size[0]
        middle = np.array([rng.choice([-1, 1]) * beyond, middle[1]])
    return _project(corners @ rotation.T + middle, (rng.uniform(-0.05, 0.05), rng.uniform(-0.04, 0.04)))


def _smooth_noise(rng: np.random.Generator, cells: int) -> Plane:
    """Slow variation over the frame, between -1 and 1."""
    coarse = rng.uniform(-1, 1, (cells + 2, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32)


def _tray(rng: np.random.Generator) -> Plane:
    """The empty mat: dark, woven, with the marks that show where a sheet belongs."""
    weave = np.roll(_grain()[:, :, :1], (int(rng.integers(HEIGHT)), int(rng.integers(WIDTH))), (0, 1))
    tray = weave * np.float32(2.2) + np.array(TRAY_BGR, np.float32)
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        corner = (round(WIDTH / 2 + x * 118 * PIXELS_PER_MM), round(HEIGHT / 2 + y * 162 * PIXELS_PER_MM))
        cv2.line(tray, corner, (corner[0] - x * 70, corner[1]), (92, 90, 88), 5, cv2.LINE_AA)
        cv2.line(tray, corner, (corner[0], corner[1] - y * 70), (92, 90, 88), 5, cv2.LINE_AA)
    return np.asarray(tray, np.float32)


def _lay_sheet(tray: Plane, sheet: Image.Image, corners: Corners, rng: np.random.Generator) -> Plane:
    """The sheet on the tray with the soft shadow of its edge."""
    source = np.asarray(sheet.convert("RGB"))[:, :, ::-1].astype(np.float32)
    source = source * _creases(source.shape[0], rng)
    height, width = source.shape[:2]
    shrink = width / max(1.0, float(np.linalg.norm(corners[1] - corners[0])))
    source = np.asarray(cv2.GaussianBlur(source, (0, 0), max(0.35, 0.45 * shrink)), np.float32)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    transform = cv2.getPerspectiveTransform(frame, corners.astype(np.float32))
    laid = cv2.warpPerspective(source, transform, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), transform, (WIDTH, HEIGHT))
    shadow = cv2.GaussianBlur(np.roll(cover, (7, 5), (0, 1)), (0, 0), 7)
    dimmed = tray * (1 - 0.5 * shadow[:, :, None])
    return np.asarray(laid * cover[:, :, None] + dimmed * (1 - cover[:, :, None]), np.float32)


def _creases(height: int, rng: np.random.Generator) -> Plane:
    """A sheet that was folded once: a bright and a dark line side by side, and a slight slope."""
    rows = np.arange(height, dtype=np.float32)[:, None, None]
    fold = height * rng.uniform(0.45, 0.55)
    depth = rng.uniform(0, 0.05)
    ridge = np.exp(-(((rows - fold) / 5) ** 2)) - np.exp(-(((rows - fold - 9) / 6) ** 2))
    slope = 0.015 * np.tanh((rows - fold) / (height / 6))
    return np.asarray(1 + depth * ridge - slope, np.float32)


def _light(scene: Plane, rng: np.random.Generator) -> Plane:
    """Uneven lamps, a darker rim, and the faint shadow of the person who bends over the tray."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    angle = rng.uniform(0, 2 * math.pi)
    across = ((columns / WIDTH - 0.5) * math.cos(angle) + (rows / HEIGHT - 0.5) * math.sin(angle)) * 2
    far = ((columns / WIDTH - 0.5) ** 2 + (rows / HEIGHT - 0.5) ** 2) * 2
    light = 0.9 + rng.uniform(0.03, 0.09) * across - 0.16 * far + 0.012 * _smooth_noise(rng, 4)
    centre = (round(WIDTH * rng.uniform(0.15, 0.85)), round(HEIGHT * rng.uniform(0.85, 1.05)))
    person = np.zeros((HEIGHT // 8, WIDTH // 8), np.float32)
    cv2.ellipse(person, (centre[0] // 8, centre[1] // 8), (60, 45), rng.uniform(-20, 20), 0, 360, 1.0, -1)
    person = np.asarray(cv2.resize(cv2.GaussianBlur(person, (0, 0), 16), (WIDTH, HEIGHT)), np.float32)
    lit = scene * (light - rng.uniform(0.03, 0.12) * person)[:, :, None]
    return np.asarray(lit * np.array((0.985, 1.0, 1.01), np.float32), np.float32)


def _glare(scene: Plane, corners: Corners, rng: np.random.Generator) -> Plane:
    """A lamp mirrored in a glossy sheet: print drowned in white, with a soft rim."""
    middle = corners.mean(axis=0) + rng.uniform(-60, 60, 2)
    spot = np.zeros((HEIGHT, WIDTH), np.float32)
    axes = (round(rng.uniform(190, 260)), round(rng.uniform(90, 140)))
    cv2.ellipse(spot, (round(middle[0]), round(middle[1])), axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
    return scene + 400 * np.asarray(cv2.GaussianBlur(spot, (0, 0), 22), np.float32)[:, :, None]


def _hand(scene: Plane, corners: Corners, rng: np.random.Generator) -> Plane:
    """Four fingers reaching in from the near side onto the sheet, and the forearm behind them."""
    right = rng.random() < 0.5
    wrist = corners[:, 0].max() - 60 if right else corners[:, 0].min() + 60
    top = HEIGHT * rng.uniform(0.52, 0.62)
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    for finger, length in enumerate((0.86, 1.0, 0.96, 0.8)):
        x = wrist + (finger - 1.5) * 72
        tip = (round(x + (finger - 1.5) * 22), round(top + (1 - length) * 420))
        cv2.line(mask, tip, (round(x), round(top + 470)), 1.0, 64, cv2.LINE_AA)
    cv2.line(
        mask, (round(wrist), round(top + 520)), (round(wrist + (90 if right else -90)), HEIGHT + 80), 1.0, 300
    )
    form = np.asarray(cv2.GaussianBlur(mask, (0, 0), 2), np.float32)
    depth = np.asarray(cv2.GaussianBlur(mask, (0, 0), 22), np.float32)
    shadow = np.asarray(cv2.GaussianBlur(np.roll(mask, (26, 18), (0, 1)), (0, 0), 14), np.float32)
    skin = np.array((122, 150, 196), np.float32) * (0.62 + 0.4 * depth)[:, :, None]
    dimmed = scene * (1 - 0.45 * shadow)[:, :, None]
    return np.asarray(dimmed * (1 - form[:, :, None]) + skin * form[:, :, None], np.float32)


def expose(scene: Plane, rng: np.random.Generator, noise: float = 2.6) -> Picture:
    """One picture of the sensor: its noise differs every time."""
    shift = (int(rng.integers(HEIGHT)), int(rng.integers(WIDTH)))
    grain = np.roll(_grain(), shift, (0, 1)) * np.float32(noise)
    grain += scene
    return np.asarray(np.clip(grain, 0, 255, out=grain), np.uint8)


@cache
def _grain() -> Plane:
    """The noise of a sensor, made once and shifted for each picture; neighbours resemble each other."""
    grain = np.random.default_rng(0).standard_normal((HEIGHT, WIDTH, 3), dtype=np.float32)
    return np.asarray(cv2.GaussianBlur(grain, (3, 3), 0.6), np.float32) * np.float32(1.6)


def compose(
    sheet: Image.Image | None,
    size: tuple[float, float],
    *,
    seed: int,
    quarter: int = 0,
    defects: frozenset[str] = frozenset(),
) -> tuple[Plane, Corners]:
    """The light that reaches the sensor (float BGR), and the sheet's corners. None: the empty tray.

    `size` in mm; `quarter` quarter turns clockwise; `defects` out of DEFECTS.
    """
    if unknown := defects - DEFECTS:
        raise ValueError(f"no such defect: {sorted(unknown)}")
    rng = np.random.default_rng(seed)
    scene = _tray(rng)
    corners = _place(size, quarter, defects, rng)
    if sheet is not None:
        scene = _lay_sheet(scene, sheet, corners, rng)
    scene = _light(scene, rng)
    if "glare" in defects:
        scene = _glare(scene, corners, rng)
    if "hand" in defects:
        scene = _hand(scene, corners, rng)
    if "dark" in defects:
        scene = scene * 0.16
    blur = 4.2 if "out-of-focus" in defects else 0.55
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), blur), np.float32), corners


def photograph(
    sheet: Image.Image | None,
    size: tuple[float, float],
    *,
    seed: int,
    quarter: int = 0,
    defects: frozenset[str] = frozenset(),
) -> Photograph:
    """One picture, as `compose` describes it, after the camera's own JPEG (quality 88)."""
    scene, corners = compose(sheet, size, seed=seed, quarter=quarter, defects=defects)
    picture = expose(scene, np.random.default_rng(seed + 1))
    decoded = cv2.imdecode(np.frombuffer(jpeg(picture), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return Photograph(np.asarray(decoded, np.uint8), corners)


def jpeg(picture: Picture, quality: int = 88) -> bytes:
    """As the camera's own encoder would send it."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("this picture cannot be encoded")
    return data.tobytes()
