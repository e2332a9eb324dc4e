"""How well and how fast pages are found: on rendered scenes, and on photographs when PHOTOS=DIR names some.

DIR holds pictures and a `manifest.json`: {"images": [{"id", "file", "kind", "corners"}]}, corners in pixels.
Every time is given as a ratio to a limit of the same run: the JPEG decoding of the same picture, the least
that any camera program has to do. Run: `python -m benchmarks.capture`.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from kiosk.capture.evidence import clockwise
from kiosk.capture.judge import judge
from kiosk.capture.opencv import Picture, Points, cv2
from kiosk.capture.page import find_page
from kiosk.capture.straighten import even_light, straighten
from kiosk.devices.code_reader.codes import read_codes
from kiosk.devices.simulators.papers.photograph import PIXELS_PER_MM, jpeg, photograph
from kiosk.devices.simulators.papers.scene import Scene, sheet_of

MEGAPIXELS = 2.0
PAPERS = ("declaration", "confirmation", "residence-change", "receipt", "blank", "card-code")
SEEDS = range(100, 105)
ROUNDS = 15


def overlap(one: Points, other: Points, width: float, height: float) -> float:
    """Intersection over union of two quadrilaterals, both clipped to the picture."""
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    first, second = (cv2.intersectConvexConvex(quad.astype(np.float32), frame)[1] for quad in (one, other))
    if first is None or second is None:
        return 0.0
    common = float(cv2.intersectConvexConvex(first, second)[0])
    return common / (cv2.contourArea(first) + cv2.contourArea(second) - common)


def on_rendered_pages(console: Console) -> None:
    """Corner error in pixels on pages whose corners are known exactly."""
    table = Table(
        "paper", "found", "corner error px, median", "largest", "limit px", "ratio", title="Rendered pages"
    )
    for paper in PAPERS:
        errors = []
        for seed in SEEDS:
            sheet = sheet_of(Scene(paper, seed=seed, qr="VH-2026-0001"))
            assert sheet is not None
            shot = photograph(sheet.image, sheet.size, seed=seed)
            page = find_page(shot.picture)
            if page is not None:
                errors.append(float(np.abs(page.corners - clockwise(shot.corners)).max()))
        found = f"{len(errors)}/{len(SEEDS)}"
        worst = max(errors, default=float("inf"))
        middle = statistics.median(errors) if errors else float("inf")
        table.add_row(paper, found, f"{middle:.2f}", f"{worst:.2f}", "3.00", f"{worst / 3:.2f}")
    empty = [find_page(photograph(None, (210, 297), seed=seed).picture) for seed in SEEDS]
    table.add_row("empty tray", f"{sum(page is not None for page in empty)}/{len(SEEDS)}", "", "", "", "")
    console.print(table)


def on_photographs(console: Console, folder: Path) -> None:
    """Share found at an overlap of 0.90 and 0.95 on photographs with known corners; wrong finds."""
    images = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["images"]
    overlaps, wrong, empties = [], 0, 0
    detail = Table("photograph", "overlap", "score", title=f"Photographs, resampled to {MEGAPIXELS:g} MP")
    for entry in images:
        if entry["kind"] not in {"photo", "negative"}:
            continue
        picture, scale = load(folder / entry["file"])
        page = find_page(picture)
        if entry["kind"] == "negative":
            empties += 1
            wrong += page is not None
            continue
        truth = np.array(entry["corners"], np.float64) * scale
        height, width = picture.shape[:2]
        overlaps.append(0.0 if page is None else overlap(page.corners, truth, width, height))
        detail.add_row(entry["id"], f"{overlaps[-1]:.3f}", "-" if page is None else f"{page.score:.2f}")
    console.print(detail)
    found = np.array(overlaps)
    table = Table("measure", "value", "limit", "ratio", title="Photographs")
    for name, value, limit in (
        ("share found at overlap 0.90", float((found >= 0.9).mean()), 17 / 18),
        ("share found at overlap 0.95", float((found >= 0.95).mean()), 14 / 18),
        ("mean overlap", float(found.mean()), 0.92),
    ):
        table.add_row(f"{name} (n={len(found)})", f"{value:.3f}", f"{limit:.3f}", f"{value / limit:.2f}")
    table.add_row(f"pages found where there is none (n={empties})", str(wrong), "0", "")
    console.print(table)


def load(file: Path) -> tuple[Picture, float]:
    """A photograph of at most MEGAPIXELS, and the scale applied."""
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"not a picture: {file.name}")
    scale = min(1.0, (MEGAPIXELS * 1e6 / (picture.shape[0] * picture.shape[1])) ** 0.5)
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(picture, np.uint8), scale


def timings(console: Console) -> None:
    """Milliseconds of processor of each step on one frame, against decoding that frame."""
    sheet = sheet_of(Scene("declaration", seed=7))
    assert sheet is not None
    picture = photograph(sheet.image, sheet.size, seed=7).picture
    data = np.frombuffer(jpeg(picture), np.uint8)
    page = find_page(picture)
    assert page is not None
    flat = straighten(picture, page.corners, 200, PIXELS_PER_MM)
    steps: Sequence[tuple[str, Callable[[], Any], float]] = (
        ("decode the JPEG (the limit)", lambda: cv2.imdecode(data, cv2.IMREAD_COLOR), 1),
        ("find the page", lambda: find_page(picture), 8),
        ("judge the picture", lambda: judge(picture, pixels_per_mm=PIXELS_PER_MM), 12),
        ("read codes", lambda: read_codes(picture), 3),
        ("straighten to 200 dpi", lambda: straighten(picture, page.corners, 200, PIXELS_PER_MM), 10),
        ("even the light", lambda: even_light(flat), 10),
    )
    table = Table(
        "step", "CPU ms, best", "CPU ms, median", "times decoding", "limit", "ratio", title="1440x1920 frame"
    )
    measured: list[list[float]] = [[] for _ in steps]
    # Processor time of all threads, in rounds: what else the machine does counts as little as can be
    for _ in range(ROUNDS):
        for times, (_, step, _) in zip(measured, steps, strict=True):
            began = time.process_time()
            step()
            times.append((time.process_time() - began) * 1000)
    floor = min(measured[0])
    for times, (name, _, limit) in zip(measured, steps, strict=True):
        multiple = min(times) / floor
        table.add_row(
            name,
            f"{min(times):.1f}",
            f"{statistics.median(times):.1f}",
            f"{multiple:.1f}",
            f"{limit:g}",
            f"{multiple / limit:.2f}",
        )
    console.print(table)


def main() -> None:
    """Print the tables."""
    console = Console()
    on_rendered_pages(console)
    if photos := os.environ.get("PHOTOS"):
        on_photographs(console, Path(photos))
    timings(console)


if __name__ == "__main__":
    main()
