"""`python -m demo.breaking_all --out DIR`: the demo must fail each time a step is broken from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from demo.breaking import BREAKS


def main(out: Annotated[Path, typer.Option(help="One folder for each break goes in here.")]) -> None:
    """Play the demo once for each break; exit 0 only when it failed each time and said why."""
    table = Table("broken", "exit", "what the demo said")
    noticed = True
    for name in BREAKS:
        folder = out / name
        command = [sys.executable, "-m", "demo", "--out", str(folder), "--break", name]
        played = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own module
        said = _said(folder / "summary.json")
        noticed = noticed and played.returncode == 1 and bool(said)
        table.add_row(name, str(played.returncode), said or "[red]nothing[/]")
    console = Console()
    console.print(table)
    raise typer.Exit(0 if noticed else 1)


def _said(summary: Path) -> str:
    if not summary.exists():
        return ""
    told = json.loads(summary.read_text(encoding="utf-8"))
    wrong = [f"{check['what']}: {wrong}" for check in told["checks"] for wrong in check["wrong"]]
    return str(told["failure"]) or "; ".join(wrong)


if __name__ == "__main__":
    typer.run(main)
