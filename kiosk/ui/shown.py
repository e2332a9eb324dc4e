"""A page as QML sees it: plain values, every text in the language shown."""

from __future__ import annotations

from pydantic import BaseModel

from kiosk.dossier.text import Language, Text
from kiosk.texts import phrases

_OWN = "screen."


def shown(value: object, language: Language) -> object:
    """Return `value` with each `Text` as a string, models as maps, an absent text as an empty string."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.of(language)
    if isinstance(value, BaseModel):
        return shown_map(value, language)
    if isinstance(value, list | tuple):
        return [shown(part, language) for part in value]
    return value


def shown_map(model: BaseModel, language: Language) -> dict[str, object]:
    """Return a model's fields as `shown`."""
    return {name: shown(getattr(model, name), language) for name in type(model).model_fields}


def own_words(language: Language) -> dict[str, str]:
    """The screen's own fixed words by their short name."""
    return {
        name.removeprefix(_OWN): text.of(language)
        for name, text in phrases().items()
        if name.startswith(_OWN)
    }
