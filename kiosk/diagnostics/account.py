"""What a visit from a terminal found: as one JSON document with stable keys, and as tables for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from kiosk.diagnostics.wording import called, device_cells, figures, reason_line, what_to_do
from kiosk.dossier.text import Language, Text
from kiosk.errors import error
from kiosk.messages import technician as said
from kiosk.texts import phrase

SCHEMA = "kiosk-diagnose/1"
READY, NOT_READY, NOT_RUN = 0, 1, 2
Outcome = Literal["passed", "failed", "refused", "skipped"]
Why = Literal["", "declined", "at-the-glass", "no-ticket"]


@dataclass(frozen=True)
class Tried:
    """How a test went here; `refused` by the engine, `skipped` for a reason `why` (`terminal.why.*`)."""

    test: said.TestName
    outcome: Outcome
    compartment: int | None = None
    error_id: str | None = None
    figures: dict[str, float] = field(default_factory=dict)
    at: datetime | None = None
    why: Why = ""

    @classmethod
    def of(cls, result: said.TestResult, at: datetime) -> Tried:
        """A result of the engine's, or of our own that it took."""
        return cls(
            test=result.test,
            outcome=result.outcome,
            compartment=result.compartment,
            error_id=result.error_id,
            figures=dict(result.figures),
            at=at,
        )


@dataclass
class Account:
    """The visit. `error_id`: why it did not run to its end; `verdict`: the engine's last word."""

    began: datetime
    kiosk: str = ""
    build: str = ""
    technician: str = ""
    ended: datetime | None = None
    error_id: str | None = None
    machine: said.MachineState | None = None
    tried: list[Tried] = field(default_factory=list)
    verdict: said.VisitEnded | None = None

    @property
    def code(self) -> int:
        """The command's exit code."""
        if self.error_id is not None or self.verdict is None:
            return NOT_RUN
        return READY if self.verdict.ready else NOT_READY

    @property
    def out_of_service(self) -> str | None:
        """Why the engine serves nobody, as an error id."""
        return None if self.machine is None else self.machine.out_of_service

    def document(self) -> dict[str, Any]:
        """Everything, under keys that stay; what is not known is null or empty."""
        machine, verdict = self.machine, self.verdict
        return {
            "schema": SCHEMA,
            "kiosk": self.kiosk,
            "build": self.build,
            "technician": self.technician,
            "began": self.began.isoformat(),
            "ended": None if self.ended is None else self.ended.isoformat(),
            "error": _explained(self.error_id),
            "out_of_service": _explained(self.out_of_service),
            "journalled": machine is not None and machine.out_of_service is None,
            "devices": [] if machine is None else [_device(report) for report in machine.devices],
            "faults": [] if machine is None else [fault.model_dump(mode="json") for fault in machine.faults],
            "tests": [_test(tried) for tried in self.tried],
            "doors": [] if machine is None else [door.model_dump() for door in machine.doors],
            "counters": [] if machine is None else [counter.model_dump() for counter in machine.counters],
            "ready": None if verdict is None else verdict.ready,
            "reasons": [] if verdict is None else [_reason(reason) for reason in verdict.reasons],
            "attention": [] if verdict is None else [_reason(reason) for reason in verdict.attention],
        }

    def print(self, console: Console, language: Language) -> None:
        """Tables and the verdict, with what to do."""
        if self.machine is not None:
            console.print(self._devices(self.machine, language))
        if self.tried:
            console.print(self._tests(language))
        console.print()
        title, *lines = self._ending()
        style = "bold green" if self.code == READY else "bold red"
        console.print(title.of(language), style=style, highlight=False)
        for line in lines:
            console.print(line.of(language), highlight=False)

    def _devices(self, machine: said.MachineState, language: Language) -> Table:
        table = Table(*_heads("report.devices", language))
        for cells in device_cells(machine):
            table.add_row(*(cell.of(language) for cell in cells))
        return table

    def _tests(self, language: Language) -> Table:
        heads = [*_heads("report.tests", language)[:3], phrase("terminal.what-to-do").of(language)]
        table = Table(*heads, show_lines=True)
        for tried in self.tried:
            measured = details(tried)
            todo = error(tried.error_id).technician.of(language) if tried.error_id is not None else ""
            table.add_row(
                called(tried.test, tried.compartment).of(language),
                outcome_words(tried).of(language),
                "" if measured is None else measured.of(language).replace(" · ", "\n"),
                todo,
            )
        return table

    def _ending(self) -> list[Text]:
        if self.error_id is not None:
            return [phrase("terminal.not-run"), what_to_do(self.error_id)]
        if self.out_of_service is not None:
            return [
                phrase("technician.over-resting"),
                what_to_do(self.out_of_service),
                phrase("technician.unjournalled"),
            ]
        if self.verdict is None:
            return [phrase("terminal.not-run")]
        return [
            phrase("technician.over-ready" if self.verdict.ready else "technician.over-resting"),
            *map(_told, self.verdict.reasons),
            *([phrase("report.attention")] if self.verdict.attention else []),
            *map(_told, self.verdict.attention),
        ]


def outcome_words(tried: Tried) -> Text:
    """How it went, with the error id."""
    word = phrase(f"terminal.{tried.outcome}")
    tail = f" · {tried.error_id}" if tried.error_id else ""
    return Text(vi=word.vi + tail, en=word.en + tail)


def details(tried: Tried) -> Text | None:
    """The figures, or why there are none."""
    return phrase(f"terminal.why.{tried.why}") if tried.why else figures(tried.figures)


def _told(reason: said.Reason) -> Text:
    """What stands in the way, and what to do about it."""
    line = reason_line(reason)
    todo = None if reason.error_id is None else error(reason.error_id).technician
    if todo is None:
        return Text(vi=f"- {line.vi}", en=f"- {line.en}")
    return Text(vi=f"- {line.vi}. {todo.vi}", en=f"- {line.en}. {todo.en}")


def _heads(name: str, language: Language) -> list[str]:
    return [phrase(f"{name}-{column}").of(language) for column in ("1", "2", "3", "4")]


def _explained(error_id: str | None) -> dict[str, Any] | None:
    if error_id is None:
        return None
    return {"error_id": error_id, "what_to_do": error(error_id).technician.model_dump()}


def _device(report: Any) -> dict[str, Any]:
    todo = None if report.error_id is None else error(report.error_id).technician.model_dump()
    return {**report.model_dump(), "what_to_do": todo}


def _test(tried: Tried) -> dict[str, Any]:
    todo = None if tried.error_id is None else error(tried.error_id).technician.model_dump()
    return {
        "test": tried.test,
        "compartment": tried.compartment,
        "outcome": tried.outcome,
        "error_id": tried.error_id,
        "figures": tried.figures,
        "why": tried.why or None,
        "at": None if tried.at is None else tried.at.isoformat(),
        "what_to_do": todo,
    }


def _reason(reason: said.Reason) -> dict[str, Any]:
    todo = None if reason.error_id is None else error(reason.error_id).technician.model_dump()
    return {**reason.model_dump(), "what_to_do": todo}
