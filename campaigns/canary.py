"""Looks for planted personal data where it must not be: memory, environment, command lines, files."""

from __future__ import annotations

import base64
import collections
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

CHUNK = 1 << 22
_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (r\S*) \S+ \S+ \S+\s*(.*)$")
_KEY = 4
_RUN = 16
_ZEROS = bytes(2 * CHUNK)
_NONE = np.zeros(0, np.uint16)

# A run of pixels: n x 3, red, green, blue.
Pixels = npt.NDArray[np.uint8]
Canary = str | bytes | Pixels


@dataclass(frozen=True)
class Hit:
    """A canary found: which, where, and in which form."""

    canary: str
    place: str
    form: str


def forms(canary: Canary) -> dict[str, bytes]:
    """The byte strings a canary may take.

    Text: UTF-8, UTF-16 (Qt), UTF-32, capitals. Pixels: RGB, BGR (OpenCV), BGRA (Qt's 32-bit formats).
    Text and bytes also in hexadecimal and base64.
    """
    if isinstance(canary, np.ndarray):
        return _pixel_forms(canary)
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


def _pixel_forms(run: Pixels) -> dict[str, bytes]:
    opaque = np.full((len(run), 1), 255, np.uint8)
    turned = run[:, ::-1]
    return {"rgb": run.tobytes(), "bgr": turned.tobytes(), "bgra": np.hstack([turned, opaque]).tobytes()}


class Finder:
    """Finds any of many byte strings: two table look-ups for each place, a comparison where both fit."""

    def __init__(self, canaries: Mapping[str, Canary]) -> None:
        """Prepare for these canaries in all their forms."""
        self._shapes: dict[bytes, list[tuple[str, str, bytes]]] = collections.defaultdict(list)
        self.longest = 0
        for name, canary in canaries.items():
            for form, shape in forms(canary).items():
                self._shapes[shape[:_KEY]].append((name, form, shape))
                self.longest = max(self.longest, len(shape))
        self._first, self._second = (np.zeros(1 << 16, bool) for _ in range(2))
        for key in self._shapes:
            self._first[int.from_bytes(key[:2], "little")] = True
            self._second[int.from_bytes(key[2:], "little")] = True

    def hits(self, data: bytes, place: str) -> Iterable[Hit]:
        """Every canary that occurs in `data`."""
        for at in self._candidates(data):
            for name, form, shape in self._shapes.get(data[at : at + _KEY], ()):
                if data.startswith(shape, at):
                    yield Hit(name, place, form)

    def _candidates(self, data: bytes) -> Iterable[int]:
        if data == _ZEROS[: len(data)]:
            return
        for start in (0, 1):
            pairs = np.frombuffer(data, "<u2", max(0, len(data) - start) // 2, start) if data else _NONE
            places = np.flatnonzero(self._first[pairs[:-1]])
            yield from (places[self._second[pairs[places + 1]]] * 2 + start).tolist()


def in_memory(pid: int, canaries: Mapping[str, Canary]) -> list[Hit]:
    """Every readable mapping that a process can write, its environment and its command line."""
    finder = Finder(canaries)
    hits: set[Hit] = set()
    for name in ("environ", "cmdline"):
        hits.update(finder.hits(Path(f"/proc/{pid}/{name}").read_bytes(), f"{pid} {name}"))
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end, label in _mappings(pid):
            hits.update(_scan(memory.fileno(), (start, end), finder, f"{pid} memory {label}"))
    return sorted(hits, key=str)


def _mappings(pid: int) -> Iterable[tuple[int, int, str]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        match = _MAPPING.match(line)
        if match is None or match[4] in {"[vvar]", "[vsyscall]"} or _is_the_file_itself(match[3], match[4]):
            continue
        yield int(match[1], 16), int(match[2], 16), match[4] or "anonymous"


def _is_the_file_itself(rights: str, label: str) -> bool:
    """Whether a mapping shows a file's bytes and can show nothing else, such as a library's code."""
    kept = label.startswith("/") and not label.endswith("(deleted)")
    return kept and "w" not in rights and rights.endswith("p")


def _scan(handle: int, span: tuple[int, int], finder: Finder, place: str) -> Iterable[Hit]:
    at, end = span
    while at < end:
        try:
            data = os.pread(handle, min(CHUNK + finder.longest, end - at), at)
        except OSError:
            return  # a mapping that went away, or of a device
        yield from finder.hits(data, place)
        at += CHUNK


def in_files(folders: Iterable[Path], canaries: Mapping[str, Canary]) -> list[Hit]:
    """Every file below the folders."""
    finder = Finder(canaries)
    hits: set[Hit] = set()
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                hits.update(finder.hits(path.read_bytes(), str(path)))
    return sorted(hits, key=str)


def slices(content: bytes, count: int = 12, size: int = 48) -> dict[str, bytes]:
    """Pieces of a picture's bytes, spread over its length, that stand for the whole."""
    step = max(1, (len(content) - size) // count)
    return {f"picture at {at}": content[at : at + size] for at in range(step, len(content) - size, step)}


def runs(picture: npt.NDArray[np.uint8], count: int = 8) -> dict[str, Pixels]:
    """Runs of pixels from the middle of a picture (RGB) that noise makes its own: no two pixels are alike."""
    height, width, _ = picture.shape
    found: dict[str, Pixels] = {}
    for y in range(height // 3, height * 2 // 3, max(1, height // 300)):
        for x in range(width // 3, width * 2 // 3, _RUN):
            run = picture[y, x : x + _RUN]
            if len(np.unique(run, axis=0)) == _RUN:
                found[f"pixels at {x},{y}"] = run
                break
        if len(found) == count:
            break
    return found
