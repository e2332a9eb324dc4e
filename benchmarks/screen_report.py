"""What a run over the screen brings, and the tables it is told in."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.table import Table

from benchmarks.figures import Figure, quantile, spread, table
from benchmarks.finger import Felt
from benchmarks.machine import Taken, cores
from benchmarks.stalls import HeldUp, Stalls
from benchmarks.visitor import Passed

KIOSK = ("engine", "sync", "session-1", "session-2", "screen-1", "screen-2")
FIRST_MS, USABLE_MS, STALL_MS, HOME_MS, START_MS = 50.0, 150.0, 50.0, 1000.0, 3000.0
IDLE_CORE, MEMORY_MB = 0.03, 450.0


@dataclass
class Measured:
    """All that one run brings."""

    floor: list[Felt] = field(default_factory=list)
    woken: list[tuple[float, float]] = field(default_factory=list)
    stalls: dict[str, Stalls] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    start_own: list[float] = field(default_factory=list)
    start_others: list[float] = field(default_factory=list)
    start_cpu: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in KIOSK})
    idle: dict[str, Taken] = field(default_factory=dict)
    synced: int = 0


def tables(passed: Passed, measured: Measured) -> list[Table]:
    """Times, stalls, and what the processes take."""
    return [
        table("Touches and pages", "beside", [*_touches(passed, measured), *_changes(passed, measured)]),
        table(
            "Stalls of the drawing thread: its answer to a window manager's ping", "beside", _stalls(measured)
        ),
        _waiting(measured),
    ]


def _touches(passed: Passed, measured: Measured) -> list[Figure]:
    held_up = HeldUp(measured.woken)
    touches, turns = (
        [felt for felt in each if not held_up.during(felt.pressed, felt.last)]
        for each in (passed.touches, passed.turns)
    )
    floor = spread([felt.to_first for felt in measured.floor])
    sleeper = spread([late for _, late in measured.woken])
    lost = f"{len(passed.touches) - len(touches)} touches, {len(passed.turns) - len(turns)} pages not counted"
    return [
        Figure(
            "press to first changed pixel", [f.to_first for f in touches], FIRST_MS, f"plain client {floor}"
        ),
        Figure("let go to first pixels of the page", [f.to_page for f in turns], 0, f"sleeper {sleeper}"),
        Figure("let go to page usable (at rest, named)", [f.to_rest for f in turns], USABLE_MS, lost),
    ]


def _changes(passed: Passed, measured: Measured) -> list[Figure]:
    # two floors of a start: its own processor time, and everybody else's meanwhile, spread over all cores
    own, others = (
        1000 * quantile(seconds, 0.5) / cores() for seconds in (measured.start_own, measured.start_others)
    )
    floors = f"own processor time {own:.0f}, everybody else's {others:.0f}"
    dark = f"no page on the glass {spread(passed.dark)}"
    return [
        Figure("farewell's end to home", passed.home, HOME_MS, dark),
        Figure("processes started to home", measured.starts, START_MS, floors),
    ]


def _stalls(measured: Measured) -> list[Figure]:
    return [
        Figure(
            name, each.kiosk, STALL_MS,
            f"plain {spread(each.plain)}; sleeper {spread(each.sleeper)}; {len(each.discounted)} not counted",
        )
        for name, each in measured.stalls.items()
    ]  # fmt: skip


def _waiting(measured: Measured) -> Table:
    made = Table(
        "process", "idle, % of a core", "PSS MB", "RSS MB", "CPU s to start",
        title="What waiting costs", title_justify="left",
    )  # fmt: skip
    for name, took in measured.idle.items():
        start = quantile(measured.start_cpu[name], 0.5)
        made.add_row(name, f"{took.core:.2%}", f"{took.pss:.0f}", f"{took.rss:.0f}", f"{start:.2f}")
    core, memory = (sum(t.core for t in measured.idle.values()), sum(t.pss for t in measured.idle.values()))
    made.add_row("all", f"{core:.2%}", f"{memory:.0f}", "", "")
    made.add_row("target", f"{IDLE_CORE:.0%}", f"{MEMORY_MB:.0f}", "", "")
    made.add_row("ratio", f"{core / IDLE_CORE:.2f}", f"{memory / MEMORY_MB:.2f}", "", "")
    return made
