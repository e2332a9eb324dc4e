"""Papers under the camera, the review, the compartment."""

from __future__ import annotations

from kiosk.messages import pages as p
from tests.ui.samples.words import t

OLD_PAPER = t("Giấy xác nhận cũ", "The old certificate")

SCAN = p.ScanPage(
    title=t("Đặt giấy lên khay", "Lay the paper on the tray"),
    component=OLD_PAPER,
    page_number=1,
    advice=t("Giấy bị lóa, xin xoay nhẹ", "Glare, please turn it a little"),
    buttons=[
        p.Button(name="missing", label=t("Tôi chưa có giấy này", "I do not have it yet")),
        p.Button(name="take", label=t("Chụp trang này", "Take this page"), look="primary", enabled=False),
    ],
)
SCAN_READY = SCAN.model_copy(
    update={
        "advice": None,
        "ready": True,
        "buttons": [SCAN.buttons[0], SCAN.buttons[1].model_copy(update={"enabled": True})],
    }
)

SCANNED = p.ScannedPages(
    title=t("Ảnh chụp đã rõ chưa?", "Is it clear?"),
    component=OLD_PAPER,
    count=3,
    buttons=[
        p.Button(name="add", label=t("Thêm trang", "Add a page")),
        p.Button(name="done", label=t("Đủ rồi", "All done"), look="primary"),
    ],
)
SCANNED_ONE = SCANNED.model_copy(update={"count": 1})

REVIEW = p.Review(
    title=t("Xem lại trước khi nộp", "Check before you hand it in"),
    rows=[
        p.ReviewRow(
            label=t("Thủ tục", "Procedure"),
            value=t("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
        ),
        p.ReviewRow(label=t("Nộp cho", "For"), value=t("Chính tôi", "Myself"), change="for-whom"),
        p.ReviewRow(label=t("Điện thoại", "Phone"), value=t("0903 555 017", "0903 555 017"), change="phone"),
        p.ReviewRow(
            label=t("Người nhận kết quả", "Collector"),
            value=t("Nguyễn Thị Hồng Nhung", "Nguyễn Thị Hồng Nhung"),
            change="collector",
        ),
        p.ReviewRow(label=t("Tờ khai", "Form"), value=t("2 trang", "2 pages"), change="form"),
    ],
    leave=[
        t("Giấy xác nhận cũ (bản gốc)", "The old certificate (original)"),
        t("Phiếu kèm hồ sơ", "The cover slip"),
    ],
    take=[t("Tờ khai", "The form")],
    buttons=[p.Button(name="submit", label=t("Nộp hồ sơ", "Hand in"), look="primary")],
)

WORKING = p.Working(
    title=t("Đang nộp hồ sơ", "Handing in"),
    lead=t("Xin chờ, chưa đến 10 giây", "Less than 10 seconds"),
    steps=[
        t("Niêm phong hồ sơ", "Sealing the dossier"),
        t("Ghi vào sổ của máy", "Writing the machine's journal"),
        t("In phiếu kèm hồ sơ", "Printing the cover slip"),
        t("Mở ngăn tủ", "Opening the compartment"),
    ],
    current=2,
)


def cabinet(**looks: str) -> list[p.Bay]:
    """24 doors in four columns: small ones on top, large ones at the bottom."""
    bays = []
    number = 0
    for column in range(1, 5):
        row = 1
        for size, rows in (
            ("small", 1),
            ("small", 1),
            ("medium", 2),
            ("medium", 2),
            ("large", 3),
            ("large", 3),
        ):
            number += 1
            look = looks.get(f"n{number}", "plain")
            bays.append(
                p.Bay.model_validate(
                    {"number": number, "size": size, "column": column, "row": row, "rows": rows, "look": look}
                )
            )
            row += rows
    return bays


OPENING = p.OpenDoor(
    title=t("Bỏ giấy tờ vào ngăn đang sáng", "Put your papers into the lit compartment"),
    lead=t(
        "Bản gốc và phiếu kèm hồ sơ, rồi đóng cửa", "The original and the cover slip, then close the door"
    ),
    bays=cabinet(n9="open"),
    compartment=9,
    where=t("Cột thứ hai, hàng thứ ba từ trên xuống", "Second column, third row from the top"),
    door="open",
    buttons=[
        p.Button(name="too-small", label=t("Ngăn nhỏ quá", "Too small")),
        p.Button(name="none", label=t("Tôi không để lại bản gốc", "I keep my originals")),
        p.Button(name="placed", label=t("Đã bỏ đủ", "All inside"), look="primary", enabled=False),
    ],
)
STUCK = OPENING.model_copy(
    update={
        "door": "stuck",
        "title": t("Cửa ngăn chưa mở được", "The door did not open"),
        "bays": cabinet(n9="frozen"),
    }
)
