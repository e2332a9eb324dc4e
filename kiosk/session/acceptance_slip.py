"""Mẫu số 01 as a slip, from what central told this session: name, address and dates go on the paper only."""

from __future__ import annotations

from datetime import datetime

from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.slip import Block, Slip
from kiosk.dossier.disclosure import Acceptance, Disclosure, Received
from kiosk.session.seat import VIETNAM
from kiosk.texts import phrase
from kiosk.texts.on_slips import as_is, foot, head, line, paragraph, section, words
from kiosk.texts.terms import period

# Nghị định 30/2020/NĐ-CP, Phụ lục I: how every official paper begins; it is written in Vietnamese alone
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def acceptance_slip(told: Disclosure, paper: Acceptance, hotline: str, *, copy: bool) -> Slip:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả, in the order of its form."""
    mark = [paragraph(phrase("slips.unit.copy"), strong=True)] if copy else []
    return Slip(
        blocks=(
            *mark,
            *(drawn.Paragraph(text=as_is(each), centred=True, strong=True) for each in _NATION),
            drawn.Rule(style="thin"),
            *head(paper.unit, phrase("slips.acceptance.title")),
            drawn.Heading(text=words(phrase("slips.acceptance.form")), level=0),
            drawn.Spacing(mm=2),
            drawn.KeyValue(key=words(phrase("slips.label.dossier")), value=paper.dossier_code, strong=True),
            drawn.Rule(),
            *_people(paper),
            *_papers(paper),
            drawn.Rule(style="thin"),
            *_times(paper),
            drawn.Rule(style="thin"),
            *_signatures(paper),
            paragraph(phrase("slips.acceptance.told", time=_when(told.told_at))),
            paragraph(phrase("slips.acceptance.keep"), strong=True),
            drawn.Qr(payload=paper.dossier_code, caption=words(phrase("slips.acceptance.scan"))),
            *foot(hotline),
        )
    )


def _people(paper: Acceptance) -> list[Block]:
    told = {
        "depositor": paper.depositor,
        "id_number": paper.id_number,
        "address": paper.address,
        "phone": paper.phone,
        "applicant": paper.applicant,
        "request": f"{paper.procedure_code} {paper.procedure.vi}",
    }
    return [line(label, value) for label, value in told.items() if value]


def _papers(paper: Acceptance) -> list[Block]:
    items = tuple(drawn.Item(text=words(each.name), note=_counted(each)) for each in paper.received)
    listed = [drawn.ItemList(items=items)] if items else []
    return [section(phrase("slips.acceptance.papers")), *listed, line("sets", "01")]


def _counted(received: Received) -> str:
    counts = {"pages": received.pages, "originals": received.originals}
    return ", ".join(phrase(f"slips.acceptance.{name}", count=n).vi for name, n in counts.items() if n)


def _times(paper: Acceptance) -> list[Block]:
    due = phrase("slips.acceptance.no-due").vi if paper.due_at is None else _when(paper.due_at)
    place = phrase(f"slips.acceptance.at-{paper.collect}", unit=paper.unit, address=paper.unit_address)
    return [
        line("period", period(paper.time).vi),
        line("accepted", _when(paper.accepted_at)),
        drawn.KeyValue(key=words(phrase("slips.label.due")), value=due, strong=True),
        line("collect", place.vi),
        *([] if paper.fee is None else [line("fee", paper.fee.vi)]),
    ]


def _signatures(paper: Acceptance) -> list[Block]:
    """The officer's name stands for the record at central; the depositor signs on the paper."""
    return [
        line("received_by", paper.officer or paper.unit.vi),
        line("signed_by", ""),
        drawn.Spacing(mm=14),
    ]


def _when(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
