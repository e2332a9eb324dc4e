"""Sealed blobs on disk, named by their SHA-256; stored means fsynced, file and folder."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from kiosk import durable

_DIGEST = re.compile(r"[0-9a-f]{64}")


class VaultError(Exception):
    """A blob is missing, damaged or misnamed (VLT-002)."""

    error_id = "VLT-002"


class UnreadableError(VaultError, durable.DiskError):
    """The disk does not give a blob back that is there (VLT-003)."""

    error_id = "VLT-003"


class BlobStore:
    """One folder of blobs. Bytes are written once and never changed."""

    def __init__(self, folder: Path, mirror: BlobStore | None = None) -> None:
        """Use `folder`, made when missing; half-written files of an earlier run are removed.

        What is stored here is stored in `mirror` first, on a second medium.
        """
        self._folder, self._mirror = folder, mirror
        durable.make_folder(folder, 0o700)
        with durable.told_as_disk_error():
            for leftover in folder.glob("*.part"):
                leftover.unlink()
        durable.sync_folder(folder)

    def put(self, blob: bytes) -> str:
        """Store durably and return the name; storing the same bytes again changes nothing.

        Raises `DiskError`: then the store is to be opened anew before anything in it is believed.
        """
        digest = self._mirror.put(blob) if self._mirror else hashlib.sha256(blob).hexdigest()
        if not self.holds(digest):
            durable.replace(self._folder / digest, blob)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes, checked against their name."""
        blob, _ = self.read(digest, 0, -1)
        if hashlib.sha256(blob).hexdigest() != digest:
            raise VaultError("damaged")
        return blob

    def read(self, digest: str, offset: int, length: int) -> tuple[bytes, int]:
        """Return at most `length` bytes (-1: all) from `offset`, and the size of the whole."""
        try:
            with self._path(digest).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                file.seek(offset)
                return file.read(length), size
        except FileNotFoundError as error:
            raise VaultError("missing") from error
        except OSError as error:
            raise UnreadableError("unreadable") from error

    def holds(self, digest: str) -> bool:
        """Whether the blob is here."""
        with durable.told_as_disk_error():
            return self._path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Remove a blob; the reason must have been journalled before."""
        durable.remove(self._path(digest))
        if self._mirror:
            self._mirror.remove(digest)

    def names(self) -> list[str]:
        """All names."""
        with durable.told_as_disk_error():
            return [path.name for path in self._folder.iterdir() if _DIGEST.fullmatch(path.name)]

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise VaultError("not a digest")
        return self._folder / digest
