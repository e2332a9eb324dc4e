"""Invented people. Birthplace code 099 belongs to no province, so no number here can be anybody's."""

from __future__ import annotations

import random
from dataclasses import dataclass

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Huỳnh")
MIDDLE = {"female": ("Thị", "Ngọc", "Thúy", "Kim"), "male": ("Văn", "Hữu", "Đức", "Quốc")}
GIVEN = {
    "female": ("Thử Nghiệm", "Hương Mẫu", "Mẫu Đơn", "Thảo Mẫu"),
    "male": ("Thử Nghiệm", "Mẫu Sơn", "Bình Mẫu", "Mẫu Tín"),
}
STREETS = ("Hoa Mẫu", "Cây Thử", "Bờ Sông", "Chợ Cũ", "Đồng Xanh")


@dataclass(frozen=True)
class Person:
    """What a form asks of a person. Dates are written dd/mm/yyyy, the number has twelve digits."""

    name: str = "Nguyễn Thị Thử Nghiệm"
    number: str = "099301000017"
    birth: str = "14/03/2001"
    sex: str = "Nữ"
    address: str = "Số 12, đường Hoa Mẫu, phường Thử Nghiệm"
    phone: str = "0900 000 017"


def invent(seed: int) -> Person:
    """The same person for the same seed."""
    draw = random.Random(f"person {seed}")  # noqa: S311 - an invented person needs no secret
    sex = draw.choice(("female", "male"))
    year = draw.randint(1950, 2007)
    # Digit 4 names sex and century (0 and 1: 19xx, 2 and 3: 20xx; odd: female), then the birth year
    century = (year // 100 - 19) * 2 + (sex == "female")
    return Person(
        name=f"{draw.choice(FAMILY)} {draw.choice(MIDDLE[sex])} {draw.choice(GIVEN[sex])}",
        number=f"099{century}{year % 100:02d}{draw.randint(0, 999):06d}",
        birth=f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/{year}",
        sex="Nữ" if sex == "female" else "Nam",
        address=f"Số {draw.randint(1, 240)}, đường {draw.choice(STREETS)}, phường Thử Nghiệm",
        phone=f"0900 {draw.randint(0, 999):03d} {draw.randint(0, 999):03d}",
    )
