"""What a page is held to in each way of reading it, and what a broken rule looks like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A rule broken, where, and by how much."""

    rule: str
    where: str
    measured: str

    def __str__(self) -> str:
        """One line for a failing test."""
        return f"{self.rule}: {self.where} ({self.measured})"


@dataclass(frozen=True)
class Limits:
    """Least heights of capitals in millimetres (any text, sentences, numbers drawn), least contrast."""

    letter: float = 4.8  # ADA 707.7.2
    body: float = 5.6
    drawn: float = 4.8
    contrast: float = 7.0  # WCAG 2.2 1.4.6


MODES = {
    "normal": Limits(),
    # 0.7 degrees at 600 mm (EN 301 549 5.1.4)
    "large": Limits(letter=7.3, body=7.3),
    "contrast": Limits(contrast=15.0),
}
