"""Sealed blobs on disk, named by their SHA-256; stored means fsynced, file and folder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from kiosk import durable

_DIGEST = re.compile(r"[0-9a-f]{64}")


class VaultError(Exception):
    """A blob is missing, damaged, or misnamed (VLT-002)."""

    error_id = "VLT-002"


class BlobStore:
    """One folder of blobs. Bytes are written once and never changed."""

    def __init__(self, folder: Path, mirror: BlobStore | None = None) -> None:
        """Use `folder`, made when missing; half-written files of an earlier run are removed.

        What is stored here is stored in `mirror` first, on a second medium.
        """
        self._folder, self._mirror = folder, mirror
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in folder.glob("*.part"):
            leftover.unlink()
        durable.sync_folder(self._folder)

    def put(self, blob: bytes) -> str:
        """Store durably and return the name; storing the same bytes again changes nothing."""
        digest = self._mirror.put(blob) if self._mirror else hashlib.sha256(blob).hexdigest()
        target = self._folder / digest
        if not target.exists():
            durable.replace(target, blob)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes, checked against their name."""
        blob = self._path(digest).read_bytes() if self.holds(digest) else None
        if blob is None:
            raise VaultError("missing")
        if hashlib.sha256(blob).hexdigest() != digest:
            raise VaultError("damaged")
        return blob

    def read(self, digest: str, offset: int, length: int) -> tuple[bytes, int]:
        """Return bytes from `offset` and the size of the whole."""
        if not self.holds(digest):
            raise VaultError("missing")
        with self._path(digest).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(offset)
            return file.read(length), size

    def holds(self, digest: str) -> bool:
        """Whether the blob is here."""
        return self._path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Remove a blob; the reason must have been journalled before."""
        self._path(digest).unlink(missing_ok=True)
        durable.sync_folder(self._folder)
        if self._mirror:
            self._mirror.remove(digest)

    def names(self) -> Iterator[str]:
        """All names."""
        return (path.name for path in self._folder.iterdir() if _DIGEST.fullmatch(path.name))

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise VaultError("not a digest")
        return self._folder / digest
