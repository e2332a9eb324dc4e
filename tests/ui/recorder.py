"""A pytest plugin that writes down every page and slip the session's tests meet: `-p tests.ui.recorder`.

The folder is named by KIOSK_PAGES. Pages come from the real journeys, so their words are the product's own.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

from kiosk.devices.contract import Command
from kiosk.devices.ticket_printer.job import MOST_BYTES
from kiosk.messages.pages import Page
from tests.engine.doubles import PrinterDouble
from tests.session.screen_person import PersonAtScreen

_writing = threading.Lock()


def pytest_configure() -> None:
    """Stand between the doubles and what they are told."""
    folder = Path(os.environ["KIOSK_PAGES"])
    folder.mkdir(parents=True, exist_ok=True)
    taken, printed, handed = PersonAtScreen._take, PrinterDouble.print, PrinterDouble.print_sealed

    def take(person: PersonAtScreen, message: object, raw: bytes) -> None:
        taken(person, message, raw)
        if isinstance(message, Page):
            around = person._frame.model_dump(mode="json")
            _write(
                folder / "pages.jsonl",
                {"kind": message.kind, "frame": around, "page": message.model_dump(mode="json")},
            )

    def put_on_paper(printer: PrinterDouble, slip: bytes) -> Command[Any]:
        _write(folder / "slips.jsonl", json.loads(slip))
        return printed(printer, slip)

    def put_unread(printer: PrinterDouble, job: int) -> Command[Any]:
        _write(folder / "slips.jsonl", json.loads(os.pread(job, MOST_BYTES, 0)))
        return handed(printer, job)

    setattr(PersonAtScreen, "_take", take)  # noqa: B010 - a method is exchanged for the length of the run
    setattr(PrinterDouble, "print", put_on_paper)  # noqa: B010
    setattr(PrinterDouble, "print_sealed", put_unread)  # noqa: B010


def _write(path: Path, line: dict[str, Any]) -> None:
    with _writing, path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
