"""The technician's visit: tests, their results, and whether the machine serves again.

Begun with a technician's grant while no citizen is served; what it opens is only what surely holds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from kiosk import durable
from kiosk.diagnostics.machine import Measured
from kiosk.engine.bench import Bench, result
from kiosk.engine.door_trials import DoorTrials
from kiosk.engine.doors import DoorRequest, Doors
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.readiness import judge, machine_state
from kiosk.engine.staff import Staff
from kiosk.engine.upkeep import Upkeep
from kiosk.journal.facts.diagnostics import (
    DiagnosticsBegun,
    DiagnosticsEnded,
    DiagnosticsReported,
    DiagnosticsTested,
)
from kiosk.messages import technician as said
from kiosk.messages.seat import DeviceReport

LARGEST_REPORT = 1_000_000
KEPT_REPORTS = 50


class Visits:
    """One technician's visit at a time."""

    def __init__(
        self, core: Core, doors: Doors, staff: Staff, bench: Bench, trials: DoorTrials,
        reports: Callable[[], list[DeviceReport]],
    ) -> None:  # fmt: skip
        """`reports` tells every device's present state. A visit that an earlier life left open is ended."""
        self._core = core
        self._doors = doors
        self._staff = staff
        self._bench = bench
        self._opened: set[int] = set()
        self._trials = trials
        self._bench.found = self._trials.found = self._found
        self._reports = reports
        if self._upkeep.visit is not None:
            self._end()

    @property
    def _upkeep(self) -> Upkeep:
        return self._core.state.upkeep

    @property
    def under_way(self) -> bool:
        """Whether a technician is at work."""
        return self._upkeep.visit is not None

    def begin(self, grant: str, *, serving: bool) -> said.MachineState:
        """Begin, or look again in the same visit. DIA-002 while a citizen is served or a door is ordered."""
        person = self._staff.require(grant, "technician").person
        if self._upkeep.visit is None:
            if serving or self._core.state.orders:
                raise RefusalError("DIA-002")
            self._core.journal.append(DiagnosticsBegun(grant=grant, person=person))
        return self.machine(grant)

    def machine(self, grant: str) -> said.MachineState:
        """Everything a technician wants to see."""
        self._required(grant)
        doors = [self._door(plan.number) for plan in self._core.plan.compartments]
        return machine_state(self._core.facts.build, self._core.state, self._reports(), doors)

    def run(self, request: said.RunTest) -> str:
        """Begin one of the engine's own tests; the id that its ending will carry."""
        self._required(request.grant)
        return self._bench.run(request.test)

    def open(self, grant: str, compartment: int) -> str:
        """Open a compartment that surely holds nothing, intent first as for every door."""
        self._required(grant)
        refusal = self._door(compartment).error_id
        if refusal is not None:
            raise RefusalError(refusal)
        again = compartment in self._opened
        order = self._doors.order(DoorRequest(compartment, "diagnostics", grant, again=again))
        self._opened.add(compartment)
        self._trials.follow(order, compartment)
        return order

    def record(self, request: said.RecordTest) -> None:
        """Take the result of a test that the front end made."""
        self._required(request.grant)
        self._journal(result(request.test, Measured(request.error_id, request.figures)))

    def store_report(self, grant: str, pdf: bytes) -> said.ReportStored:
        """Keep a report durably beside the journal; the newest fifty stay. ENG-007: no PDF, or too large."""
        self._required(grant)
        if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST_REPORT:
            raise RefusalError("ENG-007")
        folder = self._core.journal.path.parent / "reports"
        durable.make_folder(folder, 0o750)
        stamp = self._core.clock.wall().strftime("%Y%m%dT%H%M%SZ")
        file = f"readiness-{self._core.facts.kiosk}-{stamp}.pdf"
        durable.replace(folder / file, pdf)
        for old in sorted(folder.glob("readiness-*.pdf"))[:-KEPT_REPORTS]:
            durable.remove(old)
        digest = hashlib.sha256(pdf).hexdigest()
        ready = not judge(self._core.state, self._reports()).reasons
        visit = self._upkeep.visit
        assert visit is not None
        self._core.journal.append(
            DiagnosticsReported(grant=visit[0], person=visit[1], ready=ready, digest=digest)
        )
        return said.ReportStored(file=file, digest=digest)

    def end(self, grant: str) -> said.VisitEnded:
        """End the visit: the machine serves only when it is ready. ENG-003 while a door stands open."""
        self._required(grant)
        if self._core.state.open_doors() or self._core.state.orders:
            raise RefusalError("ENG-003")
        return self._end()

    def seat_left(self) -> None:
        """The technician's session is gone: the visit ends on what was found."""
        if self._upkeep.visit is not None:
            self._end()

    def _end(self) -> said.VisitEnded:
        visit = self._upkeep.visit
        assert visit is not None
        self._opened.clear()
        self._bench.forget()
        self._trials.forget()
        verdict = judge(self._core.state, self._reports())
        reasons = verdict.reasons
        ids = sorted({reason.error_id for reason in reasons if reason.error_id is not None})
        self._core.journal.append(
            DiagnosticsEnded(grant=visit[0], person=visit[1], ready=not reasons, reasons=ids)
        )
        return said.VisitEnded(ready=not reasons, reasons=reasons, attention=verdict.attention)

    def _found(self, run: str, found: said.TestResult) -> None:
        """One of the engine's own tests is over; what ends after its visit is nobody's result."""
        if self._upkeep.visit is None:
            return
        self._journal(found)
        self._core.tell(said.TestEnded(run=run, result=found))

    def _journal(self, found: said.TestResult) -> None:
        assert self._upkeep.visit is not None
        grant, person = self._upkeep.visit
        fields = found.model_dump(exclude={"at", "person"})
        self._core.journal.append(DiagnosticsTested(grant=grant, person=person, **fields))

    def _required(self, grant: str) -> None:
        self._staff.require(grant, "technician")
        if self._upkeep.visit is None or self._upkeep.visit[0] != grant:
            raise RefusalError("ENG-012")

    def _door(self, number: int) -> said.TestDoor:
        if number not in {plan.number for plan in self._core.plan.compartments}:
            raise RefusalError("ENG-006")
        bay = self._core.state.compartment(number)
        error_id = None
        if not bay.surely_empty:
            error_id = "DIA-001"
        elif bay.door != "closed":
            error_id = "ENG-017" if bay.door == "unknown" else "ENG-003"
        return said.TestDoor(compartment=number, testable=error_id is None, error_id=error_id)
