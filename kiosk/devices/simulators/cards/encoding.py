"""How the virtual cards write their files: BER-TLV (ITU-T X.690) and the TD1 zone (ICAO Doc 9303-5)."""

from __future__ import annotations

from kiosk.devices.simulators.cards.people import Person

_WEIGHTS = (7, 3, 1)


def tlv(tag: int, *parts: bytes) -> bytes:
    """One data object around `parts`, with the shortest length form."""
    value = b"".join(parts)
    size = len(value)
    if size < 0x80:
        length = bytes([size])
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(digits)]) + digits
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


def check_digit(text: str) -> str:
    """Weights 7, 3, 1; letters count from A = 10, the filler counts nothing (Doc 9303-3, 4.9)."""
    total = 0
    for position, letter in enumerate(text):
        worth = 0 if letter == "<" else int(letter, 36)
        total += worth * _WEIGHTS[position % 3]
    return str(total % 10)


def td1(person: Person) -> str:
    """The 90 characters of the Vietnamese card: nine last digits as document number, all twelve beside."""
    document = person.number[3:]
    beside = person.number + "<<" + check_digit(person.number)
    first = "IDVNM" + document + check_digit(document) + beside
    birth = person.birth.strftime("%y%m%d")
    expiry = person.expires.strftime("%y%m%d") if person.expires else "991231"
    sex = "F" if person.sex == "Nữ" else "M"
    second = birth + check_digit(birth) + sex + expiry + check_digit(expiry) + "VNM" + "<" * 11
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    surname, _, given = person.plain_name.partition(" ")
    third = (surname + "<<" + given.replace(" ", "<")).ljust(30, "<")[:30]
    return first + second + check_digit(composite) + third


def dg1(person: Person) -> bytes:
    """EF.DG1: the zone in 5F1F within 61."""
    return tlv(0x61, tlv(0x5F1F, td1(person).encode("ascii")))


def dg13(person: Person) -> bytes:
    """EF.DG13 as Vietnam fills it: numbered fields, parents and spouse as sequences within theirs."""
    expiry = f"{person.expires:%d/%m/%Y}" if person.expires else "Không thời hạn"
    parents = tlv(0x30, _text(person.father)) + tlv(0x30, _text(person.mother))
    fields = (
        _printable(person.number),
        _text(person.name),
        _printable(f"{person.birth:%d/%m/%Y}"),
        _text(person.sex),
        _text(person.nationality),
        _text(person.ethnicity),
        _text(person.religion),
        _text(person.hometown),
        _text(person.residence),
        _text(person.marks),
        _printable(f"{person.issued:%d/%m/%Y}"),
        _text(expiry),
        parents,
        tlv(0x30, _text(person.spouse)) if person.spouse else b"",
        _printable(person.old_number or ""),
        _printable(person.chip_number),
    )
    numbered = (tlv(0x30, tlv(0x02, bytes([n])), value) for n, value in enumerate(fields, 1))
    return tlv(0x6D, tlv(0x30, *numbered))


def ef_com(data_group_tags: bytes) -> bytes:
    """EF.COM: LDS 1.7, Unicode 4.0, and the tags of the data groups present (Doc 9303-10, 4.6.1)."""
    return tlv(0x60, tlv(0x5F01, b"0107"), tlv(0x5F36, b"040000"), tlv(0x5C, data_group_tags))


def _text(value: str) -> bytes:
    return tlv(0x0C, value.encode("utf-8"))


def _printable(value: str) -> bytes:
    return tlv(0x13, value.encode("ascii"))
