"""BER-TLV and DER data objects (ITU-T X.690, 8.1 and 10.1), read with limits; hostile input ends in
`CardError`, never in another exception."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.chip.errors import malformed

MAX_SIZE = 1 << 18
MAX_OBJECTS = 512
_MAX_TAG_BYTES = 3
_MAX_LENGTH_BYTES = 3


@dataclass(frozen=True)
class DataObject:
    """One data object: its tag as written (0x5F1F), its value, and how long it was with its header."""

    tag: int
    value: bytes = field(repr=False)
    size: int

    @property
    def constructed(self) -> bool:
        """Whether the value holds data objects (bit 6 of the first tag byte)."""
        first = self.tag
        while first > 0xFF:
            first >>= 8
        return bool(first & 0x20)

    def children(self, *, strict: bool = True) -> list[DataObject]:
        """The data objects within; CardError when this one is primitive or its content is broken."""
        if not self.constructed:
            raise malformed(f"tag {self.tag:X} is primitive")
        return list(walk(self.value, strict=strict))


def header(data: bytes, offset: int = 0, *, strict: bool = True) -> tuple[int, int, int]:
    """Tag, length of the value and length of the header at `offset`, from a beginning of a file.

    `strict` insists on the one shortest form that DER allows; without it the longer length forms of
    BER pass too. The indefinite length passes never.
    """
    tag, after_tag = _tag(data, offset)
    length, after_length = _length(data, after_tag, strict)
    if length > MAX_SIZE:
        raise malformed(f"tag {tag:X} claims {length} bytes")
    return tag, length, after_length - offset


def read(data: bytes, offset: int = 0, *, strict: bool = True) -> DataObject:
    """The data object at `offset`; CardError when it reaches beyond the data."""
    tag, length, size = header(data, offset, strict=strict)
    start = offset + size
    if start + length > len(data):
        raise malformed(f"tag {tag:X} reaches beyond its data")
    return DataObject(tag, data[start : start + length], size + length)


def walk(data: bytes, *, strict: bool = True) -> Iterator[DataObject]:
    """The data objects that fill `data` without a gap."""
    offset = 0
    for _ in range(MAX_OBJECTS):
        if offset == len(data):
            return
        found = read(data, offset, strict=strict)
        yield found
        offset += found.size
    raise malformed(f"more than {MAX_OBJECTS} data objects")


def only(data: bytes, tag: int, *, strict: bool = True) -> DataObject:
    """The data object that stands first in `data`, which must have this tag."""
    found = read(data, strict=strict)
    if found.tag != tag:
        raise malformed(f"tag {found.tag:X} where {tag:X} must stand")
    return found


def first(objects: list[DataObject], tag: int) -> DataObject | None:
    """The first of `objects` with this tag."""
    return next((found for found in objects if found.tag == tag), None)


def encode(tag: int, *parts: bytes) -> bytes:
    """One data object around `parts`, in DER's shortest form."""
    value = b"".join(parts)
    size = len(value)
    if size < 0x80:
        length = bytes([size])
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(digits)]) + digits
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


def _byte(data: bytes, offset: int) -> int:
    if offset >= len(data):
        raise malformed("data object cut off")
    return data[offset]


def _tag(data: bytes, offset: int) -> tuple[int, int]:
    tag = _byte(data, offset)
    if tag in (0x00, 0xFF):
        raise malformed(f"tag {tag:02X} stands for nothing")
    offset += 1
    if tag & 0x1F != 0x1F:
        return tag, offset
    # a tag number below 31 in the long form is against X.690, but ICAO's EF.COM has 5F01
    if _byte(data, offset) == 0x80:
        raise malformed("tag with a leading zero")
    for _ in range(_MAX_TAG_BYTES - 1):
        following = _byte(data, offset)
        offset += 1
        tag = tag << 8 | following
        if not following & 0x80:
            return tag, offset
    raise malformed("tag of more than three bytes")


def _length(data: bytes, offset: int, strict: bool) -> tuple[int, int]:
    head = _byte(data, offset)
    offset += 1
    if head < 0x80:
        return head, offset
    count = head & 0x7F
    if not 1 <= count <= _MAX_LENGTH_BYTES:
        raise malformed(f"length form {head:02X}")
    _byte(data, offset + count - 1)
    length = int.from_bytes(data[offset : offset + count], "big")
    if strict and (length < 0x80 or length < 1 << 8 * (count - 1)):
        raise malformed("length not in its shortest form")
    return length, offset + count
