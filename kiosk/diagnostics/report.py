"""The readiness report as PDF (A4): verdict, devices, tests, wear; of people only the technician's id."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from kiosk.diagnostics.wording import called, counter_name, device_cells, figures, reason_line, when
from kiosk.errors import error
from kiosk.messages.technician import MachineState, Reason, TestResult
from kiosk.texts import phrase

FONTS = Path(__file__).parents[1] / "ui" / "fonts"
FACE, BOLD = "BeVietnamPro", "BeVietnamPro-Bold"
INK, GOOD, BAD, RULE = HexColor("#14232d"), HexColor("#14532d"), HexColor("#7d1a1a"), HexColor("#b9c0c4")


def readiness_pdf(machine: MachineState, kiosk: str, unit: str, person: str, at: datetime) -> bytes:
    """The report of `machine` as it stood at `at`."""
    _load_fonts()
    target = io.BytesIO()
    title = f"{phrase('report.title').vi} {kiosk}"
    document = SimpleDocTemplate(
        target, pagesize=A4, title=title, author=kiosk, leftMargin=18 * mm, rightMargin=18 * mm,
        topMargin=16 * mm, bottomMargin=16 * mm,
    )  # fmt: skip
    document.build(
        [
            Paragraph(phrase("report.title").vi, _style(20, bold=True)),
            Paragraph(phrase("report.title").en, _style(10)),
            _verdict(machine),
            _pairs(_identity(machine, kiosk, unit, person, at)),
            *_reasons("report.reasons", machine.reasons, BAD),
            *_reasons("report.attention", machine.attention, INK),
            *_headed("report.devices", _devices(machine)),
            *_headed("report.tests", _tests(machine)),
            *_headed("report.counters", _counters(machine)),
        ]
    )
    return target.getvalue()


@cache
def _load_fonts() -> None:
    pdfmetrics.registerFont(TTFont(FACE, str(FONTS / "BeVietnamPro-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FONTS / "BeVietnamPro-Bold.ttf")))


def _style(size: float, *, bold: bool = False, colour: HexColor = INK) -> ParagraphStyle:
    return ParagraphStyle(
        "words", fontName=BOLD if bold else FACE, fontSize=size, leading=size * 1.4, textColor=colour
    )


def _verdict(machine: MachineState) -> Flowable:
    word = phrase("slips.readiness.ready" if machine.ready else "slips.readiness.not-ready")
    colour = GOOD if machine.ready else BAD
    cell = Paragraph(f"{word.vi} · {word.en}", _style(15, bold=True, colour=colour))
    table = Table([[cell]], colWidths=[174 * mm])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1.5, colour),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
            ]
        )
    )
    table.spaceBefore, table.spaceAfter = 6 * mm, 5 * mm
    return table


def _identity(
    machine: MachineState, kiosk: str, unit: str, person: str, at: datetime
) -> list[tuple[str, str]]:
    return [
        (phrase("slips.label.kiosk").vi, f"{kiosk} · {unit}"),
        (phrase("slips.label.time").vi, when(at)),
        (phrase("slips.readiness.technician").vi, person),
        (phrase("slips.readiness.build").vi, machine.build),
        (phrase("report.serviced").vi, when(machine.serviced_at)),
    ]


def _reasons(heading: str, reasons: list[Reason], colour: HexColor) -> list[Flowable]:
    if not reasons:
        return []
    words = []
    for reason in reasons:
        what = f" {error(reason.error_id).technician.vi}" if reason.error_id else ""
        words.append(Paragraph(f"{reason_line(reason).vi}.{what}", _style(10, colour=colour)))
    return [_heading(heading), *words]


def _devices(machine: MachineState) -> list[list[str]]:
    return [[cell.vi for cell in cells] for cells in device_cells(machine)]


def _tests(machine: MachineState) -> list[list[str]]:
    return [
        [
            called(result.test, result.compartment).vi,
            _outcome(result),
            said.vi if (said := figures(result.figures)) is not None else "",
            f"{when(result.at)} · {result.person}",
        ]
        for result in machine.results
    ]


def _counters(machine: MachineState) -> list[list[str]]:
    return [
        [counter_name(counter).vi, str(counter.installed), str(counter.serviced), ""]
        for counter in machine.counters
    ]


def _outcome(result: TestResult) -> str:
    word = phrase(f"slips.readiness.{result.outcome}").vi
    return f"{word} · {result.error_id}" if result.error_id else word


def _headed(name: str, rows: list[list[str]]) -> list[Flowable]:
    heads = [phrase(f"{name}-{column}").vi for column in ("1", "2", "3", "4")]
    cells = [[Paragraph(head, _style(8.5, bold=True)) for head in heads]]
    cells += [[Paragraph(words, _style(9)) for words in row] for row in rows]
    table = Table(cells, colWidths=[36 * mm, 34 * mm, 58 * mm, 46 * mm], repeatRows=1)
    table.setStyle(
        TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return [_heading(name), table]


def _heading(name: str) -> Flowable:
    heading = Paragraph(f"{phrase(name).vi} <font size=9>{phrase(name).en}</font>", _style(12.5, bold=True))
    heading.spaceBefore, heading.spaceAfter = 4 * mm, 2 * mm
    return heading


def _pairs(pairs: list[tuple[str, str]]) -> Flowable:
    rows = [[Paragraph(key, _style(9.5)), Paragraph(value, _style(9.5, bold=True))] for key, value in pairs]
    table = Table(rows, colWidths=[50 * mm, 124 * mm])
    table.setStyle(TableStyle([("BOTTOMPADDING", (0, 0), (-1, -1), 1), ("TOPPADDING", (0, 0), (-1, -1), 1)]))
    return table
