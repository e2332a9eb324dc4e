"""The sources of the screen agree with each other: types, pages, words, icons."""

from __future__ import annotations

import re
from pathlib import Path

import kiosk.ui
from kiosk.messages.screen import ALL_PAGES
from kiosk.ui.screen import page_file
from kiosk.ui.shown import own_words
from tests.ui.lint_qml import describe_types, lint, too_long

UI = Path(kiosk.ui.__file__).parent
_ICON = re.compile(r'(?:picture: |Icon \{[^}]*?name: )"([a-z-]+)"')
SOURCES = {path: path.read_text("utf-8") for path in sorted((UI / "qml").rglob("*.qml"))}


def test_the_linter_knows_pythons_types_and_finds_nothing(tmp_path: Path) -> None:
    describe_types(tmp_path)
    assert lint(tmp_path, list(SOURCES)) == ""
    assert too_long() == []


def test_the_linter_finds_a_misspelt_python_name(tmp_path: Path) -> None:
    describe_types(tmp_path)
    planted = tmp_path / "Planted.qml"
    planted.write_text(
        "import QtQuick\nimport Kiosk.Screen\nItem { property string l: Screen.langauge }\n", "utf-8"
    )
    assert "langauge" in lint(tmp_path, [planted])


def test_every_model_has_its_file() -> None:
    drawn = {path.name for path in SOURCES if path.parent.name == "pages"}
    assert drawn == {page_file(page.kind) for page in ALL_PAGES} | {"NoEngine.qml"}


def test_every_fixed_word_is_used_and_every_used_word_is_there() -> None:
    text = "\n".join(SOURCES.values())
    used = set(re.findall(r"Screen\.words\.(\w+)", text))
    used |= {f"door_{door}" for door in ("opening", "open", "closed", "stuck")}
    assert used == set(own_words("vi"))


def test_every_named_icon_is_drawn() -> None:
    named = {name for text in SOURCES.values() for name in re.findall(_ICON, text)}
    drawn = {path.stem for path in (UI / "icons").glob("*.svg")}
    assert named <= drawn


def test_no_colour_and_no_bare_size_stands_outside_the_theme() -> None:
    allowed = {"Theme.qml", "Question.qml", "QrView.qml"}
    for path, text in SOURCES.items():
        if path.name not in allowed:
            assert not re.findall(r'"#[0-9a-fA-F]{6,8}"', text), path.name
            assert not re.findall(r"pixelSize: \d", text), path.name
