"""The keyboard's memory as QML sees it: keys in, text out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui import telex

QML_IMPORT_NAME = "Kiosk.Screen"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Typist(QObject):
    """Turns a text and a key into the next text; it keeps nothing itself."""

    @Slot(str, str, bool, result=str)
    def press(self, text: str, key: str, marks: bool) -> str:
        """Return `text` after `key`; with `marks` the last word is spelled by Telex."""
        return telex.press(text, key) if marks else text + key

    @Slot(str, result=str)
    def erase(self, text: str) -> str:
        """Return `text` without its last letter, marks and all."""
        return text[:-1]
