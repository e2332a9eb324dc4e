"""Invented people. Birthplace code 099 was never given out; nobody carries these numbers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Person:
    """What a citizen's card says of its holder. `expires` is None on a card without expiry."""

    number: str
    name: str
    birth: date
    sex: str
    residence: str
    hometown: str
    issued: date
    expires: date | None
    father: str
    mother: str
    spouse: str | None = None
    old_number: str | None = None
    ethnicity: str = "Kinh"
    religion: str = "Không"
    nationality: str = "Việt Nam"
    marks: str = "Nốt ruồi cách 2 cm trên sau đầu lông mày trái"
    chip_number: str = "0000000000000000"

    @property
    def plain_name(self) -> str:
        """The name in A-Z and blanks, as the machine readable zone prints it."""
        letters = unicodedata.normalize("NFD", self.name.upper().replace("Đ", "D"))
        return "".join(letter for letter in letters if letter == " " or "A" <= letter <= "Z")


PEOPLE: tuple[Person, ...] = (
    Person(
        number="099301000017",
        name="Nguyễn Thị Mai Anh",
        birth=date(2001, 2, 15),
        sex="Nữ",
        residence="Số 12, ngõ 34, phố Hoa Sữa, phường Ngọc Lan, thành phố Hà Nội",
        hometown="Xã Bình Minh, tỉnh Hưng Yên",
        issued=date(2023, 5, 10),
        expires=date(2041, 2, 15),
        father="Nguyễn Văn Bách",
        mother="Trần Thị Cúc",
        chip_number="0993010000170001",
    ),
    Person(
        number="099085000024",
        name="Trần Đức Bình",
        birth=date(1985, 11, 3),
        sex="Nam",
        residence="Căn hộ 1205, toà nhà B, khu đô thị mới Đồng Xanh, đường Nguyễn Hữu Cảnh nối dài, "
        "phường Bến Sông Thượng, thành phố Hồ Chí Minh",
        hometown="Xã Đông Hải, tỉnh Quảng Ninh",
        issued=date(2022, 8, 1),
        expires=date(2045, 11, 3),
        father="Trần Văn Dũng",
        mother="Lê Thị Én",
        spouse="Phạm Thị Giang",
        old_number="099850024",
        chip_number="0990850000240002",
    ),
    Person(
        number="099155000031",
        name="Lê Thị Hạnh",
        birth=date(1955, 7, 28),
        sex="Nữ",
        residence="Thôn Đoài, xã Cẩm Giàng, thành phố Hải Phòng",
        hometown="Xã Cẩm Giàng, thành phố Hải Phòng",
        issued=date(2021, 12, 20),
        expires=None,
        father="Lê Văn Khoa",
        mother="Phạm Thị Lụa",
        spouse="Hoàng Văn Minh",
        old_number="099550031",
        religion="Phật giáo",
        chip_number="0991550000310003",
    ),
    Person(
        number="099098000048",
        name="Phạm Quốc Nghĩa",
        birth=date(1998, 4, 30),
        sex="Nam",
        residence="Bản Nậm Khoà, xã Mường Tấc, tỉnh Sơn La",
        hometown="Xã Mường Tấc, tỉnh Sơn La",
        issued=date(2024, 9, 2),
        expires=date(2038, 4, 30),
        father="Phạm Văn Oanh",
        mother="Lò Thị Phương",
        ethnicity="Thái",
        chip_number="0990980000480004",
    ),
)


def person(number: str) -> Person:
    """The invented person with this ID number; KeyError when there is none."""
    for candidate in PEOPLE:
        if candidate.number == number:
            return candidate
    raise KeyError(number)
