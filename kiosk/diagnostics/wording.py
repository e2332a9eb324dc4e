"""How results and figures are worded, the same on the screen, on paper and in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from kiosk.dossier.text import Text
from kiosk.errors import error
from kiosk.messages.technician import Counter, MachineState, Reason
from kiosk.texts import phrase, phrases

VIETNAM = timezone(timedelta(hours=7))
NOTHING = "–"
_TRUTHS = frozenset({"database_whole", "synced", "reached"})
_UNITS = {"_ms": "ms", "_s": "s", "_mb": "MB"}


def called(test: str, compartment: int | None = None) -> Text:
    """What a test is called, with the compartment for a door."""
    name = phrase(f"tests.name.{test}")
    return name if compartment is None else Text(vi=f"{name.vi} {compartment}", en=f"{name.en} {compartment}")


def figure(name: str, value: float) -> Text:
    """A figure with its name and unit, such as `Chậm nhất 38 ms`."""
    label = phrase(f"tests.figure.{name}")
    shown = (
        phrase("tests.word.yes" if value else "tests.word.no") if name in _TRUTHS else _amount(name, value)
    )
    return Text(vi=f"{label.vi}: {shown.vi}", en=f"{label.en}: {shown.en}")


def fact(name: str, value: str) -> Text:
    """A fact in plain words, where there are any, and as XFS4IoT calls it: `có thẻ (present)`."""
    said = phrases().get(f"tests.fact-is.{name}.{value}")
    if said is None:
        return Text(vi=value, en=value)
    return Text(vi=f"{said.vi} ({value})", en=f"{said.en} ({value})")


def figures(measured: Mapping[str, float]) -> Text | None:
    """All figures on one line."""
    said = [figure(name, value) for name, value in measured.items()]
    return Text(vi=" · ".join(s.vi for s in said), en=" · ".join(s.en for s in said)) if said else None


def counter_name(counter: Counter) -> Text:
    """What a counter counts."""
    kind, _, number = counter.name.partition("/")
    return phrase(f"tests.counter.{kind}", number=number) if number else phrase(f"tests.counter.{kind}")


def reason_line(reason: Reason) -> Text:
    """Which test, and the error id, or that it was never made."""
    name, found = called(reason.test, reason.compartment), reason_found(reason)
    return Text(vi=f"{name.vi}: {found.vi}", en=f"{name.en}: {found.en}")


def reason_found(reason: Reason) -> Text:
    """The error id that a test found, or that it was never made."""
    if reason.error_id is None:
        return phrase("slips.readiness.untested")
    return Text(vi=reason.error_id, en=reason.error_id)


def device_cells(machine: MachineState) -> list[tuple[Text, ...]]:
    """One row a device: name, state in XFS4IoT words, details, last fault."""
    last = {fault.device: f"{fault.error_id} · {when(fault.at)}" for fault in machine.faults}
    rows: list[tuple[Text, ...]] = []
    for report in machine.devices:
        state = phrase(f"tests.state.{report.state}")
        facts = " · ".join(f"{name}={value}" for name, value in report.facts.items()) or NOTHING
        fault = last.get(report.device, report.error_id or NOTHING)
        rows.append(
            (
                phrase(f"report.device.{report.device}"),
                Text(vi=f"{report.state} ({state.vi})", en=f"{report.state} ({state.en})"),
                Text(vi=facts, en=facts),
                Text(vi=fault, en=fault),
            )
        )
    return rows


def when(at: datetime | None) -> str:
    """Minute and day in Vietnam."""
    return NOTHING if at is None else at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def what_to_do(error_id: str) -> Text:
    """An error's id with the technician's text."""
    text = error(error_id).technician
    return Text(vi=f"{error_id}: {text.vi}", en=f"{error_id}: {text.en}")


def _amount(name: str, value: float) -> Text:
    unit = next((unit for end, unit in _UNITS.items() if name.endswith(end)), "mm" if name == "mm" else "")
    words = f"{value:g} {unit}".strip()
    return Text(vi=words, en=words)
