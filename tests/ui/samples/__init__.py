"""Pages as a citizen of an invented ward would meet them."""

from __future__ import annotations

from kiosk.messages import pages as p
from kiosk.messages.screen import Overlay
from tests.ui.samples.asking import (
    ADDRESS,
    BEFORE,
    CODE_DIGITS,
    CONFIRM,
    FIELD,
    FOR_WHOM,
    HOME,
    LAY,
    PHONE,
    PIN,
    READING,
    SEARCH,
)
from tests.ui.samples.endings import (
    CODE,
    FAREWELL,
    FAREWELL_TAKEN,
    GOOD,
    HELP,
    HELP_OFFLINE,
    MANY_SHEETS,
    NO_SHEET,
    NUMBER,
    REST,
    ROUND,
    SHEETS,
    SLIP,
    SORRY,
    WAITS,
    WARNED,
)
from tests.ui.samples.handing_in import (
    OPENING,
    REVIEW,
    SCAN,
    SCAN_READY,
    SCANNED,
    SCANNED_ONE,
    STUCK,
    WORKING,
)
from tests.ui.samples.servicing import SERVICING, SERVICING_TOUCHES
from tests.ui.samples.words import NEXT, t

__all__ = ["HOME", "IDLE", "NEXT", "SAMPLES", "SERVICING_TOUCHES", "t"]

IDLE = Overlay(
    title=t("Quý vị cần thêm thời gian không?", "Do you need more time?"),
    seconds=30,
    buttons=[
        p.Button(name="finish", label=t("Kết thúc", "Finish")),
        p.Button(name="more-time", label=t("Cần thêm thời gian", "More time"), look="primary"),
    ],
)

STEP2: dict[str, object] = {"step": 2, "steps": 5}
FIRST: dict[str, object] = {"back": False, "finish": False}

SAMPLES: dict[str, tuple[p.Page, dict[str, object]]] = {
    "home": (HOME, FIRST),
    "home-notice": (
        HOME.model_copy(
            update={
                "notice": t(
                    "Hồ sơ K017-2611-0041 chưa xong: cửa ngăn 9 chưa đóng",
                    "K017-2611-0041 is unfinished: door 9 is open",
                )
            }
        ),
        FIRST,
    ),
    "pick-tiles": (FIELD, {}),
    "pick-list": (FOR_WHOM, {"step": 1, "steps": 5}),
    "search": (SEARCH, {}),
    "explain": (BEFORE, {"step": 1, "steps": 5}),
    "lay-card": (LAY, STEP2),
    "lay-card-reading": (READING, STEP2),
    "confirm-identity": (CONFIRM, STEP2),
    "enter-digits": (PHONE, STEP2),
    "enter-digits-pin": (PIN, {}),
    "enter-digits-code": (CODE_DIGITS, {}),
    "enter-text": (ADDRESS, STEP2),
    "scan-page": (SCAN, {"step": 3, "steps": 5}),
    "scan-page-ready": (SCAN_READY, {"step": 3, "steps": 5}),
    "scanned-pages": (SCANNED, {"step": 3, "steps": 5}),
    "scanned-pages-one": (SCANNED_ONE, {"step": 3, "steps": 5}),
    "review": (
        REVIEW,
        {
            "step": 4,
            "steps": 5,
            "banner": t(
                "Mạng đang gián đoạn, hồ sơ vẫn nộp được", "The network is down, you can still hand in"
            ),
        },
    ),
    "working": (WORKING, {"step": 5, "steps": 5, "back": False, "finish": False}),
    "open-door": (OPENING, {"step": 5, "steps": 5, "back": False, "finish": False}),
    "open-door-stuck": (STUCK, {"back": False}),
    "show-code": (CODE, {"back": False}),
    "show-code-number": (NUMBER, {"back": False}),
    "take-slip": (SLIP, {"back": False}),
    "take-slip-number": (SLIP.model_copy(update={"code": "A001", "printing": False}), {"back": False}),
    "what-waits": (WAITS, {}),
    "ending-good": (GOOD, {"back": False}),
    "ending-warning": (WARNED, {}),
    "ending-sorry": (SORRY, {"back": False}),
    "farewell": (FAREWELL, {"back": False}),
    "farewell-taken": (FAREWELL_TAKEN, {"back": False, "finish": False}),
    "round": (ROUND, {"back": False}),
    "office-help": (HELP, {}),
    "office-help-offline": (HELP_OFFLINE, {"banner": t("Mất mạng", "No network")}),
    "read-sheets": (NO_SHEET, {"back": False}),
    "read-sheets-some": (SHEETS, {"back": False}),
    "read-sheets-many": (MANY_SHEETS, {"back": False}),
    "out-of-service": (REST, {**FIRST, "help": False}),
    **SERVICING,
}
"""Every page by a name, with what its frame says; each model of the contract at least once."""
