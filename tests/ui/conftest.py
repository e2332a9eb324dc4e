"""One invisible panel a test; the application is pytest-qt's."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from tests.ui.stage import Stage

# QTest and item properties in PySide6 6.12 give back references to None, True and False that they never took;
# before Python 3.12, which made them immortal, the interpreter dies when none are left
if sys.version_info < (3, 12):
    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 40


@pytest.fixture
def set_stage(qapp: object) -> Iterator[Callable[..., Stage]]:
    """Set a stage for a panel; struck after the test."""
    stages: list[Stage] = []

    def setter(panel: str = "portrait-21", *, moving: bool = False) -> Stage:
        stages.append(Stage(panel, moving=moving))
        return stages[-1]

    yield setter
    for stage in stages:
        stage.strike()


@pytest.fixture
def stage(set_stage: Callable[..., Stage]) -> Stage:
    """The ordinary stage: 21.5 inches, upright."""
    return set_stage()
