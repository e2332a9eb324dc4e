"""Where the data folders lie: inside the installed package, or beside it in a work tree."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder `catalogue` or `firmware_profiles`; raises `FileNotFoundError`."""
    for folder in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(name)
