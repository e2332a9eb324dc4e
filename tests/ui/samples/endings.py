"""Codes, slips, what waits, how it ends, the officer's round."""

from __future__ import annotations

from kiosk.messages import officer_pages as op
from kiosk.messages import pages as p
from kiosk.texts import phrase
from tests.ui.samples.handing_in import cabinet
from tests.ui.samples.words import t

CODE = p.ShowCode(
    title=t("Xin ghi lại mã nộp", "Please write down your code"),
    lead=t("Máy in hết giấy nên chưa in được phiếu", "The printer is out of paper"),
    code="K017-2611-0042",
    lines=[t("Dùng mã này và thẻ căn cước để hỏi hồ sơ", "Use it with your card to ask about your dossier")],
    qr="https://hoso.example/K01726110042",
    buttons=[p.Button(name="noted", label=t("Tôi đã ghi lại", "I have written it down"), look="primary")],
)

NUMBER = p.ShowCode(
    title=t("Xin ghi lại số của quý vị", "Please write down your number"),
    code="AA1012",
    lines=[
        t("Máy không in được lúc này. Số vẫn có hiệu lực.", "It cannot be printed now. The number is valid."),
        t("Quầy 2 hoặc 3. Trước quý vị: 5 người (lúc 09:12).", "Counter 2 or 3. Before you: 5 people."),
    ],
    buttons=[p.Button(name="noted", label=t("Tôi đã ghi lại", "I have written it down"), look="primary")],
)

SLIP = p.TakeSlip(
    title=t("Phiếu nộp hồ sơ", "Your deposit slip"),
    what=t("Giữ phiếu này để nhận kết quả", "Keep it to collect your result"),
    printing=False,
    buttons=[p.Button(name="taken", label=t("Tôi đã lấy phiếu", "I have it"), look="primary")],
)

WAITS = p.WhatWaits(
    title=t("Có 3 mục đang chờ quý vị", "3 things wait for you"),
    options=[
        p.Option(
            name="result",
            label=t("Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
            note=t("Kết quả, ngăn 4", "Result, compartment 4"),
            icon="dossier",
        ),
        p.Option(
            name="originals",
            label=t("Giấy xác nhận cũ được trả lại", "Your old certificate"),
            note=t("Bản gốc, ngăn 4", "Original, compartment 4"),
            icon="papers",
        ),
        p.Option(
            name="birth",
            label=t("Giấy khai sinh", "Birth certificate"),
            icon="stamp",
            available=False,
            reason=t("Xin ký sổ tại quầy, giờ hành chính", "Please sign at the counter"),
        ),
    ],
)

GOOD = p.Ending(
    title=t("Đã nộp hồ sơ", "Your dossier is handed in"),
    look="good",
    lines=[
        t("Cán bộ sẽ trả lời trước 10 giờ ngày 24/11/2026", "An officer answers by 10:00 on 24/11/2026"),
        t("Khi có kết quả, chúng tôi nhắn tin cho quý vị", "We will text you when the result is here"),
    ],
    code="K017-2611-0042",
    buttons=[
        p.Button(name="another", label=t("Nộp hồ sơ khác", "Hand in another")),
        p.Button(name="farewell", label=t("Xong", "Done"), look="primary"),
    ],
)
WARNED = p.Ending(
    title=t("Thẻ được lấy ra sớm", "The card was taken away"),
    look="warning",
    lines=[
        t("Máy chưa đọc xong thẻ", "It was not read to the end"),
        t("Đặt lại thẻ để làm tiếp, những gì đã chọn vẫn còn", "Lay it again, your choices are kept"),
    ],
    buttons=[p.Button(name="again", label=t("Đặt lại thẻ", "Lay it again"), look="primary")],
)
SORRY = p.Ending(
    title=t("Các ngăn tủ đã đầy", "Every compartment is full"),
    look="sorry",
    lines=[
        t("Hiện không nhận thêm bản gốc được", "No more originals can be taken now"),
        t("Quý vị có thể nộp lại sau 8 giờ sáng mai", "Please come again after 8:00 tomorrow"),
    ],
    staff_code="LCK-012",
    buttons=[p.Button(name="end", label=t("Về trang đầu", "To the first page"), look="primary")],
)

FAREWELL = p.Farewell(
    title=t("Xin đừng quên đồ của quý vị", "Please do not forget your things"),
    card_out=False,
    tray_empty=True,
)

FAREWELL_TAKEN = p.Farewell(
    title=t("Cảm ơn quý vị", "Thank you"),
    lead=t("Xin lấy thẻ và mọi giấy tờ.", "Please take your card and all papers."),
    card_out=True,
    tray_empty=True,
    buttons=[p.Button(name="next-person", label=t("Người tiếp theo", "Next person"), look="primary")],
)

ROUND = op.Round(
    title=phrase("round.title"),
    tallies=[
        op.Tally(label=t("Cần lấy", "To take"), done=5, total=14),
        op.Tally(label=t("Cần nạp", "To load"), done=0, total=9),
    ],
    bays=cabinet(n1="done", n2="done", n3="done", n7="done", n8="done", n9="open", n15="frozen"),
    current=t("Ngăn 9: lấy hồ sơ, quét phiếu kèm", "Compartment 9: take it, scan the slip"),
    log=[t("Ngăn 8: đã lấy", "Compartment 8: taken"), t("Ngăn 7: đã lấy", "Compartment 7: taken")],
    buttons=[
        p.Button(name="empty", label=t("Ngăn trống", "It is empty")),
        p.Button(name="pause", label=t("Tạm dừng", "Pause")),
    ],
)

NO_SHEET = op.ReadSheets(
    title=t("Nhận danh sách bàn giao", "Take in the handover list"),
    lead=t(
        "Đưa từng tờ mã vào máy chụp, tờ nào trước cũng được.", "Show each sheet to the camera, in any order."
    ),
    total=0,
    read=[],
    buttons=[
        p.Button(name="cancel", label=t("Thôi", "Cancel")),
        p.Button(name="from-stick", label=t("Nhận danh sách từ USB", "Take it from USB"), look="primary"),
    ],
)
SHEETS = NO_SHEET.model_copy(
    update={
        "total": 5,
        "read": [1, 2, 4],
        "sheet": t("Danh sách số 7FK3-Q2MA", "List 7FK3-Q2MA"),
        "error": t(
            "Tờ này thuộc danh sách khác. Xin chỉ đưa các tờ cùng số.",
            "This sheet is of another list. Please show sheets of one number only.",
        ),
    }
)
MANY_SHEETS = SHEETS.model_copy(update={"total": 36, "read": list(range(1, 30)), "error": None})

REST = p.OutOfService(
    title=t("Máy tạm ngừng phục vụ", "Out of service"),
    reason=t(
        "Khóa tủ đang được kiểm tra. Giấy tờ trong tủ vẫn an toàn.",
        "The locks are being checked. Papers inside are safe.",
    ),
    hotline="1900 0099",
)

HELP = p.OfficeHelp(
    title=t("Chúng tôi giúp quý vị", "We are here to help"),
    hotline="028 3999 9999",
    call=t("Đã báo. Cán bộ sẽ xem lúc 07:00, 23/11.", "Told. An officer will look at 07:00, 23/11."),
    sent=True,
    lines=[
        p.Line(
            text=t("Văn phòng mở lại lúc 07:00, 23/11", "The office opens again at 07:00, 23/11"),
            plain=t(
                "Thứ Hai đến thứ Sáu: 07:00–11:30, 13:30–17:00", "Monday to Friday: 07:00–11:30, 13:30–17:00"
            ),
            icon="clock",
        ),
        p.Line(
            text=t("UBND Phường Bến Mơ", "People's Committee of Bến Mơ Ward"),
            plain=t("1 Đường Số 1, Phường Bến Mơ", "1 Đường Số 1, Phường Bến Mơ"),
            icon="building",
        ),
        p.Line(text=t("Chưa xong việc? Bấm Quay lại.", "Not done yet? Go back."), icon="back"),
    ],
    buttons=[p.Button(name="close", label=t("Đóng", "Close"), look="primary")],
)
HELP_OFFLINE = HELP.model_copy(
    update={
        "sent": False,
        "call": t(
            "Mất mạng: lời gọi đến khi có mạng. Cần gấp, gọi số trên.",
            "No network: your call arrives later. If urgent, call the number above.",
        ),
    }
)
