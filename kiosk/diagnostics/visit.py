"""A technician's visit as its front end leads it, at the glass or in a terminal: what it asks the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from kiosk.diagnostics.machine import Measured
from kiosk.messages import technician as said
from kiosk.messages.seat import Done, DoorOrdered
from kiosk.session.engine_link import EngineLink

DEVICE_OF = {
    "card_reader": "card_reader",
    "camera": "document_camera",
    "printer": "printer",
    "board": "locker",
    "network": "sync",
}
WORKING = {"online", "deviceBusy", "starting"}
# what needs no hand at the machine
OWN_TESTS: tuple[said.EngineTest, ...] = ("board", "disk", "clock", "network")
DOOR_WITHIN = 900.0
_ENDS_WITHIN = 90.0
Waits = Callable[[Callable[[], bool], float], Awaitable[bool]]


class Visit:
    """One visit: asks the engine and remembers the machine's state."""

    def __init__(
        self, engine: EngineLink, grant: str, ended: Mapping[str, said.TestResult], waits: Waits
    ) -> None:
        """`ended` fills with the engine's results by run; `waits(come, seconds)` is the front end's own."""
        self._engine = engine
        self._ended = ended
        self.waits = waits
        self.grant = grant
        self.machine: said.MachineState

    async def begin(self) -> None:
        """Begin at the engine, which refuses while a citizen is served."""
        self.machine = await self._engine.request(said.BeginVisit(grant=self.grant), said.MachineState)

    async def refresh(self) -> None:
        """Ask anew how the machine stands."""
        self.machine = await self._engine.request(said.ReadMachine(grant=self.grant), said.MachineState)

    async def run(self, test: said.EngineTest) -> said.TestResult | None:
        """Have the engine run a test; None when it did not end in time."""
        begun = await self._engine.request(said.RunTest(grant=self.grant, test=test), said.TestBegun)
        return await self._result_of(begun.run, _ENDS_WITHIN)

    async def open(self, compartment: int) -> str:
        """Have the engine open a door; the order that `closed` waits for."""
        request = said.OpenForTest(grant=self.grant, compartment=compartment)
        return (await self._engine.request(request, DoorOrdered)).order

    async def closed(self, order: str) -> said.TestResult | None:
        """The result of a door's test, when it was closed again or did not open."""
        return await self._result_of(order, DOOR_WITHIN)

    async def record(self, test: said.OwnTest, measured: Measured) -> said.TestResult:
        """Tell the engine what a test of our own found."""
        figures = dict(measured.figures)
        message = said.RecordTest(grant=self.grant, test=test, error_id=measured.error_id, figures=figures)
        await self._engine.request(message, Done)
        outcome: said.Outcome = "passed" if measured.error_id is None else "failed"
        return said.TestResult(test=test, outcome=outcome, error_id=measured.error_id, figures=figures)

    async def run_own_tests(self) -> None:
        """What needs no hand at the machine is tested anew."""
        for test in OWN_TESTS:
            if test in self.machine.testable:
                await self.run(test)

    async def end(self) -> said.VisitEnded:
        """The engine's verdict."""
        return await self._engine.request(said.EndVisit(grant=self.grant), said.VisitEnded)

    async def _result_of(self, run: str, within: float) -> said.TestResult | None:
        await self.waits(lambda: run in self._ended, within)
        return self._ended.get(run)
