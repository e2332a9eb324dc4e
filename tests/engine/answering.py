"""Central's part in an enquiry, played beside an engine's core: seals to the one-time key and signs."""

from __future__ import annotations

import base64
from typing import Any

from kiosk.dossier.disclosure import Acceptance, Disclosure, Received, Written
from kiosk.dossier.enquiry import Enquiry, SealedAnswer, VouchedEnquiry, sealing_context
from kiosk.dossier.procedure import ProcessingTime
from kiosk.dossier.status import Status
from kiosk.dossier.text import Text
from kiosk.messages import outbox
from kiosk.vault.once import seal_once
from tests.engine.cabinet import K_CLAIM, Cabinet

WORDS = "Giấy xác nhận của bà Trần Thị Kín không có chữ ký.\nXin nộp bản có chữ ký."
ADDRESS = "Số 9, đường Thử Nghiệm, phường Mẫu"


def asked(cabinet: Cabinet) -> Enquiry:
    """The newest enquiry that the engine handed to sync; it must be vouched for."""
    body = next(raw for message, raw in reversed(cabinet.carried) if isinstance(message, outbox.CarryEnquiry))
    vouched = VouchedEnquiry.model_validate_json(body)
    assert vouched.holds(K_CLAIM)
    return vouched.enquiry


def sealed(enquiry: Enquiry, told: Disclosure, **changed: str) -> bytes:
    """Central's answer before it is signed; `changed` are fields that a wrong one has."""
    context = sealing_context(enquiry.kiosk, enquiry.dossier_id, enquiry.request)
    content = seal_once(told.to_bytes(), bytes.fromhex(enquiry.public_key), context)
    fields = {
        "kiosk": enquiry.kiosk,
        "dossier_id": enquiry.dossier_id,
        "request": enquiry.request,
        "sealed": base64.b64encode(content).decode(),
        **changed,
    }
    return SealedAnswer.model_validate(fields).to_bytes()


def bring(cabinet: Cabinet, request: str, raw: bytes = b"", **said: Any) -> None:
    """Sync brings an answer, signed by central unless said otherwise."""
    if "error_id" not in said and "signature" not in said:
        said["signature"] = cabinet.directives.sign(raw).hex()
    cabinet.engine.outbox.handle(outbox.EnquiryAnswered(request=request, **said), raw)


def answer(cabinet: Cabinet, **told: Any) -> None:
    """Answer the newest enquiry."""
    enquiry = asked(cabinet)
    bring(cabinet, enquiry.request, sealed(enquiry, disclosure(enquiry.dossier_id, **told)))


def disclosure(dossier_id: str, **told: Any) -> Disclosure:
    return Disclosure(dossier_id=dossier_id, told_at="2026-11-20T22:00:00+07:00", **told)


def written(status: Status = Status.SUPPLEMENT_ASKED, words: str = WORDS) -> Written:
    return Written(status=status, at="2026-11-20T09:30:00+07:00", words=words)


def acceptance(**changed: Any) -> Acceptance:
    fields = {
        "dossier_code": "H29.251-261120-0001",
        "procedure": Text(
            vi="Thủ tục cấp Giấy xác nhận tình trạng hôn nhân", en="Certificate of marital status"
        ),
        "procedure_code": "1.004873",
        "unit": Text(vi="Bộ phận một cửa phường Mẫu", en="One-stop office of Mẫu ward"),
        "unit_address": "Số 1, Đường Số 1, phường Mẫu",
        "depositor": "Trần Thị Mơ",
        "id_number": "••••••••0017",
        "address": ADDRESS,
        "phone": "0912345678",
        "applicant": "Trần Thị Mơ",
        "received": (
            Received(name=Text(vi="Tờ khai", en="Form"), pages=1, originals=0),
            Received(
                name=Text(vi="Giấy xác nhận tình trạng hôn nhân đã cấp trước đây", en="Earlier certificate"),
                pages=2,
                originals=1,
            ),
        ),
        "time": ProcessingTime(unit="working_days", amount=3),
        "fee": Text(vi="Miễn phí", en="Free"),
        "accepted_at": "2026-11-20T09:30:00+07:00",
        "due_at": "2026-11-25T09:30:00+07:00",
        "collect": "kiosk",
        "officer": "Phạm Thị Hòa",
    }
    return Acceptance.model_validate({**fields, **changed})
