"""Every word of the officers' pages, in Vietnamese and English, kept as data.

One TOML file per area; a phrase's id is the file's name and the path inside it, such as `work.queue.new`.
`{name}` marks what is filled in.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from kiosk.dossier.text import Language, Text


class MissingTextError(KeyError):
    """No such phrase, or something it needs was not filled in."""


@cache
def phrases() -> dict[str, Text]:
    """Every phrase by its id."""
    found: dict[str, Text] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        _collect(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


def say(name: str, language: Language, **filled: object) -> str:
    """The phrase in `language`; raises `MissingTextError`."""
    try:
        words = phrases()[name].of(language)
        return words.format(**filled) if filled else words
    except KeyError as error:
        raise MissingTextError(f"{name}: {error}") from error


def _collect(prefix: str, node: dict[str, object], found: dict[str, Text]) -> None:
    if set(node) == {"vi", "en"} and all(isinstance(value, str) for value in node.values()):
        found[prefix] = Text(vi=str(node["vi"]), en=str(node["en"]))
        return
    for key, value in node.items():
        if not isinstance(value, dict):
            raise MissingTextError(f"{prefix}.{key}: write {{ vi = ..., en = ... }}")
        _collect(f"{prefix}.{key}", value, found)
