"""When the installed product is to be tested, a work tree's code must not slip in."""

import os
from pathlib import Path

import central
import kiosk

if os.environ.get("KIOSK_INSTALLED"):
    for package in (kiosk, central):
        if "site-packages" not in Path(str(package.__file__)).parts:
            raise RuntimeError(f"{package.__name__} is not the installed one: {package.__file__}")
