"""Handover lists on a USB stick, which the system mounts read-only under `paths.media`.

A stick may be slow, broken or somebody else's. It is read here, by a process that ends with its person, and
never by the engine; what it holds is bytes for the engine to verify.
"""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

from kiosk.dossier.code_series import LARGEST

MOST_FILES = 16
WITHIN_S = 20.0
_PLACES = ("handover-*.json", "*/handover-*.json")
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


async def lists_on(media: Path, kiosk: str, within: float = WITHIN_S) -> list[bytes]:
    """The lists worth trying: those that call themselves this kiosk's, newest first, else one of another's.

    Empty when there is none, or when the stick does not answer `within` so many seconds.
    """
    loop = asyncio.get_running_loop()
    read: asyncio.Future[list[bytes]] = loop.create_future()

    def finish(found: list[bytes]) -> None:
        if not read.done():
            read.set_result(found)

    def look() -> None:
        found = _worth_trying(_documents(media), kiosk)
        with suppress(RuntimeError):  # the session has ended meanwhile
            loop.call_soon_threadsafe(finish, found)

    # A thread of its own: a read that a bad stick never answers must not hold the session's end back
    threading.Thread(target=look, name="stick", daemon=True).start()
    try:
        return await asyncio.wait_for(read, within)
    except TimeoutError:
        return []


def _documents(media: Path) -> list[bytes]:
    found = []
    with suppress(OSError):
        paths = sorted(path for place in _PLACES for path in media.glob(place))
        for path in paths[:MOST_FILES]:
            with suppress(OSError):
                found.append(_content(path))
    return [content for content in found if content]


def _content(path: Path) -> bytes:
    """A plain file of a list's size; nothing of anything else (a link, a pipe, a film)."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return b""
        return file.read(LARGEST)


def _worth_trying(documents: list[bytes], kiosk: str) -> list[bytes]:
    """Sorted by what the lists say of themselves, which only decides which is tried first."""
    ours = [(made, content) for content in documents for name, made in [_says(content)] if name == kiosk]
    if ours:
        return [content for _, content in sorted(ours, reverse=True)]
    return documents[:1]


def _says(content: bytes) -> tuple[str, str]:
    try:
        body = json.loads(json.loads(content)["body"])
        return str(body["kiosk"]), str(body["made_at"])
    except _UNREADABLE:
        return "", ""
