"""What a demo leaves behind: slips, the journal as a timeline, a summary to read and to parse."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.checks import COLLECT_TOUCHES, DEPOSIT_TOUCHES
from demo.evidence import Checked, Evidence
from demo.touch import Glass
from kiosk.journal.reading import JournalFile


@dataclass(frozen=True)
class Ending:
    """How it went."""

    seconds: float
    getting_ready: float
    failure: str
    checks: list[Checked]

    @property
    def good(self) -> bool:
        """Whether everything is as it should be."""
        return not self.failure and bool(self.checks) and not any(check.wrong for check in self.checks)


def keep_slips(evidence: Evidence) -> None:
    """Copy the printed slips, each named by what it is."""
    (evidence.out / "slips").mkdir(parents=True, exist_ok=True)
    for name, slip in evidence.day.happened.slips.items():
        shutil.copy(slip, evidence.out / "slips" / f"{name}.png")


def keep_journal(path: Path, out: Path) -> None:
    """The journal as text for people and as JSON."""
    if not path.exists():
        return
    journal = JournalFile(path)
    lines = [f"{seq:5}  {at}  {name:26}  {what}" for seq, at, name, what in journal.timeline()]
    (out / "journal.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    events = [json.loads(row.body) for row in journal.rows()]
    (out / "journal.json").write_text(json.dumps(events, indent=1, ensure_ascii=False), encoding="utf-8")


def keep_summary(evidence: Evidence, glass: Glass, ending: Ending) -> None:
    """`summary.json`. Seed and language say who it was; no name is repeated."""
    summary = {
        "good": ending.good,
        "failure": ending.failure,
        "seed": evidence.drawn.seed,
        "language": evidence.drawn.language,
        "seconds": round(ending.seconds, 1),
        "getting_ready_seconds": round(ending.getting_ready, 1),
        "scene_seconds": {name: round(took, 1) for name, took in evidence.happened.seconds.items()},
        "touches": glass.touches,
        "digits": glass.digits,
        "deposit_compartment": evidence.happened.deposit_compartment,
        "result_compartment": evidence.happened.result_compartment,
        "pages": [{**asdict(page), "at": round(page.at, 2)} for page in glass.pages],
        "checks": [asdict(check) for check in ending.checks],
    }
    text = json.dumps(summary, indent=1, ensure_ascii=False)
    (evidence.out / "summary.json").write_text(text, encoding="utf-8")


def print_summary(evidence: Evidence, glass: Glass, ending: Ending) -> None:
    """The same for the terminal."""
    console = Console(highlight=False)
    table = Table("journey", "touches", "digits", "limit", "pages", "words", "most on a page", "seconds")
    limits = {"deposit": f"{DEPOSIT_TOUCHES}", "collect": f"{COLLECT_TOUCHES} + code"}
    for journey in evidence.happened.seconds:
        pages = [page for page in glass.pages if page.journey == journey]
        most = max((page.words for page in pages), default=0)
        table.add_row(
            *(journey, str(glass.touches.get(journey, 0)), str(glass.digits.get(journey, 0))),
            *(limits.get(journey, ""), str(len(pages)), str(sum(page.words for page in pages)), str(most)),
            f"{evidence.happened.seconds[journey]:.1f}",
        )
    console.print(table)
    for check in ending.checks:
        mark = "[green]yes[/]" if not check.wrong else "[red]NO [/]"
        console.print(f" {mark}  {check.what}")
        for wrong in check.wrong:
            console.print(f"        {wrong}", style="red")
    if ending.failure:
        console.print(f" [red]NO [/]  {ending.failure}")
    took = f"{ending.seconds:.1f} s, of which {ending.getting_ready:.1f} s to make and start the world"
    console.print(
        f"{'All is as it should be' if ending.good else 'Something is not as it should be'}: {took}."
    )
    console.print(f"Look at {evidence.out}")
