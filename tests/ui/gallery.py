"""Render every sample page to PNG, to be looked at: `python -m tests.ui.gallery OUTDIR [panel ...]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from kiosk.messages.pages import Page
from kiosk.messages.screen import Overlay, Picture
from kiosk.ui.panel import DEFAULT_PANEL
from tests.ui.photographs import photograph
from tests.ui.recorded import Met
from tests.ui.samples import IDLE, SAMPLES
from tests.ui.stage import Stage

_ACROSS = 6


def sample(name: str) -> Met:
    """A sample as it would be met."""
    page, frame = SAMPLES[name]
    return Met(page, {"back": True, "finish": True, **frame})


def show(stage: Stage, name: str) -> None:
    """Show a sample with the photographs its slots need."""
    show_met(stage, sample(name))


def show_met(stage: Stage, met: Met) -> None:
    """Show a page with the photographs its slots need."""
    send_pictures(stage, met.page)
    stage.show(met.page, **met.frame)


def send_pictures(stage: Stage, page: Page) -> None:
    """Fill the slots that a page draws."""
    if page.kind == "scan-page" or getattr(page, "live", False):
        stage.send(Picture(slot="live"), photograph(1))
    if page.kind == "scanned-pages":
        for number in (1, 2, 3):
            stage.send(Picture(slot=f"page-{number}"), photograph(number))


def render(folder: Path, panel_name: str, *, theme: str = "normal") -> list[Path]:
    """Draw every sample in both languages; returns the files."""
    stage = Stage(panel_name)
    stage.theme(theme)
    made = []
    for language in ("vi", "en"):
        stage.screen.choose(language)
        for name in SAMPLES:
            show(stage, name)
            made.append(folder / f"{panel_name}-{theme}-{language}-{name}.png")
            stage.picture().save(str(made[-1]))
        stage.send(IDLE)
        stage.settle(0.05)
        made.append(folder / f"{panel_name}-{theme}-{language}-overlay.png")
        stage.picture().save(str(made[-1]))
        stage.send(Overlay())
    stage.window.screen.stand_alone("1900 0099")
    stage.settle(0.05)
    made.append(folder / f"{panel_name}-{theme}-no-engine.png")
    stage.picture().save(str(made[-1]))
    stage.strike()
    return made


def contact_sheet(files: list[Path], to: Path, share: float = 0.33) -> None:
    """Put small pictures of the files beside each other."""
    images = [QImage(str(file)) for file in files]
    width, height = round(images[0].width() * share), round(images[0].height() * share)
    rows = -(-len(images) // _ACROSS)
    sheet = QImage((width + 8) * _ACROSS, (height + 8) * rows, QImage.Format.Format_RGB32)
    sheet.fill(0xFF888888)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, image in enumerate(images):
        painter.drawImage(
            (place % _ACROSS) * (width + 8), place // _ACROSS * (height + 8), image.scaled(width, height)
        )
    painter.end()
    sheet.save(str(to))


def main(folder: Path, panel_names: list[str]) -> None:
    """Draw and print where."""
    folder.mkdir(parents=True, exist_ok=True)
    for panel_name in panel_names:
        files = render(folder, panel_name)
        contact_sheet(files, folder / f"{panel_name}-sheet.png")
        print(f"{len(files)} pictures, {folder / panel_name}-sheet.png")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication(["gallery"])
    main(Path(sys.argv[1]), sys.argv[2:] or [DEFAULT_PANEL])
