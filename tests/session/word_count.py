"""How much a page makes people read: its own sentences, without labels, buttons and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kiosk.dossier.text import Language, Text
from kiosk.errors import catalogue
from kiosk.messages.pages import Page, Part
from kiosk.messages.technician_pages import Check
from kiosk.texts import phrases

MOST, MOST_OF_THE_NOTICE = 40, 60
_NOTICE = "notice.title"
# touched rather than read, said by the person, or only behind "read more"
_NOT_READ = frozenset(
    {"buttons", "options", "tiles", "rows", "leave", "take", "more", "log", "tallies", "bays"}
)


def too_wordy(page: Page) -> str:
    """What is wrong with a page's length; empty when nothing is."""
    limit = MOST_OF_THE_NOTICE if page.title == phrases()[_NOTICE] else MOST
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        words = running_words(page, language)
        if words > limit:
            return f"{page.title.of(language)}: {words} words in {language}"
    return ""


def running_words(page: Page, language: Language) -> int:
    """Words of a page's own running text in a language."""
    # figures of a test are looked at, one by one
    skipped = _NOT_READ | {"lines"} if isinstance(page, Check) else _NOT_READ
    fields = {name: getattr(page, name) for name in type(page).model_fields if name not in skipped}
    said = {text.of(language) for text in texts_in(fields) if _ours(text)}
    return sum(len(text.split()) for text in said)


def texts_in(value: object) -> Iterator[Text]:
    """Every text inside."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, Part):
        yield from texts_in({name: getattr(value, name) for name in type(value).model_fields})


def _ours(text: Text) -> bool:
    return any(template.fullmatch(text.vi) for template in _templates())


@cache
def _templates() -> tuple[re.Pattern[str], ...]:
    """Every phrase with room for what is filled into it; one that is nothing but room matches too much."""
    found = []
    for phrase in phrases().values():
        parts = re.split(r"{\w+}", phrase.vi)
        if any(part.strip() for part in parts):
            found.append(re.compile(".+".join(re.escape(part) for part in parts), re.DOTALL))
    # an error is followed by what was kept, unless its page says that
    kept = "|".join(re.escape(text.vi) for name, text in phrases().items() if name.startswith("kept."))
    told = (text.vi for entry in catalogue().values() for text in (entry.citizen, entry.officer))
    return (*found, *(re.compile(f"{re.escape(words)}( ({kept}))?") for words in told))
