"""The last row that was acknowledged, noted beside the journal: what ends before it was cut or taken away.

The note is written after the row is durable and is itself not fsynced, so a power cut may leave an older
one; it never runs ahead. It catches a write-ahead log or a database that went missing, was cut, or was laid
back from a copy. Who can change files at will can change both: that is for central to find.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kiosk import durable

# seq, the row's hash, and the beginning of the SHA-256 of both; within one sector of the disk
_NOTE = struct.Struct(">Q32s8s")

# A row's seq and hash.
Noted = tuple[int, bytes]


def contradicts(noted: Noted | None, ends_at: int, hash_of: Callable[[int], bytes | None]) -> bool:
    """Whether a journal that ends at row `ends_at` lacks the noted row, or holds another in its place.

    `hash_of` gives None for a row that was removed behind a checkpoint.
    """
    if noted is None:
        return False
    seq, row_hash = noted
    return seq > ends_at or hash_of(seq) not in {row_hash, None}


class Witness:
    """One small file."""

    def __init__(self, path: Path) -> None:
        """`path` is made with the first note."""
        self._path = path
        self._handle: int | None = None

    @classmethod
    def of(cls, journal: Path) -> Witness:
        """The witness of a journal's database."""
        return cls(journal.with_suffix(".witness"))

    def noted(self) -> Noted | None:
        """The row noted last; None when nothing readable is there."""
        try:
            seq, row_hash, check = _NOTE.unpack(self._path.read_bytes())
        except (OSError, struct.error):
            return None
        return (seq, row_hash) if check == _check(seq, row_hash) else None

    def note(self, seq: int, row_hash: bytes) -> None:
        """Note a row that is durable. A disk that refuses it leaves the older note, which is true as well."""
        content = _NOTE.pack(seq, row_hash, _check(seq, row_hash))
        with suppress(OSError):
            if self._handle is None:
                if self.noted() is None:
                    durable.replace(self._path, content)
                self._handle = os.open(self._path, os.O_WRONLY)
            os.pwrite(self._handle, content, 0)

    def forget(self) -> None:
        """Another journal begins here, and nothing of this one was acknowledged."""
        durable.remove(self._path)

    def close(self) -> None:
        """Close the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _check(seq: int, row_hash: bytes) -> bytes:
    return hashlib.sha256(seq.to_bytes(8, "big") + row_hash).digest()[:8]
