"""Looks for planted personal data where it must not be: memory, environment, command lines, files."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 22
_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r\S* \S+ \S+ \S+\s*(.*)$")


@dataclass(frozen=True)
class Hit:
    """A canary found: which, where, and in which form."""

    canary: str
    place: str
    form: str


def forms(canary: str | bytes) -> dict[str, bytes]:
    """The byte strings a canary may take: as text in UTF-8, UTF-16 (Qt) and UTF-32, hexadecimal, base64."""
    raw = canary if isinstance(canary, bytes) else canary.encode()
    found = {"plain": raw, "hex": raw.hex().encode()}
    if isinstance(canary, str):
        found["utf-16"] = canary.encode("utf-16-le")
        found["utf-32"] = canary.encode("utf-32-le")
        # CPython keeps a string whose letters need it in two bytes each, which is UTF-16 without surrogates.
        found["upper"] = canary.upper().encode()
    # Base64 of any alignment holds one of these, without the letters that depend on the neighbours.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        cut = coded[4 if shift else 0 : -4]
        if len(cut) >= 12:
            found[f"base64+{shift}"] = cut
    return found


def _matches(data: bytes, wanted: Mapping[str, Mapping[str, bytes]], place: str) -> Iterable[Hit]:
    for name, shapes in wanted.items():
        for form, shape in shapes.items():
            if shape in data:
                yield Hit(name, place, form)


def in_memory(pid: int, canaries: Mapping[str, str | bytes]) -> list[Hit]:
    """Every readable private mapping of a process, its environment and its command line."""
    wanted = {name: forms(canary) for name, canary in canaries.items()}
    hits: set[Hit] = set()
    for name in ("environ", "cmdline"):
        hits.update(_matches(Path(f"/proc/{pid}/{name}").read_bytes(), wanted, f"{pid} {name}"))
    overlap = max(len(shape) for shapes in wanted.values() for shape in shapes.values())
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end, label in _mappings(pid):
            hits.update(_scan(memory.fileno(), (start, end), wanted, f"{pid} memory {label}", overlap))
    return sorted(hits, key=str)


def _mappings(pid: int) -> Iterable[tuple[int, int, str]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        match = _MAPPING.match(line)
        if match is None or match[3] in {"[vvar]", "[vsyscall]"}:
            continue
        yield int(match[1], 16), int(match[2], 16), match[3] or "anonymous"


def _scan(
    handle: int,
    span: tuple[int, int],
    wanted: Mapping[str, Mapping[str, bytes]],
    place: str,
    overlap: int,
) -> Iterable[Hit]:
    at, end = span
    while at < end:
        try:
            data = os.pread(handle, min(CHUNK + overlap, end - at), at)
        except OSError:
            return  # a mapping that went away, or of a device
        yield from _matches(data, wanted, place)
        at += CHUNK


def in_files(folders: Iterable[Path], canaries: Mapping[str, str | bytes]) -> list[Hit]:
    """Every file below the folders."""
    wanted = {name: forms(canary) for name, canary in canaries.items()}
    hits: set[Hit] = set()
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                hits.update(_matches(path.read_bytes(), wanted, str(path)))
    return sorted(hits, key=str)


def slices(content: bytes, count: int = 12, size: int = 48) -> dict[str, bytes]:
    """Pieces of a picture's bytes, spread over its length, that stand for the whole."""
    step = max(1, (len(content) - size) // count)
    return {f"picture at {at}": content[at : at + size] for at in range(step, len(content) - size, step)}
