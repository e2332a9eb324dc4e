"""The engine's process: opens journal, vault and devices, and serves until it is told to stop.

It always starts. With a journal that cannot be trusted, a disk that refuses, or after crashes in a row, it
serves `OutOfService`: doors shut, a technician may look.
"""

from __future__ import annotations

import faulthandler
import signal
import time

from kiosk.data import data_folder
from kiosk.devices.contract import Status
from kiosk.devices.locker.doors import DoorSeen
from kiosk.dossier.catalogue import Catalogue
from kiosk.engine.crashes import CrashCount
from kiosk.engine.engine import Engine
from kiosk.engine.hub import Hub, Peer
from kiosk.engine.installation import Installation
from kiosk.engine.lives import Lives, Post
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.seating import TECHNICIAN_AT_WORK, Seating
from kiosk.engine.state import State
from kiosk.journal.store import Journal
from kiosk.messages import outbox, seat
from kiosk.messages.technician import TerminalSeated
from kiosk.messages.wire import Frame, Message
from kiosk.service import Service
from kiosk.settings import Settings

# A sync process that was killed is back within seconds; only a longer absence is an outage for the citizen.
SYNC_WITHIN_S = 15.0
# a bus that misses its own time by more than this hangs in the driver or the kernel
BUS_STUCK_S = 10.0


class EngineProcess:
    """One run of the engine."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened before `run`."""
        self._here = Installation(settings, self._device, self._sensed)
        self._hub = Hub(settings.paths.engine_socket, settings.build)
        self._seating = Seating(self)
        self._service = Service()
        self._crashes = CrashCount(settings.paths.run / "crashes")
        self._sync: Peer | None = None
        self._core: Core | None = None
        self._lives = Lives(
            settings.paths.state, self._here.open_journal, self._begin, self._begin_anew, self._hub.post
        )
        self._resting = self._here.out_of_service(
            why=lambda: self._lives.out_of_service,
            tell=self._seating.tell,
            post=self._hub.post,
            sync=lambda: self._sync is not None,
        )
        self._sync_due = time.monotonic() + SYNC_WITHIN_S
        self._poked = (0, "")

    def run(self) -> None:
        """Serve until SIGTERM."""
        signal.signal(signal.SIGTERM, lambda *_: self._hub.post(self._hub.stop))
        signal.signal(signal.SIGINT, lambda *_: self._hub.post(self._hub.stop))
        if self._service.present:
            # elsewhere tests and developers kill as they like
            self._crashes.begin()
        if hold := self._crashes.hold_s():
            self._lives.hold("ENG-021", hold)
        self._lives.look()
        self._here.devices.start()
        self._hub.on_joined = self._joined
        self._hub.on_gone = self._gone
        self._hub.on_frame = self._frame
        self._service.ready()
        self._hub.run(self._tick)
        self._here.devices.close()
        self._lives.stop()
        self._crashes.end()

    def _begin(self, journal: Journal[State], post: Post) -> Engine:
        self._core = self._here.core(journal, self._seating.tell, post, self._to_sync)
        engine = Engine(self._core, Catalogue.load(data_folder("catalogue")))
        for channel, seen in self._here.devices.bus.doors().items():
            engine.sensed(channel, seen)
        return engine

    # the mailbox's calls

    def _begin_anew(self) -> None:
        """What was told or asked in another state is void: session, terminal and sync come again."""
        self._resting.seat_left()
        self._seating.clear()
        if self._sync is not None:
            self._sync.channel.close()

    def _sensed(self, channel: int, seen: DoorSeen) -> None:
        self._hub.post(lambda: self._lives.act(lambda engine: engine.sensed(channel, seen)))

    def _device(self, name: str, status: Status) -> None:
        self._hub.post(lambda: self._lives.act(lambda engine: engine.device_changed(name, status)))

    def _joined(self, peer: Peer) -> None:
        if peer.role == "sync":
            self._sync = peer
        else:
            self._seating.joined(peer)

    def _gone(self, peer: Peer) -> None:
        if peer is self._sync:
            self._sync = None
            self._sync_due = time.monotonic() + SYNC_WITHIN_S
        else:
            self._seating.gone(peer)

    def _frame(self, peer: Peer, frame: Frame) -> None:
        if peer is self._sync:
            self._serve_sync(peer, frame)
        elif peer is self._seating.holder:
            self._seating.heard()
            self._serve_seat(peer, frame)
        elif peer is self._seating.session:
            peer.send(seat.Refused(error_id=TECHNICIAN_AT_WORK))
        self._poke()

    def _serve_seat(self, peer: Peer, frame: Frame) -> None:
        if self._lives.engine is None:
            peer.send(self._resting.handle(frame.message))
        else:
            self._lives.act(
                lambda engine: peer.send(engine.handle(frame.message, frame.raw, frame.descriptor))
            )

    def _serve_sync(self, peer: Peer, frame: Frame) -> None:
        def serve(engine: Engine) -> None:
            try:
                match frame.message:
                    case outbox.ReadBlob():
                        peer.send(*engine.outbox.read_blob(frame.message))
                        return
                    case outbox.ReadCheckpoint():
                        peer.send(*engine.outbox.read_checkpoint(frame.message))
                        return
                was_up = engine.outbox.link_up
                peer.send(engine.outbox.handle(frame.message, frame.raw))
                if engine.outbox.link_up != was_up:
                    self._seating.tell(seat.LinkState(up=engine.outbox.link_up))
            except RefusalError as refusal:
                peer.send(outbox.Refused(error_id=refusal.error_id))

        if self._lives.engine is None:
            peer.send(outbox.Refused(error_id=self._resting.error_id))
        else:
            self._lives.act(serve)

    def _link(self, *, up: bool) -> None:
        engine = self._lives.engine
        if engine is None or engine.outbox.link_up == up:
            return
        engine.outbox.link_up = up
        self._seating.tell(seat.LinkState(up=up))

    def _to_sync(self, message: Message, raw: bytes) -> bool:
        if self._sync is None:
            return False
        self._sync.send(message, raw)
        return True

    def _poke(self) -> None:
        engine = self._lives.engine
        if self._sync is None or engine is None:
            return
        if (told := (self._lives.seq, engine.outbox.news())) != self._poked:
            self._poked = told
            self._sync.send(outbox.Poke())

    def _tick(self) -> None:
        if self._sync is None and time.monotonic() > self._sync_due:
            self._link(up=False)
        self._lives.look()
        self._lives.act(lambda engine: engine.tick())
        self._seating.tick()
        self._poke()
        self._prove_progress()

    def _prove_progress(self) -> None:
        """The mailbox has turned; the watchdog is fed when the bus has too."""
        if self._here.devices.bus.late_s() < BUS_STUCK_S:
            self._service.beat()
            self._crashes.look()

    # the seat

    def seat_begins(self) -> seat.SeatGiven:
        """Somebody may sit down at the glass, unless a terminal has the seat; then it only says so."""
        at_terminal = self._seating.at_terminal
        if not at_terminal:
            self._lives.act(Engine.seat_taken)
        engine = self._lives.engine
        return seat.SeatGiven(
            config=self._here.seat_config(self._core.config if self._core is not None else None),
            devices=self._here.reports(),
            # out of service, nobody may read beneath it that dossiers can be handed in all the same
            link_up=engine is None or engine.outbox.link_up,
            unfinished=engine.unfinished() if engine is not None else [],
            out_of_service=TECHNICIAN_AT_WORK if at_terminal else self._lives.out_of_service,
            at_terminal=at_terminal,
            resting=engine.resting() if engine is not None else [],
        )

    def terminal_begins(self) -> TerminalSeated:
        """A technician sits down at a terminal."""
        self._lives.act(lambda engine: engine.seat_taken(glass=False))
        config = self._core.config if self._core is not None else self._here.config
        return TerminalSeated(
            kiosk=self._here.identity.kiosk_id, build=self._here.settings.build, texts=config.texts
        )

    def seat_left(self) -> None:
        """Whoever had the seat is gone."""
        self._lives.act(lambda engine: engine.seat_left())
        self._resting.seat_left()

    def occupied(self) -> str | None:
        """Why whoever has the seat cannot be asked to go, as an error id."""
        if self._lives.engine is not None:
            return self._lives.engine.occupied()
        return TECHNICIAN_AT_WORK if self._resting.visited else None


def main(settings: Settings) -> None:
    """Run the engine."""
    # the watchdog ends a process that hangs by SIGABRT: say where it hung
    faulthandler.enable()
    settings.paths.run.mkdir(mode=0o750, parents=True, exist_ok=True)
    EngineProcess(settings).run()
