"""The technician's two tickets: the test ticket with every Vietnamese letter, and the readiness ticket."""

from __future__ import annotations

from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.slip import Block, Slip, Words
from kiosk.diagnostics.wording import called, reason_line
from kiosk.dossier.text import Text
from kiosk.engine.ports import Core, RefusalError
from kiosk.messages.technician import Reason
from kiosk.texts import phrase
from kiosk.texts.on_slips import section, words

# Every letter of the Vietnamese alphabet with every tone (QĐ 1989/QĐ-BGDĐT writes them so), both cases.
LETTERS = (
    "aàảãáạ ăằẳẵắặ âầẩẫấậ bcd đ",
    "eèẻẽéẹ êềểễếệ ghiìỉĩíị klmn",
    "oòỏõóọ ôồổỗốộ ơờởỡớợ pqrst",
    "uùủũúụ ưừửữứự vxyỳỷỹýỵ",
    "AÀẢÃÁẠ ĂẰẲẴẮẶ ÂẦẨẪẤẬ BCDĐ",
    "EÈẺẼÉẸ ÊỀỂỄẾỆ GHIÌỈĨÍỊ KLMN",
    "OÒỎÕÓỌ ÔỒỔỖỐỘ ƠỜỞỠỚỢ PQRST",
    "UÙỦŨÚỤ ƯỪỬỮỨỰ VXYỲỶỸÝỴ",
    "0123456789 ₫ % / ( ) – “ ”",
)
TEST_CODE = "KIOSK-TEST"


def trial_ticket(kiosk: str, run: str) -> list[Block]:
    """Letters, a code for the camera, lines to both edges."""
    return [
        drawn.Heading(text=words(phrase("slips.test.title"))),
        drawn.KeyValue(key=words(phrase("slips.label.kiosk")), value=kiosk),
        drawn.Rule(),
        section(phrase("slips.test.letters")),
        *(drawn.Paragraph(text=Words(vi=line)) for line in LETTERS),
        drawn.Rule(style="thick"),
        drawn.Rule(style="dashes"),
        drawn.Rule(style="thin"),
        drawn.Paragraph(text=words(phrase("slips.test.look")), strong=True),
        drawn.Qr(payload=f"{TEST_CODE}/{kiosk}/{run[:8]}", caption=words(phrase("slips.test.lay"))),
    ]


def trial_slip(kiosk: str, run: str) -> Slip:
    """The test ticket alone, for an engine that keeps no account of slips."""
    return Slip(blocks=(*trial_ticket(kiosk, run), drawn.Cut()))


def readiness_ticket(core: Core, reasons: list[Reason], attention: list[Reason]) -> list[Block]:
    """The verdict with its reasons. ENG-007 when no visit is under way."""
    visit = core.state.upkeep.visit
    if visit is None:
        raise RefusalError("ENG-007")
    verdict = phrase("slips.readiness.not-ready" if reasons else "slips.readiness.ready")
    return [
        drawn.Heading(text=words(phrase("slips.readiness.title"))),
        section(verdict),
        drawn.KeyValue(key=words(phrase("slips.label.kiosk")), value=core.facts.kiosk),
        drawn.KeyValue(key=words(phrase("slips.readiness.technician")), value=visit[1]),
        drawn.KeyValue(key=words(phrase("slips.readiness.build")), value=core.facts.build),
        drawn.Rule(),
        *_listed(phrase("slips.readiness.reasons"), reasons),
        *_listed(phrase("slips.readiness.attention"), attention),
        section(phrase("slips.readiness.tests")),
        _results(core),
    ]


def _listed(heading: Text, reasons: list[Reason]) -> list[Block]:
    if not reasons:
        return []
    items = tuple(drawn.Item(text=words(reason_line(reason))) for reason in reasons)
    return [section(heading), drawn.ItemList(marker="dash", items=items)]


def _results(core: Core) -> Block:
    items = tuple(
        drawn.Item(
            text=words(called(memory.test, memory.compartment)),
            note=phrase(f"slips.readiness.{memory.outcome}").vi,
        )
        for memory in core.state.upkeep.results.values()
    )
    nothing = drawn.Item(text=words(phrase("slips.handover.nothing")))
    return drawn.ItemList(marker="dash", items=items or (nothing,))
