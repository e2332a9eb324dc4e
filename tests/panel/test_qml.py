"""The panel's QML agrees with the types that Python gives it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

from kiosk.devices.simulators import panel
from tests.ui.lint_qml import lint

FOLDER = Path(panel.__file__).parent
FILES = sorted((FOLDER / "qml").glob("*.qml"))


def describe_types(out: Path) -> None:
    folder = out / "Kiosk" / "CabinetPanel"
    folder.mkdir(parents=True)
    sources = [str(FOLDER / f"{name}.py") for name in ("cabinet", "shelf", "words")]
    run("metaobjectdump", *sources, "--out-file", str(folder / "types.json"))
    core = Path(PySide6.__file__).parent / "Qt" / "metatypes" / "qt6core_metatypes.json"
    wanted = ["--generate-qmltypes", str(folder / "types.qmltypes"), "-o", str(folder / "unused.cpp")]
    module = ["--import-name", "Kiosk.CabinetPanel", "--major-version", "1", "--foreign-types", str(core)]
    run("qmltyperegistrar", str(folder / "types.json"), *wanted, *module)
    (folder / "qmldir").write_text("module Kiosk.CabinetPanel\ntypeinfo types.qmltypes\n", "utf-8")


def run(tool: str, *words: str) -> None:
    program = Path(sys.executable).parent / f"pyside6-{tool}"
    subprocess.run([str(program), *words], check=True, capture_output=True)


def test_the_linter_finds_nothing_but_a_planted_fault(tmp_path: Path) -> None:
    describe_types(tmp_path)
    assert lint(tmp_path, FILES) == ""
    planted = tmp_path / "Planted.qml"
    planted.write_text("import QtQuick\nimport Kiosk.CabinetPanel\nText { text: Cabinet.mesage }\n")
    assert "mesage" in lint(tmp_path, [planted])
