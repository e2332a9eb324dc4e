"""The technician's pages as somebody at the machine at two in the morning meets them."""

from __future__ import annotations

from kiosk.diagnostics.wording import what_to_do
from kiosk.messages import pages as p
from kiosk.messages import technician_pages as tp
from kiosk.texts import phrase
from tests.ui.samples.handing_in import cabinet
from tests.ui.samples.words import t

BENCH = tp.Bench(
    title=t("Kiểm tra máy", "Check the machine"),
    rows=[
        tp.BenchRow(
            name="card_reader",
            label=t("Đầu đọc thẻ", "Card reader"),
            health="good",
            state=t("hoạt động (online)", "working (online)"),
            tested=t("đạt 02:04", "passed 02:04"),
            verdict="passed",
        ),
        tp.BenchRow(
            name="camera",
            label=t("Máy chụp giấy", "Camera"),
            health="good",
            state=t("đang nghỉ (offline)", "at rest (offline)"),
            fault=t("CAM-002 lúc 18:40 21/11", "CAM-002 at 18:40 21/11"),
            tested=t("chưa thử", "not tested"),
        ),
        tp.BenchRow(
            name="printer",
            label=t("Máy in", "Printer"),
            health="bad",
            state=t("chờ người xử lý (userError)", "waits for a hand (userError)"),
            fault=t("PRN-003 lúc 01:58 22/11", "PRN-003 at 01:58 22/11"),
            tested=t("lỗi 02:06", "failed 02:06"),
            verdict="failed",
        ),
        tp.BenchRow(
            name="board",
            label=t("Bảng khóa", "Lock board"),
            health="good",
            state=t("hoạt động (online)", "working (online)"),
            tested=t("đạt 02:05", "passed 02:05"),
            verdict="passed",
        ),
        tp.BenchRow(
            name="door",
            label=t("Cửa ngăn", "Doors"),
            health="warning",
            state=t("21/24 ngăn thử được", "21/24 doors can be tested"),
            tested=t("3 đạt, 1 lỗi", "3 passed, 1 failed"),
            verdict="failed",
        ),
        *[
            tp.BenchRow(
                name=name, label=t(vi, en), health="unknown", state=t("chưa thử", "not tested"),
                tested=t("chưa thử", "not tested"),
            )
            for name, vi, en in (
                ("screen", "Màn hình chạm", "Touch screen"),
                ("disk", "Đĩa và nhật ký", "Disk and journal"),
                ("clock", "Đồng hồ", "Clock"),
                ("network", "Mạng và hàng gửi", "Network and queue"),
            )
        ],
    ],
    buttons=[
        p.Button(name="report", label=t("In báo cáo", "Print the report")),
        p.Button(name="end-visit", label=t("Rời máy", "Leave"), look="primary"),
    ],
)  # fmt: skip

UNJOURNALLED = BENCH.model_copy(
    update={
        "lead": phrase("technician.unjournalled"),
        "error": what_to_do("JRN-001"),
        "rows": [row for row in BENCH.rows if row.name != "door"],
        "buttons": BENCH.buttons[1:],
    }
)

FAILED = tp.Check(
    title=t("Máy in", "Printer"),
    verdict="failed",
    lines=[
        tp.CheckLine(label=t("Trạng thái", "State"), value=t("userError", "userError"), look="bad"),
        tp.CheckLine(label=t("Nắp", "Cover"), value=t("open", "open")),
        tp.CheckLine(label=t("Giấy", "Paper"), value=t("full", "full")),
        tp.CheckLine(label=t("Lỗi gần nhất", "Last fault"), value=t("PRN-003 · 02:06", "PRN-003 · 02:06")),
    ],
    advice=t(
        "Nắp máy in đang mở. Đóng nắp cho đến khi nghe tiếng khớp.",
        "The printer's cover is open. Close it until it clicks.",
    ),
    buttons=[
        p.Button(name="back-to-list", label=t("Danh sách", "The list")),
        p.Button(name="again", label=t("Thử lại", "Test again"), look="primary"),
    ],
)

LOOKING = tp.Check(
    title=t("Máy chụp giấy", "Camera"),
    verdict="running",
    live=True,
    lines=[
        tp.CheckLine(label=t("Độ nét", "Focus"), value=t("0,31", "0.31"), look="good"),
        tp.CheckLine(label=t("Mã trên phiếu thử", "Code on the test ticket"), look="now"),
    ],
    advice=t("Đặt phiếu thử vào khay", "Lay the test ticket into the tray"),
    buttons=[p.Button(name="no-code", label=t("Không đọc được", "It cannot be read"))],
)

DOOR = tp.Check(
    title=t("Ngăn 6 · còn 15 ngăn", "Door 6 · 15 to go"),
    bays=cabinet(n1="done", n2="done", n3="frozen", n6="lit", n9="frozen"),
    lines=[
        tp.CheckLine(label=t("Ngăn 2", "Door 2"), value=t("mở 0,4 s", "open 0.4 s"), look="good"),
        tp.CheckLine(label=t("Ngăn 3", "Door 3"), value=t("LCK-010", "LCK-010"), look="bad"),
    ],
    buttons=[
        p.Button(name="stop", label=t("Dừng", "Stop")),
        p.Button(name="skip", label=t("Bỏ qua ngăn này", "Skip this door")),
        p.Button(name="open", label=t("Mở ngăn 6", "Open door 6"), look="primary"),
    ],
)

TOUCH = tp.TouchTest(
    title=t("Chạm từng ô", "Touch every square"),
    places=24,
    done=[0, 1, 5],
    buttons=[p.Button(name="missed", label=t("Có ô không nhận", "One fails"))],
)

NIGHT: dict[str, object] = {"night": True, "back": False, "finish": False}
SERVICING: dict[str, tuple[p.Page, dict[str, object]]] = {
    "bench": (BENCH, NIGHT),
    "bench-unjournalled": (UNJOURNALLED, NIGHT),
    "check-failed": (FAILED, NIGHT),
    "check-camera": (LOOKING, NIGHT),
    "check-door": (DOOR, NIGHT),
    "touch-test": (TOUCH, {**NIGHT, "bare": True, "help": False}),
}
SERVICING_TOUCHES: dict[str, list[tuple[str, tuple[str, str]]]] = {
    "bench": [("Máy in", ("printer", "")), ("Rời máy", ("end-visit", ""))],
    "bench-unjournalled": [("Máy in", ("printer", "")), ("Rời máy", ("end-visit", ""))],
    "check-failed": [("Thử lại", ("again", ""))],
    "check-camera": [("Không đọc được", ("no-code", ""))],
    "check-door": [("Mở ngăn 6", ("open", "")), ("Bỏ qua ngăn này", ("skip", ""))],
    "touch-test": [("3", ("place", "2")), ("24", ("place", "23")), ("Có ô không nhận", ("missed", ""))],
}
