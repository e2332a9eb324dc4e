"""The engine's core as one plain object: requests in, answers out, facts in the journal.

It knows no socket, no thread and no process. `handle` serves the seated session, `outbox` the sync process,
`sensed` and the completions the devices; `tick` the passing of time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from kiosk.devices.contract import Status
from kiosk.devices.locker.doors import DoorSeen as Sensed
from kiosk.dossier.catalogue import Catalogue
from kiosk.engine.bench import Bench, Instruments
from kiosk.engine.claims import Claims
from kiosk.engine.deposits import Deposits
from kiosk.engine.device_reports import DeviceReports
from kiosk.engine.door_trials import DoorTrials
from kiosk.engine.doors import Doors
from kiosk.engine.dossiers import Dossiers
from kiosk.engine.enquiries import Enquiries
from kiosk.engine.leases import Leases
from kiosk.engine.outbox import Outbox
from kiosk.engine.owners import Owners
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.printing import Printing
from kiosk.engine.remote_config import RemoteConfig
from kiosk.engine.retention import Retention
from kiosk.engine.rounds import Rounds
from kiosk.engine.slip_rights import SlipRights
from kiosk.engine.slips import Slips
from kiosk.engine.spool import Spool
from kiosk.engine.staff import Staff
from kiosk.engine.tickets import Tickets
from kiosk.engine.visits import Visits
from kiosk.journal.facts.kiosk import (
    EngineStarted,
    EngineStopped,
    HelpCalled,
    SeatLeft,
    SeatUsed,
)
from kiosk.journal.facts.kiosk import SeatGiven as SeatGivenFact
from kiosk.messages import collect, dossiers, seat, staff, technician, tickets
from kiosk.messages.wire import Message

CLEARING_S = 600.0
# Whatever a broken session asks for, one seat does not fill the journal; a long round writes some hundreds.
ROWS_A_SEAT = 3000
# a second touch on "help" is the same call
HELP_AGAIN_S = 60.0
# With one of these a person begins to be served.
CITIZENS = (seat.Reserve, seat.BeginDeposit, collect.FindClaims, dossiers.FindDossiers)

Handler = Callable[[Any, bytes], Message]
Act = Callable[[Any], None]


class Engine:
    """Decides. Nothing outside may open a door, accept a deposit or hand anything out."""

    def __init__(self, core: Core, catalogue: Catalogue) -> None:
        """Start on an opened journal: note the start, and end what an earlier life left open."""
        self._core = core
        self._seat: int | None = None
        self._orderly = False
        self._serving = False
        self._rows = 0
        self._used = False
        self._next_clearing = core.clock.monotonic() + CLEARING_S
        self._helped: dict[str, float] = {}
        self._journeys: dict[str, bool] = {}
        self.devices = DeviceReports(core)
        self.doors = Doors(core)
        self.deposits = Deposits(core, self.doors)
        self.retention = Retention(core, self.deposits.parts)
        self.owners = Owners(core)
        self.claims = Claims(core, self.doors)
        self.dossiers = Dossiers(core)
        self.enquiries = Enquiries(core, self.dossiers)
        self.staff = Staff(core)
        self.rounds = Rounds(core, self.doors, self.staff)
        self.tickets = Tickets(core, catalogue)
        slips = Slips(core, catalogue, self.deposits, self.tickets)
        slips.reports = self.devices.now
        rights = SlipRights(core, self.owners, self.claims, self.staff)
        self.printing = Printing(core, slips, rights)
        core.journal.append(EngineStarted(build=core.facts.build, k_claim_guard=core.keys.k_claim_guard))
        self.config = RemoteConfig(core, catalogue)
        self.outbox = Outbox(core, self.config, self.tickets.hall, self.enquiries, Leases(core))
        self.outbox.machine = self._heartbeat
        self.spool = Spool(core, core.spool)
        bench = Bench(Instruments.of(core, self.printing, self.outbox))
        self.trials = DoorTrials(core)
        self.visits = Visits(core, self.doors, self.staff, bench, self.trials, self.devices.now)
        self.printing.recover()
        self.deposits.parts.drop_orphans()
        self._handlers = self._table()
        self._acts = self._acts_table()

    # the seat

    def seat_taken(self, *, glass: bool = True) -> int:
        """Give the seat to a session, or to a terminal away from the glass; returns its number."""
        self._seat = self._core.state.seat + 1
        self._orderly = self._serving = self._used = False
        self._rows = 0
        self._core.journal.append(SeatGivenFact(seat=self._seat))
        self.config.seat_taken(glass=glass)
        return self._seat

    def seat_left(self) -> None:
        """The seated session is gone: forget its rights, finish or drop what it left."""
        if self._seat is None:
            return
        self._core.journal.append(SeatLeft(seat=self._seat))
        self._seat = None
        self.visits.seat_left()
        self.staff.seat_left()
        self.rounds.seat_left()
        self.claims.seat_left()
        self.owners.seat_left()
        self.dossiers.seat_left()
        self.enquiries.seat_left()
        self.printing.seat_left()
        self.deposits.seat_left("left" if self._orderly else "session-lost")
        self.config.seat_left()

    def handle(self, request: Message, raw: bytes, descriptor: int | None = None) -> Message:
        """Answer one request of the seated session; refusals are answers too.

        `descriptor` came beside it and stays the caller's.
        """
        handler, act = self._handlers.get(type(request)), self._acts.get(type(request))
        if isinstance(request, dossiers.PrintAcceptance):
            handler = partial(self._print_acceptance, descriptor)
        if self._seat is None or (handler is None and act is None):
            return seat.Refused(error_id="ENG-016")
        if isinstance(request, CITIZENS):
            if self.visits.under_way or self.resting():
                return seat.Refused(error_id="DIA-003")
            self._serving = True
        before = self._core.journal.seq
        try:
            self._check_rows()
            if handler is not None:
                return handler(request, raw)
            if act is not None:
                act(request)
            return seat.Done()
        except RefusalError as refusal:
            return seat.Refused(
                error_id=refusal.error_id, wait_s=refusal.wait_s, tries_left=refusal.tries_left
            )
        finally:
            self._rows += self._core.journal.seq - before

    def _check_rows(self) -> None:
        if self._rows >= ROWS_A_SEAT:
            raise RefusalError("ENG-023")

    def occupied(self) -> str | None:
        """Why whoever has the seat cannot be asked to go, as an error id; None when that may be tried."""
        if self.visits.under_way:
            return "DIA-013"
        return "DIA-002" if self._serving else None

    def unfinished(self) -> list[seat.Unfinished]:
        """What the next session has to tell."""
        return self.deposits.unfinished()

    def resting(self) -> list[str]:
        """Why a technician's visit left the machine out of service, as error ids; empty when it serves."""
        return self._core.state.upkeep.resting

    # devices and time

    def sensed(self, channel: int, seen: Sensed) -> None:
        """A door's sensors changed."""
        self.doors.sensed(channel, seen)
        self.trials.look()
        self._at_rest()

    def device_changed(self, name: str, status: Status) -> None:
        """A device's status changed; its state and its fault are facts for the journal."""
        report = seat.DeviceReport.of(name, status)
        self.devices.note(report)
        self._core.tell(seat.DeviceChanged(report=report))

    def tick(self) -> None:
        """Call about twice a second."""
        self.doors.tick()
        self.enquiries.tick()
        self.trials.look()
        self._at_rest()
        self.spool.take_in()
        self.config.tick()
        now = self._core.clock.monotonic()
        if now >= self._next_clearing:
            self._next_clearing = now + CLEARING_S
            self.retention.clear()

    def stop(self) -> None:
        """Stop in order."""
        self._core.journal.append(EngineStopped())
        self._core.journal.close()

    def _at_rest(self) -> None:
        if self._seat is None:
            self.claims.settle_at_rest()
            self.deposits.finish_alone()

    # requests

    def _table(self) -> dict[type[Message], Handler]:
        return {
            seat.Reserve: lambda q, _: seat.Reserved(compartment=self.deposits.reserve(q.size, q.slips)),
            seat.BeginDeposit: self._begin,
            seat.StorePage: lambda q, raw: seat.Stored(digest=self.deposits.parts.store(q.dossier_id, raw)),
            seat.Stage: lambda q, raw: seat.Staged(slip_payload=self.deposits.stage(q, raw, self._seat or 0)),
            seat.PrintSlip: lambda q, _: seat.SlipOrdered(slip=self.printing.print(q.slip, q.about)),
            seat.PrintChecklist: lambda q, _: seat.SlipOrdered(
                slip=self.printing.checklist(q.procedure, q.rule_version, q.answers)
            ),
            seat.OpenForDeposit: lambda q, _: self._ordered(self.deposits.open(q.dossier_id)),
            seat.LargerCompartment: lambda q, _: seat.Reserved(
                compartment=self.deposits.larger(q.dossier_id)
            ),
            collect.FindClaims: self._find,
            dossiers.FindDossiers: lambda q, _: self.dossiers.find(q),
            dossiers.AskPersonal: lambda q, _: self.enquiries.ask(q),
            collect.OpenForClaim: lambda q, _: self._ordered(self.claims.open(q.claim_id, q.item_id)),
            staff.AskChallenge: lambda q, _: staff.Challenge(nonce=self.staff.challenge()),
            staff.StaffProof: self._prove_staff,
            staff.ReadRound: lambda q, _: self.rounds.plan(q.grant),
            staff.OpenForRound: lambda q, _: seat.DoorOrdered(
                order=self.rounds.open(q), compartment=q.compartment
            ),
            staff.PlaceResult: self._place,
            technician.BeginVisit: lambda q, _: self.visits.begin(q.grant, serving=self._serving),
            technician.ReadMachine: lambda q, _: self.visits.machine(q.grant),
            technician.RunTest: lambda q, _: technician.TestBegun(run=self.visits.run(q)),
            technician.OpenForTest: lambda q, _: seat.DoorOrdered(
                order=self.visits.open(q.grant, q.compartment), compartment=q.compartment
            ),
            technician.StoreReport: lambda q, raw: self.visits.store_report(q.grant, raw),
            technician.EndVisit: lambda q, _: self.visits.end(q.grant),
            tickets.TakeTicket: lambda q, _: self.tickets.take(q),
            staff.TakeList: self._take_list,
        }

    def _acts_table(self) -> dict[type[Message], Act]:
        return {
            seat.DropPage: lambda q: self.deposits.parts.drop(q.dossier_id, q.digest),
            seat.FinishDeposit: lambda q: self.deposits.finish(q.dossier_id, q.originals),
            seat.Settle: lambda q: self.owners.settle(q.id),
            seat.CallHelp: self._help,
            seat.DeviceChanged: lambda q: self.devices.told(q.report),
            seat.Leave: self._leave,
            seat.HomeShown: self._home_shown,
            collect.ProveClaim: lambda q: self.claims.prove(q, self._seat or 0),
            collect.FinishCollection: self.claims.finish,
            staff.TellRound: self.rounds.tell,
            technician.RecordTest: self.visits.record,
            seat.TellUsage: self._tell_usage,
            staff.EndRound: lambda q: self.rounds.end(q.grant),
        }

    def _print_acceptance(self, job: int | None, request: dossiers.PrintAcceptance, raw: bytes) -> Message:
        self.enquiries.require_told(request.dossier_id)
        return seat.SlipOrdered(slip=self.printing.acceptance(request.dossier_id, job))

    def _take_list(self, request: staff.TakeList, raw: bytes) -> staff.ListTaken:
        self.staff.require(request.grant, "officer")
        taken = self.spool.take(raw)
        return staff.ListTaken(made_at=datetime.fromisoformat(taken.made_at), claims=taken.claims)

    def _home_shown(self, request: seat.HomeShown) -> None:
        self._journeys = request.tiles
        self.config.home_shown()

    def _heartbeat(self) -> dict[str, object]:
        """What central's fleet page shows of the machine; the newest counts, nothing is kept."""
        return {
            "devices": [report.model_dump(exclude={"facts"}) for report in self.devices.now()],
            "journeys": self._journeys,
            "config": self.config.report(),
        }

    def _leave(self, request: seat.Leave) -> None:
        self._orderly = True

    def _help(self, request: seat.CallHelp) -> None:
        step, now = request.step[:40], self._core.clock.monotonic()
        self._helped = {each: at for each, at in self._helped.items() if now - at < HELP_AGAIN_S}
        if step in self._helped:
            return
        self._helped[step] = now
        self._core.journal.append(HelpCalled(step=step))

    def _tell_usage(self, request: seat.TellUsage) -> None:
        if self._used:
            raise RefusalError("ENG-007")
        self._used = True
        used = SeatUsed(seat=self._seat or 0, cards=request.cards, pictures=request.pictures)
        self._core.journal.append(used)

    def _ordered(self, given: tuple[str, int]) -> Message:
        order, compartment = given
        return seat.DoorOrdered(order=order, compartment=compartment)

    def _begin(self, request: seat.BeginDeposit, raw: bytes) -> Message:
        dossier_id, deposit_code = self.deposits.begin()
        return seat.DepositBegun(dossier_id=dossier_id, deposit_code=deposit_code)

    def _find(self, request: collect.FindClaims, raw: bytes) -> Message:
        mine = self.owners.lay(request.owner_hash) if request.owner_hash else []
        unfinished = [left for left in self.deposits.unfinished() if left.id in mine]
        return collect.Claims(claims=self.claims.find(request), unfinished=unfinished)

    def _prove_staff(self, request: staff.StaffProof, raw: bytes) -> Message:
        grant = self.staff.prove(request, self._seat or 0)
        return staff.Granted(grant=grant.id, person=grant.person, role=grant.role)

    def _place(self, request: staff.PlaceResult, raw: bytes) -> Message:
        return self.rounds.place(request)
