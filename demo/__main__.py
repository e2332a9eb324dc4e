"""`python -m demo --out DIR`: the main job from nothing, without a screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from demo.breaking import BREAKS
from demo.play import play


def main(
    out: Annotated[Path, typer.Option(help="Where pictures, slips, pages and the summary go.")],
    seed: Annotated[
        int, typer.Option(help="What is drawn: person, papers, language.", envvar="DEMO_SEED")
    ] = 1,
    breaking: Annotated[str, typer.Option("--break", help="Break this step; the demo must then fail.")] = "",
) -> None:
    """Play the main job; exit 0 only when everything is as it should be."""
    if breaking and breaking not in BREAKS:
        raise typer.BadParameter(f"known are {', '.join(BREAKS)}", param_hint="--break")
    raise typer.Exit(play(out.absolute(), seed, breaking))


if __name__ == "__main__":
    os.umask(0o077)
    typer.run(main)
