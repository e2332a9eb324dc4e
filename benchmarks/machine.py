"""What processes take of the machine, as the kernel accounts for it (proc(5))."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Taken:
    """One process: share of a core; megabytes, shared pages by its share (PSS) and whole (RSS)."""

    core: float
    pss: float
    rss: float


def cores() -> int:
    """How many may be used."""
    return len(os.sched_getaffinity(0))


def busy_s() -> float:
    """Seconds of processor that all together have used, and that a host has taken away."""
    user, nice, system, _, _, irq, softirq, steal = _fields("/proc/stat")[:8]
    return (user + nice + system + irq + softirq + steal) / _TICK


def cpu_s(pid: int) -> float:
    """Seconds of processor that a process and its threads have used."""
    after_name = _stat(pid)
    return (int(after_name[11]) + int(after_name[12])) / _TICK


def started_at(pid: int) -> float:
    """When it was started, by the monotonic clock."""
    since_boot = int(_stat(pid)[19]) / _TICK
    return since_boot - time.clock_gettime(time.CLOCK_BOOTTIME) + time.monotonic()


def taken(pids: Mapping[str, int], seconds: float) -> dict[str, Taken]:
    """What each takes while so many seconds pass."""
    before, began = {name: cpu_s(pid) for name, pid in pids.items()}, time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - began
    return {name: Taken((cpu_s(pid) - before[name]) / passed, *_memory(pid)) for name, pid in pids.items()}


def _fields(path: str) -> list[int]:
    return [int(field) for field in Path(path).read_text().splitlines()[0].split()[1:]]


def _stat(pid: int) -> list[str]:
    """Fields from the third on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _memory(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024
