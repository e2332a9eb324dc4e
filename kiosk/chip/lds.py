"""Reading the files of a travel document's logical data structure (ICAO Doc 9303-10, 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from kiosk.chip import apdu, tlv
from kiosk.chip.apdu import CommandApdu, Transmit
from kiosk.chip.errors import malformed, not_supported, refused

LDS1_APPLICATION = bytes.fromhex("A0000002471001")
# leaves room for the protection that secure messaging adds to a short response (AES, 223 bytes)
CHUNK = 223
_HEAD = 8
_SHORT_OFFSET_END = 0x8000


class FileId(IntEnum):
    """Elementary files by their identifiers (Doc 9303-10, 4.6 and 4.7)."""

    COM = 0x011E
    DG1 = 0x0101
    DG13 = 0x010D


def select_application(transmit: Transmit) -> None:
    """Open the LDS1 application; CardError when this is another kind of card.

    The master file is not selected first: Vietnamese cards answer that with 6D00.
    """
    command = CommandApdu(0xA4, 0x04, 0x0C, LDS1_APPLICATION)
    _, word = apdu.exchange(transmit, command)
    if word != apdu.OK:
        raise not_supported(f"SELECT LDS1 {word:04X}")


def read_file(transmit: Transmit, file: FileId, progress: Callable[[float], None] | None = None) -> bytes:
    """The whole file, without what may stand behind its data object.

    `progress` is told the share read, 0 to 1. CardError when the file is missing, refused or broken.
    """
    _select_file(transmit, file)
    content = bytearray(_read_at(transmit, file, 0, _HEAD))
    while True:
        size = _announced(content)
        if size is not None and len(content) >= size:
            return bytes(content[:size])
        wanted = min(CHUNK, size - len(content)) if size is not None else _HEAD
        part = _read_at(transmit, file, len(content), wanted)
        if not part:
            raise malformed(f"{file.name} ends after {len(content)} of {size} bytes")
        content += part
        if progress is not None and size is not None:
            progress(min(1.0, len(content) / size))


def _select_file(transmit: Transmit, file: FileId) -> None:
    command = CommandApdu(0xA4, 0x02, 0x0C, file.to_bytes(2, "big"))
    _, word = apdu.exchange(transmit, command)
    if word == apdu.FILE_NOT_FOUND:
        raise not_supported(f"{file.name} missing")
    if word != apdu.OK:
        raise refused(f"SELECT {file.name} {word:04X}")


def _announced(content: bytearray) -> int | None:
    """The size of the file's data object, or None while too little of it was read to know."""
    if len(content) < _HEAD and not _header_complete(content):
        return None
    _, length, header = tlv.header(bytes(content[:_HEAD]), strict=False)
    return header + length


def _header_complete(content: bytearray) -> bool:
    """Cards may send fewer bytes than asked, down to one: is the header among them yet?"""
    if len(content) < 2:
        return False
    length_at = 2 if content[0] & 0x1F == 0x1F else 1
    if len(content) <= length_at:
        return False
    form = content[length_at]
    return form < 0x80 or len(content) > length_at + (form & 0x7F)


def _read_at(transmit: Transmit, file: FileId, offset: int, size: int) -> bytes:
    """Up to `size` bytes at `offset`; the odd instruction where fifteen bits of offset are too few."""
    if offset < _SHORT_OFFSET_END:
        command = CommandApdu(0xB0, offset >> 8, offset & 0xFF, expected=size)
    else:
        where = tlv.encode(0x54, offset.to_bytes(3, "big"))
        # the answer comes wrapped in 53, whose header takes up to four bytes more
        command = CommandApdu(0xB1, 0x00, 0x00, where, min(size + 4, 256))
    data, word = apdu.exchange(transmit, command)
    if word not in (apdu.OK, apdu.END_OF_FILE):
        raise refused(f"READ {file.name} at {offset} {word:04X}")
    if offset < _SHORT_OFFSET_END:
        return data[:size]
    return tlv.only(data, 0x53, strict=False).value[:size]
