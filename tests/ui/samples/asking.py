"""Choosing, reading, the card, digits and letters."""

from __future__ import annotations

from kiosk.dossier.text import Text
from kiosk.messages import pages as p
from kiosk.texts import phrase
from tests.ui.samples.words import UNIT, t

_OUT = t("Mở lại lúc 07:00", "Opens again at 07:00")


def _verb(name: str, icon: str, reason: Text | None = None) -> p.Option:
    label, note = phrase(f"home.tile.{name}"), phrase(f"home.note.{name}")
    return p.Option(name=name, label=label, note=note, icon=icon, available=reason is None, reason=reason)


HOME = p.Home(
    title=phrase("home.title"),
    lead=phrase("home.lead"),
    unit=UNIT,
    tiles=[
        _verb("deposit", "deposit"),
        _verb("collect", "collect"),
        _verb("my-dossier", "list"),
        _verb("ticket", "ticket", _OUT),
        _verb("look-up", "papers"),
        _verb("call-help", "phone"),
    ],
)

FIELD = p.Pick(
    title=t("Việc của quý vị thuộc lĩnh vực nào?", "What is it about?"),
    layout="tiles",
    options=[
        p.Option(
            name="civil",
            label=t("Hộ tịch", "Civil status"),
            note=t("Khai sinh, kết hôn, tình trạng hôn nhân", "Birth, marriage, marital status"),
            icon="people",
        ),
        p.Option(
            name="copy",
            label=t("Chứng thực", "Certified copies"),
            note=t("Bản sao, chữ ký", "Copies, signatures"),
            icon="stamp",
        ),
        p.Option(
            name="social",
            label=t("Bảo trợ xã hội", "Social support"),
            note=t("Người cao tuổi, khuyết tật", "Older or disabled people"),
            icon="heart",
        ),
        p.Option(name="business", label=t("Hộ kinh doanh", "Household business"), icon="organisation"),
        p.Option(
            name="land",
            label=t("Đất đai", "Land"),
            icon="building",
            available=False,
            reason=t("Nộp tại quầy trong giờ làm việc", "At the counter in office hours"),
        ),
        p.Option(name="search", label=t("Tìm bằng tên", "Search by name"), icon="search"),
    ],
)

FOR_WHOM = p.Pick(
    title=t("Quý vị nộp hồ sơ cho ai?", "Who is this for?"),
    options=[
        p.Option(name="me", label=t("Cho chính tôi", "For myself"), icon="person"),
        p.Option(name="child", label=t("Cho con tôi dưới 18 tuổi", "For my child under 18"), icon="child"),
        p.Option(
            name="authorised",
            label=t("Cho người ủy quyền cho tôi", "For someone who authorised me"),
            note=t("Cần văn bản ủy quyền", "You need a written authorisation"),
            icon="people",
        ),
        p.Option(
            name="organisation",
            label=t("Cho cơ quan, tổ chức", "For an organisation"),
            icon="organisation",
            available=False,
            reason=t("Thủ tục này chỉ dành cho cá nhân", "This procedure is for persons only"),
        ),
    ],
)

BEFORE = p.Explain(
    title=t("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
    lead=t("Làm được tại đây, khoảng 8 phút", "You can do it here, about 8 minutes"),
    sections=[
        p.Section(
            heading=t("Quý vị cần có", "You need"),
            lines=[
                p.Line(text=t("Thẻ căn cước", "Your identity card"), icon="card"),
                p.Line(
                    text=t("Tờ khai", "The form"),
                    plain=t("Có sẵn mẫu trống tại quầy giấy", "Blank forms lie beside this machine"),
                    icon="paper",
                ),
                p.Line(
                    text=t("Giấy xác nhận cũ, bản gốc", "The old certificate, original"),
                    plain=t("Bỏ vào ngăn, cán bộ thu lại", "Stays in the compartment for the officer"),
                    icon="lock",
                ),
            ],
        ),
        p.Section(
            heading=t("Lệ phí và thời hạn", "Fee and time"),
            lines=[
                p.Line(text=t("Theo nghị quyết HĐND tỉnh", "Set by the provincial council"), icon="money"),
                p.Line(
                    text=t("3 ngày làm việc từ khi tiếp nhận", "3 working days from acceptance"),
                    icon="calendar",
                ),
            ],
        ),
    ],
    more=[
        t(
            "Giấy xác nhận có giá trị 6 tháng. Nếu từng kết hôn ở nơi khác, cán bộ có thể hỏi thêm giấy tờ.",
            "It is valid for 6 months. If you were married elsewhere, the officer may ask for more papers.",
        )
    ],
    buttons=[
        p.Button(name="other", label=t("Thủ tục khác", "Another procedure")),
        p.Button(name="next", label=t("Bắt đầu", "Start"), look="primary"),
    ],
)

LAY = p.LayCard(
    title=t("Đặt thẻ căn cước lên đầu đọc", "Lay your card on the reader"),
    state="waiting",
    buttons=[p.Button(name="no-card", label=t("Tôi không mang thẻ", "I have no card with me"))],
)
READING = LAY.model_copy(update={"state": "reading", "progress": 0.62, "buttons": []})

SEARCH = p.Search(
    title=t("Quý vị tìm thủ tục nào?", "Which procedure?"),
    query="hôn nhân",
    hint=t("Gõ vài chữ, không cần dấu", "Type a few letters"),
    options=[
        p.Option(
            name="1.004873",
            label=t("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
            note=t("Hộ tịch, 3 ngày làm việc", "Civil status, 3 working days"),
        ),
        p.Option(
            name="1.000894",
            label=t("Đăng ký kết hôn", "Marriage registration"),
            available=False,
            reason=t("Hai bên phải ký sổ tại quầy", "Both sign the register at the counter"),
        ),
    ],
)

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

CODE_DIGITS = p.EnterDigits(
    title=t("Mã nộp hoặc mã hồ sơ", "Deposit code or dossier code"),
    lead=t("Chỉ gõ chữ số, bỏ chữ cái và dấu.", "Type the digits only."),
    shortest=10,
    longest=20,
    groups=[4] * 5,
    value="29251261119000",
)
