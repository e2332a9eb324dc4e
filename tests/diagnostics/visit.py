"""What a technician does at the engine, step by step."""

from __future__ import annotations

from typing import TypeVar

from kiosk.messages import seat
from kiosk.messages import technician as t
from kiosk.messages.wire import Message
from tests.engine.cabinet import Cabinet

M = TypeVar("M", bound=Message)


def begin(cabinet: Cabinet) -> str:
    grant = cabinet.technician()
    assert isinstance(cabinet.ask(t.BeginVisit(grant=grant)), t.MachineState)
    return grant


def told(cabinet: Cabinet, kind: type[M]) -> M:
    return [message for message in cabinet.told if isinstance(message, kind)][-1]


def run(cabinet: Cabinet, grant: str, test: str) -> t.TestResult:
    begun = cabinet.ask(t.RunTest(grant=grant, test=test))  # type: ignore[arg-type]
    ended = told(cabinet, t.TestEnded)
    assert ended.run == begun.run
    return ended.result


def machine_of(cabinet: Cabinet, grant: str) -> t.MachineState:
    return cabinet.ask(t.ReadMachine(grant=grant))  # type: ignore[no-any-return]


def passes_all(cabinet: Cabinet, grant: str) -> None:
    for test in ("printer", "board", "disk", "clock", "network"):
        assert run(cabinet, grant, test).outcome == "passed", test
    for own in ("card_reader", "camera", "screen", "print"):
        assert isinstance(cabinet.ask(t.RecordTest(grant=grant, test=own)), seat.Done)
