"""Distributions as rows of tables: p50, p99 and max in milliseconds, a target for p99 and the ratio to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed; NaN when there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def spread(seconds: Sequence[float]) -> str:
    """p50, p99 and max in milliseconds."""
    return " / ".join(f"{1000 * quantile(seconds, share):.1f}" for share in (0.5, 0.99, 1.0))


@dataclass(frozen=True)
class Figure:
    """Samples of one kind in seconds; `target` in milliseconds, 0 for none; `beside` is for comparison."""

    name: str
    values: Sequence[float]
    target: float = 0.0
    beside: str = ""

    def row(self) -> tuple[str, ...]:
        """As it stands in a table."""
        late = 1000 * quantile(self.values, 0.99)
        against = (f"{self.target:.0f}", f"{late / self.target:.2f}") if self.target else ("", "")
        return (self.name, str(len(self.values)), spread(self.values), *against, self.beside)


def table(title: str, beside: str, figures: Sequence[Figure]) -> Table:
    """One row a figure; `beside` says what the last column is."""
    made = Table(
        "", "n", "p50 / p99 / max ms", "target p99", "ratio", beside, title=title, title_justify="left"
    )
    for figure in figures:
        made.add_row(*figure.row())
    return made
