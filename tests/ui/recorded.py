"""The pages and slips that real journeys showed, each once: the session's tests are run and written down."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.devices.ticket_printer.slip import Slip
from kiosk.dossier.text import Text
from kiosk.messages.pages import Page
from kiosk.messages.screen import ALL_PAGES, Frame
from kiosk.texts import phrases

ROOT = Path(__file__).parents[2]
_KINDS = {page.kind: page for page in ALL_PAGES}
_STAFF = ("staff.", "round.", "tests.")
# what makes a page look otherwise than another of its kind and title
_LOOKS = (
    "state",
    "door",
    "look",
    "layout",
    "printing",
    "sent",
    "hidden",
    "ready",
    "live",
    "card_out",
    "tray_empty",
)


@dataclass(frozen=True)
class Met:
    """A page as it was met, with the frame around it."""

    page: Page
    frame: dict[str, Any]

    @property
    def for_staff(self) -> bool:
        """Whether officers or technicians see it."""
        at_night = bool(self.frame.get("night"))
        return at_night or self.page.kind == "round" or phrase_of(self.page.title).startswith(_STAFF)


def record(folder: Path) -> list[str]:
    """Run the session's tests and write what they meet into `folder`; the tests that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.ui.recorder"]
    environment = {**os.environ, "KIOSK_PAGES": str(folder)}
    done = subprocess.run(
        [*command, "tests/session"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode not in {0, 1} or (done.returncode == 1) != bool(failed):
        raise RuntimeError((done.stdout + done.stderr)[-2000:])
    return failed


def pages_met(folder: Path) -> list[Met]:
    """Every page that was recorded, each once."""
    lines = (folder / "pages.jsonl").read_text("utf-8").splitlines()
    return each_once(
        (_KINDS[told["kind"]].model_validate(told["page"]), Frame.model_validate(told["frame"]))
        for told in map(json.loads, lines)
    )


def each_once(shown: Iterable[tuple[Page, Frame]]) -> list[Met]:
    """What was shown in a run of tests, without what only a number tells apart."""
    found: dict[str, Met] = {}
    for page, frame in shown:
        around = frame.model_dump(mode="json", exclude={"number"})
        found.setdefault(f"{page.kind} {page.model_dump_json()} {around}", Met(page, around))
    return list(found.values())


def alike(pages: list[Met]) -> list[list[Met]]:
    """Pages that look alike, together; in the order of their first showing."""
    found: dict[object, list[Met]] = {}
    for met in pages:
        found.setdefault(_looks(met.page), []).append(met)
    return list(found.values())


def slips_met(folder: Path) -> list[Slip]:
    """One slip of each heading."""
    found: dict[str, Slip] = {}
    for line in (folder / "slips.jsonl").read_text("utf-8").splitlines():
        slip = Slip.model_validate_json(line)
        headings = [block.text.vi for block in slip.blocks if block.kind == "heading" and block.level == 1]
        found.setdefault(" ".join(headings), slip)
    return list(found.values())


def phrase_of(text: Text) -> str:
    """The name of the phrase that a text came from; empty when it came from elsewhere."""
    for name, phrase in phrases().items():
        parts = re.split(r"{\w+}", phrase.vi)
        if any(part.strip() for part in parts) and re.fullmatch(".+".join(map(re.escape, parts)), text.vi):
            return name
    return ""


def _looks(page: Page) -> tuple[object, ...]:
    told = page.model_dump(mode="json")
    looks = tuple(str(told.get(name)) for name in _LOOKS)
    # square after square of the touch test is one page
    counted = page.kind != "touch-test"
    lengths = tuple(len(value) for value in told.values() if isinstance(value, list) and counted)
    return page.kind, phrase_of(page.title) or page.title.vi, page.error is None, *looks, *lengths


def distinct(pages: list[Met], for_staff: bool) -> Iterator[Met]:
    """The pages of one audience."""
    return (met for met in pages if met.for_staff == for_staff)
