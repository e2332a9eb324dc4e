"""Every word that the product shows, prints or says, in Vietnamese and English, kept as data.

One TOML file per area; the id of a phrase is the file's name and the path inside it, such as
`deposit.review.title`. `{name}` marks what is filled in. Data, because the remote config may replace a text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kiosk.dossier.text import Text


class MissingTextError(KeyError):
    """No such phrase, or one of its languages is missing."""


@cache
def phrases() -> dict[str, Text]:
    """Every phrase by its id."""
    return load(Path(__file__).parent)


def load(folder: Path) -> dict[str, Text]:
    """The phrases of a folder of TOML files by their id."""
    found: dict[str, Text] = {}
    for path in sorted(folder.glob("*.toml")):
        _collect(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


_replaced: dict[str, Text] = {}


def replace(texts: Mapping[str, Text]) -> None:
    """From now on this process says these instead, and nothing of an earlier replacement."""
    _replaced.clear()
    _replaced.update(texts)


def phrase(name: str, **filled: object) -> Text:
    """Return a phrase with its blanks filled; a `Text` among them is filled in per language."""
    try:
        text = _replaced.get(name) or phrases()[name]
        if not filled:
            return text
        return Text(vi=text.vi.format(**_in("vi", filled)), en=text.en.format(**_in("en", filled)))
    except KeyError as error:
        raise MissingTextError(f"{name}: {error}") from error


def _in(language: str, filled: dict[str, object]) -> dict[str, object]:
    return {
        key: getattr(value, language) if isinstance(value, Text) else value for key, value in filled.items()
    }


def _collect(prefix: str, node: dict[str, object], found: dict[str, Text]) -> None:
    if set(node) == {"vi", "en"} and all(isinstance(value, str) for value in node.values()):
        found[prefix] = Text(vi=str(node["vi"]), en=str(node["en"]))
        return
    for key, value in node.items():
        if not isinstance(value, dict):
            raise MissingTextError(f"{prefix}.{key}: write {{ vi = ..., en = ... }}")
        _collect(f"{prefix}.{key}", value, found)
