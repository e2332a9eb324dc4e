"""The signed handover list as sheets of numbered QR codes, for a kiosk that no network reaches."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from django.utils.timezone import localtime
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from central.dossiers.claims import signed_handover_list
from central.fleet.models import Kiosk
from central.officers.texts import say
from kiosk.dossier.code_series import SeriesPart, split, spoken_series
from kiosk.dossier.text import Language

# four of 86 mm: 5 pixels a module for a camera that sees A4 at 145 dpi
CODES_A_SHEET = 4
_CODE_MM, _GAP_MM, _TOP_MM = 86.0, 6.0, 40.0
_QUIET = 4
_FONTS = Path(__file__).parents[2] / "kiosk" / "ui" / "fonts"
_FACES = {"regular": "BeVietnamPro-Regular", "bold": "BeVietnamPro-Bold"}


@dataclass(frozen=True)
class CodeSheets:
    """One list, made at a moment, cut into codes; `number` tells its sheets from another list's."""

    kiosk: str
    number: str
    made_at: datetime
    sheets: tuple[tuple[SeriesPart, ...], ...]

    @classmethod
    def of(cls, kiosk: Kiosk) -> CodeSheets:
        """The list as it is now; `CodeError` when it is longer than anybody would lay."""
        document = signed_handover_list(kiosk)
        parts = split(document)
        sheets = tuple(tuple(parts[at : at + CODES_A_SHEET]) for at in range(0, len(parts), CODES_A_SHEET))
        made_at = datetime.fromisoformat(json.loads(json.loads(document)["body"])["made_at"])
        return cls(kiosk.kiosk_id, spoken_series(parts[0].series), made_at, sheets)

    def to_pdf(self, language: Language = "vi") -> bytes:
        """The sheets on A4, to print from anywhere."""
        for face, file in _FACES.items():
            registerFont(TTFont(face, str(_FONTS / f"{file}.ttf")))
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=True)
        canvas.setTitle(say("handover.title", language, kiosk=self.kiosk))
        for at, parts in enumerate(self.sheets, start=1):
            self._head(canvas, language, at)
            for place, part in enumerate(parts):
                _draw(canvas, part, place)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _head(self, canvas: Canvas, language: Language, at: int) -> None:
        _, height = A4
        left = _left(0)
        canvas.setFont("bold", 16)
        canvas.drawString(left, height - 20 * mm, say("handover.title", language, kiosk=self.kiosk))
        canvas.setFont("regular", 11)
        sheet = say("handover.codes.sheet", language, number=self.number, at=at, of=len(self.sheets))
        made = say("handover.made", language, at=localtime(self.made_at).strftime("%d/%m/%Y %H:%M"))
        canvas.drawString(left, height - 27 * mm, f"{sheet} · {made}")
        canvas.drawString(left, height - 33 * mm, say("handover.codes.how", language))


def _draw(canvas: Canvas, part: SeriesPart, place: int) -> None:
    row, column = divmod(place, 2)
    left = _left(column)
    top = A4[1] - (_TOP_MM + row * (_CODE_MM + 3 * _GAP_MM)) * mm
    modules = list(segno.make_qr(part.payload(), error="m").matrix_iter(border=_QUIET))
    side = _CODE_MM * mm / len(modules)
    for y, line in enumerate(modules):
        for x, dark in enumerate(line):
            if dark:
                # a hair wider: no white seams between neighbours
                canvas.rect(left + x * side, top - (y + 1) * side, side * 1.02, side * 1.02, stroke=0, fill=1)
    canvas.setFont("bold", 13)
    middle = left + _CODE_MM * mm / 2
    canvas.drawCentredString(middle, top - (_CODE_MM + 4) * mm, f"{part.number}/{part.count}")


def _left(column: int) -> float:
    """Where a column begins, in points."""
    margin = (A4[0] / mm - 2 * _CODE_MM - _GAP_MM) / 2
    return float((margin + column * (_CODE_MM + _GAP_MM)) * mm)
