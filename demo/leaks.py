"""Whether something of a person lies where it must not: files, environments, the printer's text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from demo.cabinet import Cabinet

# where the kiosk keeps what it keeps; central's own folder is central's business
_KEPT = ("state", "run", "logs")


def leaks(secrets: dict[str, str], canary: str, world: Path, cabinet: Cabinet) -> Iterator[str]:
    """What was found where; first of all whether the search finds `canary`, which must be in the journal."""
    if not any(holds(path.read_bytes(), canary) for path in (world / "state").glob("journal.db*")):
        yield "the search is blind: it does not find the deposit code in the journal"
    logs = [path.read_text(errors="replace") for path in (world / "logs").glob("*.log")]
    if not any("device.status" in log for log in logs):
        yield "the search is blind: no process has written a log"
    places = [path for part in _KEPT for path in (world / part).rglob("*") if path.is_file()]
    for path in places:
        content = path.read_bytes()
        for what, secret in secrets.items():
            if holds(content, secret):
                yield f"the {what} stands in {path.relative_to(world)}"
    printed = json.dumps(cabinet.ledger("printer"), ensure_ascii=False).encode()
    for what, secret in secrets.items():
        if holds(printed, secret):
            yield f"the {what} was sent to the printer as text"
    yield from _environments(secrets, world)


def _environments(secrets: dict[str, str], world: Path) -> Iterator[str]:
    for line in (world / "logs" / "pids").read_text().splitlines():
        name, _, pid = line.partition(" ")
        for part in ("environ", "cmdline"):
            try:
                content = Path("/proc", pid, part).read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            for what, secret in secrets.items():
                if holds(content, secret):
                    yield f"the {what} stands in the {part} of {name}"


def holds(content: bytes, secret: str) -> bool:
    """Whether any usual way to write it occurs."""
    plain = unicodedata.normalize("NFD", secret.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    ways = {secret, secret.upper(), letters, letters.upper(), unicodedata.normalize("NFD", secret)}
    ways.add(letters.upper().replace(" ", "<"))
    return any(way.encode(code) in content for way in ways for code in ("utf-8", "utf-16-le"))
