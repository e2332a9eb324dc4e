"""Pages as a citizen of an invented ward would meet them."""

from __future__ import annotations

from kiosk.dossier.text import Text
from kiosk.messages import pages as p
from kiosk.messages.screen import Overlay


def t(vi: str, en: str) -> Text:
    """A text in both languages."""
    return Text(vi=vi, en=en)


NEXT = p.Button(name="next", label=t("Tiếp tục", "Continue"), look="primary")
UNIT = t("UBND phường An Khánh Đông", "People's Committee of An Khánh Đông ward")

HOME = p.Home(
    title=t("Quý vị cần làm gì?", "What would you like to do?"),
    unit=UNIT,
    tiles=[
        p.Option(
            name="deposit",
            label=t("Nộp hồ sơ", "Hand in a dossier"),
            note=t("Chụp giấy tờ, gửi bản gốc vào ngăn", "Scan papers, lock originals away"),
            icon="deposit",
        ),
        p.Option(
            name="collect",
            label=t("Nhận kết quả", "Collect a result"),
            note=t("Bằng thẻ căn cước hoặc phiếu", "With your card or slip"),
            icon="collect",
        ),
        p.Option(
            name="look-up",
            label=t("Xem thủ tục cần gì", "What a procedure needs"),
            note=t("Giấy tờ, lệ phí, thời hạn", "Papers, fees, time"),
            icon="search",
        ),
        p.Option(
            name="ticket",
            label=t("Lấy số thứ tự", "Take a number"),
            icon="ticket",
            available=False,
            reason=t("Mở lại lúc 7 giờ 30 sáng", "Opens again at 7:30"),
        ),
    ],
)

FIELD = p.Pick(
    title=t("Việc của quý vị thuộc lĩnh vực nào?", "What is it about?"),
    layout="tiles",
    options=[
        p.Option(name="civil", label=t("Hộ tịch", "Civil status"), note=t("Khai sinh, kết hôn, tình trạng hôn nhân", "Birth, marriage, marital status"), icon="people"),
        p.Option(name="copy", label=t("Chứng thực", "Certified copies"), note=t("Bản sao, chữ ký", "Copies, signatures"), icon="stamp"),
        p.Option(name="social", label=t("Bảo trợ xã hội", "Social support"), note=t("Người cao tuổi, khuyết tật", "Older or disabled people"), icon="heart"),
        p.Option(name="business", label=t("Hộ kinh doanh", "Household business"), icon="organisation"),
        p.Option(name="land", label=t("Đất đai", "Land"), icon="building", available=False, reason=t("Nộp tại quầy trong giờ làm việc", "At the counter in office hours")),
        p.Option(name="search", label=t("Tìm bằng tên", "Search by name"), icon="search"),
    ],
)  # fmt: skip

FOR_WHOM = p.Pick(
    title=t("Quý vị nộp hồ sơ cho ai?", "Who is this for?"),
    options=[
        p.Option(name="me", label=t("Cho chính tôi", "For myself"), icon="person"),
        p.Option(name="child", label=t("Cho con tôi dưới 18 tuổi", "For my child under 18"), icon="child"),
        p.Option(name="authorised", label=t("Cho người ủy quyền cho tôi", "For someone who authorised me"), note=t("Cần văn bản ủy quyền", "You need a written authorisation"), icon="people"),
        p.Option(name="organisation", label=t("Cho cơ quan, tổ chức", "For an organisation"), icon="organisation", available=False, reason=t("Thủ tục này chỉ dành cho cá nhân", "This procedure is for persons only")),
    ],
)  # fmt: skip

BEFORE = p.Explain(
    title=t("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
    lead=t("Làm được tại đây, khoảng 8 phút", "You can do it here, about 8 minutes"),
    sections=[
        p.Section(
            heading=t("Quý vị cần có", "You need"),
            lines=[
                p.Line(text=t("Thẻ căn cước", "Your identity card"), icon="card"),
                p.Line(text=t("Tờ khai", "The form"), plain=t("Có sẵn mẫu trống tại quầy giấy", "Blank forms lie beside this machine"), icon="paper"),
                p.Line(text=t("Giấy xác nhận cũ, bản gốc", "The old certificate, original"), plain=t("Bỏ vào ngăn, cán bộ thu lại", "Stays in the compartment for the officer"), icon="lock"),
            ],
        ),
        p.Section(
            heading=t("Lệ phí và thời hạn", "Fee and time"),
            lines=[
                p.Line(text=t("Theo nghị quyết HĐND tỉnh", "Set by the provincial council"), icon="money"),
                p.Line(text=t("3 ngày làm việc từ khi tiếp nhận", "3 working days from acceptance"), icon="calendar"),
            ],
        ),
    ],
    more=[t("Giấy xác nhận có giá trị 6 tháng kể từ ngày cấp. Nếu quý vị đã từng đăng ký kết hôn ở nơi khác, cán bộ có thể hỏi thêm giấy tờ.", "The certificate is valid for 6 months. If you were married elsewhere before, the officer may ask for more papers.")],
    buttons=[p.Button(name="other", label=t("Thủ tục khác", "Another procedure")), p.Button(name="next", label=t("Bắt đầu", "Start"), look="primary")],
)  # fmt: skip

LAY = p.LayCard(title=t("Đặt thẻ căn cước lên đầu đọc", "Lay your card on the reader"), state="waiting", buttons=[p.Button(name="no-card", label=t("Tôi không mang thẻ", "I have no card with me"))])  # fmt: skip
READING = LAY.model_copy(update={"state": "reading", "progress": 0.62, "buttons": []})

SEARCH = p.Search(
    title=t("Quý vị tìm thủ tục nào?", "Which procedure?"),
    query="hôn nhân",
    hint=t("Gõ vài chữ, không cần dấu", "Type a few letters"),
    options=[
        p.Option(name="1.004873", label=t("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"), note=t("Hộ tịch, 3 ngày làm việc", "Civil status, 3 working days")),
        p.Option(name="1.000894", label=t("Đăng ký kết hôn", "Marriage registration"), available=False, reason=t("Hai bên phải ký sổ tại quầy", "Both sign the register at the counter")),
    ],
)  # fmt: skip

CONFIRM = p.ConfirmIdentity(
    title=t("Đây có phải là quý vị?", "Is this you?"),
    lead=t("Quý vị có thể cất thẻ", "You may put your card away"),
    name="NGUYỄN THỊ HỒNG NHUNG",
    number="•••• •••• 0017",
    buttons=[
        p.Button(name="not-me", label=t("Không phải tôi", "Not me")),
        p.Button(name="yes", label=t("Đúng là tôi", "Yes, this is me"), look="primary"),
    ],
)

PHONE = p.EnterDigits(
    title=t("Số điện thoại của quý vị?", "Your phone number?"),
    lead=t("Để báo khi có kết quả", "To tell you when the result is here"),
    shortest=10,
    longest=10,
    groups=[4, 3, 3],
    value="090355",
    buttons=[p.Button(name="no-phone", label=t("Tôi không có điện thoại", "I have no phone"))],
)

PIN = p.EnterDigits(
    title=t("Nhập mã PIN của thẻ cán bộ", "Enter your staff card's PIN"),
    shortest=6,
    longest=8,
    hidden=True,
    value="1234",
    error=t("Mã PIN chưa đúng. Còn 2 lần thử.", "Wrong PIN. 2 tries left."),
)

ADDRESS = p.EnterText(
    title=t("Ai sẽ đến nhận kết quả?", "Who will collect the result?"),
    hint=t("Họ và tên người nhận", "Full name of the collector"),
    value="Trần Văn Đường",
    buttons=[p.Button(name="me", label=t("Chính tôi nhận", "I will"))],
)

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
SCAN_READY = SCAN.model_copy(update={"advice": None, "ready": True, "buttons": [SCAN.buttons[0], SCAN.buttons[1].model_copy(update={"enabled": True})]})  # fmt: skip

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
        p.ReviewRow(label=t("Thủ tục", "Procedure"), value=t("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status")),
        p.ReviewRow(label=t("Nộp cho", "For"), value=t("Chính tôi", "Myself"), change="for-whom"),
        p.ReviewRow(label=t("Điện thoại", "Phone"), value=t("0903 555 017", "0903 555 017"), change="phone"),
        p.ReviewRow(label=t("Người nhận kết quả", "Collector"), value=t("Nguyễn Thị Hồng Nhung", "Nguyễn Thị Hồng Nhung"), change="collector"),
        p.ReviewRow(label=t("Tờ khai", "Form"), value=t("2 trang", "2 pages"), change="form"),
    ],
    leave=[t("Giấy xác nhận cũ (bản gốc)", "The old certificate (original)"), t("Phiếu kèm hồ sơ", "The cover slip")],
    take=[t("Tờ khai", "The form")],
    buttons=[p.Button(name="submit", label=t("Nộp hồ sơ", "Hand in"), look="primary")],
)  # fmt: skip

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
        for size, rows in (("small", 1), ("small", 1), ("medium", 2), ("medium", 2), ("large", 3), ("large", 3)):
            number += 1
            look = looks.get(f"n{number}", "plain")
            bays.append(p.Bay.model_validate({"number": number, "size": size, "column": column, "row": row, "rows": rows, "look": look}))  # fmt: skip
            row += rows
    return bays


OPENING = p.OpenDoor(
    title=t("Bỏ giấy tờ vào ngăn đang sáng", "Put your papers into the lit compartment"),
    lead=t("Bản gốc và phiếu kèm hồ sơ, rồi đóng cửa", "The original and the cover slip, then close the door"),
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
STUCK = OPENING.model_copy(update={"door": "stuck", "title": t("Cửa ngăn chưa mở được", "The door did not open"), "bays": cabinet(n9="frozen")})  # fmt: skip

CODE = p.ShowCode(
    title=t("Xin ghi lại mã nộp", "Please write down your code"),
    lead=t("Máy in hết giấy nên chưa in được phiếu", "The printer is out of paper"),
    code="K017-2611-0042",
    lines=[t("Dùng mã này và thẻ căn cước để hỏi hồ sơ", "Use it with your card to ask about your dossier")],
    qr="https://hoso.example/K01726110042",
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
        p.Option(name="result", label=t("Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"), note=t("Kết quả, ngăn 4", "Result, compartment 4"), icon="dossier"),
        p.Option(name="originals", label=t("Giấy xác nhận cũ được trả lại", "Your old certificate"), note=t("Bản gốc, ngăn 4", "Original, compartment 4"), icon="papers"),
        p.Option(name="birth", label=t("Giấy khai sinh", "Birth certificate"), icon="stamp", available=False, reason=t("Xin ký sổ tại quầy, giờ hành chính", "Please sign at the counter")),
    ],
)  # fmt: skip

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

ROUND = p.Round(
    title=t("Lượt thu và nạp", "The round"),
    tallies=[
        p.Tally(label=t("Cần lấy", "To take"), done=5, total=14),
        p.Tally(label=t("Cần nạp", "To load"), done=0, total=9),
    ],
    bays=cabinet(n1="done", n2="done", n3="done", n7="done", n8="done", n9="open", n15="frozen"),
    current=t("Ngăn 9: lấy hồ sơ, quét phiếu kèm", "Compartment 9: take it, scan the slip"),
    log=[t("Ngăn 8: đã lấy", "Compartment 8: taken"), t("Ngăn 7: đã lấy", "Compartment 7: taken")],
    buttons=[
        p.Button(name="empty", label=t("Ngăn trống", "It is empty")),
        p.Button(name="pause", label=t("Tạm dừng", "Pause")),
    ],
)

REST = p.OutOfService(
    title=t("Máy tạm ngừng phục vụ", "Out of service"),
    reason=t("Khóa tủ đang được kiểm tra. Giấy tờ trong tủ vẫn an toàn.", "The locks are being checked. Papers inside are safe."),
    hotline="1900 0099",
)  # fmt: skip

IDLE = Overlay(
    title=t("Quý vị cần thêm thời gian không?", "Do you need more time?"),
    seconds=30,
    buttons=[
        p.Button(name="finish", label=t("Kết thúc", "Finish")),
        p.Button(name="more-time", label=t("Cần thêm thời gian", "More time"), look="primary"),
    ],
)

STEP2 = {"step": 2, "steps": 5}
FIRST = {"back": False, "finish": False}

SAMPLES: dict[str, tuple[p.Page, dict[str, object]]] = {
    "home": (HOME, FIRST),
    "home-notice": (HOME.model_copy(update={"notice": t("Hồ sơ K017-2611-0041 chưa xong: cửa ngăn 9 chưa đóng", "K017-2611-0041 is unfinished: door 9 is open")}), FIRST),
    "pick-tiles": (FIELD, {}),
    "pick-list": (FOR_WHOM, {"step": 1, "steps": 5}),
    "search": (SEARCH, {}),
    "explain": (BEFORE, {"step": 1, "steps": 5}),
    "lay-card": (LAY, STEP2),
    "lay-card-reading": (READING, STEP2),
    "confirm-identity": (CONFIRM, STEP2),
    "enter-digits": (PHONE, STEP2),
    "enter-digits-pin": (PIN, {}),
    "enter-text": (ADDRESS, STEP2),
    "scan-page": (SCAN, {"step": 3, "steps": 5}),
    "scan-page-ready": (SCAN_READY, {"step": 3, "steps": 5}),
    "scanned-pages": (SCANNED, {"step": 3, "steps": 5}),
    "scanned-pages-one": (SCANNED_ONE, {"step": 3, "steps": 5}),
    "review": (REVIEW, {"step": 4, "steps": 5, "banner": t("Mạng đang gián đoạn, hồ sơ vẫn nộp được", "The network is down, you can still hand in")}),
    "working": (WORKING, {"step": 5, "steps": 5, "back": False, "finish": False}),
    "open-door": (OPENING, {"step": 5, "steps": 5, "back": False, "finish": False}),
    "open-door-stuck": (STUCK, {"back": False}),
    "show-code": (CODE, {"back": False}),
    "take-slip": (SLIP, {"back": False}),
    "what-waits": (WAITS, {}),
    "ending-good": (GOOD, {"back": False}),
    "ending-warning": (WARNED, {}),
    "ending-sorry": (SORRY, {"back": False}),
    "farewell": (FAREWELL, {"back": False}),
    "round": (ROUND, {"back": False}),
    "out-of-service": (REST, {**FIRST, "help": False}),
}  # fmt: skip
"""Every page by a name, with what its frame says; each model of the contract at least once."""
