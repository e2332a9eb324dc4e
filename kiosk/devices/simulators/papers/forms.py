"""The papers: what is printed on them and what somebody wrote. All of it is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from kiosk.devices.simulators.papers.people import Person
from kiosk.devices.simulators.papers.sheet import SHEETS, Sheet


@dataclass(frozen=True)
class Filling:
    """What goes onto a paper besides its own print."""

    seed: int
    person: Person
    canary: str = ""
    canary_picture: Path | None = None
    qr: str = ""
    file: Path | None = None


def _head(sheet: Sheet, unit: str) -> None:
    sheet.centred(20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, face="bold")
    sheet.centred(26.5, "Độc lập - Tự do - Hạnh phúc", 11.5, face="semibold")
    middle = sheet.size[0] / 2
    sheet.line(middle - 28, 28.5, middle + 28, 28.5)
    if unit:
        sheet.text(22, 12, unit, 8)


def _canary(sheet: Sheet, filling: Filling, y: float) -> None:
    if filling.canary:
        sheet.text(22, y, filling.canary, 9)
    if filling.canary_picture is not None:
        sheet.picture(sheet.size[0] - 50, y - 14, 24, filling.canary_picture)


def declaration(filling: Filling) -> Sheet:
    """The form that asks for a confirmation of marital status, filled in by hand."""
    sheet, who = Sheet(SHEETS["A4"], filling.seed), filling.person
    _head(sheet, "")
    sheet.centred(46, "TỜ KHAI", 16, face="bold")
    sheet.centred(53, "CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", 13, face="bold")
    sheet.text(22, 66, "Kính gửi: ", 11, face="semibold")
    sheet.field(66, "                  ", "Ủy ban nhân dân phường Thử Nghiệm")
    sheet.field(77, "Họ, chữ đệm, tên người yêu cầu:", who.name)
    sheet.text(22, 89, "Số định danh cá nhân:")
    sheet.boxes(72, 83.5, who.number)
    sheet.field(100, "Ngày, tháng, năm sinh:", who.birth, right=118)
    sheet.field(100, "Giới tính:", who.sex, left=122)
    sheet.field(110, "Nơi cư trú:", who.address)
    sheet.field(120, "Điện thoại liên hệ:", who.phone)
    sheet.field(130, "Quan hệ với người được cấp:", "Bản thân")
    sheet.text(22, 143, "Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người có tên dưới đây:", 10.5)
    sheet.field(154, "Họ, chữ đệm, tên:", who.name)
    sheet.field(164, "Dân tộc:", "Kinh", right=90)
    sheet.field(164, "Quốc tịch:", "Việt Nam", left=94)
    sheet.field(174, "Tình trạng hôn nhân:", "Chưa đăng ký kết hôn với ai")
    sheet.field(184, "Mục đích sử dụng:", "Bổ sung hồ sơ vay mua nhà")
    sheet.text(22, 197, "Người khai chịu trách nhiệm về những nội dung đã khai ở trên.", 10.5)
    sheet.text(146, 212, "Làm tại: phường Thử Nghiệm", 10, anchor="ms")
    sheet.text(146, 221, "Người yêu cầu", 11, face="bold", anchor="ms")
    sheet.signature(130, 238)
    sheet.written(118, 252, who.name)
    _canary(sheet, filling, 272)
    return sheet


def confirmation(filling: Filling) -> Sheet:
    """An old confirmation of marital status: printed, stamped, yellowed."""
    sheet, who = Sheet(SHEETS["A4"], filling.seed, tint=(244, 238, 220)), filling.person
    sheet.text(58, 18, "ỦY BAN NHÂN DÂN", 10.5, face="semibold", anchor="ms")
    sheet.text(58, 24, "PHƯỜNG THỬ NGHIỆM", 10.5, face="bold", anchor="ms")
    sheet.text(58, 34, f"Số: {100 + filling.seed % 800}/UBND-XNTTHN", 10, anchor="ms")
    sheet.text(150, 18, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 9.5, face="bold", anchor="ms")
    sheet.text(150, 24, "Độc lập - Tự do - Hạnh phúc", 10, face="semibold", anchor="ms")
    sheet.line(126, 26, 174, 26)
    sheet.centred(58, "GIẤY XÁC NHẬN", 17, face="bold")
    sheet.centred(66, "TÌNH TRẠNG HÔN NHÂN", 14, face="bold")
    lines = (
        ("ỦY BAN NHÂN DÂN PHƯỜNG THỬ NGHIỆM", "semibold"),
        ("Xét đề nghị của người có tên dưới đây về việc xác nhận tình trạng hôn nhân,", "regular"),
        ("XÁC NHẬN:", "semibold"),
        (f"Họ, chữ đệm, tên: {who.name.upper()}", "regular"),
        (f"Ngày, tháng, năm sinh: {who.birth}          Giới tính: {who.sex}", "regular"),
        (f"Số định danh cá nhân: {who.number}", "regular"),
        ("Dân tộc: Kinh          Quốc tịch: Việt Nam", "regular"),
        (f"Nơi cư trú: {who.address}", "regular"),
        ("Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai.", "regular"),
        ("Giấy này được cấp để: làm thủ tục vay vốn.", "regular"),
        ("Giấy này có giá trị sáu tháng kể từ ngày cấp.", "regular"),
    )
    for row, (text, face) in enumerate(lines):
        sheet.text(24, 84 + row * 11, text, 11, face=face)
    sheet.text(150, 214, "TM. ỦY BAN NHÂN DÂN", 11, face="bold", anchor="ms")
    sheet.text(150, 220, "CHỦ TỊCH", 11, face="bold", anchor="ms")
    sheet.signature(138, 238)
    sheet.seal(134, 240, "U.B.N.D|PHƯỜNG|THỬ NGHIỆM")
    sheet.text(150, 262, "Lê Văn Mẫu Sơn", 11, face="semibold", anchor="ms")
    _canary(sheet, filling, 278)
    return sheet


def residence_change(filling: Filling) -> Sheet:
    """A form in the manner of CT01: numbers in boxes and a table of household members."""
    sheet, who = Sheet(SHEETS["A4"], filling.seed), filling.person
    sheet.text(176, 12, "Mẫu CT01 (minh họa)", 8, anchor="ms")
    _head(sheet, "")
    sheet.centred(44, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", 14, face="bold")
    sheet.field(56, "Kính gửi:", "Công an phường Thử Nghiệm")
    sheet.field(68, "1. Họ, chữ đệm và tên:", who.name)
    sheet.field(78, "2. Ngày, tháng, năm sinh:", who.birth, right=120)
    sheet.field(78, "3. Giới tính:", who.sex, left=124)
    sheet.text(22, 89, "4. Số định danh cá nhân:")
    sheet.boxes(76, 83.5, who.number)
    sheet.field(100, "5. Điện thoại:", who.phone, right=100)
    sheet.field(110, "6. Nơi ở hiện tại:", who.address)
    sheet.field(120, "7. Nội dung đề nghị:", "Đăng ký tạm trú từ ngày 01/02/2026")
    sheet.text(22, 132, "8. Những thành viên trong hộ cùng thay đổi:", 10.5)
    sheet.table(22, 136, (10, 52, 28, 40, 36), 5, 10)
    for x, title in (
        (25, "TT"),
        (34, "Họ và tên"),
        (86, "Sinh năm"),
        (114, "Số định danh"),
        (154, "Quan hệ"),
    ):
        sheet.text(x, 142.5, title, 9, face="semibold")
    sheet.written(25, 152.5, "1", 10)
    sheet.written(34, 152.5, who.name, 9)
    sheet.written(86, 152.5, who.birth[-4:], 10)
    sheet.written(114, 152.5, who.number, 9)
    sheet.written(154, 152.5, "Chủ hộ", 10)
    for x, title in ((62, "Ý kiến của chủ hộ"), (150, "Người kê khai")):
        sheet.text(x, 206, title, 11, face="bold", anchor="ms")
        sheet.signature(x - 15, 224)
    sheet.written(126, 240, who.name, 11)
    _canary(sheet, filling, 268)
    return sheet


def receipt(filling: Filling) -> Sheet:
    """A small paper (A5) with a few printed lines and a stamp."""
    sheet, who = Sheet(SHEETS["A5"], filling.seed, tint=(240, 246, 240)), filling.person
    sheet.text(14, 14, "PHƯỜNG THỬ NGHIỆM", 9, face="bold")
    sheet.centred(34, "BIÊN LAI THU LỆ PHÍ", 15, face="bold")
    for row, (label, value) in enumerate(
        (
            ("Người nộp:", who.name),
            ("Địa chỉ:", who.address),
            ("Lý do:", "Lệ phí hộ tịch"),
            ("Số tiền:", "8 000 đồng"),
        )
    ):
        sheet.field(50 + row * 12, label, value, left=14, right=136)
    sheet.signature(88, 126)
    sheet.seal(104, 130, "ĐÃ THU|TIỀN", 15)
    _canary(sheet, filling, 160)
    return sheet


def blank(filling: Filling) -> Sheet:
    """The empty back of a sheet. The print of the other side shines through a very little."""
    sheet = Sheet(SHEETS["A4"], filling.seed)
    front = declaration(filling).image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    sheet.image = Image.blend(sheet.image, front, 0.025)
    return sheet


def card_code(filling: Filling) -> Sheet:
    """Something of the size of a card (ID-1, ISO/IEC 7810: 85.6 x 54 mm) that shows a QR code."""
    sheet = Sheet((85.6, 54.0), filling.seed, dpi=300, tint=(236, 244, 246))
    sheet.text(8, 12, "Mã hồ sơ", 9, face="bold")
    sheet.qr(42, 8, 38, filling.qr or "VH-0000-0000")
    return sheet


def slip(filling: Filling) -> Sheet:
    """The strip a ticket printer gave: a picture file, 80 mm wide, as long as it is."""
    if filling.file is None:
        raise ValueError("a slip needs the picture of what was printed")
    with Image.open(filling.file) as picture:
        size = (80.0, 80.0 * picture.height / picture.width)
    sheet = Sheet(size, filling.seed, dpi=203)
    sheet.picture(0, 0, 80, filling.file)
    return sheet


PAPERS: dict[str, Callable[[Filling], Sheet]] = {
    "declaration": declaration,
    "confirmation": confirmation,
    "residence-change": residence_change,
    "receipt": receipt,
    "blank": blank,
    "card-code": card_code,
    "slip": slip,
}
