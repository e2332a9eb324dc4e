"""Carrying one blob up by tus 1.0.0, from wherever central has got to; nothing is remembered here."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import urlsplit

from kiosk.sync.transport import BusyError, Central, LinkError, judged

# what a cut connection costs at most, in the beginning and when the line has proved good
LEAST_PIECE, GREATEST_PIECE = 256 * 1024, 1024 * 1024
_TUS = {"Tus-Resumable": "1.0.0"}
_PREFIX = "/v1/uploads/"
# central told us another offset than we expected so often that something else must be wrong
_MOST_DISAGREEMENTS = 5

ReadPiece = Callable[[int, int], tuple[bytes, int]]
"""Returns the bytes at (offset, length), and the size of the whole."""


def upload(central: Central, digest: str, read: ReadPiece) -> None:
    """Bring the blob `digest` (SHA-256, hex) to central; returns when central has all of it.

    Raises the failures of `judged`; whatever was sent before counts at the next attempt.
    """
    known = central.ask("HEAD", f"/v1/blobs/{digest}")
    if known.status == 200:
        return
    judged(known, 404)
    _, size = read(0, 1)
    path = known.headers.get("X-Upload-Location") or _create(central, digest, size)
    _send(central, _checked(path), size, read)


def _create(central: Central, digest: str, size: int) -> str:
    metadata = "sha256 " + base64.b64encode(digest.encode()).decode()
    headers = {**_TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    reply = judged(central.ask("POST", "/v1/uploads", headers=headers), 201)
    return reply.headers.get("Location", "")


def _checked(location: str) -> str:
    # only the path is taken: central does not send us elsewhere
    path = urlsplit(location).path
    if not path.startswith(_PREFIX):
        raise LinkError("no upload location")
    return path


def _send(central: Central, path: str, size: int, read: ReadPiece) -> None:
    disagreements, length = 0, LEAST_PIECE
    offset = _offset(central, path)
    while offset < size:
        piece, _ = read(offset, length)
        headers = {
            **_TUS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        reply = central.ask("PATCH", path, piece, headers)
        if reply.status == 409:
            disagreements += 1
            if disagreements > _MOST_DISAGREEMENTS:
                raise BusyError(0)
            offset = _offset(central, path)
            continue
        judged(reply, 204)
        offset += len(piece)
        length = min(2 * length, GREATEST_PIECE)


def _offset(central: Central, path: str) -> int:
    reply = judged(central.ask("HEAD", path, headers=_TUS), 200)
    value = reply.headers.get("Upload-Offset", "")
    if not (value.isascii() and value.isdigit()):
        raise LinkError("no upload offset")
    return int(value)
