"""What the panel says, in Vietnamese and English; the texts stand in `texts.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Kiosk.CabinetPanel"
QML_IMPORT_MAJOR_VERSION = 1

LANGUAGES = ("vi", "en")


@cache
def texts() -> dict[str, dict[str, dict[str, str]]]:
    """Section -> key -> language -> text."""
    with (Path(__file__).parent / "texts.toml").open("rb") as file:
        return tomllib.load(file)


@QmlElement
@QmlSingleton
class Words(QObject):
    """The texts of one language."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start in Vietnamese."""
        super().__init__(parent)
        self._language = LANGUAGES[0]

    @Property(str, notify=changed)
    def language(self) -> str:
        """The language in use."""
        return self._language

    @Property("QVariant", notify=changed)  # type: ignore[arg-type]
    def say(self) -> dict[str, Any]:
        """Section -> key -> text of this language."""
        return {
            section: {key: text[self._language] for key, text in keys.items()}
            for section, keys in texts().items()
        }

    @Slot()
    def switch(self) -> None:
        """Take the other language."""
        self._language = LANGUAGES[1 - LANGUAGES.index(self._language)]
        self.changed.emit()
