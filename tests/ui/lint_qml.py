"""Check every QML file against the types that Python gives it: `python -m tests.ui.lint_qml`.

The types are read from the sources (metaobjectdump, qmltyperegistrar) into `build/qml`; any warning fails,
and so does a file that is too long.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

import kiosk

_ROOT = Path(__file__).parents[2]
_SCREEN = Path(kiosk.__file__).parent / "ui"
_QML = _SCREEN / "qml"
_SOURCES = [_SCREEN / f"{name}.py" for name in ("screen", "panel", "typist")]
_MODULE = "Kiosk.Screen"
LONGEST = 200


def describe_types(out: Path) -> None:
    """Write the module that stands for the Python types; the linter looks for it under `out`."""
    folder = out.joinpath(*_MODULE.split("."))
    folder.mkdir(parents=True, exist_ok=True)
    _run("pyside6-metaobjectdump", *map(str, _SOURCES), "--out-file", str(folder / "types.json"))
    core = Path(PySide6.__file__).parent / "Qt" / "metatypes" / "qt6core_metatypes.json"
    _run(
        "pyside6-qmltyperegistrar", str(folder / "types.json"),
        "--generate-qmltypes", str(folder / "types.qmltypes"), "-o", str(folder / "unused.cpp"),
        "--import-name", _MODULE, "--major-version", "1", "--foreign-types", str(core),
    )  # fmt: skip
    (folder / "qmldir").write_text(f"module {_MODULE}\ntypeinfo types.qmltypes\n", "utf-8")


def too_long() -> list[str]:
    """QML files of more than 200 lines."""
    return [
        str(path)
        for path in sorted(_QML.rglob("*.qml"))
        if len(path.read_text("utf-8").splitlines()) > LONGEST
    ]


def lint(out: Path, files: list[Path]) -> str:
    """What the linter finds in files; empty when nothing."""
    done = subprocess.run(
        [_tool("pyside6-qmllint"), "-W", "0", "-I", str(out), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def main() -> int:
    """Lint everything; 0 when clean."""
    out = _ROOT / "build" / "qml"
    describe_types(out)
    found = lint(out, sorted(_QML.rglob("*.qml"))) + "\n".join(too_long())
    print(found or "qml: clean")
    return 1 if found else 0


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([_tool(tool), *arguments], check=True, capture_output=True)


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


if __name__ == "__main__":
    sys.exit(main())
