"""Data rules: catalogue, profiles, errors and texts load, and say everything in both languages."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from kiosk.data import data_folder
from kiosk.devices.profiles import load_all
from kiosk.dossier.catalogue import Catalogue
from kiosk.errors import catalogue as errors
from kiosk.texts import phrases

ERROR_ID = re.compile(r"^[A-Z]{3}-\d{3}$")


def strings(folder: Path) -> dict[str, set[str]]:
    """Every string constant of the product, with the files it stands in."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, set()).add(str(path))
    return found


def faults() -> list[str]:
    """Everything that is missing or unknown."""
    Catalogue.load(data_folder("catalogue"))
    load_all(data_folder("firmware_profiles"))
    phrases()
    said = {**strings(Path("kiosk")), **strings(Path("central"))}
    known = errors()
    return [
        f"{sorted(said[text])[0]}: {text} is not in the error catalogue"
        for text in said
        if ERROR_ID.fullmatch(text) and text not in known
    ]


if __name__ == "__main__":
    wrong = faults()
    print("\n".join(sorted(wrong)) or "data is whole")
    sys.exit(bool(wrong))
