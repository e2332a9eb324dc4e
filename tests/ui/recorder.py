"""A pytest plugin that writes down every page and slip the session's tests meet: `-p tests.ui.recorder`.

The folder is named by KIOSK_PAGES. Pages come from the real journeys, so their words are the product's own.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kiosk.devices.contract import Command
from kiosk.devices.ticket_printer.job import MOST_BYTES
from tests.engine.doubles import PrinterDouble
from tests.session.screen_person import MET

_printed: list[Any] = []
_printing = threading.Lock()


def pytest_configure() -> None:
    """Stand between the printer's double and what it is told."""
    printed, handed = PrinterDouble.print, PrinterDouble.print_sealed

    def put_on_paper(printer: PrinterDouble, slip: bytes) -> Command[Any]:
        with _printing:
            _printed.append(json.loads(slip))
        return printed(printer, slip)

    def put_unread(printer: PrinterDouble, job: int) -> Command[Any]:
        with _printing:
            _printed.append(json.loads(os.pread(job, MOST_BYTES, 0)))
        return handed(printer, job)

    # methods are exchanged for the length of the run
    setattr(PrinterDouble, "print", put_on_paper)  # noqa: B010
    setattr(PrinterDouble, "print_sealed", put_unread)  # noqa: B010


def pytest_sessionfinish() -> None:
    """Write it all down."""
    folder = Path(os.environ["KIOSK_PAGES"])
    folder.mkdir(parents=True, exist_ok=True)
    pages = (
        {"kind": page.kind, "frame": frame.model_dump(mode="json"), "page": page.model_dump(mode="json")}
        for page, frame in list(MET)
    )
    _write(folder / "pages.jsonl", pages)
    _write(folder / "slips.jsonl", _printed)


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
