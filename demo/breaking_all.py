"""`python -m demo.breaking_all --out DIR`: the demo must fail each time a step is broken from outside."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from demo.breaking import BREAKS

UNBROKEN = "unbroken"


@dataclass(frozen=True)
class Played:
    """One demo: what was broken, how it ended, what it said, and what is wrong with that."""

    broken: str
    exit: int
    said: str
    seconds: float
    wrong: list[str]


def main(
    out: Annotated[Path | None, typer.Option(help="One folder for each break; kept only if named.")] = None,
    only: Annotated[str, typer.Option(help=f"A break, or '{UNBROKEN}'; prints a report as JSON.")] = "",
    seed: Annotated[int, typer.Option(help="What is drawn: person, papers, language.")] = 1,
) -> None:
    """Play the demo as it is and once for each break; exit 0 only when each break was noticed and named."""
    # a demo that is ended from outside cleans up behind it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = out or Path(tempfile.mkdtemp(prefix="breaking-"))
    try:
        played = [_played(name, folder / name, seed) for name in ([only] if only else [UNBROKEN, *BREAKS])]
    finally:
        if out is None:
            shutil.rmtree(folder)
    if only:
        typer.echo(json.dumps(asdict(played[0]), indent=1, ensure_ascii=False))
    else:
        _print(played)
    raise typer.Exit(int(any(each.wrong for each in played)))


def _played(name: str, folder: Path, seed: int) -> Played:
    command = [sys.executable, "-m", "demo", "--out", str(folder), "--seed", str(seed)]
    command += [] if name == UNBROKEN else ["--break", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    summary = folder / "summary.json"
    told = json.loads(summary.read_text(encoding="utf-8")) if summary.exists() else None
    if told is None:
        return Played(name, done.returncode, "", 0.0, [f"no summary: {(done.stdout + done.stderr)[-500:]}"])
    faults = [f"{check['what']}: {wrong}" for check in told["checks"] for wrong in check["wrong"]]
    said = str(told["failure"]) or "; ".join(faults)
    return Played(name, done.returncode, said, told["seconds"], _wrong(name, done.returncode, said))


def _wrong(name: str, code: int, said: str) -> list[str]:
    if name == UNBROKEN:
        return [] if code == 0 else [f"exit {code} though nothing was broken: {said}"]
    if code != 1:
        return [f"exit {code}, it should be 1"]
    return [] if said else ["it failed and did not say why"]


def _print(played: list[Played]) -> None:
    table = Table("broken", "exit", "what the demo said")
    for each in played:
        wrong = "".join(f"\n[red]{fault}[/]" for fault in each.wrong)
        table.add_row(each.broken, str(each.exit), f"{each.said or 'all is well'}{wrong}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
