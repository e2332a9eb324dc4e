"""What is served while there is no journal to serve by: a technician may look and test, and nothing else.

It is handed no journal, no door order and no key but the staff authority, so that whatever is asked of it no
door opens. Grants and results live in memory, and the visit's results are nobody's record.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import structlog

from kiosk.diagnostics.machine import Measured
from kiosk.engine.bench import Bench, result
from kiosk.engine.ports import RefusalError
from kiosk.engine.readiness import WITHOUT_JOURNAL, machine_state
from kiosk.engine.staff import GRANT_LIFE_S, Grant, StaffCards
from kiosk.engine.state import State
from kiosk.engine.upkeep import TestMemory, result_key
from kiosk.journal.clock import Clock
from kiosk.messages import seat, staff
from kiosk.messages import technician as said
from kiosk.messages.wire import Message

log = structlog.get_logger()
# what a session tells of itself on its way; none of it is needed, and it need not know that
HEARSAY = (seat.HomeShown, seat.Leave, seat.TellUsage)


class OutOfService:
    """Answers the seated session, or a terminal, in place of the engine."""

    def __init__(
        self, why: Callable[[], str | None], build: str, clock: Clock, cards: StaffCards, bench: Bench,
        reports: Callable[[], list[seat.DeviceReport]], tell: Callable[[Message], None],
    ) -> None:  # fmt: skip
        """`why` nobody is served, as an error id; `reports` are the devices that the engine itself knows."""
        self._why = why
        self._build = build
        self._clock = clock
        self._cards = cards
        self._bench = bench
        self._bench.found = self._found
        self._reports = reports
        self._tell = tell
        self._told: dict[str, seat.DeviceReport] = {}
        self._grant: Grant | None = None
        self._results = State()

    @property
    def error_id(self) -> str:
        """Why nobody is served."""
        return self._why() or "ENG-001"

    @property
    def visited(self) -> bool:
        """Whether a technician was let in."""
        return self._grant is not None

    def handle(self, request: Message) -> Message:
        """Answer one request; refusals are answers too."""
        if isinstance(request, HEARSAY):
            return seat.Done()
        try:
            return self._carry_out(request)
        except RefusalError as refusal:
            return seat.Refused(error_id=refusal.error_id)

    def seat_left(self) -> None:
        """Whoever was let in is gone, and so is what was found."""
        self._cards.forget()
        self._bench.forget()
        self._grant, self._results = None, State()

    def _carry_out(self, request: Message) -> Message:
        match request:
            case seat.DeviceChanged():
                self._told[request.report.device] = request.report
                return seat.Done()
            case staff.AskChallenge():
                return staff.Challenge(nonce=self._cards.challenge())
            case staff.StaffProof():
                return self._let_in(request)
            case said.BeginVisit() | said.ReadMachine():
                self._require(request.grant)
                return self._machine()
            case said.RunTest():
                self._require(request.grant)
                return said.TestBegun(run=self._run(request.test))
            case said.RecordTest():
                self._require(request.grant)
                self._keep(result(request.test, Measured(request.error_id, request.figures)))
                return seat.Done()
            case said.EndVisit():
                self._require(request.grant)
                machine = self._machine()
                self.seat_left()
                return said.VisitEnded(
                    ready=False, reasons=machine.reasons, attention=[], out_of_service=self.error_id
                )
        raise RefusalError(self.error_id)

    def _let_in(self, proof: staff.StaffProof) -> staff.Granted:
        """Only a technician: officers' and attendants' work needs the journal."""
        person, role = self._cards.check(proof)
        if role != "technician":
            raise RefusalError(self.error_id)
        expires = self._clock.monotonic() + GRANT_LIFE_S
        self._grant = Grant(uuid.uuid4().hex, person, role, expires, seat=0)
        log.warning("engine.unjournalled-visit", person=person, error_id=self.error_id)
        return staff.Granted(grant=self._grant.id, person=person, role=role)

    def _require(self, grant_id: str) -> None:
        grant = self._grant
        if grant is None or grant.id != grant_id or self._clock.monotonic() > grant.expires:
            raise RefusalError("ENG-012")

    def _run(self, test: said.EngineTest) -> str:
        if test not in WITHOUT_JOURNAL:
            raise RefusalError(self.error_id)
        return self._bench.run(test)

    def _found(self, run: str, found: said.TestResult) -> None:
        self._keep(found)
        self._tell(said.TestEnded(run=run, result=found))

    def _keep(self, found: said.TestResult) -> None:
        if self._grant is None:
            return
        fields = found.model_dump() | {"at": self._clock.wall(), "person": self._grant.person}
        self._results.upkeep.results[result_key(found.test, found.compartment)] = TestMemory(**fields)

    def _machine(self) -> said.MachineState:
        reports = {**self._told, **{report.device: report for report in self._reports()}}
        return machine_state(self._build, self._results, list(reports.values()), [], self.error_id)
