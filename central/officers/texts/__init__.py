"""Every word of the officers' pages, in Vietnamese and English, kept as data.

One TOML file per area; a phrase's id is the file's name and the path inside it, such as `work.queue.new`.
`{name}` marks what is filled in.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kiosk.dossier.text import Language, Text
from kiosk.texts import MissingTextError, load


@cache
def phrases() -> dict[str, Text]:
    """Every phrase by its id."""
    return load(Path(__file__).parent)


def say(name: str, language: Language, **filled: object) -> str:
    """The phrase in `language`; raises `MissingTextError`."""
    try:
        words = phrases()[name].of(language)
        return words.format(**filled) if filled else words
    except KeyError as error:
        raise MissingTextError(f"{name}: {error}") from error
