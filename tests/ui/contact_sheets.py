"""`make pictures`: one sheet an area of everything people see, into docs/pictures.

Citizens' and staff's pages come from the journeys of the session's tests, slips from what they printed,
central's pages from a real central. Small pictures: they show what there is and how alike it looks.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.devices.ticket_printer.raster import Drawing, Picture
from tests.officers import gallery as officers
from tests.officers.world import set_up_django
from tests.ui.gallery import send_pictures
from tests.ui.recorded import Met, alike, distinct, pages_met, record, slips_met
from tests.ui.stage import Stage

MOST_BYTES = 300_000
_COLOURS = 96
_DOTS = 576
_GROUND = (0x8A, 0x90, 0x94)


def main(out: Path) -> None:
    """Draw every sheet."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        if failed := record(folder):
            raise RuntimeError("\n".join(failed))
        _application = QGuiApplication.instance() or QGuiApplication(["contact-sheets"])
        met = [same[0] for same in alike(pages_met(folder))]
        for area, for_staff in (("citizen", False), ("staff", True)):
            images = list(photographs(list(distinct(met, for_staff))))
            save_all(images, out, f"{area}-pages", across=10, width=216)
        home = next(each for each in met if each.page.kind == "home")
        save(next(photographs([home])).resize((405, 720), Image.Resampling.LANCZOS), out / "home.png")
        save(sheet(list(drawn_slips(folder)), across=6, width=300), out / "slips.png")
        save_all(list(central_pages(folder)), out, "central-pages", across=6, width=400)


def photographs(pages: list[Met]) -> Iterator[Image.Image]:
    """Each page on the large upright panel, in Vietnamese."""
    stage = Stage("portrait-21")
    for met in pages:
        send_pictures(stage, met.page)
        stage.show(met.page, **met.frame)
        yield pillow(stage.picture())
    stage.strike()


def drawn_slips(folder: Path) -> Iterator[Image.Image]:
    """Each kind of slip as the printer gets it."""
    for slip in slips_met(folder):
        pieces = [
            piece.image
            for piece in Drawing(_DOTS, native_qr=False).pieces(slip)
            if isinstance(piece, Picture)
        ]
        whole = Image.new("RGB", (_DOTS, sum(image.height for image in pieces)), "white")
        place = 0
        for image in pieces:
            whole.paste(image, (0, place))
            place += image.height
        yield whole


def central_pages(folder: Path) -> Iterator[Image.Image]:
    """Central's pages as Chromium shows them."""
    shots = folder / "central"
    shots.mkdir()
    office = folder / "office"
    office.mkdir()
    set_up_django(office)
    pages = officers.play()
    with officers.running() as port:
        officers.photograph(port, pages, shots)
    for path in sorted(shots.glob("*.png")):
        with Image.open(path) as image:
            yield image.convert("RGB")


def pillow(image: QImage) -> Image.Image:
    """The same picture for Pillow."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (plain.width(), plain.height())
    return Image.frombytes("RGB", size, bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine())


def sheet(images: Sequence[Image.Image], *, across: int, width: int, gap: int = 10) -> Image.Image:
    """The pictures beside each other, each `width` pixels wide, rows as high as their highest."""
    small = [
        image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        for image in images
    ]
    rows = [small[start : start + across] for start in range(0, len(small), across)]
    heights = [max(image.height for image in row) for row in rows]
    whole = Image.new("RGB", (across * (width + gap) + gap, sum(heights) + gap * (len(rows) + 1)), _GROUND)
    top = gap
    for row, height in zip(rows, heights, strict=True):
        for column, image in enumerate(row):
            whole.paste(image, (gap + column * (width + gap), top))
        top += height + gap
    return whole


def save_all(images: list[Image.Image], out: Path, name: str, *, across: int, width: int) -> None:
    """On as many sheets as it takes, four rows on each."""
    on_each = 4 * across
    for number, start in enumerate(range(0, len(images), on_each), 1):
        part = sheet(images[start : start + on_each], across=across, width=width)
        save(part, out / f"{name}-{number}.png")


def save(image: Image.Image, path: Path) -> None:
    """As a PNG with a palette, made smaller until it is small enough to be kept."""
    while True:
        image.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            print(f"{path}: {image.width} x {image.height}, {path.stat().st_size} bytes")
            return
        image = image.resize((round(image.width * 0.9), round(image.height * 0.9)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
