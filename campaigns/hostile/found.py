"""What an attack has shown: its figures, what went wrong, and whether something in the engine grew."""

from __future__ import annotations

import gc
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.engine.engine import Engine
from kiosk.engine.state import State
from kiosk.journal.store import Journal
from kiosk.messages.wire import Frame, Vocabulary, WireError
from tests.engine.cabinet import Cabinet

MOST_WRONG = 3
# By so many objects one moment between two seats may differ from another.
FLAT = 200
_NOT_INTO = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType)


@dataclass
class Found:
    """Figures of one attack. `objects`: what the engine held beside its state, looked at ten times."""

    who: str
    seed: int
    messages: int = 0
    understood: int = 0
    refused: int = 0
    opened: dict[str, int] = field(default_factory=dict)
    pulses: int = 0
    rows: int = 0
    restarts: int = 0
    objects: list[int] = field(default_factory=list)
    resident_mb: list[float] = field(default_factory=list)
    state_kb: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def heard(self, vocabulary: Vocabulary, frame: bytes) -> Frame | None:
        """What an engine would hear in these bytes, counted; nothing where it would hang up, or die."""
        self.messages += 1
        try:
            heard = vocabulary.decode(frame)
        except WireError:
            return None
        except Exception as crash:  # noqa: BLE001 - whatever it is, an engine would have died of it
            self.crashed("decoding", crash)
            return None
        self.understood += 1
        return heard

    def crashed(self, where: str, crash: BaseException) -> None:
        """Something raised that would have ended the process."""
        self.wrong.append(f"{where}: {type(crash).__name__} {str(crash)[:200]}")

    def look(self, cabinet: Cabinet, *, alone: bool = True) -> None:
        """Measure, between two seats; `alone`: nothing but the engine lives in this process."""
        beside = (cabinet, cabinet.journal, cabinet.core.source, cabinet.catalogue, cabinet.bus)
        self.objects.append(_held(cabinet.engine, (*beside, cabinet.printer)))
        if alone:
            self.resident_mb.append(round(_resident_mb(), 1))
        self.state_kb.append(len(cabinet.journal.state.to_bytes()) // 1024)
        if not _folded_anew(cabinet.journal):
            self.wrong.append("the live state is not the fold of the journal")

    def close(self, cabinet: Cabinet) -> None:
        """The attack is over."""
        self.pulses, self.rows = len(cabinet.bus.pulses), cabinet.journal.seq
        later = self.objects[1:]
        if later and max(later) - min(later) > FLAT:
            self.wrong.append(f"the engine holds more and more: {self.objects}")
        known = len(cabinet.journal.state.compartments)
        if known != cabinet.bus.channels:
            self.wrong.append(f"{known} compartments in a cabinet of {cabinet.bus.channels}")


def _held(engine: Engine, besides: tuple[Any, ...]) -> int:
    """How many objects can be reached from the engine, without its state and what is named `besides`."""
    seen = {id(each) for each in (engine.__dict__, *besides)}
    found: list[Any] = [engine.__dict__]
    count = 0
    while found:
        for other in gc.get_referents(found.pop()):
            if id(other) in seen or isinstance(other, _NOT_INTO):
                continue
            seen.add(id(other))
            found.append(other)
            count += 1
    return count


def _folded_anew(journal: Journal[State]) -> bool:
    """Whether the live state is nothing but the fold of the stored rows."""
    anew = State.from_bytes(None)
    for recorded in journal.read():
        anew.apply(recorded)
    return anew == journal.state


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
