"""A technician's visit as the session sees it: what the engine tells of the machine, made into pages."""

from __future__ import annotations

from datetime import datetime

from kiosk.diagnostics.hands import READS
from kiosk.diagnostics.visit import DEVICE_OF, WORKING, Visit
from kiosk.diagnostics.wording import called, counter_name, fact, figure, what_to_do
from kiosk.dossier.text import Text
from kiosk.errors import error
from kiosk.messages import technician as said
from kiosk.messages.pages import Button
from kiosk.messages.seat import DeviceReport
from kiosk.messages.technician_pages import Bench, BenchRow, Check, CheckLine, Health
from kiosk.session.seat import VIETNAM, Seat
from kiosk.session.wording import as_is, button, on_button
from kiosk.texts import phrase

ROWS: tuple[said.TestName, ...] = (
    "card_reader", "camera", "printer", "board", "door", "screen", "disk", "clock", "network",
)  # fmt: skip
TOGETHER: dict[str, tuple[str, ...]] = {"printer": ("printer", "print")}
ICONS = {
    "card_reader": "card", "camera": "camera", "printer": "printer", "board": "lock", "door": "door",
    "screen": "touch", "disk": "list", "clock": "clock", "network": "network",
}  # fmt: skip
PLACES = 24
COUNTERS = {"card_reader": "cards", "camera": "pictures", "printer": "slips"}


class SeatVisit(Visit):
    """The visit at the glass: the machine's state, worded as pages."""

    def __init__(self, seat: Seat, grant: str) -> None:
        """`grant` is the technician's."""
        super().__init__(seat.engine, grant, seat.situation.tests, seat.talk.pause_unless)
        self.seat = seat

    def can(self, test: str) -> bool:
        """Whether the test of a row can be run now."""
        return test in {"door", *self.machine.testable}

    def report_of(self, test: str) -> DeviceReport | None:
        """The present state of the device that a test is about."""
        name = DEVICE_OF.get(test, "")
        told = next((report for report in self.machine.devices if report.device == name), None)
        return self.seat.situation.devices.get(name, told)

    def results_of(self, test: str) -> list[said.TestResult]:
        """The last results of a row: for the printer also how its ticket looked, for doors one each."""
        names = TOGETHER.get(test, (test,))
        return [result for result in self.machine.results if result.test in names]

    # --- pages -----------------------------------------------------------------------------------------

    def bench(self) -> Bench:
        """The machine at a glance; out of service why, and that this visit is not journalled."""
        why = self.machine.out_of_service
        return Bench(
            title=phrase("technician.title"),
            lead=None if why is None else phrase("technician.unjournalled"),
            error=None if why is None else what_to_do(why),
            rows=[self._row(test) for test in ROWS if why is None or test != "door"],
            buttons=[*([button("report")] if why is None else []), on_button("end-visit")],
        )

    def before(self, test: str, buttons: list[Button]) -> Check:
        """What a test does, what to have ready for it and how long it takes, and how it went last."""
        page = self.about(test, buttons)
        needed = [
            CheckLine(label=phrase("technician.needs"), value=phrase(f"technician.needed.{test}")),
            CheckLine(label=phrase("technician.takes"), value=phrase(f"technician.time.{test}")),
        ]
        never = CheckLine(label=phrase("technician.last-test"), value=phrase("technician.untested"))
        tested = [] if self.results_of(test) else [never]
        lead = phrase(f"technician.does.{test}", count=PLACES if test == "screen" else READS)
        return page.model_copy(update={"lead": lead, "lines": [*needed, *page.lines, *tested]})

    def about(self, test: str, buttons: list[Button]) -> Check:
        """Everything known of one thing, and what to do about it."""
        return Check(
            title=called(test),
            lines=[*self._state_lines(test), *self._result_lines(test), *self._counter_lines(test)],
            advice=self.advice(test),
            icon=ICONS[test],
            buttons=buttons,
        )

    def advice(self, test: str) -> Text | None:
        """The technician's text of what is wrong now, or of what the last test found."""
        report = self.report_of(test)
        wrong = [report.error_id] if report is not None else []
        wrong += [result.error_id for result in self.results_of(test) if result.outcome == "failed"]
        return next((error(error_id).technician for error_id in wrong if error_id is not None), None)

    def _row(self, test: said.TestName) -> BenchRow:
        results = self.results_of(test)
        failed = any(result.outcome == "failed" for result in results)
        return BenchRow(
            name=test,
            label=called(test),
            health=self._health(test, results),
            state=self._state(test),
            fault=self._row_fault(test),
            tested=_tested(test, results),
            verdict="" if not results else "failed" if failed else "passed",
        )

    def _health(self, test: str, results: list[said.TestResult]) -> Health:
        report = self.report_of(test)
        if report is None:
            if not results:
                return "unknown"
            return "bad" if any(result.outcome == "failed" for result in results) else "good"
        works = report.state in WORKING or (report.state == "offline" and report.error_id is None)
        return "bad" if not works else "warning" if report.error_id is not None else "good"

    def _state(self, test: str) -> Text:
        if test == "door":
            can = sum(door.testable for door in self.machine.doors)
            return phrase("technician.doors-testable", count=can, all=len(self.machine.doors))
        report = self.report_of(test)
        if report is not None:
            return Text(
                vi=f"{phrase(f'tests.state.{report.state}').vi} ({report.state})",
                en=f"{phrase(f'tests.state.{report.state}').en} ({report.state})",
            )
        results = self.results_of(test)
        if not results:
            return phrase("technician.untested")
        return as_is(results[0].error_id) if results[0].error_id else _first_figure(results[0])

    def _last_fault(self, test: str) -> Text | None:
        device = DEVICE_OF.get(test)
        fault = next((fault for fault in self.machine.faults if fault.device == device), None)
        return None if fault is None else as_is(f"{fault.error_id} · {_when(fault.at)}")

    def _row_fault(self, test: str) -> Text | None:
        """The same for a line that has no label beside it."""
        fault, label = self._last_fault(test), phrase("technician.last-fault")
        return None if fault is None else Text(vi=f"{label.vi}: {fault.vi}", en=f"{label.en}: {fault.en}")

    def _state_lines(self, test: str) -> list[CheckLine]:
        report = self.report_of(test)
        if report is None:
            return []
        health = self._health(test, [])
        lines = [
            CheckLine(
                label=phrase("technician.state"), value=self._state(test),
                look="good" if health == "good" else "bad" if health == "bad" else "plain",
            )
        ]  # fmt: skip
        lines += [
            CheckLine(label=phrase(f"tests.fact.{name}"), value=fact(name, value))
            for name, value in report.facts.items()
        ]
        fault = self._last_fault(test)
        return [*lines, CheckLine(label=phrase("technician.last-fault"), value=fault)] if fault else lines

    def _result_lines(self, test: str) -> list[CheckLine]:
        lines: list[CheckLine] = []
        results = self.results_of(test)
        for result in results:
            at = _when(result.at) if result.at is not None else ""
            tail = f" · {result.error_id}" if result.error_id else ""
            one_of_many = test == "door" or len(results) > 1
            name = called(result.test, result.compartment) if one_of_many else phrase("technician.last-test")
            word = phrase(f"technician.{result.outcome}", at=at)
            value = Text(vi=word.vi + tail, en=word.en + tail)
            lines.append(
                CheckLine(label=name, value=value, look="good" if result.outcome == "passed" else "bad")
            )
            if test != "door":
                lines += figure_lines(result)
        people = dict.fromkeys(result.person for result in results if result.person)
        if people:
            lines.append(CheckLine(label=phrase("technician.by"), value=as_is(", ".join(people))))
        return lines

    def _counter_lines(self, test: str) -> list[CheckLine]:
        return [
            CheckLine(label=counter_name(counter), value=as_is(f"{counter.serviced} / {counter.installed}"))
            for counter in self.machine.counters
            if counter.name == COUNTERS.get(test)
        ]


def figure_lines(result: said.TestResult) -> list[CheckLine]:
    """The figures of a result, one a line."""
    lines = []
    for name, value in result.figures.items():
        label = phrase(f"tests.figure.{name}")
        whole = figure(name, value)
        shown = Text(vi=whole.vi.partition(": ")[2], en=whole.en.partition(": ")[2])
        lines.append(CheckLine(label=label, value=shown))
    return lines


def _first_figure(result: said.TestResult) -> Text:
    name, value = next(iter(result.figures.items()), ("", 0.0))
    return figure(name, value) if name else phrase("tests.state.online")


def _tested(test: str, results: list[said.TestResult]) -> Text:
    if not results:
        return phrase("technician.untested")
    if test == "door":
        bad = sum(result.outcome == "failed" for result in results)
        return phrase("technician.doors-tested", good=len(results) - bad, bad=bad)
    worst = next((result for result in results if result.outcome == "failed"), results[-1])
    return phrase(f"technician.{worst.outcome}", at=_when(worst.at) if worst.at is not None else "")


def _when(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m")
